"""Running the rules on one resource, and saying what they found in one message."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePath
from traceback import walk_tb

from labelwright.vocabulary import Level
from policies.labelled import LabelledResource
from policies.rules import RULES, Rule
from policies.rules.secrets import without_secrets

_SECRETS = "secrets"


def summary(resource: LabelledResource, level: Level, today: date, rules: Mapping[str, Rule] = RULES) -> str | None:
    """One readable message with every problem of the resource that rules of this level find, or None without any.

    A rule that fails itself is reported as that, and the others still count: an exception in a policy would end the
    whole update with a traceback. Credentials are hidden from all rules but the one that looks for them, and so from
    every message, unless that rule is not to look here.
    """
    hides = _judges(resource, _SECRETS, None, today)
    veiled = without_secrets(resource) if hides else resource
    lines: list[str] = []
    for name, rule in rules.items():
        if not _judges(resource, name, level, today):
            continue
        try:
            lines += map(str, rule(resource if name == _SECRETS else veiled))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other rules go on
            lines.append(bug(f"the rule {name!r}", error))
    return message(resource.name, resource.type, "its labels", lines)


def bug(what: str, error: Exception) -> str:
    """A line for a mistake of our own: where it happened, and not its text, which may hold what nobody is to see."""
    *_, (frame, line) = walk_tb(error.__traceback__)
    place = f"{PurePath(frame.f_code.co_filename).stem}:{line}"
    return (
        f"{what} failed itself ({type(error).__name__} in {place}); this is a bug in labelwright, not in the resource. "
        "Please report it"
    )


def message(name: str, type_token: str, what: str, lines: Iterable[str]) -> str | None:
    """The lines under a head that counts them, or None without any."""
    told = list(lines)
    if not told:
        return None
    count = "1 problem" if len(told) == 1 else f"{len(told)} problems"
    return "\n".join([f"{name} ({type_token}): {count} with {what}", *(f"  - {line}" for line in told)])


def _judges(resource: LabelledResource, name: str, level: Level | None, today: date) -> bool:
    """Whether a rule has this level (None: any at all), and no exemption that still holds is for the resource."""
    found = resource.workspace.policies.of(name).level_on(resource.type, resource.name, today)
    return found is not Level.DISABLED and level in {None, found}
