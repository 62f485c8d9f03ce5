"""How much may be asked for at once, and in which characters. Databases have limits; these lie below all of them."""

import unicodedata

MOST_CHARACTERS = 10_000
MOST_TERMS = 50
MOST_VALUES = 100
_UNREADABLE = frozenset({"Cc", "Cs"})


def unreadable(text: str) -> int | None:
    """Where the first character stands that is no text: a control character, or the half of one; None where none does.

    >>> unreadable("prod"), unreadable("pr" + chr(0))
    (None, 2)
    """
    return next((at for at, char in enumerate(text) if unicodedata.category(char) in _UNREADABLE), None)
