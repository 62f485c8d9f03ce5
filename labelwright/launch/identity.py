"""The id of a run: as it was given, or made here."""

import re
import secrets
import string

from labelwright import rules
from labelwright.problem import Problem, problem

_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_LETTERS = string.ascii_lowercase + string.digits
_LENGTH = 13


def made_id() -> str:
    """A new id, which no platform's label refuses: 14 small letters and digits, the first an `r`.

    It begins like no reserved word (aws, user, goog). Among a million of them, the chance that two are the same is
    three in a billion.
    """
    return "r" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def problems_in_id(run: str, where: str) -> list[Problem]:
    """Why `run` is no id of a run. What becomes of it in a label is judged there."""
    if _RUN_ID.fullmatch(run):
        return []
    remedy = "Write 'r7k2m9x4c1p8', for example, or leave it out: one is made."
    return [problem(where, rules.RUN_ID, f"{run!r} ({len(run)} characters)", remedy)]
