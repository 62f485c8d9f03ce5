"""Reading a preview: everything that it said, and a clear word where it cannot be read."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from labelwright.preview import Violation, parse_preview
from tests.pull_requests.events import END, JOB, QUEUE, URN, log, said, step, violation


def violations(*events: Mapping[str, Any]) -> list[Violation]:
    """What the policies found, of a log that says something of them."""
    found = parse_preview(log(*events, END), "log").violations
    assert found is not None
    return list(found)


def test_a_violation_is_read_with_each_of_its_problems() -> None:
    """Resource, type and level; what the policy is for is left out."""
    (found,) = violations(violation())
    assert (found.urn, found.type, found.is_mandatory) == (QUEUE, "aws:sqs/queue:Queue", True)
    assert [text.partition(":")[0] for text in found.problems] == ["tags.bad--key", "tags"]


def test_a_violation_is_told_once() -> None:
    """The engine may say it when it remediates and when it analyzes."""
    assert len(violations(violation(), violation())) == 1


def test_a_message_of_anothers_policy_is_one_problem() -> None:
    """Whatever its form."""
    (found,) = violations(violation("No public buckets.\nbucket is public\n", "advisory"))
    assert found.problems == ("No public buckets. bucket is public",)
    assert not found.is_mandatory


def test_a_violation_of_the_stack_has_no_resource() -> None:
    """As stack policies tell it."""
    (found,) = violations(violation(urn=""))
    assert (found.urn, found.type) == ("", "")


def test_the_type_of_a_child_is_its_own() -> None:
    """A URN holds the types of its parents, too."""
    urn = f"{URN}labelwright:index:Environment$aws:sqs/queue:Queue::jobs"
    (found,) = violations(violation(urn=urn))
    assert found.type == "aws:sqs/queue:Queue"


def test_errors_are_told_without_the_closing_word() -> None:
    """Each once."""
    events = (said("boom\n"), said("boom\n"), said("preview failed\n"), said("well", "info"), END)
    assert parse_preview(log(*events), "log").errors == ("boom",)


def test_what_stood_before_is_what_was_there() -> None:
    """Neither what is new, nor what is only looked up; what goes is still there."""
    preview = parse_preview(
        log(
            step("same", QUEUE, {}, {}),
            step("create", f"{QUEUE}-new", None, {}),
            step("delete", f"{QUEUE}-old", {}, None),
            step("read", f"{QUEUE}-else", {}, {}),
            step("create-replacement", JOB, {}, {}),
            step("replace", JOB, {}, {}),
            step("delete-replaced", JOB, {}, None),
            END,
        ),
        "log",
    )
    assert [one["urn"] for one in preview.standing] == [QUEUE, f"{QUEUE}-old", JOB]


def test_a_log_without_an_end_is_an_error() -> None:
    """What was not said by then, nobody knows: it must not pass."""
    (error,) = parse_preview(log(step("same", QUEUE, {}, {})), "log").errors
    assert "ends before the preview does" in error


def test_a_last_line_that_is_half_written_is_no_riddle() -> None:
    """The engine was killed; it is an error of the preview, not of the reader."""
    preview = parse_preview(log(step("same", QUEUE, {}, {})) + '{"sequence": 1, "resou', "log")
    assert len(preview.errors) == 1


def test_the_json_of_a_preview_is_read_too() -> None:
    """It says nothing of policies, which is not the same as no violation."""
    document = {
        "steps": [{"op": "same", "urn": QUEUE}],
        "diagnostics": [{"message": "error: no\n", "severity": "error"}],
    }
    preview = parse_preview(json.dumps(document), "preview.json")
    assert preview.violations is None
    assert preview.errors == ("no",)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "1", '{"deployment": {}}', "{}\n{}", '["a"]\n["b"]', "not json", "{\n"]
)
def test_anything_else_is_refused_with_the_way_to_get_one(text: str) -> None:
    """The file is named."""
    with pytest.raises(ValueError, match=r"events\.jsonl.*--event-log"):
        parse_preview(text, "events.jsonl")


def test_a_broken_line_is_named() -> None:
    """By its number."""
    with pytest.raises(ValueError, match=r"events\.jsonl:2: not JSON"):
        parse_preview(f"{log(END)}oops\n{log(END)}", "events.jsonl")
