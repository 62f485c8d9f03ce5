"""Comments, which YAML forgets: those that belong to an entry are the ones right above it and the one behind it."""

import re

from labelwright.yaml_edit.nodes import BREAK, Nodes, Pair, column_of

_COMMENT = re.compile(r"[ \t]*#[ \t]*(.*?)[ \t]*")


def line_start(text: str, position: int) -> int:
    """Where the line of a position begins."""
    return max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1


def line_end(text: str, position: int) -> int:
    """Where the line of a position ends, its line break included; the position itself where that begins a line."""
    if position and text[position - 1] in "\r\n" and text[position - 1 : position + 1] != "\r\n":
        return position
    found = BREAK.search(text, position)
    return found.end() if found else len(text)


def is_alone(nodes: Nodes, pair: Pair) -> bool:
    """Whether nothing stands before an entry on its line."""
    return not nodes.text[line_start(nodes.text, pair.start) : pair.start].strip()


def own_start(nodes: Nodes, pair: Pair) -> int:
    """Where the lines of an entry begin: at the first of the comment lines right above it, as far in as it is.

    Comments after a blank line, or further left, are of something else.
    """
    start = line_start(nodes.text, pair.start)
    while start:
        before = line_start(nodes.text, start - (2 if nodes.text[:start].endswith("\r\n") else 1))
        line = nodes.text[before:start]
        if not line.lstrip().startswith("#") or len(line) - len(line.lstrip()) != column_of(pair.key):
            break
        start = before
    return start


def comment_of(nodes: Nodes, pair: Pair) -> str:
    """What a person wrote of an entry, as one line of text."""
    above: list[str] = []
    if is_alone(nodes, pair):
        above = nodes.text[own_start(nodes, pair) : line_start(nodes.text, pair.start)].splitlines()
    rest = nodes.text[pair.end : line_end(nodes.text, pair.end)].strip().lstrip(",").lstrip()
    behind = [rest] if rest.startswith("#") else []
    found = (_COMMENT.fullmatch(line) for line in (*above, *behind))
    return " ".join(one[1] for one in found if one and one[1])
