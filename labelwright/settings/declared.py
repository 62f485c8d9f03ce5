"""The shape of stack config, as pydantic models: fields, kinds of values, defaults. Meaning is checked in `checks`.

A field's name here is its name in `Pulumi.<stack>.yaml`, in camelCase where it has several words.
"""

from typing import Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from labelwright.placement.exemption import ANY
from labelwright.placement.shapes import Shape
from labelwright.settings.source import Secret
from labelwright.vocabulary import Cloud, Combine, Effect, LabelRule, OnFailure

NOT_TEXT = "label_not_text"
NO_DAY = "label_no_day"
SECRET = "label_secret"  # noqa: S105 - the name of an error, not a password


def _written_out(value: object) -> object:
    """`key: value` as the long form `key: {value: value}`; what is no text is refused with what it was."""
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    return {"value": _text(value)}


def _text(value: object) -> object:
    """A label's value is text or null; numbers, booleans and dates are what YAML makes of unquoted text."""
    if isinstance(value, Secret):
        raise PydanticCustomError(SECRET, "secret")
    if value is not None and not isinstance(value, str):
        raise PydanticCustomError(NOT_TEXT, "not text")
    return value


class Strict(BaseModel):
    """Strict and closed: a misspelt field, or a number where text belongs, is a mistake and not a wish."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class DeclaredLabel(Strict):
    """A label in its long form. `value: null` removes the key."""

    value: Annotated[str | None, BeforeValidator(_text)]
    default: bool = False
    locked: bool = False
    volatile: bool = False


def nothing(value: object) -> object:
    """A mapping whose entries are all commented out, which YAML reads as null, is an empty one."""
    return {} if value is None else value


def no_entries(value: object) -> object:
    """The same for a list."""
    return [] if value is None else value


_Label = Annotated[DeclaredLabel, BeforeValidator(_written_out)]
DeclaredLabels = Annotated[dict[str, _Label], BeforeValidator(nothing)]


class DeclaredOrganization(Strict):
    """`labelwright:organization`, in Pulumi.yaml."""

    name: str = ""
    labels: DeclaredLabels = {}


class DeclaredWorkspace(Strict):
    """`labelwright:workspace`: its labels, and how strict it is."""

    name: str = ""
    rule: Annotated[LabelRule, Field(strict=False)] = LabelRule.PORTABLE
    unresolved: Annotated[OnFailure, Field(strict=False)] = OnFailure.FAIL
    required: list[str] = []
    labels: DeclaredLabels = {}
    combine: Annotated[Combine, Field(strict=False)] = Combine.MERGE


class DeclaredTeam(Strict):
    """One entry of `labelwright:teams`."""

    labels: DeclaredLabels = {}
    combine: Annotated[Combine, Field(strict=False)] = Combine.MERGE


def not_empty(name: str) -> str:
    """A text that says something; an empty one is as good as missing."""
    if not name.strip():
        raise PydanticCustomError("missing", "Field required")
    return name


class DeclaredEnvironment(BaseModel):
    """The part of an entry of `labelwright:environments` that every platform shares; the rest are its arguments."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    name: Annotated[str, AfterValidator(not_empty)]
    platform: str
    labels: DeclaredLabels = {}
    combine: Annotated[Combine, Field(strict=False)] = Combine.MERGE


class DeclaredPipeline(Strict):
    """One entry of `labelwright:pipelines`. `environment` is where it runs unless a launch names another.

    `processes` are labels of single processes, by Nextflow's selectors; null takes one away there.
    """

    labels: DeclaredLabels = {}
    combine: Annotated[Combine, Field(strict=False)] = Combine.MERGE
    environment: str = ""
    processes: Annotated[
        dict[
            str,
            Annotated[dict[str, Annotated[str | None, BeforeValidator(_text)]], BeforeValidator(nothing)],
        ],
        BeforeValidator(nothing),
    ] = {}


class DeclaredAction(Strict):
    """One entry of `labelwright:actions`, what starts runs by itself; `pipeline` is what it launches."""

    labels: DeclaredLabels = {}
    combine: Annotated[Combine, Field(strict=False)] = Combine.MERGE
    pipeline: str = ""


class DeclaredStudio(Strict):
    """One entry of `labelwright:studios`, interactive sessions."""

    labels: DeclaredLabels = {}
    combine: Annotated[Combine, Field(strict=False)] = Combine.MERGE
    environment: str = ""


class DeclaredLaunchables(Strict):
    """What is launched: in stack config, and in a file of its own (`--pipelines`)."""

    pipelines: Annotated[
        dict[str, Annotated[DeclaredPipeline, BeforeValidator(nothing)]], BeforeValidator(nothing)
    ] = {}
    actions: Annotated[dict[str, Annotated[DeclaredAction, BeforeValidator(nothing)]], BeforeValidator(nothing)] = {}
    studios: Annotated[dict[str, Annotated[DeclaredStudio, BeforeValidator(nothing)]], BeforeValidator(nothing)] = {}


class DeclaredExemption(Strict):
    """One entry of `labelwright:exempt`: resources that get no labels injected, or lack some `keys`."""

    type: str = ANY
    name: str = ANY
    below: str = ""
    keys: list[str] = []
    inject: bool = False
    reason: str = ""


class DeclaredPlace(Strict):
    """One place for labels on a type: `tags`, `spec.template.metadata.labels`, `disks[].labels`."""

    path: str
    shape: Annotated[Shape, Field(strict=False)] = Shape.MAP
    effect: Annotated[Effect | None, Field(strict=False)] = None


class DeclaredType(Strict):
    """One entry of `labelwright:placement`: where labels go on a type, whatever the table says.

    That `places` is written at all is checked with what it means: without it a type would lose its places unseen.
    """

    type: str
    places: list[DeclaredPlace] = []
    dialect: Annotated[Cloud | None, Field(strict=False)] = None


class Declared(DeclaredLaunchables):
    """Everything under `labelwright:`. Environments are read one by one: each platform has its own fields.

    So are policies: the pack's own config has the same form without the rest.
    """

    organization: Annotated[DeclaredOrganization, BeforeValidator(nothing)] = DeclaredOrganization()
    workspace: Annotated[DeclaredWorkspace, BeforeValidator(nothing)] = DeclaredWorkspace()
    teams: Annotated[dict[str, Annotated[DeclaredTeam, BeforeValidator(nothing)]], BeforeValidator(nothing)] = {}
    team: str = ""
    environments: Annotated[list[dict[str, Any]], BeforeValidator(no_entries)] = []
    exempt: Annotated[list[DeclaredExemption], BeforeValidator(no_entries)] = []
    placement: Annotated[list[DeclaredType], BeforeValidator(no_entries)] = []
    policies: Annotated[dict[str, Any], BeforeValidator(nothing)] = {}
