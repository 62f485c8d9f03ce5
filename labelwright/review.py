"""What a change means for labels, before it happens: what `labelwright review` says of a preview in a pull request.

Joined here: the problems of stack config, what the policies found, which labels change from what to what, what that
restarts or replaces, and how many resources carry their labels before and after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from labelwright.changes import REPLACE, UPDATE, LabelChanges, label_changes
from labelwright.coverage import coverage, parse_resources
from labelwright.placement import Additions, Hidden, Injections, labels_at
from labelwright.preview import Preview, Violation
from labelwright.problem import Problem

Value = str | Hidden | None
"""A label's value; None where there is no such label."""


class LabelEdit(NamedTuple):
    """One label that changes alike on some resources: from what (None: not there), to what, and on which."""

    key: str
    before: str | None
    after: str | None
    urns: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The names of the resources in their program; two of them may have the same."""
        return [urn.rpartition("::")[2] for urn in self.urns]

    def document(self) -> dict[str, object]:
        """The edit as it stands in the JSON report."""
        return {"key": self.key, "before": self.before, "after": self.after, "resources": list(self.urns)}


@dataclass(frozen=True)
class Review:
    """The report. `before` and `after` are the totals of the coverage, None where nothing is known of it."""

    stack: str
    problems: Sequence[Problem]
    warnings: Sequence[Problem]
    preview: Preview
    edits: Sequence[LabelEdit]
    changes: LabelChanges
    before: Mapping[str, int] | None
    after: Mapping[str, int] | None

    @property
    def violations(self) -> Sequence[Violation]:
        """What the policies found."""
        return self.preview.violations or ()

    @property
    def errors(self) -> list[str]:
        """Why the preview did not come to its end, unless it only repeats the problems of stack config."""
        known = [str(one) for one in self.problems]
        return [error for error in self.preview.errors if not any(text in error for text in known)]

    @property
    def has_failed(self) -> bool:
        """Whether the change must not be deployed as it is."""
        return bool(self.problems or self.preview.errors or any(one.is_mandatory for one in self.violations))

    def document(self) -> dict[str, object]:
        """The JSON report."""
        judged = self.preview.violations is not None
        return {
            "stack": self.stack,
            "failed": self.has_failed,
            "problems": [one.model_dump() for one in self.problems],
            "warnings": [one.model_dump() for one in self.warnings],
            "violations": [one.document() for one in self.violations] if judged else None,
            "errors": self.errors,
            "labels": [one.document() for one in self.edits],
            "changes": self.changes.document(),
            "coverage": {"before": self.before, "after": self.after},
        }


def review(
    stack: str, preview: Preview, expected: Injections, problems: Sequence[Problem], warnings: Sequence[Problem]
) -> Review:
    """Judge a preview against what stack config declares now; `problems` and `warnings` are those of stack config.

    A preview that did not come to its end does not say what stands and what will be, so there is no coverage.
    """
    before, after = (), ()
    if not preview.errors:
        before, after = preview.standing, parse_resources(preview.document)
    return Review(
        stack=stack,
        problems=problems,
        warnings=warnings,
        preview=preview,
        edits=label_edits(preview.document, expected.additions),
        changes=label_changes(preview.document, expected.additions) or LabelChanges(()),
        before=coverage(before, expected).totals if before else None,
        after=coverage(after, expected).totals if after else None,
    )


def label_edits(document: Mapping[str, Any], additions: Additions) -> list[LabelEdit]:
    """The labels that change on resources that stand, with their values, sorted; alike ones are counted together."""
    found: dict[tuple[str, str | None, str | None], dict[str, None]] = {}
    for step in document["steps"]:
        if step.get("op") not in (UPDATE, REPLACE) or not step.get("newState"):
            continue
        for key, (was, will) in _changed(step, additions).items():
            found.setdefault((key, _shown(was), _shown(will)), {})[step["urn"]] = None
    edits = [LabelEdit(key, was, will, tuple(urns)) for (key, was, will), urns in found.items()]
    return sorted(edits, key=lambda one: (one.key, one.before or "", one.after or ""))


def _changed(step: Mapping[str, Any], additions: Additions) -> dict[str, tuple[Value, Value]]:
    """Key -> what it was and what it will be, on the first place where the two differ."""
    kind: str = step["newState"]["type"]
    old: Mapping[str, Any] = step.get("oldState") or {}
    before, after = (_placed(kind, state, additions) for state in (old, step["newState"]))
    found: dict[str, tuple[Value, Value]] = {}
    for path in {**after, **before}:
        was, will = before.get(path, {}), after.get(path, {})
        for key in {**was, **will}:
            if was.get(key) != will.get(key) or will.get(key) is Hidden.UNKNOWN:
                found.setdefault(key, (was.get(key), will.get(key)))
    return found


def _placed(kind: str, state: Mapping[str, Any], additions: Additions) -> dict[str, Mapping[str, str | Hidden]]:
    """The labels of each place that can be read."""
    inputs: Mapping[str, object] = state.get("inputs") or {}
    places = labels_at(kind, inputs, additions=additions)
    return {path: labels or {} for path, labels in places if not isinstance(labels, Hidden)}


def _shown(value: Value) -> str | None:
    """A value for a report; a secret and what is not known yet are said to be that."""
    return None if value is None else str(value)
