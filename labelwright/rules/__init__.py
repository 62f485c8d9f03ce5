"""Every rule that can be broken, once, with its number and where it comes from: one module a subject.

Numbers are those of `docs/rules.md`, which is written from this package, so that an error message can be looked up.
"""

from labelwright.rules.config import *  # noqa: F403 - a rule is found here by its name, whatever its subject
from labelwright.rules.labels import *  # noqa: F403 - as above
from labelwright.rules.platforms import *  # noqa: F403 - as above
from labelwright.rules.rule import Rule
from labelwright.rules.runs import *  # noqa: F403 - as above


def all_rules() -> list[Rule]:
    """Every rule of this package, in the order of their numbers; `docs/rules.md` is written from it."""
    rules = [value for value in globals().values() if isinstance(value, Rule)]
    return sorted(rules, key=lambda rule: [int(part) for part in rule.number.split(".")])
