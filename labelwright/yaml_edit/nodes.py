"""A YAML text as nodes with their positions: what stands where, what it means, and what an alias shares.

Positions are offsets into the text, since an edit is a replacement of characters.
"""

# ruamel.yaml ships no types, so what its nodes hold is unknown to pyright in this one file:
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeArgument=false

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tokens import FlowEntryToken

Path: TypeAlias = tuple[str | int, ...]
Meaning: TypeAlias = "dict[str, Meaning] | list[Meaning] | tuple[str, str]"
"""What a node says: a scalar is its tag and its text, since `"1"` and `1` are two things."""

_TAG = "tag:yaml.org,2002:"
_MERGE = f"{_TAG}merge"
BREAK = re.compile(r"\r\n|\n|\r")
_DEEPEST = 20  # as in stack config: far deeper than any, and an alias may point at what it stands in


class EditError(ValueError):
    """An edit that cannot be made in place: the line where it would be, what stands in the way, what would work."""

    def __init__(self, line: int, got: str, remedy: str) -> None:
        self.line, self.got, self.remedy = line, got, remedy
        super().__init__(f"line {line}: {got}. {remedy}")


class Pair:
    """An entry of a mapping: its key and its value, and where the two end, a comment behind them not counted."""

    __slots__ = ("end", "key", "name", "value")

    def __init__(self, key: Node, value: Node, end: int) -> None:
        self.name, self.key, self.value, self.end = str(key.value), key, value, end

    @property
    def start(self) -> int:
        """Where the key begins."""
        return start_of(self.key)

    @property
    def is_alias(self) -> bool:
        """Whether the value stands somewhere else, and only its name here."""
        return start_of(self.value) < self.start


class Nodes:
    """The tree of a text. Raises `EditError` for what is no YAML."""

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self.root: Node | None = YAML(typ="rt", pure=True).compose(text)
            scanned = YAML(typ="safe", pure=True).scan(text)
            tokens = [one for one in scanned if one.end_mark.index > one.start_mark.index]
            self._aliases: dict[str, list[int]] = defaultdict(list)
            for event in YAML(typ="rt", pure=True).parse(text):
                if type(event).__name__ == "AliasEvent":
                    self._aliases[event.anchor].append(event.start_mark.line + 1)
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or str(error).splitlines()[0]
            line = mark.line + 1 if mark else 1
            raise EditError(line, f"no YAML: {what}", "Mend the indentation or quoting there.") from error
        self._ends = [one.end_mark.index for one in tokens if not isinstance(one, FlowEntryToken)]
        self.commas = [one.start_mark.index for one in tokens if isinstance(one, FlowEntryToken)]

    def content_end(self, before: int) -> int:
        """Where the last thing that is said before a position ends: comments, blanks and commas say nothing."""
        return self._ends[bisect_right(self._ends, before) - 1]

    def pairs(self, node: Node) -> list[Pair]:
        """The entries that stand in a mapping itself, merge keys among them, in their order."""
        entries = node.value if isinstance(node, MappingNode) else []
        if not entries:
            return []
        limits = [start_of(key) for key, _ in entries[1:]] + [end_of(node) - (1 if is_flow(node) else 0)]
        return [Pair(key, value, self.content_end(limit)) for (key, value), limit in zip(entries, limits, strict=True)]

    def pair(self, node: Node, name: str) -> Pair | None:
        """The entry of that name, merge keys left alone; None where there is none."""
        return next((one for one in self.pairs(node) if one.name == name and one.key.tag != _MERGE), None)

    def way(self, path: Path) -> list[Node]:
        """The nodes along a path, the root first, as far as it leads. Raises `EditError` where one of them is shared.

        What stands behind an alias, or bears an anchor that aliases name, or comes from a merge key, is somebody
        else's too: an edit of it would be an edit of theirs.
        """
        found: list[Node] = [] if self.root is None else [self.root]
        for step in path:
            if not found:
                break
            node = found[-1]
            self.refuse_shared(node)
            if isinstance(step, int):
                items = node.value if isinstance(node, SequenceNode) else []
                if step >= len(items):
                    break
                child, at = items[step], start_of(node)
            else:
                pair = self.pair(node, step)
                if pair is None:
                    self._refuse_merged(node, step)
                    break
                child, at = pair.value, pair.start
            if start_of(child) < at:
                raise EditError(
                    self.line(at),
                    f"an alias of what stands on line {self.line(start_of(child))}",
                    "Write it out there, or edit that place by hand: it counts for everything that names it.",
                )
            found.append(child)
        if found:
            self.refuse_shared(found[-1])
        return found

    def refuse_shared(self, node: Node, *, is_whole: bool = False) -> None:
        """Raise `EditError` where aliases name this node; with `is_whole`, or anything in it."""
        if lines := self._aliases.get(str(getattr(node, "anchor", None) or "")):
            told = ", ".join(map(str, lines))
            raise EditError(
                self.line(start_of(node)),
                f"the anchor &{node.anchor}, which line {told} shares",
                "Edit it by hand: it counts for everything that names it.",
            )
        for one in _children(node) if is_whole else ():
            if start_of(node) <= start_of(one):
                self.refuse_shared(one, is_whole=True)

    def _refuse_merged(self, node: Node, name: str) -> None:
        """Raise `EditError` for a key that a merge key (`<<`) brings."""
        for pair in self.pairs(node):
            if pair.key.tag == _MERGE and name in _merged(pair.value):
                raise EditError(
                    self.line(pair.start),
                    f"{name!r} from a merge key",
                    "Edit by hand what it merges, or write the key out beside it.",
                )

    def line(self, position: int) -> int:
        """The number of the line of a position."""
        return len(BREAK.findall(self.text, 0, position)) + 1


