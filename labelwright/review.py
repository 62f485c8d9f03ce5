"""What a change means for labels, before it happens: what `labelwright review` says of a preview in a pull request.

Joined here: the problems of stack config, what the policies found, which labels change from what to what, what that
restarts or replaces, and how many resources carry their labels before and after.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from labelwright import rules
from labelwright.changes import REPLACE, UPDATE, LabelChanges, label_changes
from labelwright.coverage import coverage, parse_resources
from labelwright.placement import Additions, Hidden, Injections, labels_at
from labelwright.preview import Preview, Violation
from labelwright.problem import Problem, problem
from labelwright.vocabulary import Effect, Level

CHANGES = "changes"
"""The rule of `labelwright:policies` that is judged here: a policy is not shown what stood before."""

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
    """The report. `before` and `after` are the totals of the coverage, None where nothing is known of it.

    `disturbed` are resources that an edit of their labels restarts or replaces, as the workspace judges that.
    """

    stack: str
    problems: Sequence[Problem]
    warnings: Sequence[Problem]
    preview: Preview
    edits: Sequence[LabelEdit]
    changes: LabelChanges
    disturbed: Sequence[Violation]
    before: Mapping[str, int] | None
    after: Mapping[str, int] | None

    @property
    def violations(self) -> Sequence[Violation]:
        """What the policies found, and what was found here of labels that are fixed."""
        return (*(self.preview.violations or ()), *self.disturbed)

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
            "violations": [one.document() for one in self.preview.violations or ()] if judged else None,
            "disturbed": [one.document() for one in self.disturbed],
            "errors": self.errors,
            "labels": [one.document() for one in self.edits],
            "changes": self.changes.document(),
            "coverage": {"before": self.before, "after": self.after},
        }


def review(  # noqa: PLR0913 - what is joined here
    stack: str,
    preview: Preview,
    expected: Injections,
    *,
    problems: Sequence[Problem],
    warnings: Sequence[Problem],
    level_on: Callable[[str, str], Level],
) -> Review:
    """Judge a preview against what stack config declares now; `problems` and `warnings` are those of stack config.

    `level_on` says for a type and a name how bad it is that an edit of labels restarts or replaces such a resource. A
    preview that did not come to its end does not say what stands and what will be, so there is no coverage.
    """
    changes = label_changes(preview.document, expected.additions) or LabelChanges(())
    before, after = (), ()
    if not preview.errors:
        before, after = preview.standing, parse_resources(preview.document)
    return Review(
        stack=stack,
        problems=problems,
        warnings=warnings,
        preview=preview,
        edits=label_edits(preview.document, expected.additions),
        changes=changes,
        disturbed=_disturbed(changes, level_on),
        before=coverage(before, expected).totals if before else None,
        after=coverage(after, expected).totals if after else None,
    )


def _disturbed(changes: LabelChanges, level_on: Callable[[str, str], Level]) -> list[Violation]:
    """The resources that do not keep running because their labels change, unless that is agreed on."""
    found: list[Violation] = []
    for one in changes.resources:
        level = level_on(one.type, one.name)
        if one.effect is Effect.IN_PLACE or not one.is_cause or level is Level.DISABLED:
            continue
        keys = ", ".join(dict.fromkeys(key for keys in one.keys.values() for key in keys)) or "hidden labels"
        done = "replaces" if one.effect is Effect.REPLACEMENT else "restarts"
        remedy = f"Leave them as they are, or agree to it: an entry with a day in policies.{CHANGES}.exempt"
        text = problem(", ".join(one.keys), rules.FIXED, f"a change of {keys}, which {done} it", f"{remedy}.")
        found.append(Violation(one.urn, one.type, CHANGES, level is Level.MANDATORY, (str(text),)))
    return found


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
