"""What the policy pack demands, rule by rule: `labelwright:policies` in stack config, or the pack's own config file.

One model for both, and for `labelwright check`. A field that the pack's config gives takes the place of the stack's.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from labelwright import rules
from labelwright.dialects import DIALECT_OF_PACKAGE
from labelwright.placement.exemption import ANY
from labelwright.problem import Problem, problem, suggest
from labelwright.settings.declared import NO_DAY, Strict, no_entries, not_empty, nothing
from labelwright.settings.source import Date, Path
from labelwright.tokens import unversioned
from labelwright.vocabulary import Level, Platform

_MIDNIGHT = "T00:00:00Z"  # so the engine spells a date that stands unquoted in YAML


def _as_date(value: object) -> object:
    """A day, written `2027-01-31`."""
    text = value.text if isinstance(value, Date) else value
    try:
        return date.fromisoformat(text.removesuffix(_MIDNIGHT) if isinstance(text, str) else "")
    except ValueError:
        raise PydanticCustomError(NO_DAY, "Write a day such as 2027-01-31") from None


def _pattern(text: str) -> str:
    """A regular expression, in Python's form."""
    try:
        re.compile(text)
    except re.error as error:
        message = "It should be a regular expression ({error}), such as 'cc-[0-9]+'"
        raise PydanticCustomError("pattern", message, {"error": str(error)}) from None
    return text


_Names = Annotated[list[str], BeforeValidator(no_entries)]
_NamesByName = Annotated[dict[str, _Names], BeforeValidator(nothing)]


class Waiver(Strict):
    """Resources that one rule leaves alone, by type and name, each with `*` and `?`, until a day and for a reason."""

    type: str = ANY
    name: str = ANY
    reason: Annotated[str, AfterValidator(not_empty)]
    until: Annotated[date, BeforeValidator(_as_date)]

    def is_met_by(self, type_token: str, name: str) -> bool:
        """Whether a resource is meant, by its type as the program has it or without the API version in that."""
        types = (type_token, unversioned(type_token))
        return any(fnmatchcase(one, self.type) for one in types) and fnmatchcase(name, self.name)

    def has_ended(self, today: date) -> bool:
        """Whether its day is over; on the day itself it still holds."""
        return today > self.until


_Waivers = Annotated[list[Waiver], BeforeValidator(no_entries)]


class RuleSettings(Strict):
    """What every rule takes."""

    level: Annotated[Level, Field(strict=False)] = Level.MANDATORY
    exempt: _Waivers = Field(default=[])

    def level_on(self, type_token: str, name: str, today: date) -> Level:
        """The level on one resource: disabled where an exemption that still holds is for it."""
        waived = any(one.is_met_by(type_token, name) and not one.has_ended(today) for one in self.exempt)
        return Level.DISABLED if waived else self.level


class AdviceSettings(RuleSettings):
    """The same for a rule whose findings are worth a look and stop nothing, unless somebody says so."""

    level: Annotated[Level, Field(strict=False)] = Level.ADVISORY


class CountSettings(RuleSettings):
    """`headRoom`: how many labels a run adds, for which what it is launched from leaves room."""

    head_room: Annotated[int, Field(alias="headRoom", ge=0)] = 0


class RequiredSettings(RuleSettings):
    """Required keys beside those of the workspace. `platforms` takes a platform, or the package of a provider."""

    platforms: _NamesByName = Field(default={})
    teams: _NamesByName = Field(default={})


class ValuesSettings(RuleSettings):
    """Which values a key may have: those on its list, and those that fit its pattern as a whole."""

    allowed: _NamesByName = Field(default={})
    patterns: Annotated[dict[str, Annotated[str, AfterValidator(_pattern)]], BeforeValidator(nothing)] = Field(
        default={}
    )


class KeysSettings(RuleSettings):
    """Keys, with `*` and `?`, that nobody writes, and keys whose value stack config alone gives."""

    forbidden: _Names = Field(default=[])
    reserved: _Names = Field(default=[])


_Rule = Annotated[RuleSettings, BeforeValidator(nothing)]
_Advice = Annotated[AdviceSettings, BeforeValidator(nothing)]


