"""The five shapes in which a tags value arrives: nothing, a dict, Outputs in a dict, one output, a raw secret."""

from typing import Any

import pytest

from labelwright.placement import Hidden, Injection, labels_at, place
from labelwright.placement.wire import OUTPUT_SIGNATURE, SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
from tests.placement.wrapped import output, secret

QUEUE = "aws:sqs/queue:Queue"
GROUP = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
TEAM = {"team": "genomics"}
LABELS = Injection(TEAM)
UNKNOWN = {SIGNATURE: OUTPUT_SIGNATURE}
"""An output that is not known yet."""


def test_outputs_inside_a_map_stay_what_they_are() -> None:
    """The map is merged as a plain one: one unknown value must not make the whole map unknown in a preview."""
    arn = output("arn")
    placed = place(QUEUE, {"tags": {"made-by": arn}}, LABELS)
    assert placed == {"tags": {"made-by": arn, **TEAM}}


def test_an_output_under_the_key_itself_wins() -> None:
    """An explicit value wins although nobody knows it yet."""
    assert place(QUEUE, {"tags": {"team": output("x")}}, LABELS) is None


def test_a_locked_key_beats_an_output() -> None:
    """A lock needs no knowledge of what it beats."""
    assert place(QUEUE, {"tags": {"team": output("x")}}, Injection(TEAM, frozenset(TEAM))) == {"tags": TEAM}


def test_a_map_that_is_one_output_is_merged_inside_and_keeps_what_it_depends_on() -> None:
    """The engine would otherwise forget what must be made first."""
    placed = place(QUEUE, {"tags": output({"team": "mine", "a": "b"})}, Injection({**TEAM, "owner": "org"}))
    assert placed == {"tags": output({"team": "mine", "a": "b", "owner": "org"})}


@pytest.mark.parametrize(
    "value", [UNKNOWN, UNKNOWN_TEXT, object()], ids=["an output", "the sentinel", "an object of the SDK"]
)
def test_what_is_not_known_stays_as_it_is(value: object) -> None:
    """The pure side never guesses: the update knows it, and asks again."""
    assert place(QUEUE, {"tags": value}, LABELS) is None
    assert labels_at(QUEUE, {"tags": value})[0].labels is Hidden.UNKNOWN


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
    assert place(QUEUE, {"tags": secret(UNKNOWN_TEXT)}, LABELS) is None


@pytest.mark.parametrize("wrap", [secret, output], ids=["secret", "output"])
def test_containers_on_the_way_are_opened(wrap: Any) -> None:
    """A nested place inside a secret or an output is reached as well, at each level."""
    inner = {"type": "EC2"}
    placed = place(COMPUTE, {"tags": TEAM, "computeResources": wrap(inner)}, LABELS)
    assert placed is not None
    assert _opened(placed["computeResources"]) == {"type": "EC2", "tags": TEAM}
    placed = place(TEMPLATE, {"tags": TEAM, "tagSpecifications": [wrap({"resourceType": "volume"})]}, LABELS)
    assert placed is not None
    specifications: Any = placed["tagSpecifications"]
    assert _opened(specifications[0]) == {"resourceType": "volume", "tags": TEAM}


def _opened(value: Any) -> object:
    """What is wrapped."""
    return value["value"]


@pytest.mark.parametrize(
    "element", [output({"key": "team", "value": "x"}), {"key": output("team"), "value": "x"}], ids=["element", "key"]
)
def test_a_list_whose_keys_are_outputs_is_read(element: object) -> None:
    """Its key may be ours: adding it twice would be refused by the cloud."""
    assert place(GROUP, {"tags": [element]}, LABELS) is None
    placed = place(GROUP, {"tags": [element]}, Injection({"owner": "org"}))
    assert placed == {"tags": [element, {"key": "owner", "value": "org", "propagateAtLaunch": True}]}


@pytest.mark.parametrize("element", [UNKNOWN, {"key": UNKNOWN, "value": "x"}, object()], ids=["element", "key", "SDK"])
def test_a_list_whose_keys_are_not_known_stays_as_it_is(element: object) -> None:
    """The same, where nobody can tell."""
    assert place(GROUP, {"tags": [element]}, LABELS) is None
    assert labels_at(GROUP, {"tags": [element]})[0].labels is Hidden.UNKNOWN


def test_compute_resources_of_unknown_type_are_left_alone() -> None:
    """They may be Fargate, where tags are an error."""
    assert place(COMPUTE, {"tags": TEAM, "computeResources": {"type": output("EC2")}}, LABELS) is None
