"""Something less in a YAML text: an entry, the comments that are its own, and what becomes empty by that."""

import re
from collections.abc import Sequence

from ruamel.yaml.nodes import Node

from labelwright.yaml_edit.comments import is_alone, line_end, line_start, own_start
from labelwright.yaml_edit.insertion import Splices
from labelwright.yaml_edit.nodes import EditError, Nodes, Pair, Path, column_of, end_of, is_flow, start_of

_SPACES = re.compile(r"[ \t]*")


def without_entry(nodes: Nodes, holder: Node, name: str, *, with_comments: bool) -> Splices:
    """The entry of that name taken out of its mapping, and `with_comments` those that are its own."""
    pairs = nodes.pairs(holder)
    pair = next(one for one in pairs if one.name == name)
    if not is_flow(holder):
        return _lines(nodes, holder, pair, is_only=len(pairs) == 1, with_comments=with_comments)
    return _piece(nodes, pairs, pairs.index(pair), end_of(holder) - 1)


def entry_to_prune(nodes: Nodes, way: Sequence[Node], path: Path, floor: int) -> int:
    """How long the path is of what is to go: that of a mapping which would be left empty, or `path` itself.

    What was written as `{}` in block style stays `{}`; so does what has comments, or its name beside a dash.
    """
    depth = len(path)
    while depth - 1 > floor and isinstance(path[depth - 2], str):
        holder, outer = way[depth - 1], way[depth - 2]
        pair = nodes.pair(outer, str(path[depth - 2]))
        if len(nodes.pairs(holder)) != 1 or pair is None:
            break
        if is_flow(holder) != is_flow(outer) or (not is_flow(holder) and not _is_bare(nodes, holder, pair)):
            break
        depth -= 1
    return depth


def _is_bare(nodes: Nodes, holder: Node, pair: Pair) -> bool:
    """Whether the mapping of an entry holds nothing but one entry: no other comments, before, behind or below it."""
    (only,) = nodes.pairs(holder)
    text = nodes.text
    before = text[start_of(pair.key) : own_start(nodes, only)]
    after = text[line_end(text, only.end) :]
    below = next((line for line in after.splitlines() if line.strip()), "")
    indent = len(below) - len(below.lstrip())
    has_comment_below = below.lstrip().startswith("#") and indent >= column_of(only.key) > 0
    return is_alone(nodes, pair) and "#" not in before and not has_comment_below


def _lines(nodes: Nodes, holder: Node, pair: Pair, *, is_only: bool, with_comments: bool) -> Splices:
    """The lines of an entry in block style, with the break before them where they end the text without one."""
    text = nodes.text
    if not is_alone(nodes, pair):
        raise EditError(nodes.line(pair.start), "an entry beside a dash", "Remove it by hand.")
    start, end = own_start(nodes, pair) if with_comments else line_start(text, pair.start), line_end(text, pair.end)
    if end == len(text) and text[end - 1] not in "\r\n" and start and not (is_only and start_of(holder) == 0):
        start -= 2 if text[:start].endswith("\r\n") else 1
    return [(start, end, "")]


def _piece(nodes: Nodes, pairs: Sequence[Pair], index: int, close: int) -> Splices:
    """An entry in flow style, with one comma, and with its lines where it has them to itself."""
    text, pair = nodes.text, pairs[index]
    limit = pairs[index + 1].start if index + 1 < len(pairs) else close
    own = next((comma for comma in nodes.commas if pair.end <= comma < limit), None)
    before = [comma for comma in nodes.commas if index and pairs[index - 1].end <= comma < pair.start]
    lost = [(before[0], before[0] + 1, "")] if before and own is None else []
    end = pair.end if own is None else own + 1
    rest = text[end : line_end(text, end)].strip()
    if is_alone(nodes, pair) and (not rest or rest.startswith("#")) and line_end(text, end) <= limit:
        return [*lost, (own_start(nodes, pair), line_end(text, end), "")]
    start = pair.start
    if index + 1 < len(pairs):
        end = _past_spaces(text, end)
    elif index or (text[start - 1] == " " and text[end] == " "):
        start = max(line_start(text, start), len(text[:start].rstrip(" \t")))
    return [*lost, (start, end, "")]


def _past_spaces(text: str, position: int) -> int:
    """The position behind spaces and tabs."""
    found = _SPACES.match(text, position)
    return found.end() if found else position
