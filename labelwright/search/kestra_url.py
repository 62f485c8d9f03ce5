"""The filters of a Kestra URL, one by one, each with its place: what stands there, and not yet what it means here."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_plus

from labelwright import rules
from labelwright.problem import suggest
from labelwright.search.errors import Fault
from labelwright.search.kestra import LABELS, Operation
from labelwright.search.limits import unreadable

_NAME = re.compile(
    r"filters(?P<groups>(?:\[(?i:and|or)\]\[[0-9]{1,4}\])*)\[(?P<field>[^\[\]]*)\]\[(?P<operation>[^\[\]]*)\](?:\[(?P<key>.*)\])?",
    re.DOTALL,
)
_GROUP = re.compile(r"\[(and|or)\]\[([0-9]+)\]", re.IGNORECASE)
_UNFILTERING = frozenset({"page", "size", "sort"})
_NEGATED = frozenset({Operation.NOT_EQUALS, Operation.NOT_IN, Operation.NOT_CONTAINS, Operation.IS_NULL})
_LISTS = frozenset({Operation.IN, Operation.NOT_IN})


class Filter(NamedTuple):
    """One filter, and where it stands. `either` names the group of which one filter has to hold; "" for none."""

    start: int
    end: int
    field: str
    operation: Operation
    key: str | None
    value: str
    either: str
    branch: str

    @property
    def values(self) -> list[str]:
        """What is asked for; lists have commas between their values, and may stand in brackets."""
        if self.operation in _LISTS and self.key is None:
            return re.sub(r"[\[\]]", "", self.value).split(",")
        return [self.value]

    @property
    def is_negated(self) -> bool:
        """Whether it asks for what is not so."""
        return self.operation in _NEGATED


def filters_in(text: str, faults: list[Fault]) -> Iterator[Filter]:
    """The filters of a URL, in its order. What else it asks for is said in `faults`, not what pages and sorts."""
    begin = text.find("?") + 1 or ("://" in text.partition("filters")[0]) * len(text)
    end = text.find("#", begin) if "#" in text[begin:] else len(text)
    at = begin
    for piece in text[begin:end].split("&"):
        start, at = at, at + len(piece) + 1
        if not piece:
            continue
        read = _decoded(piece, start, faults)
        if read is None or read[0] in _UNFILTERING:
            continue
        name, value = read
        found = _NAME.fullmatch(name)
        if found is None:
            remedy = "Write filters[FIELD][OPERATION]=VALUE, such as filters[labels][EQUALS][team]=finance."
            faults.append(Fault.at(start, start + len(piece), rules.KESTRA_URL, repr(name), remedy))
        elif found["operation"] not in list(Operation):
            got, remedy = repr(found["operation"]), suggest(found["operation"], Operation)
            faults.append(Fault.at(start, start + len(piece), rules.KESTRA_READ, got, remedy))
        else:
            operation = Operation(found["operation"])
            either, branch = _either(found, operation, start)
            yield Filter(start, start + len(piece), found["field"], operation, found["key"], value, either, branch)


def _decoded(piece: str, start: int, faults: list[Fault]) -> tuple[str, str] | None:
    """Name and value of a parameter; None for what is no text."""
    name, _, value = piece.partition("=")
    try:
        decoded = unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")
    except UnicodeDecodeError:
        remedy = "Encode it as UTF-8, such as %C3%A9."
        faults.append(Fault.at(start, start + len(piece), rules.KESTRA_URL, repr(piece), remedy))
        return None
    for part in decoded:
        if (at := unreadable(part)) is not None:
            fault = Fault.at(start, start + len(piece), rules.SEARCH_TEXT, repr(part[at]), "Leave it out.")
            faults.append(fault)
            return None
    return decoded


def _either(found: re.Match[str], operation: Operation, start: int) -> tuple[str, str]:
    """The group of alternatives that a filter belongs to, and which of them it is; "" where it holds by itself.

    Filters of one group [and] all hold, as those outside of groups do. Label filters of IN are alternatives, too.
    """
    above: list[str] = []
    for logical, number in _GROUP.findall(found["groups"]):
        if logical.lower() == "or":
            return "".join([*above, "or"]), number
        above.append(number)
    if found["field"] == LABELS and operation == Operation.IN:
        return "".join([*above, "in"]), str(start)
    return "", ""
