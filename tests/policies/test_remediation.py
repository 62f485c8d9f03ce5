"""What remediation adds, and to whom: what injection would have added, where nothing can be spoilt by it."""

from collections.abc import Mapping
from typing import Any, NoReturn

import pytest
from google.protobuf.json_format import ParseDict
from google.protobuf.struct_pb2 import Struct
from pulumi_policy import PolicyProviderResource, PolicyResourceOptions, ResourceValidationArgs
from pulumi_policy.proxy import unknown_checking_proxy

from labelwright.placement import Exemption, Injection, Injections
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
from labelwright.settings.reading import read
from labelwright.settings.source import Source
from policies import pack
from policies.remediation import Remedy
from tests.policies.wrapped import BUCKET, COMPUTE, DEPLOYMENT, GROUP, POOL, PROFILE, QUEUE, ROLE, STORAGE, urn_of

TEAM = {"team": "lab"}
SECRET = {SIGNATURE: SECRET_SIGNATURE, "value": "unspeakable"}
ENVIRONMENT = "labelwright:index:KubernetesEnvironment"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
OWN = Injection({"team": "lab", "ce": "one"})


def missing(type_token: str, props: Mapping[str, object], **more: Any) -> object:
    """What a resource of a stack with one label lacks."""
    return Remedy(Injections(Injection(TEAM))).missing(urn_of(type_token), None, props, **more)


@pytest.mark.parametrize(
    ("type_token", "props", "added"),
    [
        (CONFIG_MAP, {}, {"metadata": {"labels": TEAM}}),
        (CONFIG_MAP, {"metadata": {"labels": {"a": "b"}}}, {"metadata": {"labels": {"a": "b"} | TEAM}}),
        (GROUP, {"location": "x"}, {"tags": TEAM}),
        (STORAGE, {"tags": {"a": SECRET}}, {"tags": {"a": SECRET} | TEAM}),
        (BUCKET, {"labels": {"a": UNKNOWN_TEXT}}, {"labels": {"a": UNKNOWN_TEXT} | TEAM}),
        (GROUP, {"tags": {**SECRET, "value": {}}}, {"tags": {**SECRET, "value": TEAM}}),
    ],
    ids=["none", "others", "azure", "a secret beside", "an unknown beside", "secret as a whole"],
)
def test_what_is_missing_is_added(type_token: str, props: dict[str, object], added: object) -> None:
    """And nothing besides: only the property that holds the labels is given another value."""
    assert missing(type_token, props) == added


@pytest.mark.parametrize(
    ("type_token", "props"),
    [
        (GROUP, {"tags": {"team": "mine"}}),
        (GROUP, {"tags": {"Team": "mine"}}),
        (GROUP, {"tags": UNKNOWN_TEXT}),
        (QUEUE, {}),
        (ROLE, {"tags": {}}),
        (COMPUTE, {"computeResources": {"type": "EC2"}}),
        (PROFILE, {}),
        ("azuread:index/application:Application", {}),
        ("pulumi:providers:gcp", {}),
        ("my:own:Component", {"labels": {}}),
    ],
    ids=["there", "in another case", "unknown as a whole", *["aws"] * 4, "unserved", "a provider", "a component"],
)
def test_what_is_not_missing_or_not_served_stays(type_token: str, props: dict[str, object]) -> None:
    """AWS above all: its provider has summed up the tags before remediation."""
    assert missing(type_token, props) == {}


def test_nothing_is_added_where_a_change_disturbs_what_runs() -> None:
    """A replacement is made without what was added: an instance template would be replaced by every update."""
    template = {"spec": {"template": {"metadata": {"labels": {"app": "x"}}}}}
    assert missing(DEPLOYMENT, template) == {"metadata": {"labels": TEAM}}
    assert missing(POOL, {"vmSize": "small"}) == {}
    assert missing("gcp:compute/instanceTemplate:InstanceTemplate", {"machineType": "small"}) == {}


def test_provider_and_program_keep_what_is_theirs() -> None:
    """Default labels are written once, and `ignoreChanges` is obeyed."""
    assert missing(BUCKET, {}, provided=["team", "other"]) == {}
    assert missing(BUCKET, {}, ignored=["labels"]) == {}
    assert missing(BUCKET, {}, provided=["other"], ignored=["location"]) == {"labels": TEAM}


