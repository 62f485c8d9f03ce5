"""Something more in a YAML text: an entry at the end of a mapping, an element at the end of a list."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ruamel.yaml.nodes import Node

from labelwright.yaml_edit.comments import is_alone, line_end, line_start
from labelwright.yaml_edit.nodes import (
    BREAK,
    EditError,
    Nodes,
    Pair,
    column_of,
    end_of,
    is_flow,
    is_mapping,
    items_of,
    start_of,
)
from labelwright.yaml_edit.spelling import lines_of, on_one_line, spelled

Splices: TypeAlias = Sequence[tuple[int, int, str]]
"""Where a piece of the text begins and ends, and what takes its place."""


def entry_in_block(nodes: Nodes, holder: Node | None, key: str, value: object, comment: str = "") -> Splices:
    """An entry below the last one, as far in as that. Without a holder it is the first of the document."""
    written = [f"# {comment}"] if comment else []
    written += lines_of(key, value, is_padded=_is_padded(nodes), step=_step(nodes))
    if holder is None:
        return _below(nodes, len(nodes.text), written, "")
    pairs = nodes.pairs(holder)
    return _below(nodes, line_end(nodes.text, pairs[-1].end), written, " " * column_of(pairs[0].key))


def entry_of_nothing(nodes: Nodes, way: Sequence[Node], key: str, value: object, comment: str = "") -> Splices:
    """The first entry of what was null so far: the last node on the way."""
    pair = next((one for one in nodes.pairs(way[-2]) if one.value is way[-1]), None)
    if pair is None:  # an element of a list
        raise EditError(nodes.line(start_of(way[-1])), "nothing", "Make it a mapping by hand first.")
    if is_flow(way[-2]) or end_of(way[-1]) > start_of(way[-1]):
        inside = on_one_line({key: value}, is_padded=_is_padded(nodes))
        if end_of(way[-1]) > start_of(way[-1]):
            return [(start_of(way[-1]), end_of(way[-1]), inside)]
        return [(pair.end, pair.end, f" {inside}" if nodes.text[pair.end - 1] == ":" else f": {inside}")]
    step = _step(nodes)
    written = [f"# {comment}"] if comment else []
    written += lines_of(key, value, is_padded=_is_padded(nodes), step=step)
    return _below(nodes, line_end(nodes.text, pair.end), written, " " * (column_of(pair.key) + step))


def entry_in_flow(nodes: Nodes, holder: Node, key: str, value: object) -> Splices:
    """An entry behind the last one: on a line of its own where that has one, in the same style of commas."""
    written = f"{spelled(key, in_flow=True)}: {on_one_line(value, is_padded=_is_padded(nodes, holder))}"
    pairs, close = nodes.pairs(holder), end_of(holder) - 1
    if not pairs:
        inside = nodes.text[start_of(holder) + 1 : close]
        return [(start_of(holder) + 1, close, f" {written} " if inside == " " else f"{written}{inside}")]
    return _behind(nodes, pairs[-1], close, written)


def _behind(nodes: Nodes, last: Pair, close: int, written: str) -> Splices:
    """A piece behind the last entry of a flow mapping that closes at `close`."""
    commas = [comma for comma in nodes.commas if last.end <= comma < close]
    if is_alone(nodes, last) and BREAK.search(nodes.text, last.end, close):
        indent = nodes.text[line_start(nodes.text, last.start) : last.start]
        below = _below(nodes, line_end(nodes.text, last.end), [written + ("," if commas else "")], indent)
        return below if commas else [(last.end, last.end, ","), *below]
    if commas:
        return [(commas[0] + 1, commas[0] + 1, f" {written},")]
    return [(last.end, last.end, f", {written}")]


def item_in_list(nodes: Nodes, holder: Node, item: str) -> Splices:
    """An element behind the last one, below it in block style."""
    items = items_of(holder)
    if is_flow(holder):
        if not items:
            return [(start_of(holder) + 1, end_of(holder) - 1, spelled(item, in_flow=True))]
        end = nodes.content_end(end_of(holder) - 1)
        return [(end, end, f", {spelled(item, in_flow=True)}")]
    end = nodes.content_end(end_of(holder))
    return _below(nodes, line_end(nodes.text, end), [f"- {spelled(item)}"], " " * column_of(holder))


def _below(nodes: Nodes, at: int, lines: Sequence[str], indent: str) -> Splices:
    """Lines at the beginning of a line, or at the end of a text that has no line break there."""
    text = nodes.text
    found = [one.group() for one in BREAK.finditer(text, 0, at)] or [one.group() for one in BREAK.finditer(text)]
    ending = found[-1] if found else "\n"
    written = [indent + line for line in lines]
    if at and text[at - 1] not in "\r\n":
        return [(at, at, "".join(ending + line for line in written))]
    return [(at, at, "".join(line + ending for line in written))]


def _step(nodes: Nodes) -> int:
    """How much further in an inner mapping is than an outer one: as the first of them has it, else 2."""
    return next(_steps(nodes, nodes.root), 2) if nodes.root is not None else 2


def _steps(nodes: Nodes, node: Node) -> Iterator[int]:
    for pair in nodes.pairs(node):
        if is_mapping(pair.value) and not is_flow(pair.value) and not pair.is_alias and nodes.pairs(pair.value):
            yield column_of(nodes.pairs(pair.value)[0].key) - column_of(pair.key)
            yield from _steps(nodes, pair.value)


def _is_padded(nodes: Nodes, near: Node | None = None) -> bool:
    """Whether flow mappings are written `{ a: b }`: as this one is, else as the first of the document."""
    if near is not None and nodes.pairs(near):
        return nodes.text[start_of(near) + 1] == " "
    found = next((at for at in _braces(nodes, nodes.root)), None) if nodes.root is not None else None
    return found is not None and nodes.text[found + 1] == " "


def _braces(nodes: Nodes, node: Node) -> Iterator[int]:
    """Where flow mappings with something in them begin."""
    if is_flow(node) and is_mapping(node) and nodes.pairs(node):
        yield start_of(node)
    for item in items_of(node):
        yield from _braces(nodes, item)
    for pair in nodes.pairs(node):
        if not pair.is_alias:
            yield from _braces(nodes, pair.value)
