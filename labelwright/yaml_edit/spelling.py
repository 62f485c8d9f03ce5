"""Plain values as YAML that every parser reads alike: quoted wherever one of them might see no text.

YAML 1.1 takes `yes`, `1_000` and `12:30` for other things than text, YAML 1.2 does not, and both are in use.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./+@$-]|[: ](?=[A-Za-z0-9_./+@$-]))*")
_PLAIN_IN_BLOCK = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./+@${}-]|[: ](?=[A-Za-z0-9_./+@${}-]))*")
"""Text that is text without quotes; braces end a flow mapping and so are quoted there."""


class Inline(dict[str, Any]):
    """A mapping that is written on one line: `{value: prod, default: true}`."""


def spelled(value: object, *, in_flow: bool = False, quote: str = "") -> str:
    """A scalar as it is written. `quote` is the quotation mark of what it takes the place of; "" leaves it open."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if not quote and (_PLAIN if in_flow else _PLAIN_IN_BLOCK).fullmatch(text) and text.casefold() not in _WORDS:
        return text
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    """A character between double quotes."""
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08X}"


def on_one_line(value: object, *, is_padded: bool) -> str:
    """A value of any kind in flow style; `is_padded` is `{ a: b }` rather than `{a: b}`."""
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, object]", value).items()
        inside = ", ".join(
            f"{spelled(key, in_flow=True)}: {on_one_line(one, is_padded=is_padded)}" for key, one in pairs
        )
        return f"{{ {inside} }}" if is_padded and inside else f"{{{inside}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(on_one_line(one, is_padded=is_padded) for one in cast('Sequence[object]', value))}]"
    return spelled(value, in_flow=True)


def lines_of(key: str, value: object, *, is_padded: bool = False, step: int = 2) -> Iterator[str]:
    """An entry of a mapping in block style, line by line, without indentation of its own."""
    name = spelled(key)
    if isinstance(value, Mapping) and value and not isinstance(value, Inline):
        yield f"{name}:"
        for inner, one in cast("Mapping[str, object]", value).items():
            yield from (f"{' ' * step}{line}" for line in lines_of(inner, one, is_padded=is_padded, step=step))
    elif isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str)):
        yield f"{name}: {on_one_line(cast('object', value), is_padded=is_padded)}"
    else:
        yield f"{name}: {spelled(value)}"


def written_out(document: Mapping[str, object]) -> str:
    """A whole document in block style."""
    return "".join(f"{line}\n" for key, value in document.items() for line in lines_of(key, value))
