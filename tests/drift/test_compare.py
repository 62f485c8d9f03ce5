"""One judgement for every cloud: what is declared against what is carried."""

from collections.abc import Mapping
from typing import Any

import pytest

from labelwright.drift.compare import GONE, Carried, compare, unread
from labelwright.drift.declared import Declared, declared
from labelwright.drift.system import SYSTEM, is_system
from labelwright.drift.verdict import Judged, Standing
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE

QUEUE, ROLE, BUCKET = "aws:sqs/queue:Queue", "aws:iam/role:Role", "gcp:storage/bucket:Bucket"
SECRET = {SIGNATURE: SECRET_SIGNATURE, "ciphertext": "v1:abc"}
PROVIDER = {"urn": "urn:pulumi:dev::p::pulumi:providers:aws::own", "type": "pulumi:providers:aws", "custom": True}


def resource(kind: str = QUEUE, inputs: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A resource as state has it."""
    urn = f"urn:pulumi:dev::p::{kind}::one"
    return {"urn": urn, "type": kind, "custom": True, "id": "one", "inputs": inputs or {}, **more}


def of(*resources: Mapping[str, Any]) -> Declared:
    """The one that takes labels."""
    (found,) = declared(resources)
    assert isinstance(found, Declared)
    return found


def judged(one: Declared, tags: Mapping[str, str]) -> Judged:
    """What is said when the cloud answers so."""
    return compare(one, Carried({"tags": tags}))


def said(found: Judged) -> list[tuple[str, str, str | None, str | None]]:
    """The differences, short."""
    return [(one.key, str(one.change), one.declared, one.found) for one in found.differences]


def test_each_kind_of_difference_is_told_apart() -> None:
    """Changed with both values, removed with the declared one, added with the one that was found."""
    one = of(resource(inputs={"tags": {"a": "1", "b": "2", "same": "3"}}))
    found = judged(one, {"a": "9", "c": "4", "same": "3"})
    assert said(found) == [("a", "changed", "1", "9"), ("b", "removed", "2", None), ("c", "added", None, "4")]
    assert found.standing is Standing.DRIFTED


def test_the_same_labels_are_no_drift() -> None:
    """Nothing is said of them."""
    found = judged(of(resource(inputs={"tags": {"a": "1"}})), {"a": "1"})
    assert found.standing is Standing.SAME
    assert not found.needs_a_look


def test_an_empty_value_is_a_value() -> None:
    """It is neither a removal nor nothing."""
    one = of(resource(inputs={"tags": {"a": ""}}))
    assert judged(one, {"a": ""}).standing is Standing.SAME
    assert said(judged(one, {})) == [("a", "removed", "", None)]
    assert said(judged(one, {"a": "x"})) == [("a", "changed", "", "x")]


def test_a_label_on_what_has_none_was_added() -> None:
    """The place is judged although nothing is declared there."""
    assert said(judged(of(resource()), {"a": "1"})) == [("a", "added", None, "1")]


def test_default_tags_of_the_provider_are_declared() -> None:
    """Both where state has their sum, and where it only has the provider's own setting."""
    provider = {**PROVIDER, "inputs": {"defaultTags": '{"tags": {"owner": "org"}}'}}
    made = resource(inputs={"tags": {"a": "1"}}, provider=f"{PROVIDER['urn']}::id")
    assert said(judged(of(provider, made), {"a": "1"})) == [("owner", "removed", "org", None)]
    summed = resource(inputs={"tags": {"a": "1"}, "tagsAll": {"a": "1", "owner": "org"}})
    assert said(judged(of(summed), {"a": "1", "owner": "me"})) == [("owner", "changed", "org", "me")]


def test_settings_of_a_provider_that_cannot_be_read_say_nothing() -> None:
    """As the provider itself refuses them, and not with a traceback."""
    provider = {**PROVIDER, "inputs": {"ignoreTags": "{nonsense", "defaultTags": "{nonsense"}}
    made = resource(inputs={"tags": {"a": "1"}}, provider=f"{PROVIDER['urn']}::id")
    assert of(provider, made).overlooked == ()


def test_what_the_provider_overlooks_was_not_added_by_hand() -> None:
    """`ignoreTags`: exact keys, and prefixes."""
    provider = {**PROVIDER, "inputs": {"ignoreTags": {"keys": ["seen"], "keyPrefixes": ["ops/"]}}}
    one = of(provider, resource(provider=f"{PROVIDER['urn']}::id"))
    assert said(judged(one, {"seen": "1", "ops/x": "2", "seen-too": "3"})) == [("seen-too", "added", None, "3")]


@pytest.mark.parametrize(("kind", "folds"), [(ROLE, True), (QUEUE, False)])
def test_case_of_keys_counts_where_the_cloud_counts_it(kind: str, *, folds: bool) -> None:
    """An IAM role has `Team` for `team`; a queue has two tags."""
    found = judged(of(resource(kind, {"tags": {"Team": "a"}})), {"team": "a"})
    assert found.standing is (Standing.SAME if folds else Standing.DRIFTED)


def test_a_secret_is_compared_by_its_key_and_never_shown() -> None:
    """Neither what is declared, which is encrypted, nor what was found."""
    one = of(resource(inputs={"tags": {"hush": SECRET}}))
    assert judged(one, {"hush": "whatever"}).standing is Standing.SAME
    assert said(judged(one, {})) == [("hush", "removed", "[secret]", None)]
    whole = judged(of(resource(inputs={"tags": SECRET})), {"hush": "whatever"})
    assert whole.standing is Standing.UNCHECKED
    assert whole.unchecked == {"tags": "what is declared is secret"}


def test_what_a_stack_leaves_alone_is_not_checked() -> None:
    """ignoreChanges, for the property or any within it."""
    found = judged(of(resource(inputs={"tags": {"a": "1"}}, ignoreChanges=["tags"])), {"a": "9"})
    assert (found.standing, list(found.unchecked)) == (Standing.UNCHECKED, ["tags"])


def test_what_is_gone_and_what_is_not_known_are_not_drift_of_labels() -> None:
    """Each is a standing of its own, with its reason."""
    one = of(resource(inputs={"tags": {"a": "1"}}))
    assert compare(one, GONE).standing is Standing.GONE
    found = compare(one, unread("nobody may ask"))
    assert (found.standing, found.reason) == (Standing.UNCHECKED, "nobody may ask")


def test_a_place_that_the_cloud_does_not_tell_is_said_beside_the_others() -> None:
    """The rest of the resource is judged all the same."""
    kind = "aws:ec2/launchTemplate:LaunchTemplate"
    inputs = {"tags": {"a": "1"}, "tagSpecifications": [{"resourceType": "volume", "tags": {"a": "1"}}]}
    found = compare(of(resource(kind, inputs)), Carried({"tags": {}}))
    assert said(found) == [("a", "removed", "1", None)]
    assert list(found.unchecked) == ["tagSpecifications[volume].tags"]


def test_what_takes_no_labels_or_is_not_made_here_is_left_out() -> None:
    """Components, untaggable types, what was only read, providers."""
    others = [
        resource("my:index:Component", custom=False),
        resource("aws:iam/rolePolicy:RolePolicy"),
        resource(external=True),
        PROVIDER,
    ]
    assert list(declared(others)) == []


def test_a_type_that_nobody_knows_is_not_checked() -> None:
    """Rather than counted as sound."""
    (found,) = declared([resource("aws:future/thing:Thing")])
    assert isinstance(found, Judged)
    assert found.standing is Standing.UNCHECKED


@pytest.mark.parametrize(
    ("package", "key", "value", "expected"),
    [
        ("aws", "aws:autoscaling:groupName", "x", True),
        ("aws", "awsome", "x", False),
        ("azure-native", "hidden-title", "x", True),
        ("gcp", "goog-pulumi-provisioned", "true", True),
        ("gcp", "google", "x", False),
        ("kubernetes", "batch.kubernetes.io/job-name", "x", True),
        ("kubernetes", "kubernetes.io/metadata.name", "x", True),
        ("kubernetes", "app.kubernetes.io/managed-by", "pulumi", True),
        ("kubernetes", "app.kubernetes.io/managed-by", "Helm", False),
        ("kubernetes", "app.kubernetes.io/part-of", "shop", False),
        ("kubernetes", "notkubernetes.io/x", "x", False),
    ],
)
def test_labels_that_a_cloud_writes_were_not_added_by_hand(
    package: str, key: str, value: str, *, expected: bool
) -> None:
    """And ones that only look like those were."""
    assert is_system(package, key, value) is expected


def test_every_system_label_has_its_source() -> None:
    """A pattern that hides drift says why it may."""
    assert all(page.startswith("https://") for patterns in SYSTEM.values() for page in patterns.values())


def test_a_declared_system_label_is_compared() -> None:
    """It is the stack's own then."""
    one = of(resource(BUCKET, {"labels": {"goog-packaged": "a"}}))
    found = compare(one, Carried({"labels": {"goog-packaged": "b", "goog-other": "c"}}))
    assert said(found) == [("goog-packaged", "changed", "a", "b")]
