"""The adapter's own decisions, with requests as the engine sends them; `test_engine.py` has the real engine."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto.resource_pb2 import TransformRequest, TransformResourceOptions

from labelwright import transform
from labelwright.placement import Declaration, Exemption, Injection, Injections, Spot, additions_of
from labelwright.placement.wire import OUTPUT_SIGNATURE, SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
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
    callback = transform.transform(injections, defaults or {})
    return [_answer(callback, *request) for request in requests]


def _answer(
    callback: transform.Transform, type_token: str, name: str, props: dict[str, Any], options: dict[str, Any]
) -> Any:
    """One request, one answer."""
    given = {key: value for key, value in options.items() if key != "parent"}
    request = TransformRequest(
        custom=":index:" not in type_token,
        type=type_token,
        name=name,
        parent=options.get("parent", STACK),
        properties=ParseDict(props, Struct()),
        options=TransformResourceOptions(**given),
    )
    response = callback(request)
    assert not response.HasField("options"), "without options in the answer the engine keeps its own"
    return MessageToDict(response.properties) if response.HasField("properties") else None


def test_nothing_is_answered_when_nothing_changes() -> None:
    """An empty answer keeps the original bytes: labelled, untaggable, unknown and look-alike resources alike."""
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
    assert _answers((QUEUE, "q", {}, {"import": "https://queue"})) == [None]


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


def _output(**parts: Any) -> dict[str, Any]:
    """An output value as the engine writes it where other transforms run before."""
    return {SIGNATURE: OUTPUT_SIGNATURE, **parts}


def test_a_map_that_is_one_known_output_is_merged_with() -> None:
    """And keeps its dependencies, and whether it is secret."""
    parts: dict[str, Any] = {"secret": True, "dependencies": ["urn:pulumi:dev::p::a:b:C::d"]}
    (answer,) = _answers((QUEUE, "q", {"tags": _output(value={"a": "b"}, **parts)}, {}))
    assert answer == {"tags": _output(value={"a": "b", **TEAM}, **parts)}


@pytest.mark.parametrize("value", [UNKNOWN_TEXT, _output(dependencies=[])], ids=["sentinel", "output"])
def test_a_map_that_is_not_known_yet_is_left_alone(value: object) -> None:
    """What an update will send is merged with then."""
    assert _answers((QUEUE, "q", {"tags": value}, {})) == [None]


@pytest.mark.parametrize("rest", [{"text": "x"}, {"value": {}}], ids=["an asset", "of a later engine"])
def test_a_signed_object_is_no_map_of_labels(rest: dict[str, object]) -> None:
    """An asset, a reference to a resource: no label may stand beside its signature, or in it."""
    signed = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", **rest}
    assert _answers((QUEUE, "q", {"tags": signed}, {})) == [None]


GROUP = "aws:autoscaling/group:Group"


def test_a_list_with_outputs_is_read_through_and_keeps_them() -> None:
    """An auto scaling group's keys are known only together; what stands there is sent back as it came."""
    key = _output(value="own", dependencies=["urn:pulumi:dev::p::a:b:C::d"])
    tags = [{"key": key, "value": "mine", "propagateAtLaunch": False}]
    (answer,) = _answers((GROUP, "g", {"tags": tags}, {}))
    assert answer == {"tags": [*tags, {"key": "team", "value": "genomics", "propagateAtLaunch": True}]}
    same = [{"key": _output(value="team"), "value": "mine", "propagateAtLaunch": False}]
    assert _answers((GROUP, "g", {"tags": same}, {})) == [None]
    empty = [{"key": _output(value="team"), "value": None, "propagateAtLaunch": False}]
    filled = [{"key": "team", "value": "genomics", "propagateAtLaunch": False}]
    assert _answers((GROUP, "g", {"tags": empty}, {})) == [{"tags": filled}]


@pytest.mark.parametrize("key", [_output(), _output(value="team", secret=True), UNKNOWN_TEXT])
def test_a_list_with_a_key_that_cannot_be_read_is_left_alone(key: object) -> None:
    """It may be ours."""
    tags = [{"key": key, "value": "mine", "propagateAtLaunch": False}]
    assert _answers((GROUP, "g", {"tags": tags}, {})) == [None]


def test_everything_else_comes_back_as_it_came() -> None:
    """Values of every kind, wrapped ones and nulls included, at every depth."""
    props: dict[str, Any] = {
        "none": None,
        "number": 1.5,
        "flag": True,
        "list": [None, {"a": [UNKNOWN_TEXT]}],
        "secret": {SIGNATURE: SECRET_SIGNATURE, "value": {"a": None}},
        "output": _output(value=[1.0], dependencies=["urn"]),
        "tags": {"none": None, "secret": {SIGNATURE: SECRET_SIGNATURE, "value": "x"}, "later": UNKNOWN_TEXT},
    }
    (answer,) = _answers((QUEUE, "q", props, {}))
    assert answer == {**props, "tags": {**props["tags"], **TEAM}}


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
