"""No key and no value holds an e-mail address: labels are printed and billed, and outlive who left."""

import re
from collections.abc import Iterator

from labelwright import rules
from labelwright.problem import Problem, problem
from policies.labelled import LabelledResource

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})(?![A-Za-z0-9-])")
_MACHINES = (".gserviceaccount.com",)
_REMEDY = "Write a team, or an alias without '@' that a directory resolves."


def problems(resource: LabelledResource) -> list[Problem]:
    """Each key and each known value with one in it, shown by its domain alone. Accounts of machines are no persons."""
    return [
        problem(f"{place.path}.{_shown(key)}", rules.PERSONAL_DATA, f"an e-mail address at {domain!r}", _REMEDY)
        for place in resource.places
        for key, value in place.labels.items()
        for text in (key, value)
        for domain in _domains(text or "")
    ]


def _domains(text: str) -> Iterator[str]:
    """The domains of the addresses in a text, each once."""
    found = dict.fromkeys(hit.group(1).casefold() for hit in _ADDRESS.finditer(text))
    return (domain for domain in found if not domain.endswith(_MACHINES))


def _shown(key: str) -> str:
    """A key for a message."""
    return _ADDRESS.sub(r"[...]@\1", key)
