"""Who is left without labels by a person's decision: by type, name, subtree and key, the later entry winning."""

import pytest

from labelwright.placement import Exemption
from labelwright.placement.exemption import exempt

QUEUE, BUCKET = "aws:sqs/queue:Queue", "aws:s3/bucket:Bucket"
LABELS = {"owner": "org", "team": "genomics"}
EVERY = frozenset(LABELS)


def keys(
    *exemptions: Exemption, token: str = QUEUE, name: str = "q", ancestors: tuple[str, ...] = ()
) -> frozenset[str]:
    """The keys that a resource does not get."""
    found = exempt(exemptions, LABELS, token, name, ancestors)
    return found.keys if found else frozenset()


@pytest.mark.parametrize(
    ("exemption", "left"),
    [
        (Exemption(type=QUEUE), EVERY),
        (Exemption(type="aws:sqs/*"), EVERY),
        (Exemption(type=BUCKET), frozenset[str]()),
        (Exemption(type="AWS:sqs/*"), frozenset[str]()),
        (Exemption(name="q"), EVERY),
        (Exemption(name="?"), EVERY),
        (Exemption(name="queue"), frozenset[str]()),
        (Exemption(below="old"), EVERY),
        (Exemption(below="o*"), EVERY),
        (Exemption(below="q"), EVERY),
        (Exemption(below="older"), frozenset[str]()),
        (Exemption(type=QUEUE, name="other"), frozenset[str]()),
        (Exemption(keys=("team",)), {"team"}),
        (Exemption(keys=("none",)), frozenset[str]()),
        (Exemption(type=QUEUE, keys=("Owner",)), {"owner"}),
    ],
)
def test_all_that_an_entry_says_must_hold(exemption: Exemption, left: frozenset[str]) -> None:
    """Type, name and what it lies below, case and all; keys as declared, or as Google is sent them."""
    assert keys(exemption, ancestors=("inner", "old")) == left


def test_a_later_entry_takes_back_what_an_earlier_one_exempts() -> None:
    """Everything of a kind but one, or all labels but one."""
    every, one = Exemption(type="aws:sqs/*"), Exemption(name="q", inject=True)
    assert keys(every, one) == frozenset()
    assert keys(one, every) == EVERY
    assert keys(every, Exemption(keys=("team",), inject=True)) == {"owner"}
    assert keys(every, one, name="other") == EVERY


def test_the_reasons_are_those_of_what_is_left_out() -> None:
    """Each once, and none of an entry that was taken back."""
    found = exempt(
        [
            Exemption(type=QUEUE, keys=("team",), reason="legacy"),
            Exemption(type=QUEUE, reason="legacy"),
            Exemption(name="other", reason="never"),
        ],
        LABELS,
        QUEUE,
        "q",
        (),
    )
    assert found is not None
    assert found.reasons == ("legacy",)


def test_without_entries_nothing_is_exempt() -> None:
    """The usual case costs nothing."""
    assert exempt([], LABELS, QUEUE, "q", ()) is None
