"""A search cut into words, each character with its place and with whether it only means itself.

Read once, here, so that nothing later needs to know of quotes and backslashes, and every fault can be pointed at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from labelwright import rules
from labelwright.search.errors import Fault
from labelwright.search.query import WILDCARD, Pattern

_PIECE = re.compile(r'\\(?P<escaped>.)|"(?P<quoted>(?:\\.|[^"\\])*)"|(?P<space>\s)|.', re.DOTALL)
_IN_QUOTES = re.compile(r"\\?(.)", re.DOTALL)
_BLOT = "\x00"


class Atom(NamedTuple):
    """A character of a word and its place. An empty quotation is an atom without a character."""

    at: int
    char: str
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a part of one, and where it stands: from `start` up to, not including, `end`."""

    atoms: tuple[Atom, ...]
    start: int
    end: int

    @property
    def shape(self) -> str:
        """The characters that may mean something, each plain one blotted out; one character an atom."""
        return "".join(_BLOT if atom.is_plain else atom.char for atom in self.atoms)

    def __str__(self) -> str:
        return "".join(atom.char for atom in self.atoms)

    def behind(self, index: int) -> "Word":
        """What follows the atom at `index`."""
        return Word(self.atoms[index + 1 :], self.atoms[index].at + 1, self.end)

    def before(self, index: int) -> "Word":
        """What precedes the atom at `index`."""
        return Word(self.atoms[:index], self.start, self.atoms[index].at)

    def split(self, separator: str) -> list["Word"]:
        """The texts between the separators that are not plain."""
        cuts = [index for index, char in enumerate(self.shape) if char == separator]
        bounds = [(-1, self.start - 1), *((cut, self.atoms[cut].at) for cut in cuts), (len(self.atoms), self.end)]
        return [Word(self.atoms[first + 1 : last], start + 1, end) for (first, start), (last, end) in pairwise(bounds)]

    @property
    def pattern(self) -> Pattern:
        """The text with its wildcards; two that meet are one."""
        first, *rest = map(str, self.split(WILDCARD))
        if not rest:
            return Pattern((first,))
        *middle, last = rest
        return Pattern((first, *filter(None, middle), last))


def words_in(text: str, faults: list[Fault]) -> Iterator[Word]:
    """The words of `text`, from left to right. What is wrong with its quotes is added to `faults`."""
    atoms: list[Atom] = []
    start = end = 0
    for piece in _PIECE.finditer(text):
        if piece["space"]:
            if atoms:
                yield Word(tuple(atoms), start, end)
            atoms = []
            continue
        if not atoms:
            start = piece.start()
        end = piece.end()
        if piece["quoted"] is not None:
            atoms += _quoted(piece["quoted"], piece.start() + 1)
        elif piece["escaped"] is not None:
            atoms.append(Atom(piece.start() + 1, piece["escaped"], is_plain=True))
        elif piece.group() == '"':
            faults.append(_open(text, piece.start()))
            return
        elif piece.group() == "\\":
            remedy = r"Write \\ for a backslash."
            faults.append(Fault.at(piece.start(), end, rules.SEARCH_QUOTES, "'\\' at the end", remedy))
            return
        else:
            atoms.append(Atom(piece.start(), piece.group(), is_plain=False))
    if atoms:
        yield Word(tuple(atoms), start, end)


def _quoted(inside: str, at: int) -> list[Atom]:
    """What stands between quotes, all of it plain."""
    return [Atom(at + found.start(1), found[1], is_plain=True) for found in _IN_QUOTES.finditer(inside)] or [
        Atom(at, "", is_plain=True)
    ]


def _open(text: str, at: int) -> Fault:
    """A quote that nothing closes: all behind it would belong to it, so no more is read."""
    remedy = 'Close it, as in label:name="two words", or write \\" for the quote itself.'
    return Fault.at(at, len(text), rules.SEARCH_QUOTES, "a quote that is never closed", remedy)
