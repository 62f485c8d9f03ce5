"""Something else in a YAML text: a scalar in the place of a scalar, in its quotes, or a value on one line."""

from collections.abc import Mapping, Sequence
from typing import cast

from ruamel.yaml.nodes import Node

from labelwright.yaml_edit.insertion import Splices
from labelwright.yaml_edit.nodes import EditError, Nodes, end_of, is_flow, is_list, is_mapping, is_null, start_of
from labelwright.yaml_edit.spelling import on_one_line, spelled


def in_place_of(nodes: Nodes, way: Sequence[Node], value: object) -> Splices:
    """`value` in the place of the last node on the way. Raises `EditError` for what is written in a way of its own."""
    node = way[-1]
    start, end = start_of(node), end_of(node)
    written = nodes.text[start:end]
    if written[:1] in {"&", "!", "|", ">"} or "\n" in written.strip():
        remedy = "Edit it by hand, or write it on one line as plain or quoted text first."
        raise EditError(nodes.line(start), "a value with an anchor or a tag, or of several lines", remedy)
    if is_list(node) or (is_mapping(node) and not is_flow(node)):
        raise EditError(nodes.line(start), "no single value", "Edit it by hand.")
    in_flow = any(map(is_flow, way[:-1]))
    if isinstance(value, Mapping):
        return [(start, end, on_one_line(cast("Mapping[str, object]", value), is_padded=written.startswith("{ ")))]
    if is_null(node) and not written:
        return [_after_colon(nodes, way, spelled(value, in_flow=in_flow))]
    quote = written[0] if written[:1] in {"'", '"'} and isinstance(value, str) else ""
    return [(start, end, spelled(value, in_flow=in_flow, quote=quote))]


def _after_colon(nodes: Nodes, way: Sequence[Node], text: str) -> tuple[int, int, str]:
    """A value where none was written."""
    pair = next(one for one in nodes.pairs(way[-2]) if one.value is way[-1])
    return (pair.end, pair.end, f" {text}" if nodes.text[pair.end - 1] == ":" else f": {text}")
