"""YAML as people write it by hand: block mappings and lists of texts, whole numbers and truth values.

For what goes to other systems thousands of times a second, where a YAML library takes milliseconds a document. Only
what emitters need is here, and nothing is read. A text stands plain where every YAML version reads it as that text,
else in double quotes with escapes, which every version reads alike. Judged in the tests by three YAML parsers.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

Value: TypeAlias = "str | int | Mapping[str, Value] | Sequence[Value]"  # a truth value is an int

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
# What some version of YAML reads as a truth value, nothing or a number, though it looks like a word.
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def block(document: Mapping[str, Value] | Sequence[Value]) -> str:
    """A whole document, ending with a newline. An empty mapping or list is written in flow style."""
    return "\n".join(_lines(document)) + "\n"


@lru_cache(maxsize=4096)
def scalar(text: str) -> str:
    """One text as YAML. Cached: the same keys and values recur.

    >>> scalar("genomics"), scalar("no"), scalar("42")
    ('genomics', '"no"', '"42"')
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{"".join(map(_character, text))}"'


def _lines(node: Mapping[str, Value] | Sequence[Value]) -> list[str]:
    """The lines of a mapping or a list, without an indent of their own."""
    if not node:
        return ["{}" if isinstance(node, Mapping) else "[]"]
    lines: list[str] = []
    if isinstance(node, Mapping):
        for key, value in node.items():
            inline = _inline(value)
            lines.append(f"{scalar(key)}: {inline}" if inline else f"{scalar(key)}:")
            if not inline:
                lines += [f"  {line}" for line in _lines(value)]  # pyright: ignore[reportArgumentType] - not inline
        return lines
    for value in node:
        inline = _inline(value)
        first, *rest = [inline] if inline else _lines(value)  # pyright: ignore[reportArgumentType] - as above
        lines.append(f"- {first}")
        lines += [f"  {line}" for line in rest]
    return lines


def _inline(value: Value) -> str:
    """A value that stands on the line of its key; "" for a mapping or list that has something in it."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, int):
        return str(value).lower()
    if not value:
        return "{}" if isinstance(value, Mapping) else "[]"
    return ""


def _character(character: str) -> str:
    """A character between double quotes: as it is where it is printable everywhere and breaks no line."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character == " " or character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - four hex digits
