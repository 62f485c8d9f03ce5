"""The adapter's own decisions, with requests as the SDK decodes them; `test_engine.py` has the real engine."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from pulumi.resource import DependencyProviderResource, DependencyResource

from labelwright import transform
from labelwright.placement import Declaration, Exemption, Injection, Injections, Spot, additions_of
from labelwright.vocabulary import Cloud

QUEUE = "aws:sqs/queue:Queue"
COMPONENT = "labelwright:index:AwsBatchEnvironment"
INNER = "my:index:Inner"
PROVIDER = "pulumi:providers:aws"
STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"
TEAM = {"team": "genomics"}
INJECTIONS = Injections(Injection(TEAM), {"ce1": Injection({"env": "ce1"})})

Request = tuple[str, str, dict[str, Any], dict[str, Any]]


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the adapter warns of."""
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    return said


def _answers(
    *requests: Request, injections: Injections = INJECTIONS, defaults: Mapping[str, Mapping[str, str]] | None = None
) -> list[Any]:
    """What the callback answers to these requests, in order: new properties, or None.

    A request is type, name, properties and options; `parent` and `provider` are given as the engine's texts.
    """

    async def run() -> list[Any]:
        callback = transform.transform(injections, defaults or {})
        return [await _answer(callback, *request) for request in requests]

    return asyncio.run(run())


async def _answer(
    callback: transform.Transform, type_token: str, name: str, props: dict[str, Any], options: dict[str, Any]
) -> Any:
    """One request, one answer."""
    opts = pulumi.ResourceOptions(
        parent=DependencyResource(options.get("parent", STACK)),
        ignore_changes=options.get("ignore_changes"),
        import_=options.get("import_"),
    )
    if "provider" in options:
        opts.provider = DependencyProviderResource(options["provider"])
    custom = ":index:" not in type_token
    result = await callback(pulumi.ResourceTransformArgs(custom, type_token, name, props, opts))
    if result is None:
        return None
    assert result.props is not None
    untouched: object = result.opts
    assert untouched is None, "None keeps the engine's own options"
    return result.props


def test_nothing_is_answered_when_nothing_changes() -> None:
    """None keeps the original bytes: labelled, untaggable, unknown and look-alike resources alike."""
    assert (
        _answers(
            (QUEUE, "q", {"tags": TEAM}, {}),
            ("aws:iam/rolePolicy:RolePolicy", "p", {}, {}),
            ("aws:no/suchThing:SuchThing", "x", {}, {}),
            ("aws:inspector/resourceGroup:ResourceGroup", "g", {"tags": {"a": "b"}}, {}),
        )
        == [None] * 4
    )


def test_an_import_is_left_alone() -> None:
    """An import fails when the inputs differ from what is there."""
    assert _answers((QUEUE, "q", {}, {"import_": "https://queue"})) == [None]


def test_ignore_changes_reaches_placement() -> None:
    """The option of the resource is heeded."""
    assert _answers((QUEUE, "q", {}, {"ignore_changes": ["tags"]})) == [None]


def test_a_component_is_never_written_to() -> None:
    """Its properties are arguments, whatever they are called."""
    assert _answers((COMPONENT, "ce1", {"tags": {}}, {})) == [None]


def test_a_component_whose_type_is_declared_takes_labels() -> None:
    """Somebody said so: a packaged component hands its tags on to what Pulumi never sees."""
    additions = additions_of([Declaration(INNER, (Spot("tags"),), Cloud.AWS)])
    declared = Injections(Injection(TEAM), additions=additions)
    assert _answers((INNER, "i", {"tags": {}}, {}), injections=declared) == [{"tags": TEAM}]


def test_a_declared_type_without_places_is_left_alone() -> None:
    """Whatever the table knows of it."""
    declared = Injections(Injection(TEAM), additions=additions_of([Declaration(QUEUE)]))
    assert _answers((QUEUE, "q", {}, {}), injections=declared) == [None]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("tags", None),
        ("*", None),
        ("tags.team", {"tags": TEAM}),
        ('tags["team"]', {"tags": TEAM}),
        ("tagsAll", {"tags": TEAM}),
    ],
)
def test_only_a_whole_place_is_ignored(path: str, answer: dict[str, Any] | None) -> None:
    """A single key is the engine's business: it puts the old value back."""
    assert _answers((QUEUE, "q", {}, {"ignore_changes": [path]})) == [answer]