class Policies(Strict):
    """The settings of every rule of the pack, by its name, in the order in which a summary lists findings."""

    grammar: _Rule = RuleSettings()
    count: Annotated[CountSettings, BeforeValidator(nothing)] = CountSettings()
    required: Annotated[RequiredSettings, BeforeValidator(nothing)] = RequiredSettings()
    values: Annotated[ValuesSettings, BeforeValidator(nothing)] = ValuesSettings()
    keys: Annotated[KeysSettings, BeforeValidator(nothing)] = KeysSettings()
    collisions: _Rule = RuleSettings()
    placeholders: _Rule = RuleSettings()
    secrets: _Rule = RuleSettings()
    personal_data: Annotated[AdviceSettings, BeforeValidator(nothing), Field(alias="personalData")] = AdviceSettings()
    bill_columns: Annotated[AdviceSettings, BeforeValidator(nothing), Field(alias="billColumns")] = AdviceSettings()
    volatile: _Advice = AdviceSettings()
    unknown: _Advice = AdviceSettings()
    changes: _Advice = AdviceSettings()

    def of(self, name: str) -> RuleSettings:
        """The settings of the rule that stack config calls `name`."""
        return getattr(self, _FIELD_OF[name])

    @property
    def by_name(self) -> Mapping[str, RuleSettings]:
        """The settings by the names that rules have in stack config."""
        return {name: getattr(self, field) for name, field in _FIELD_OF.items()}

    def under(self, given: "Policies") -> "Policies":
        """These settings with each field that `given` sets in the place of their own."""
        changes = {
            name: getattr(self, name).model_copy(update=_set_fields(getattr(given, name)))
            for name in given.model_fields_set
        }
        return self.model_copy(update=changes)

    def waivers(self) -> Iterator[tuple[Path, Waiver]]:
        """Every exemption, with its path."""
        for name, settings in self.by_name.items():
            for index, waiver in enumerate(settings.exempt):
                yield (name, "exempt", index), waiver


REVIEWED = ("changes",)
"""Rules that ask what stood before. `labelwright review` judges them: a policy is not shown that."""

_FIELD_OF = {field.alias or name: name for name, field in Policies.model_fields.items()}
"""Name of a rule in stack config -> the field that holds its settings."""


def _set_fields(settings: RuleSettings) -> dict[str, object]:
    """The fields that somebody wrote."""
    return {name: getattr(settings, name) for name in settings.model_fields_set}


def _names(model: type[Strict]) -> list[str]:
    """A model's fields as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]


POLICY_FIELDS: Mapping[str, list[str]] = {
    "": _names(Policies),
    "exempt": _names(Waiver),
    **{name: _names(type(settings)) for name, settings in Policies().by_name.items()},
}
"""What may be written below a rule, an exemption, or at the top: for the remedy of a misspelt field."""

TARGETS: tuple[str, ...] = tuple(dict.fromkeys((*Platform, *DIALECT_OF_PACKAGE)))
"""What `required.platforms` may name."""


def problems_in_policies(
    policies: Policies, where: Callable[[Path], str], teams: Collection[str] | None
) -> list[Problem]:
    """What is of the right form and makes no sense: unknown platforms and teams, exemptions from a rule as a whole.

    `teams` are the declared ones; None where nobody knows them.
    """
    found: list[Problem] = []
    required = policies.required
    for name in required.platforms:
        if name not in TARGETS:
            place = where(("required", "platforms", name))
            found.append(problem(place, rules.KNOWN_NAME, repr(name), suggest(name, TARGETS)))
    for name in required.teams:
        if teams is not None and name not in teams:
            remedy = suggest(name, teams) if teams else "Declare it under 'labelwright:teams'."
            found.append(problem(where(("required", "teams", name)), rules.KNOWN_NAME, repr(name), remedy))
    for path, waiver in policies.waivers():
        if (waiver.type, waiver.name) == (ANY, ANY):
            remedy = "Write 'type: aws:s3/*' or 'name: ...' there; 'level: disabled' switches the whole rule off."
            found.append(problem(where(path), rules.EXEMPTION, "neither type nor name", remedy))
    return found


def problems_in_days(policies: Policies, where: Callable[[Path], str], today: date) -> list[Problem]:
    """Exemptions that have ended. What they exempted is judged again, and they are to be removed or renewed."""
    remedy = "Remove it, or write a later day with a new reason."
    return [
        problem(where(path), rules.EXPIRED, f"until {waiver.until} ({waiver.reason})", remedy)
        for path, waiver in policies.waivers()
        if waiver.has_ended(today)
    ]
