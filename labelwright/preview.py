"""What a preview said: every step, what the policies found, and what went wrong.

The engine writes all of it to an event log, a line of JSON an event: `PULUMI_DEBUG_COMMANDS=true pulumi preview
--policy-pack policies --event-log FILE`, the call by which Pulumi's own Automation API follows a preview. What
`pulumi preview --json` prints has the same steps, and nothing of policies. Both are read here, for `review`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

_REMEDY = "Name what 'pulumi preview --event-log FILE' wrote, with PULUMI_DEBUG_COMMANDS=true set."
_EMPTY_WORDS = ("preview failed", "update failed")
"""What the engine ends with when something else has been said already."""
_LOOKED_UP = ("read", "read-discard", "read-replacement")
"""Steps of resources that someone else made: they are only looked up."""


class Violation(NamedTuple):
    """What one policy found on one resource: `problems` are the lines of its message, one a problem."""

    urn: str
    type: str
    policy: str
    is_mandatory: bool
    problems: tuple[str, ...]

    def document(self) -> dict[str, object]:
        """The violation as it stands in the JSON report."""
        level = "mandatory" if self.is_mandatory else "advisory"
        return {
            "urn": self.urn,
            "type": self.type,
            "policy": self.policy,
            "level": level,
            "problems": list(self.problems),
        }


@dataclass(frozen=True)
class Preview:
    """A preview as it was read. `document` has its steps in the form of `pulumi preview --json --show-sames`.

    `violations` is None where the file says nothing of policies. `errors` is why the preview did not come to its end.
    """

    document: Mapping[str, Any]
    violations: tuple[Violation, ...] | None = None
    errors: tuple[str, ...] = ()

    @property
    def standing(self) -> list[Mapping[str, Any]]:
        """The resources that stand before the update, as state has them, each URN once."""
        steps = (step for step in self.document["steps"] if step.get("oldState") and step.get("op") not in _LOOKED_UP)
        return list({step["urn"]: step["oldState"] for step in steps}.values())


def parse_preview(text: str, origin: str) -> Preview:
    """The preview in an event log, or in what `pulumi preview --json` printed. Raises ValueError for anything else.

    `origin` names the file in the message.
    """
    documents = _documents(text, origin)
    if len(documents) == 1 and isinstance(documents[0].get("steps"), list):
        return Preview(documents[0], errors=tuple(_errors(documents[0].get("diagnostics") or ())))
    if not any("sequence" in one for one in documents):
        raise ValueError(f"{origin}: no preview. {_REMEDY}")
    told = _of(documents, "diagnosticEvent")
    errors = list(_errors(told))
    if not any("summaryEvent" in one for one in documents):
        errors.append("the event log ends before the preview does: it was stopped, or has crashed")
    violations = dict.fromkeys(_violation(event) for event in _of(documents, "policyEvent"))
    return Preview({"steps": list(map(_step, _planned(documents)))}, tuple(violations), tuple(errors))


def _documents(text: str, origin: str) -> list[Mapping[str, Any]]:
    """The JSON objects of a file: one that fills it, or one a line."""
    try:
        found: list[object] = [json.loads(text)]
    except json.JSONDecodeError:
        found = list(_lines(text, origin))
    if not found or not all(isinstance(one, dict) for one in found):
        raise ValueError(f"{origin}: no preview. {_REMEDY}")
    return cast("list[Mapping[str, Any]]", found)


def _lines(text: str, origin: str) -> Iterator[object]:
    """Each line as JSON; the last one may be half written, where the engine was killed."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        try:
            yield json.loads(line)
        except json.JSONDecodeError as error:
            if number < len(lines) or number == 1:
                raise ValueError(f"{origin}:{number}: not JSON ({error}). {_REMEDY}") from error


def _of(events: Iterable[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    """What the events of one kind say."""
    return [event[kind] for event in events if kind in event]


def _planned(events: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What the engine is about to do, a resource after the other."""
    return (event["metadata"] for event in _of(events, "resourcePreEvent"))


def _step(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """A step of the event log in the form of `pulumi preview --json`."""
    details: Mapping[str, Any] = metadata.get("detailedDiff") or {}
    return {
        "op": metadata["op"],
        "urn": metadata["urn"],
        "oldState": metadata.get("old"),
        "newState": metadata.get("new"),
        "detailedDiff": {path: {"kind": detail.get("diffKind")} for path, detail in details.items()},
    }


def _errors(diagnostics: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The errors among what was said, each once, without the engine's closing word."""
    said = (str(one.get("message", "")) for one in diagnostics if one.get("severity") == "error")
    texts = dict.fromkeys(text.strip().removeprefix("error: ") for text in said)
    return (text for text in texts if text and text not in _EMPTY_WORDS)


def _violation(event: Mapping[str, Any]) -> Violation:
    """One finding of a policy; its message begins with the policy's description, or is a list of problems."""
    urn: str = event.get("resourceUrn") or ""
    lines = [line for line in str(event["message"]).strip().splitlines() if line.strip()]
    listed = [line.strip().removeprefix("- ") for line in lines if line.startswith("  - ")]
    return Violation(
        urn=urn,
        type=urn.split("::")[2].rpartition("$")[2] if urn.count("::") >= 3 else "",  # noqa: PLR2004 - a URN's parts
        policy=event["policyName"],
        is_mandatory=event.get("enforcementLevel") == "mandatory",
        problems=tuple(listed or [" ".join(line.strip() for line in lines)]),
    )
