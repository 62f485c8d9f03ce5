"""The five shapes in which a tags value arrives: nothing, a dict, Outputs in a dict, one Output, a raw secret."""

from typing import Any

import pytest

from labelwright.placement import Hidden, Injection, labels_at, place
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
from tests.placement.wrapped import Later, known, lift, secret

QUEUE = "aws:sqs/queue:Queue"
GROUP = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
TEAM = {"team": "genomics"}
LABELS = Injection(TEAM)


def test_outputs_inside_a_map_stay_what_they_are() -> None:
    """The map is merged as a plain one: one unknown value must not make the whole map unknown in a preview."""
    output = Later("arn")
    placed = place(QUEUE, {"tags": {"made-by": output}}, LABELS, lift)
    assert placed == {"tags": {"made-by": output, **TEAM}}


def test_an_output_under_the_key_itself_wins() -> None:
    """An explicit value wins although nobody knows it yet."""
    assert place(QUEUE, {"tags": {"team": Later("x")}}, LABELS, lift) is None


def test_a_locked_key_beats_an_output() -> None:
    """A lock needs no knowledge of what it beats."""
    assert place(QUEUE, {"tags": {"team": Later("x")}}, Injection(TEAM, frozenset(TEAM)), lift) == {"tags": TEAM}


def test_a_map_that_is_one_output_is_merged_when_it_is_known() -> None:
    """Only what the Output will hold can be merged with."""
    placed = place(QUEUE, {"tags": Later({"team": "mine", "a": "b"})}, Injection({**TEAM, "owner": "org"}), lift)
    assert placed is not None
    assert isinstance(tags := placed["tags"], Later)
    assert tags.value == {"team": "mine", "a": "b", "owner": "org"}


@pytest.mark.parametrize("value", [Later({}), UNKNOWN_TEXT], ids=["an Output", "the sentinel"])
def test_without_a_lift_what_is_not_known_stays_as_it_is(value: object) -> None:
    """The pure side never guesses."""
    assert place(QUEUE, {"tags": value}, LABELS) is None


def test_an_unknown_that_cannot_be_lifted_stays_as_it_is() -> None:
    """The SDK's `Unknown` holds nothing: the adapter gives it back."""
    assert place(QUEUE, {"tags": object()}, LABELS, lift) is None


def test_a_raw_secret_is_merged_inside_and_stays_a_secret() -> None:
    """No label may stand beside the signature, and the wrapper may not be lost."""
    placed = place(QUEUE, {"tags": secret({"a": "b"})}, LABELS)
    assert placed == {"tags": secret({"a": "b", **TEAM})}
    assert place(QUEUE, {"tags": secret({"a": "b", **TEAM})}, LABELS) is None


def test_an_encrypted_secret_is_left_alone() -> None:
    """State files hold secrets that only the engine can open."""
    props = {"tags": {SIGNATURE: SECRET_SIGNATURE, "ciphertext": "v1:..."}}
    assert place(QUEUE, props, LABELS) is None
    assert labels_at(QUEUE, props)[0].labels is Hidden.SECRET


def test_an_unknown_inside_a_secret_is_left_alone() -> None:
    """Both wrappers at once."""
    assert place(QUEUE, {"tags": secret(UNKNOWN_TEXT)}, LABELS, lift) is None


@pytest.mark.parametrize("wrap", [secret, Later], ids=["secret", "Output"])
def test_containers_on_the_way_are_opened(wrap: Any) -> None:
    """A nested place inside a secret or an Output is reached as well, at each level."""
    inner = {"type": "EC2"}
    placed = place(COMPUTE, {"tags": TEAM, "computeResources": wrap(inner)}, LABELS, lift)
    assert placed is not None
    assert _opened(placed["computeResources"]) == {"type": "EC2", "tags": TEAM}
    placed = place(TEMPLATE, {"tags": TEAM, "tagSpecifications": [wrap({"resourceType": "volume"})]}, LABELS, lift)
    assert placed is not None
    specifications: Any = placed["tagSpecifications"]
    assert _opened(specifications[0]) == {"resourceType": "volume", "tags": TEAM}


def _opened(value: Any) -> object:
    """What is wrapped."""
    return value.value if isinstance(value, Later) else value["value"]


@pytest.mark.parametrize(
    "element", [Later({"key": "team", "value": "x"}), {"key": Later("team"), "value": "x"}], ids=["element", "key"]
)
def test_a_list_whose_keys_are_not_known_is_lifted_as_a_whole(element: object) -> None:
    """Its key may be ours: adding it twice would be refused by the cloud."""
    assert place(GROUP, {"tags": [element]}, LABELS) is None
    assert labels_at(GROUP, {"tags": [element]})[0].labels is Hidden.UNKNOWN
    placed = place(GROUP, {"tags": [element]}, LABELS, lift)
    assert placed is not None
    assert known(placed["tags"]) == [{"key": "team", "value": "x"}]


def test_a_list_that_cannot_be_known_even_when_lifted_stays_as_it_is() -> None:
    """One lift is all there is: no endless attempts."""
    stubborn = [object()]
    placed = place(GROUP, {"tags": stubborn}, LABELS, lift)
    assert placed is None or known(placed["tags"]) == stubborn


def test_compute_resources_of_unknown_type_are_left_alone() -> None:
    """They may be Fargate, where tags are an error."""
    assert place(COMPUTE, {"tags": TEAM, "computeResources": {"type": Later("EC2")}}, LABELS, lift) is None
