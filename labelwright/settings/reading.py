"""From a source to settings: parse what is written, put the layers together, run every check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from labelwright import rules
from labelwright.environments import ARGUMENTS_OF, is_hpc_scheduler
from labelwright.placement import Declaration, Exemption, Spot
from labelwright.problem import LabelError, Problem, problem, suggest
from labelwright.settings.checks import CHECKS, WARNINGS
from labelwright.settings.declared import (
    Declared,
    DeclaredEnvironment,
    DeclaredExemption,
    DeclaredLabels,
    DeclaredOrganization,
    DeclaredPlace,
    DeclaredTeam,
    DeclaredType,
    DeclaredWorkspace,
)
from labelwright.settings.draft import DeclaredScope, Draft, layer_of
from labelwright.settings.injection_checks import problems_in_exemptions, problems_in_placement
from labelwright.settings.launchables import LAUNCH_FIELDS, labels_of, launchables_of
from labelwright.settings.model import Environment, Settings
from labelwright.settings.parse import parse_tree
from labelwright.settings.policies import POLICY_FIELDS, Policies
from labelwright.settings.source import NAMESPACE, Line, Path, Source
from labelwright.vocabulary import Combine, Platform, Scope

_FIELDS: Mapping[str, list[str]] = {
    **LAUNCH_FIELDS,
    "": list(Declared.model_fields),
    "organization": list(DeclaredOrganization.model_fields),
    "workspace": list(DeclaredWorkspace.model_fields),
    "teams": list(DeclaredTeam.model_fields),
    "exempt": list(DeclaredExemption.model_fields),
    "placement": list(DeclaredType.model_fields),
    "places": list(DeclaredPlace.model_fields),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of stack config: settings as far as they could be read, everything wrong, everything unwise.

    `lines` are where each path of it stands, for reports that point into files; `declared` is every scope with its
    labels, teams of other stacks among them.
    """

    settings: Settings
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    lines: Mapping[Path, Line] = field(default_factory=dict[Path, Line])
    declared: tuple[DeclaredScope, ...] = ()

    def checked(self) -> Settings:
        """The settings, if nothing is wrong with them. Raises `LabelError` with every problem otherwise."""
        if self.problems:
            raise LabelError(self.problems)
        return self.settings


def read(source: Source, today: date | None = None) -> Reading:
    """Parse and check everything that `source` holds; total, whatever was written. `today` by default is today."""
    declared, found = parse_tree(Declared, source.tree, source, fields=_FIELDS)
    declared = declared or Declared()
    names: dict[int, str] = {}
    environments: dict[int, Environment] = {}
    labels: dict[Path, DeclaredLabels] = {
        ("organization", "labels"): declared.organization.labels,
        ("workspace", "labels"): declared.workspace.labels,
        **{("teams", name, "labels"): team.labels for name, team in declared.teams.items()},
        **labels_of(declared),
    }
    for index, tree in enumerate(declared.environments):
        common, mistakes = _common(tree, index, source)
        found += mistakes
        if common is None:
            continue
        names[index] = common.name
        labels["environments", index, "labels"] = common.labels
        environment, mistakes = _environment(common, index, source)
        found += mistakes
        if environment is not None:
            environments[index] = environment
    policies, mistakes = parse_tree(Policies, declared.policies, source, fields=POLICY_FIELDS, prefix=("policies",))
    found += mistakes
    settings = _settings(declared, tuple(environments.values()), source)
    launchables = launchables_of(declared)
    update = {"policies": policies or Policies(), "launchables": tuple(launchables.values())}
    settings = settings.model_copy(update=update)
    day = today or datetime.now(UTC).date()
    draft = Draft(source, declared, settings, names, environments, labels, day, launchables)
    for check in CHECKS:
        found += check(draft)
    ordered = sorted((*source.problems, *found), key=_place)
    warnings = tuple(warning for warn in WARNINGS for warning in warn(draft))
    return Reading(settings, tuple(ordered), warnings, source.lines, tuple(draft.every_scope()))


def _place(problem: Problem) -> tuple[str, int]:
    """File and line of a problem, so that a person can work through a file from top to bottom."""
    file, _, rest = problem.where.partition(":")
    number = rest.partition(" ")[0]
    return (file, int(number)) if number.isdecimal() else ("", 0)


