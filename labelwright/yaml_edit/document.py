"""A YAML text that is edited in place: put, remove, append; each edit is a new document, and the old one stays.

Every edit is checked by its outcome: the new text is read again, and must say what the old one said with that one
difference. What cannot be edited so is refused and never half done.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Self, cast

from labelwright.yaml_edit.comments import comment_of
from labelwright.yaml_edit.insertion import Splices, entry_in_block, entry_in_flow, entry_of_nothing, item_in_list
from labelwright.yaml_edit.nodes import (
    BREAK,
    EditError,
    Meaning,
    Nodes,
    Path,
    end_of,
    is_flow,
    is_list,
    is_mapping,
    is_null,
    items_of,
    meaning,
    start_of,
)
from labelwright.yaml_edit.removal import entry_to_prune, without_entry
from labelwright.yaml_edit.replacement import in_place_of
from labelwright.yaml_edit.spelling import Inline

_BOM = "\ufeff"


class Document:
    """A text, and what it says. Paths are keys and, in lists, numbers; a key that a merge key brings has no path."""

    def __init__(self, text: str) -> None:
        """Read a text. Raises `EditError` for what is no YAML, or more than one document."""
        self.text = text
        self._bom = _BOM if text.startswith(_BOM) else ""
        self._nodes = Nodes(text.removeprefix(_BOM))

    def has(self, path: Path) -> bool:
        """Whether something stands at a path itself."""
        return self._reaches(path)

    def keys(self, path: Path) -> list[str]:
        """The keys of the mapping at a path, those of merge keys left out; none where there is none."""
        return [one.name for one in self._nodes.pairs(self._nodes.way(path)[-1])] if self._reaches(path) else []

    def text_at(self, path: Path) -> str | None:
        """The scalar at a path as text, its quotes taken off; None where there is none, or null."""
        return _text(self._said(path))

    def texts_at(self, path: Path) -> list[str]:
        """The scalars in the list at a path; none where there is no list."""
        said = self._said(path)
        return [text for one in said if (text := _text(one)) is not None] if isinstance(said, list) else []

    def is_inline(self, path: Path) -> bool:
        """Whether a mapping in braces stands at a path, on one line."""
        if not self._reaches(path):
            return False
        node = self._nodes.way(path)[-1]
        return is_mapping(node) and is_flow(node) and not BREAK.search(self._nodes.text, start_of(node), end_of(node))

    def comments(self, path: Path) -> dict[str, str]:
        """What a person wrote of each entry of a mapping: the comment lines right above it, and the one behind it."""
        pairs = self._nodes.pairs(self._nodes.way(path)[-1]) if self._reaches(path) else []
        return {one.name: said for one in pairs if (said := comment_of(self._nodes, one))}

    def put(self, path: Path, value: object, *, comment: str = "") -> Self:
        """The document with a value at a path: a scalar is replaced, anything else is added, what leads there too.

        `comment` is written above what is added. Raises `EditError` where something is in the way.
        """
        expected = _with(self.meaning(), path, value)
        way = self._nodes.way(path)
        if len(way) > len(path):
            return self._spliced(in_place_of(self._nodes, way, value), expected)
        depth = max(len(way) - 1, 0)
        if any(isinstance(step, int) for step in path[depth:]):
            line = self._nodes.line(start_of(way[-1])) if way else 1
            raise EditError(line, "no such element", "Count from 0.")
        key, inner = str(path[depth]), value
        for step in reversed(path[depth + 1 :]):
            inner = {str(step): inner}
        holder = way[-1] if way else None
        if holder is None:
            splices = entry_in_block(self._nodes, None, key, inner, comment)
        elif is_mapping(holder) and not is_flow(holder):
            splices = entry_in_block(self._nodes, holder, key, inner, comment)
        elif is_mapping(holder):
            splices = entry_in_flow(self._nodes, holder, key, inner)
        elif is_null(holder) and depth:
            splices = entry_of_nothing(self._nodes, way, key, inner, comment)
        else:
            line = self._nodes.line(start_of(holder))
            raise EditError(line, "no mapping", "Make it a mapping by hand first.")
        return self._spliced(splices, expected)

    def remove(self, path: Path, *, floor: int) -> Self:
        """The document without the entry at a path, its own comments gone with it.

        A mapping that becomes empty goes too, unless comments stand in it, down to `floor` steps of the path, which
        stay. Raises `EditError` where it is not there, or shared.
        """
        way = self._nodes.way(path)
        if len(way) <= len(path):
            raise EditError(1, f"no {path[-1]!r}", "Name what stands there.")
        self._nodes.refuse_shared(way[-1], is_whole=True)
        depth = entry_to_prune(self._nodes, way, path, floor)
        splices = without_entry(self._nodes, way[depth - 1], str(path[depth - 1]), with_comments=depth == len(path))
        return self._spliced(splices, _without(self.meaning(), path[:depth]))

    def append(self, path: Path, items: Sequence[str]) -> Self:
        """The document with texts at the end of the list at a path. Raises `EditError` where there is no list."""
        way = self._nodes.way(path)
        if len(way) <= len(path) or not is_list(way[-1]):
            raise EditError(1, f"no list at {'.'.join(map(str, path))}", "Make it a list by hand first.")
        found = self
        for item in items:
            found = found._appended(path, item)
        return found

    def _appended(self, path: Path, item: str) -> Self:
        """One text more in a list."""
        listed = self._nodes.way(path)[-1]
        expected = _with(self.meaning(), (*path, len(items_of(listed))), item)
        return self._spliced(item_in_list(self._nodes, listed, item), expected)

    def _said(self, path: Path) -> "Meaning | None":
        """What the text says at a path, aliases and merge keys followed."""
        said: Meaning | None = meaning(self._nodes.root)
        for step in path:
            match said, step:
                case dict(), str():
                    said = said.get(step)
                case list(), int() if step < len(said):
                    said = said[step]
                case _:
                    return None
        return said

    def _reaches(self, path: Path) -> bool:
        return len(self._nodes.way(path)) == len(path) + 1

    def meaning(self) -> Meaning:
        """What the text says, as a copy of its own."""
        return copy.deepcopy(meaning(self._nodes.root))

    def _spliced(self, splices: Splices, expected: Meaning) -> Self:
        """The text with pieces of it replaced. Raises `EditError` where it then says anything else than expected."""
        text = self._nodes.text
        for start, end, piece in sorted(splices, reverse=True):
            text = text[:start] + piece + text[end:]
        line = self._nodes.line(min(start for start, _, _ in splices))
        made = type(self)(self._bom + text)
        if _bare(made.meaning()) != _bare(expected):
            raise EditError(line, "a place that cannot be edited in place", "Edit it by hand.")
        return made


def _text(said: "Meaning | None") -> str | None:
    """A scalar as text; None for anything else, and for null."""
    return said[1] if isinstance(said, tuple) and said[0] != "null" else None


def _with(said: Meaning, path: Path, value: object) -> Meaning:
    """A meaning with one more thing said."""
    if not path:
        return _meant(value)
    step, *rest = path
    if isinstance(said, list) and isinstance(step, int):
        inner: Meaning = said[step] if step < len(said) else {}
        return [*said[:step], _with(inner, tuple(rest), value), *said[step + 1 :]]
    holder = said if isinstance(said, dict) else {}
    return {**holder, str(step): _with(holder.get(str(step), {}), tuple(rest), value)}


def _meant(value: object) -> Meaning:
    """What a plain value says."""
    if isinstance(value, Inline | Mapping):
        return {key: _meant(one) for key, one in cast("Mapping[str, object]", value).items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_meant(one) for one in cast("Sequence[object]", value)]
    match value:
        case None:
            return ("null", "")
        case bool():
            return ("bool", "true" if value else "false")
        case int():
            return ("int", str(value))
        case _:
            return ("str", str(value))


def _bare(said: Meaning) -> Meaning:
    """A meaning in which an empty mapping and null are one: what is empty says nothing, however that is written."""
    if isinstance(said, dict):
        return {key: _bare(one) for key, one in said.items()} if said else ("null", "")
    return [_bare(one) for one in said] if isinstance(said, list) else said


def _without(said: Meaning, path: Path) -> Meaning:
    """A meaning with one thing less."""
    step, *rest = path
    if isinstance(said, list) and isinstance(step, int):
        return [*said[:step], _without(said[step], tuple(rest)), *said[step + 1 :]]
    holder = said if isinstance(said, dict) else {}
    if not rest:
        return {key: one for key, one in holder.items() if key != step}
    return {**holder, str(step): _without(holder[str(step)], tuple(rest))}
