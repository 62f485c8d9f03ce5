"""Every declared label, one a row: who sets it, where it stands, and how many carry it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labelwright.label_edit.standing import StackState
from labelwright.label_edit.use import RunRecords, Uses, uses_of
from labelwright.label_edit.where import marks_of
from labelwright.model import Label
from labelwright.settings import DeclaredScope, Reading


@dataclass(frozen=True, slots=True)
class Listed:
    """A declared label. `uses` is None where nobody knows; `place` is `Pulumi.dev.yaml:12`."""

    scope: DeclaredScope
    label: Label
    place: str
    uses: Uses | None
    run_count: int

    def document(self) -> dict[str, object]:
        """As JSON: an entry of `labelwright labels list`."""
        return {
            "scope": str(self.scope),
            "key": self.label.key,
            "value": self.label.value,
            **marks_of(self.label),
            "where": self.place,
            "resources": None if self.uses is None else len(self.uses.resources),
            "environments": None if self.uses is None else len(self.uses.environments),
            "runs": self.run_count,
        }


def listed(reading: Reading, state: StackState | None, records: RunRecords) -> list[Listed]:
    """Every label of stack config in its order, those of other teams too. Without a state, runs alone are counted."""
    found: list[Listed] = []
    bare = StackState(reading.settings.stack, reading)
    for scope in reading.declared:
        for label in scope.labels:
            uses = uses_of(scope, label, [state or bare], records)
            place = str(reading.lines.get((*scope.path, label.key), ""))
            found.append(Listed(scope, label, place, uses if state else None, uses.run_count))
    return found


def totals(rows: Sequence[Listed]) -> Mapping[str, int]:
    """How many labels there are, and how many scopes set any."""
    return {"labels": len(rows), "scopes": len({str(one.scope) for one in rows})}
