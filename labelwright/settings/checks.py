"""What stack config means, checked: grammar per target cloud, locks, required keys, counts, names, placeholders.

Each check is a function from a draft to its problems and stands alone, so that all of them are always reported.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from labelwright import rules
from labelwright.dialects import DIALECT_OF, SUBMITTED, Dialect, Service, dialects_of, key_as_sent
from labelwright.dynamic import is_dynamic, parse_template, problems_in_template
from labelwright.problem import Problem, problem, suggest
from labelwright.resolve import Resolved
from labelwright.settings.draft import Draft
from labelwright.settings.injection_checks import problems_in_exemptions, problems_in_placement, warnings_in_values
from labelwright.settings.launch_checks import (
    judges_of,
    problems_in_launches,
    problems_in_outputs,
    problems_in_references,
    problems_in_studios,
    problems_in_void,
    warnings_in_launches,
)
from labelwright.settings.policies import problems_in_days, problems_in_policies
from labelwright.settings.process_checks import problems_in_processes
from labelwright.settings.source import Path
from labelwright.vocabulary import LabelRule, Scope

WORKSPACE_COUNT = 1000
_ENVIRONMENT_NAME = re.compile(r"(?=.{2,39}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_SAMPLE = "x9"  # stands for a variable, so that the literal parts of a template can be judged before a run


def problems_in_labels(draft: Draft) -> list[Problem]:
    """Keys and values, static and dynamic, that a cloud would not take to which they go, under the workspace's rule."""
    rule = draft.settings.rule
    found: list[Problem] = []
    for path, label in draft.every_label():
        where = draft.where(*path)
        for dialect, service in _judges(draft, path):
            key = key_as_sent(dialect, label.key, rule)
            found += dialect.problems_in_key(key, rule=rule, service=service, where=where)
            if label.value is not None:
                found += problems_in_value(label.key, label.value, dialect, rule, where)
    return list(dict.fromkeys(found))


def _judges(draft: Draft, path: Path) -> Iterator[tuple[Dialect, Service]]:
    """The clouds that a label at `path` goes to, its environment's or those of every environment, and who judges keys.

    Those are what is forged there with the shortest keys, and what takes a run where that has rules of its own.
    """
    match path:
        case ("environments", int() as index, *_) if index in draft.environments:
            platforms = [draft.environments[index].platform]
        case (section, name, *_) if (section, name) in draft.launchables:
            yield from judges_of(draft, draft.launchables[section, name])
            return
        case _:
            platforms = [environment.platform for environment in draft.environments.values()]
    yield from ((dialect, dialect.FORGED[0]) for dialect in dialects_of(platforms))
    yield from ((DIALECT_OF[platform], service) for platform in platforms for service in SUBMITTED.get(platform, ()))


def problems_in_value(key: str, value: str, dialect: Dialect, rule: LabelRule, where: str) -> list[Problem]:
    """A static value as it is sent; a dynamic one by its variables, and by what short values would make of it."""
    if not is_dynamic(value):
        sent = dialect.render({key: value}, rule=rule).labels.values()
        return [found for text in sent for found in dialect.problems_in_value(text, rule=rule, where=where)]
    if found := problems_in_template(value, where):
        return found
    template = parse_template(value)
    sample = dialect.render({key: template.resolve(dict.fromkeys(template.variables, _SAMPLE))}, rule=rule).whole(key)
    return [
        found.model_copy(update={"got": f"{value!r}, with {_SAMPLE!r} for each variable: {found.got}"})
        for found in dialect.problems_in_value(sample, rule=rule, where=where)
    ]