def _common(tree: Mapping[str, object], index: int, source: Source) -> tuple[DeclaredEnvironment | None, list[Problem]]:
    """The fields of an environment that every platform shares."""
    fields = {"": list(DeclaredEnvironment.model_fields)}
    return parse_tree(DeclaredEnvironment, tree, source, fields=fields, prefix=("environments", index))


def _environment(common: DeclaredEnvironment, index: int, source: Source) -> tuple[Environment | None, list[Problem]]:
    """One environment, its arguments parsed by its platform; None when the platform is none of ours."""
    prefix = ("environments", index)
    if common.platform not in set(Platform):
        where = source.where((*prefix, "platform"))
        if is_hpc_scheduler(common.platform):
            remedy = f"Choose {', '.join(Platform)}, or leave the scheduler out of stack config."
            return None, [problem(where, rules.NO_LABELS, repr(common.platform), remedy)]
        return None, [problem(where, rules.KNOWN_NAME, repr(common.platform), suggest(common.platform, Platform))]
    platform = Platform(common.platform)
    model = ARGUMENTS_OF[platform]
    known = [field.alias or name for name, field in model.model_fields.items()]
    fields = {"": [*known, *DeclaredEnvironment.model_fields], **{name: [] for name in known}}
    arguments, found = parse_tree(model, common.model_extra or {}, source, fields=fields, prefix=prefix)
    layer = layer_of(Scope.ENVIRONMENT, common.labels, common.combine)
    return Environment(name=common.name, platform=platform, layer=layer, arguments=arguments or model()), found


def _settings(declared: Declared, environments: tuple[Environment, ...], source: Source) -> Settings:
    """The layers of the stack. A workspace label reaches environments when it is a default, or locked."""
    workspace, team = declared.workspace, declared.teams.get(declared.team, DeclaredTeam())
    defaults = {key: label for key, label in workspace.labels.items() if label.default or label.locked}
    return Settings(
        project=source.project,
        stack=source.stack,
        organization=layer_of(Scope.ORGANIZATION, declared.organization.labels, Combine.MERGE),
        workspace=layer_of(Scope.WORKSPACE, defaults, workspace.combine),
        team=layer_of(Scope.TEAM, team.labels, team.combine),
        declared=layer_of(Scope.WORKSPACE, workspace.labels, Combine.MERGE).labels,
        team_name=declared.team,
        organization_name=declared.organization.name,
        workspace_name=workspace.name,
        rule=workspace.rule,
        unresolved=workspace.unresolved,
        required=tuple(workspace.required),
        environments=environments,
        exemptions=tuple(_exemption(one) for one in declared.exempt),
        placement=tuple(_declaration(one) for one in declared.placement),
    )


def _exemption(declared: DeclaredExemption) -> Exemption:
    """An exemption, from what was written."""
    return Exemption(
        type=declared.type,
        name=declared.name,
        below=declared.below,
        keys=tuple(declared.keys),
        inject=declared.inject,
        reason=declared.reason,
    )


def _declaration(declared: DeclaredType) -> Declaration:
    """Where labels go on a type, from what was written."""
    spots = tuple(Spot(path=one.path, shape=one.shape, effect=one.effect) for one in declared.places)
    return Declaration(type=declared.type, places=spots, dialect=declared.dialect)


def read_given(
    settings: Settings, placement: Sequence[Mapping[str, object]], exempt: Sequence[Mapping[str, object]]
) -> Reading:
    """`settings` with what a program says of types and exemptions, in the form of stack config, and all that is wrong.

    Stack config wins: what it says of the same type, or later of the same resource, counts.
    """
    tree: dict[str, object] = {
        "placement": [dict(one) for one in placement],
        "exempt": [dict(one) for one in exempt],
    }
    source = Source(tree=tree)
    declared, found = parse_tree(Declared, tree, source, fields=_FIELDS)
    declared = declared or Declared()
    draft = Draft(source, declared, settings, {}, {}, {}, datetime.now(UTC).date())
    found += [*problems_in_placement(draft), *problems_in_exemptions(draft)]
    given = {
        "placement": (*(_declaration(one) for one in declared.placement), *settings.placement),
        "exemptions": (*(_exemption(one) for one in declared.exempt), *settings.exemptions),
    }
    problems = (
        one.model_copy(update={"where": f"labelwright.inject, {one.where.removeprefix(f'{NAMESPACE}:')}"})
        for one in found
    )
    return Reading(settings.model_copy(update=given), tuple(problems))
