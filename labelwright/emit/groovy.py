"""Texts and maps as Groovy reads them back unchanged: the language that Nextflow's configuration is written in.

Strings stand in single quotes, in which Groovy replaces no `${...}`. All but printable ASCII is escaped: before Java 18
a file is read in the charset of the machine's locale.
Source: https://groovy-lang.org/syntax.html#_escaping_special_characters
"""

import re
from collections.abc import Mapping
from functools import lru_cache

_PLAIN = re.compile(r"[ -&(-\[\]-~]*")  # printable ASCII but the quote and the backslash
_SHORT: Mapping[str, str] = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_STEP = "    "


@lru_cache(maxsize=4096)
def quoted(text: str) -> str:
    r"""`text` as a string literal. Cached: keys, and most values, are the same from run to run.

    >>> print(quoted("it's ${x} in C:\\"))
    'it\'s ${x} in C:\\'
    """
    if _PLAIN.fullmatch(text):
        return f"'{text}'"
    return f"'{''.join(map(_escaped, text))}'"


def map_literal(entries: Mapping[str, str], depth: int) -> str:
    """A map literal from key -> expression, an entry a line, as it stands `depth` steps deep."""
    if not entries:
        return "[:]"
    indent = _STEP * (depth + 1)
    lines = ",\n".join([f"{indent}{quoted(key)}: {value}" for key, value in entries.items()])
    return f"[\n{lines}\n{_STEP * depth}]"


def indented(depth: int) -> str:
    """The blanks before a line that stands `depth` steps deep."""
    return _STEP * depth


def _escaped(character: str) -> str:
    """One character inside single quotes; beyond U+FFFF it is two code units, as in Java."""
    if character in _SHORT:
        return _SHORT[character]
    if " " <= character <= "~":
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