def problems_in_locks(draft: Draft) -> list[Problem]:
    """Labels of a later scope that would change or remove a locked one."""
    found: list[Problem] = []
    locks: dict[str, tuple[Scope, str | None]] = {}
    settings = draft.settings
    paths = {
        Scope.ORGANIZATION: ("organization",),
        Scope.WORKSPACE: ("workspace",),
        Scope.TEAM: ("teams", settings.team_name),
    }
    layers = [((*paths[layer.scope], "labels"), layer) for layer in settings.stack_layers]
    layers += [(("environments", index, "labels"), one.layer) for index, one in draft.environments.items()]
    for path, layer in layers:
        for label in layer.labels.labels:
            scope, value = locks.get(label.key, (layer.scope, label.value))
            if label.value != value:
                got = f"{label.value!r} against {value!r}, which the {scope} has locked"
                remedy = f"Leave it out, or write {value!r}."
                found.append(problem(draft.where(*path, label.key), rules.LOCKED, got, remedy))
            elif label.locked and layer.scope is not Scope.ENVIRONMENT:
                locks.setdefault(label.key, (layer.scope, label.value))
    return found


def problems_in_team(draft: Draft) -> list[Problem]:
    """A team that is not declared."""
    name, teams = draft.settings.team_name, draft.declared.teams
    if not name or name in teams:
        return []
    remedy = suggest(name, teams) if teams else "Declare it under 'labelwright:teams'."
    return [problem(draft.where("team"), rules.KNOWN_NAME, repr(name), remedy)]


def problems_in_names(draft: Draft) -> list[Problem]:
    """Environments whose names cannot name a resource, or stand twice."""
    found: list[Problem] = []
    first: dict[str, int] = {}
    for index, name in draft.names.items():
        where = draft.where("environments", index, "name")
        if not _ENVIRONMENT_NAME.fullmatch(name):
            found.append(problem(where, rules.ENVIRONMENT_NAME, repr(name), "Write 'genomics-spot', for example."))
        if name in first:
            got = f"{name!r} a second time (first in environments[{first[name]}])"
            found.append(problem(where, rules.UNIQUE_NAME, got, f"Write '{name}-2', for example."))
        first.setdefault(name, index)
    return found


def problems_in_arguments(draft: Draft) -> list[Problem]:
    """Arguments of an environment that do not go together, and what two environments claim of which there is one."""
    found: list[Problem] = []
    claimed: dict[tuple[str, str], int] = {}
    for index, environment in draft.environments.items():

        def where(field: str, index: int = index) -> str:
            return draft.where("environments", index, field)

        found += environment.arguments.problems_in_name(environment.name, where("name"))
        found += environment.arguments.problems(where)
        labels = draft.settings.forge_labels(environment.layer).values
        found += environment.arguments.problems_in_labels(labels, where("labels"))
        for claim in environment.arguments.claims:
            first = claimed.setdefault((claim.field, claim.value), index)
            if first != index:
                got = f"{str(claim.value)!r}, as in environments[{first}]"
                found.append(problem(where(claim.field), claim.rule, got, claim.remedy))
    return found


def problems_in_required(draft: Draft) -> list[Problem]:
    """Required keys that are no keys, and environments that lack one or have it only per run."""
    found: list[Problem] = []
    settings = draft.settings
    for index, key in enumerate(settings.required):
        where = draft.where("workspace", "required", index)
        for dialect in dialects_of(environment.platform for environment in settings.environments):
            sent = key_as_sent(dialect, key, settings.rule)
            found += dialect.problems_in_key(sent, rule=settings.rule, where=where)
        if not draft.environments and key in settings.stack_labels.volatile:
            found.append(problem(where, rules.REQUIRED, f"a volatile {key!r}", _STEADY))
    for index, environment in draft.environments.items():
        labels = settings.forge_labels(environment.layer)
        dialect = DIALECT_OF[environment.platform]
        standing = {key_as_sent(dialect, key, settings.rule) for key in labels.static.keys() - labels.volatile}
        where = draft.where("environments", index, "labels")
        found += [
            _problem_in_required(key, labels, where)
            for key in settings.required
            if key_as_sent(dialect, key, settings.rule) not in standing
        ]
    return list(dict.fromkeys(found))


_STEADY = "Take 'volatile' off it, or the key out of 'required'."


def _problem_in_required(key: str, labels: Resolved, where: str) -> Problem:
    """A required key that an environment lacks, or has only now and then, or only in some places."""
    if key in labels.volatile:
        return problem(where, rules.REQUIRED, f"a volatile {key!r}", _STEADY)
    got = f"only the dynamic {labels.dynamic[key]!r}" if key in labels.dynamic else f"no {key!r}"
    return problem(where, rules.REQUIRED, got, f"Write '{key}: ...' there, or in a scope above it.")


