"""What a portable key or value looks like: the one form that every cloud accepts.

A dialect says what its own cloud allows beyond it. Functions return every problem of a text, each with its place, and
never change the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from labelwright import rules
from labelwright.problem import Problem, problem

MIN_LENGTH = 2
MAX_LENGTH = 39
MOST = 25
_HASH_LENGTH = 8
_PORTABLE = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_FOREIGN = re.compile(r"[^A-Za-z0-9_-]")
_SEPARATORS = re.compile(r"^[-_]|[-_]{2,}|[-_]$")


def is_portable(text: str) -> bool:
    """Whether `text` can be a key or a value on every cloud.

    >>> is_portable("cost-center_42")
    True
    >>> is_portable("cost--center")
    False
    """
    return MIN_LENGTH <= len(text) <= MAX_LENGTH and _PORTABLE.fullmatch(text) is not None


def portable_form(text: str) -> str:
    """`text` without accents, all else that is forbidden turned into single '-'; only its length may still be wrong.

    Used to word remedies and to sanitise resolved values, which is always reported; never applied silently.
    """
    plain = "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))
    return _SEPARATORS.sub("", re.sub(r"[-_]{2,}", lambda run: run[0][0], _FOREIGN.sub("-", plain)))


def problems_in_key(key: str, where: str) -> list[Problem]:
    """Everything that keeps `key` from being a portable key."""
    return _problems(key, where, rules.KEY_LENGTH, "cost-center")


def problems_in_value(value: str, where: str) -> list[Problem]:
    """Everything that keeps `value` from being a portable value."""
    return _problems(value, where, rules.VALUE_LENGTH, "genomics-42")


def problems_in_count(keys: Iterable[str], where: str) -> list[Problem]:
    """Whether one resource takes so many labels on every cloud."""
    count = len(list(keys))
    if count <= MOST:
        return []
    return [problem(where, rules.PORTABLE_COUNT, f"{count} labels", f"Remove {count - MOST} of them.")]


def with_hash(start: str, original: str, *, longest: int = MAX_LENGTH, ends: str = "-_") -> str:
    """`start` cut to leave room for a hash of `original`, which keeps two different values different.

    Never first or before the hash: one of `ends`. Only what is reported as changed comes here.
    """
    ending = f"-{sha256(original.encode()).hexdigest()[:_HASH_LENGTH]}"
    return (start[: longest - len(ending)].rstrip(ends) + ending).lstrip(ends)


def _problems(text: str, where: str, length: rules.Rule, example: str) -> list[Problem]:
    """The one check behind keys and values, which differ only in the name of the length rule."""
    if is_portable(text):
        return []
    form = portable_form(text)[:MAX_LENGTH].strip("-_")
    remedy = f"Write {form!r}, for example." if is_portable(form) else f"Write something like {example!r}."
    found: list[Problem] = []
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        found.append(problem(where, length, f"{text!r} ({len(text)} characters)", remedy))
    if foreign := sorted(set(_FOREIGN.findall(text))):
        found.append(problem(where, rules.CHARACTERS, f"{text!r} with {' '.join(map(repr, foreign))}", remedy))
    if misplaced := [hit.group() for hit in _SEPARATORS.finditer(text)]:
        found.append(problem(where, rules.SEPARATORS, f"{text!r} with a misplaced {misplaced[0]!r}", remedy))
    return found