def test_every_depth_below_an_environment_takes_its_labels() -> None:
    """Found by URNs alone, as the engine makes them; a component that registers twice changes nothing."""
    component = f"urn:pulumi:dev::p::{COMPONENT}::ce1"
    inner = f"urn:pulumi:dev::p::{COMPONENT}${INNER}::inner"
    answers = _answers(
        (COMPONENT, "ce1", {"labels": {}}, {}),
        (COMPONENT, "ce1", {}, {}),
        (QUEUE, "child", {}, {"parent": component}),
        (INNER, "inner", {}, {"parent": component}),
        (QUEUE, "deep", {}, {"parent": inner}),
        (QUEUE, "beside", {}, {}),
        (COMPONENT, "unknown", {}, {}),
        (QUEUE, "below", {}, {"parent": f"urn:pulumi:dev::p::{COMPONENT}::unknown"}),
    )
    env = {"tags": {"env": "ce1"}}
    assert answers == [None, None, env, None, env, {"tags": TEAM}, None, {"tags": TEAM}]


@pytest.mark.parametrize(
    ("parent", "urn"),
    [
        (STACK, f"urn:pulumi:dev::p::{QUEUE}::q"),
        (f"urn:pulumi:dev::p::{INNER}::a", f"urn:pulumi:dev::p::{INNER}${QUEUE}::q"),
        (f"urn:pulumi:dev::p::{COMPONENT}${INNER}::a::b", f"urn:pulumi:dev::p::{COMPONENT}${INNER}${QUEUE}::q"),
    ],
    ids=["the root stack does not count", "below one", "below two, a name with colons"],
)
def test_urns_are_made_as_the_engine_makes_them(parent: str, urn: str) -> None:
    """Types of the parents, outermost first."""
    assert transform.urn_of(parent, QUEUE, "q") == urn


@pytest.mark.parametrize(
    "value", [{"tags": {"team": "other"}}, '{"tags": {"team": "other"}}'], ids=["object", "JSON text"]
)
def test_keys_of_a_providers_default_tags_are_left_to_it(value: object, warnings: list[str]) -> None:
    """Written twice they make a permanent difference; a warning names provider and keys."""
    answers = _answers(
        (PROVIDER, "mine", {"defaultTags": value}, {}),
        (QUEUE, "of-mine", {}, {"provider": f"urn:pulumi:dev::p::{PROVIDER}::mine::id-1"}),
        (QUEUE, "of-another", {}, {"provider": f"urn:pulumi:dev::p::{PROVIDER}::default_7::id-2"}),
    )
    assert answers == [None, None, {"tags": TEAM}]
    assert len(warnings) == 1
    assert "provider 'mine': team of aws:defaultTags are also labels" in warnings[0]


def test_default_tags_of_stack_config_count_for_default_providers(warnings: list[str]) -> None:
    """They reach every provider that the program did not make itself."""
    injections = Injections(Injection({"team": "genomics", "owner": "org"}))
    answers = _answers(
        (PROVIDER, "mine", {}, {}),
        (QUEUE, "of-mine", {}, {"provider": f"urn:pulumi:dev::p::{PROVIDER}::mine::id-1"}),
        (QUEUE, "of-default", {}, {"provider": f"urn:pulumi:dev::p::{PROVIDER}::default_7::id-2"}),
        (QUEUE, "of-none", {}, {}),
        injections=injections,
        defaults={"aws": {"team": "genomics"}},
    )
    owner = {"tags": {"owner": "org"}}
    assert answers == [None, {"tags": {"team": "genomics", "owner": "org"}}, owner, owner]
    assert len(warnings) == 1


@pytest.mark.parametrize(("provided", "left"), [("genomics", True), ("other", False)])
def test_a_locked_key_is_left_to_the_provider_only_with_the_same_value(
    provided: str, *, left: bool, warnings: list[str]
) -> None:
    """Another value must lose against the lock, and different values are no permanent difference."""
    locked = Injections(Injection(TEAM, frozenset(TEAM)))
    (answer,) = _answers((QUEUE, "q", {}, {}), injections=locked, defaults={"aws": {"team": provided}})
    assert (answer is None) is left
    assert warnings


def test_other_default_tags_are_nobodys_business(warnings: list[str]) -> None:
    """Only the same keys are double."""
    assert _answers((QUEUE, "q", {}, {}), defaults={"aws": {"cost": "x"}}) == [{"tags": TEAM}]
    assert warnings == []