def start_of(node: Node) -> int:
    """Where a node begins, its anchor or tag included."""
    return int(node.start_mark.index)


def end_of(node: Node) -> int:
    """Where a node ends: in block style, where the next one begins."""
    return int(node.end_mark.index)


def column_of(node: Node) -> int:
    """How far a node is indented."""
    return int(node.start_mark.column)


def is_flow(node: Node) -> bool:
    """Whether a mapping or a list is written in braces or brackets."""
    return bool(getattr(node, "flow_style", False))


def is_mapping(node: Node) -> bool:
    """Whether it is a mapping, whatever its style."""
    return isinstance(node, MappingNode)


def is_list(node: Node) -> bool:
    """Whether it is a list, whatever its style."""
    return isinstance(node, SequenceNode)


def items_of(node: Node) -> list[Node]:
    """The elements of a list."""
    return list(node.value) if isinstance(node, SequenceNode) else []


def is_null(node: Node) -> bool:
    """Whether nothing is said, or that there is nothing."""
    return isinstance(node, ScalarNode) and node.tag == f"{_TAG}null"


def meaning(node: Node | None, depth: int = 0) -> Meaning:
    """What a node says, merge keys spread out. Raises `EditError` for what holds itself."""
    if node is None:
        return {}
    if depth > _DEEPEST:
        raise EditError(int(node.start_mark.line) + 1, "an alias within itself", "Write it out.")
    if isinstance(node, MappingNode):
        own = {str(key.value): meaning(value, depth + 1) for key, value in node.value if key.tag != _MERGE}
        merged: dict[str, Meaning] = {}
        for key, value in node.value:
            if key.tag == _MERGE:
                merged = {**_merged(value, depth + 1), **merged}
        return {**{key: one for key, one in merged.items() if key not in own}, **own}
    if isinstance(node, SequenceNode):
        return [meaning(one, depth + 1) for one in node.value]
    return (str(node.tag).removeprefix(_TAG), "" if is_null(node) else str(node.value))


def _merged(node: Node, depth: int = 0) -> Mapping[str, Meaning]:
    """What a merge key brings: of several mappings, the first that has a key."""
    parts = node.value if isinstance(node, SequenceNode) else [node]
    found: dict[str, Meaning] = {}
    for part in parts:
        said = meaning(part, depth + 1)
        found = {**said, **found} if isinstance(said, dict) else found
    return found


def _children(node: Node) -> Iterator[Node]:
    """What stands in a node."""
    parts: Sequence[object] = node.value if isinstance(node, MappingNode | SequenceNode) else ()
    for part in parts:
        if isinstance(part, tuple):
            yield from part
        elif isinstance(part, Node):
            yield part