def problems_in_counts(draft: Draft) -> list[Problem]:
    """Too many labels on an environment or in the workspace, and keys that a cloud would make one."""
    found: list[Problem] = []
    rule = draft.settings.rule
    distinct = {(label.key, label.value) for _, label in draft.every_label()}
    if len(distinct) > WORKSPACE_COUNT:
        got = f"{len(distinct):,} labels"
        found.append(problem(draft.where("workspace"), rules.WORKSPACE_COUNT, got, "Remove what no one uses."))
    for index, environment in draft.environments.items():
        labels = draft.settings.forge_labels(environment.layer)
        where = draft.where("environments", index, "labels")
        dialect = DIALECT_OF[environment.platform]
        submitted = SUBMITTED.get(environment.platform, (Service.GENERAL,))
        # A run carries what is forged and more: what is too much already for a resource is said once.
        found += _problems_in_set(dialect, labels.static, dialect.FORGED, rule, where) or _problems_in_set(
            dialect, labels.values, submitted, rule, where
        )
    if not draft.environments:
        labels, where = draft.settings.stack_labels.static, draft.where("workspace", "labels")
        for dialect in dialects_of([]):
            found += _problems_in_set(dialect, labels, dialect.FORGED, rule, where)
    return list(dict.fromkeys(found))


def _problems_in_set(
    dialect: Dialect, labels: Mapping[str, str], services: Iterable[Service], rule: LabelRule, where: str
) -> list[Problem]:
    """What is wrong with the labels of one resource as a whole: too many, or two that become one."""
    found: list[Problem] = []
    for service in services:
        found += dialect.problems_in_count(labels, rule=rule, service=service, where=where)
        found += dialect.problems_in_case(labels, service=service, where=where)
    return found


def problems_in_pack(draft: Draft) -> list[Problem]:
    """Settings of the policy pack that make no sense."""
    return problems_in_policies(
        draft.settings.policies, lambda path: draft.where("policies", *path), draft.declared.teams
    )


def warnings_in_pack(draft: Draft) -> list[Problem]:
    """Exemptions from a policy that have ended. A program runs on all the same: it is the pack that stops it."""
    return problems_in_days(draft.settings.policies, lambda path: draft.where("policies", *path), draft.today)


def warnings_in_bill(draft: Draft) -> list[Problem]:
    """Keys of one environment that the bill shows as one column: legal, and still not what anyone wants."""
    found: list[Problem] = []
    for index, environment in draft.environments.items():
        labels = draft.settings.forge_labels(environment.layer).values
        dialect = DIALECT_OF[environment.platform]
        found += dialect.billing_collisions(labels, draft.where("environments", index, "labels"))
    return found


def warnings_in_rendering(draft: Draft) -> list[Problem]:
    """Values that a cloud takes in another form only: legal, and still to be known."""
    found: list[Problem] = []
    for index, environment in draft.environments.items():
        labels = draft.settings.forge_labels(environment.layer).static
        for key, note in DIALECT_OF[environment.platform].render(labels, rule=draft.settings.rule).notes.items():
            where = draft.where("environments", index, "labels")
            found.append(
                problem(f"{where}.{key}", rules.RENDERED, note, "Write a value that fits to send it as it is.")
            )
    return found


CHECKS: tuple[Callable[[Draft], list[Problem]], ...] = (
    problems_in_labels,
    problems_in_locks,
    problems_in_team,
    problems_in_names,
    problems_in_arguments,
    problems_in_required,
    problems_in_counts,
    problems_in_references,
    problems_in_outputs,
    problems_in_void,
    problems_in_studios,
    problems_in_launches,
    problems_in_processes,
    problems_in_exemptions,
    problems_in_placement,
    problems_in_pack,
)

WARNINGS: tuple[Callable[[Draft], list[Problem]], ...] = (
    warnings_in_bill,
    warnings_in_rendering,
    warnings_in_launches,
    warnings_in_values,
    warnings_in_pack,
)
"""What is legal, and still not what anyone wants."""