def test_below_an_environment_its_labels_are_missing() -> None:
    """At any depth; one of the stack's that the environment removed is not."""
    remedy = Remedy(Injections(Injection({"team": "lab", "cost": "c1"}), {"ce": OWN}))
    top = urn_of(ENVIRONMENT, "ce")
    inner, leaf = urn_of("my:own:Part", "part", ENVIRONMENT), urn_of(CONFIG_MAP, "leaf", f"{ENVIRONMENT}$my:own:Part")
    assert remedy.missing(top, None, {}) == remedy.missing(inner, top, {}) == {}
    assert remedy.missing(leaf, inner, {}) == {"metadata": {"labels": OWN.labels}}
    assert remedy.missing(urn_of(GROUP), None, {}) == {"tags": {"team": "lab", "cost": "c1"}}


def test_an_exemption_is_honoured() -> None:
    """By name, by what it lies below, and by key."""
    rules = (Exemption(below="part"), Exemption(name="left-*"), Exemption(name="half", keys=("team",)))
    remedy = Remedy(Injections(Injection({"team": "lab", "cost": "c1"}), exemptions=rules))
    part, inner = urn_of("my:own:Part", "part"), urn_of("my:own:Inner", "inner", "my:own:Part")
    assert remedy.missing(part, None, {}) == remedy.missing(inner, part, {}) == {}
    assert remedy.missing(urn_of(GROUP, "leaf", "my:own:Part$my:own:Inner"), inner, {}) == {}
    assert remedy.missing(urn_of(GROUP, "left-over"), None, {}) == {}
    assert remedy.missing(urn_of(GROUP, "half"), None, {}) == {"tags": {"cost": "c1"}}


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> pack.Judge:
    """The pack of a stack with one label."""
    settings = read(Source(tree={"workspace": {"labels": {"team": {"value": "lab", "default": True}}}})).checked()
    monkeypatch.setattr(pack, "settings_of_stack", lambda: settings)
    return pack.Judge()


def _args(type_token: str, provider: Mapping[str, Any] | None = None) -> ResourceValidationArgs:
    """What the runtime gives to remediation, whose properties are not read."""
    timeouts: Any = None
    options = PolicyResourceOptions(
        protect=False,
        ignore_changes=[],
        delete_before_replace=None,
        aliases=[],
        custom_timeouts=timeouts,
        additional_secret_outputs=[],
        parent="urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
    )
    given = PolicyProviderResource("gcp", unknown_checking_proxy(dict(provider)), "", "") if provider else None
    return ResourceValidationArgs(type_token, unknown_checking_proxy({}), urn_of(type_token), "jobs", options, given)


def test_all_properties_go_back_as_they_came(judge: pack.Judge) -> None:
    """The engine takes the answer for the whole: secrets, unknown values and hashes of assets stay what they were."""
    asset = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "hash": "0" * 64, "text": "x"}
    props = {"location": UNKNOWN_TEXT, "managedBy": SECRET, "asset": asset, "list": [SECRET, None, 1.5, True]}
    pack.ASKED.set(ParseDict(props, Struct()))
    assert judge.remediate(_args(GROUP)) == {**props, "tags": TEAM}
    pack.ASKED.set(ParseDict({**props, "tags": TEAM}, Struct()))
    assert judge.remediate(_args(GROUP)) is None


def test_default_labels_of_the_provider_are_not_missing(judge: pack.Judge) -> None:
    """They reach the resource by themselves."""
    pack.ASKED.set(Struct())
    assert judge.remediate(_args(BUCKET)) == {"labels": TEAM}
    assert judge.remediate(_args(BUCKET, {"defaultLabels": '{"team": "x"}'})) is None


def test_a_mistake_of_ours_is_told_and_spoils_nothing(judge: pack.Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The resource stays as it is; the update goes on, and somebody hears of it, once."""

    def broken(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError("a value that nobody may see")

    monkeypatch.setattr(Remedy, "missing", broken)
    pack.ASKED.set(Struct())
    told: list[str] = []
    assert judge.remediate(_args(GROUP)) is None
    for _ in range(2):
        judge.advisory(_args(GROUP), lambda text, _: told.append(text))
    (message,) = told
    assert "adding what it lacks failed itself (ZeroDivisionError in test_remediation:" in message
    assert "nobody may see" not in message


def test_wrong_stack_config_adds_nothing(judge: pack.Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stack says what is wrong with it."""
    monkeypatch.setattr(pack, "settings_of_stack", lambda: "labelwright:team: got 7")
    pack.ASKED.set(Struct())
    assert judge.remediate(_args(GROUP)) is None
