"""The store of runs, asked who carries a label. The database is heavy, and imported where there is one."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from labelwright.dynamic import is_dynamic
from labelwright.label_edit.use import NoRuns, RunRecords, RunUse
from labelwright.model import Label
from labelwright.search import Field, FieldTerm, LabelTerm, Pattern, Query
from labelwright.settings import DeclaredScope, Settings
from labelwright.vocabulary import Scope

if TYPE_CHECKING:
    from labelwright.runs.store import Store

_OWN = Path(".labelwright") / "runs.db"
"""The store of a project itself, below its root: `runs.store_url` names the same file."""
_FIELD = {Scope.PIPELINE: Field.PIPELINE, Scope.ACTION: Field.ACTION}


def open_records(root: Path, given: str | None = None) -> RunRecords:
    """The runs of a project; none where there is no store yet. Raises `LabelError` for one that cannot be used."""
    if given is None and not os.environ.get("LABELWRIGHT_RUNS") and not (root / _OWN).exists():
        return NoRuns()
    from labelwright.runs.database import Database  # noqa: PLC0415 - see the docstring of the module
    from labelwright.runs.store import open_store, store_url  # noqa: PLC0415 - as above

    url = store_url(root, given)
    path = Database(url).path
    if given is None and path is not None and not path.exists():  # $LABELWRIGHT_RUNS says where the first run will go
        return NoRuns()
    return StoredRuns(open_store(url, must_exist=True))


class StoredRuns:
    """Runs of a real store. A dynamic label is carried under its key, whatever its value became."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def uses(self, settings: Settings, scope: DeclaredScope | None, label: Label) -> Sequence[RunUse]:
        """Where runs carry it, by environment: those of an environment, a pipeline or an action are its own runs."""
        value = None if label.value is None or is_dynamic(label.value) else label.value
        if scope is not None and scope.scope is Scope.STUDIO:
            return ()  # sessions are not recorded
        found = [
            RunUse(one.stack, one.environment, one.runs, one.last)
            for one in self._store.uses(label.key, value)
            if one.project == settings.project and _short(one.stack) == _short(settings.stack)
        ]
        if scope is None:
            return found
        if scope.scope is Scope.ENVIRONMENT:
            return [one for one in found if one.environment == scope.name]
        return self._launched(scope, label.key, value, found, settings.project) if scope.scope in _FIELD else found

    def _launched(
        self, scope: DeclaredScope, key: str, value: str | None, found: Sequence[RunUse], project: str
    ) -> Sequence[RunUse]:
        """What of the runs found was launched from a pipeline, or by an action."""
        label = LabelTerm(Pattern.exact(key), () if value is None else (Pattern.exact(value),))
        own: list[RunUse] = []
        for one in found:
            named = {
                Field.PROJECT: project,
                Field.STACK: one.stack,
                Field.ENVIRONMENT: one.environment,
                _FIELD[scope.scope]: scope.name,
            }
            query = Query((label, *(FieldTerm(field, (Pattern.exact(text),)) for field, text in named.items())))
            newest = self._store.find(query, limit=1)
            if newest:
                own.append(RunUse(one.stack, one.environment, self._store.count(query), newest[0].launched))
        return own


def _short(stack: str) -> str:
    """A stack's own name, without organization and project."""
    return stack.rpartition("/")[2]
