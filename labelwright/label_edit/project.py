"""The project whose config is edited: which file a scope stands in, where in it, and which stacks that concerns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Self

from labelwright.settings import (
    NAMESPACE,
    PROJECT,
    DeclaredScope,
    Reading,
    from_files,
    stack_file,
    stacks,
    value_field,
)
from labelwright.vocabulary import Scope
from labelwright.yaml_edit import Document, Path

_ALONE = (Scope.ORGANIZATION, Scope.WORKSPACE)
"""Scopes that need not be declared to be there: what is empty of them may go."""
_AS_IT_IS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Project:
    """A folder with Pulumi.yaml, and the stack that was named. Lives for one command: files are read once."""

    root: FilePath
    stack: str
    _read: dict[tuple[str, tuple[tuple[str, str], ...]], Reading] = field(
        default_factory=dict[tuple[str, tuple[tuple[str, str], ...]], Reading]
    )

    @classmethod
    def of(cls, root: FilePath, stack: str, reading: Reading) -> Self:
        """The project of which `reading` has been read already."""
        return cls(root, stack, {(stack, ()): reading})

    @property
    def reading(self) -> Reading:
        """What the stack's config says."""
        return self.reading_of(self.stack)

    def reading_of(self, stack: str, edited: Mapping[str, str] = _AS_IT_IS) -> Reading:
        """What a stack's config says; with `edited` text in the place of files."""
        asked = (stack, tuple(edited.items()))
        if asked not in self._read:
            self._read[asked] = from_files(self.root, stack, edited)
        return self._read[asked]

    def file_of(self, scope: DeclaredScope) -> str:
        """The name of the file that a scope stands in, or would: organization labels are the project's."""
        line = self.reading.lines.get(scope.path[:1])
        if line is not None:
            return line.file
        return PROJECT if scope.scope is Scope.ORGANIZATION else stack_file(self.stack)

    def readings(self, scope: DeclaredScope, edited: Mapping[str, str] = _AS_IT_IS) -> dict[str, Reading]:
        """Every stack for which the file of a scope counts, as it reads; with `edited` text in the place of files.

        A stack that says the same thing itself, in its own file, takes nothing from the project's.
        """
        file = self.file_of(scope)
        names = [self.stack]
        if file == PROJECT:
            names += [name for name in stacks(self.root) if stack_file(name) != stack_file(self.stack)]
        read = {name: self.reading_of(name, edited) for name in names}
        concerned = {
            name: one for name, one in read.items() if (line := one.lines.get(scope.path[:1])) and line.file == file
        }
        return concerned or {self.stack: read[self.stack]}

    def labels_at(self, document: Document, scope: DeclaredScope) -> tuple[Path, int]:
        """The path of a scope's labels in its file, and how much of it stays when they are gone."""
        section = str(scope.path[0])
        names = [f"{NAMESPACE}:{section}"]
        if self.reading.settings.project == NAMESPACE:
            names.append(section)
        known = document.keys(("config",))
        base: Path = ("config", next((name for name in names if name in known), names[0]))
        if self.file_of(scope) == PROJECT:
            fields = document.keys(base)
            field = value_field(fields)
            if field or not fields:
                base = (*base, field or "value")
        holder = (*base, *scope.path[1:-1])
        is_free = scope.scope in _ALONE and not self._hides(scope)
        return (*holder, "labels"), 0 if is_free else len(holder)

    def _hides(self, scope: DeclaredScope) -> bool:
        """Whether a section of the stack's file stands before one of the project's, which would come to light."""
        if self.file_of(scope) == PROJECT:
            return False
        without = self.reading_of(self.stack, {stack_file(self.stack): ""})
        return scope.path[:1] in without.lines