def test_default_labels_of_google_are_left_to_its_provider_and_to_no_other(warnings: list[str]) -> None:
    """They reach root labels of Google only, under the keys that Google has; nested places and AWS get ours."""
    injections = Injections(Injection({"Team": "x"}, by_package={"gcp": Injection({"team": "x"})}))
    google = "pulumi:providers:gcp"
    template = "gcp:compute/instanceTemplate:InstanceTemplate"
    answers = _answers(
        (google, "mine", {"defaultLabels": '{"team": "x"}'}, {}),
        ("gcp:storage/bucket:Bucket", "b", {}, {"provider": f"urn:pulumi:dev::p::{google}::mine::id-1"}),
        (template, "t", {"disks": [{}]}, {"provider": f"urn:pulumi:dev::p::{google}::mine::id-1"}),
        ("gcp:storage/bucket:Bucket", "of-default", {}, {}),
        (QUEUE, "q", {}, {}),
        ("kubernetes:core/v1:Pod", "p", {"spec": {}}, {}),
        injections=injections,
        defaults={"aws": {}, "gcp": {"team": "y"}},
    )
    queue, pod = {"tags": {"Team": "x"}}, {"metadata": {"labels": {"Team": "x"}}, "spec": {}}
    assert answers == [None, None, {"disks": [{"labels": {"team": "x"}}]}, None, queue, pod]
    assert warnings[0].startswith("stack config: team of gcp:defaultLabels are also labels")
    assert warnings[1].startswith("provider 'mine': team of gcp:defaultLabels are also labels")


@pytest.mark.parametrize("value", [None, "", "no JSON", "[]", {"tags": None}, {"tags": {"a": pulumi.UNKNOWN}}, 7])
@pytest.mark.parametrize("package", ["aws", "gcp", "kubernetes"])
def test_default_labels_that_cannot_be_read_are_none(package: str, value: object) -> None:
    """Unknown, absent or wrong: the provider will say so."""
    settings = {"defaultTags": value, "defaultLabels": value if package == "aws" else None}
    assert transform.parse_defaults(package, settings) == {}


def test_values_of_the_sdk_are_lifted() -> None:
    """An Output is merged with when it is known; an `Unknown` stays as it is."""

    async def run() -> tuple[Any, Any]:
        callback = transform.transform(INJECTIONS, {})
        lifted = await _answer(callback, QUEUE, "q", {"tags": pulumi.Output.from_input({"a": "b"})}, {})
        unknown = await _answer(callback, QUEUE, "q", {"tags": pulumi.UNKNOWN}, {})
        return await lifted["tags"].future(), unknown

    assert asyncio.run(run()) == ({"a": "b", **TEAM}, None)


def test_a_list_with_outputs_is_lifted_as_a_whole() -> None:
    """An auto scaling group's keys are known only together."""

    async def run() -> Any:
        callback = transform.transform(INJECTIONS, {})
        tags = [{"key": pulumi.Output.from_input("team"), "value": "mine", "propagateAtLaunch": False}]
        answer = await _answer(callback, "aws:autoscaling/group:Group", "g", {"tags": tags}, {})
        return await answer["tags"].future()

    assert asyncio.run(run()) == [{"key": "team", "value": "mine", "propagateAtLaunch": False}]


def test_what_is_exempt_is_left_as_it_is() -> None:
    """By type, by name, with all that lies below a component at any depth, and by key."""
    exemptions = (
        Exemption(type="aws:sqs/queue:Queue", name="plain"),
        Exemption(below="old"),
        Exemption(name="half", keys=("owner",)),
        Exemption(name="kept", inject=True),
    )
    injections = Injections(Injection({"team": "genomics", "owner": "org"}), exemptions=exemptions)
    old = "urn:pulumi:dev::p::my:index:Old::old"
    inner = "urn:pulumi:dev::p::my:index:Old$my:index:Inner::inner"
    answers = _answers(
        ("my:index:Old", "old", {}, {}),
        ("my:index:Inner", "inner", {}, {"parent": old}),
        (QUEUE, "plain", {}, {}),
        (QUEUE, "deep", {}, {"parent": inner}),
        (QUEUE, "kept", {}, {"parent": inner}),
        (QUEUE, "half", {}, {}),
        (QUEUE, "beside", {}, {}),
        injections=injections,
    )
    every = {"tags": {"team": "genomics", "owner": "org"}}
    assert answers == [None, None, None, None, every, {"tags": {"team": "genomics"}}, every]


def test_a_locked_key_does_not_beat_an_explicit_label_of_what_is_exempt() -> None:
    """Who is exempt keeps what the program says."""
    injections = Injections(Injection(TEAM, frozenset(TEAM)), exemptions=(Exemption(name="own"),))
    (answer,) = _answers((QUEUE, "own", {"tags": {"team": "mine"}}, {}), injections=injections)
    assert answer is None
