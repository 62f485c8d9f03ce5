"""What is declared for launches, checked: references, locks, and what a run or a Studio would carry in the end.

As in `checks`, each function stands alone. A pipeline that names its environment is judged there, others wherever they
may be launched. All of them judge stack config and a file of pipelines alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from labelwright import rules
from labelwright.dialects import DIALECT_OF, Dialect, Service, dialects_of, services_of
from labelwright.dynamic import is_dynamic
from labelwright.problem import Problem, problem, suggest
from labelwright.resolve import Resolved, ResolvedLabel, resolve
from labelwright.scopes import Carrier, Layer
from labelwright.settings.draft import Draft
from labelwright.settings.model import Environment, Launchable
from labelwright.vocabulary import Scope

_EXAMPLES = {Scope.PIPELINE: "rnaseq", Scope.ACTION: "nightly", Scope.STUDIO: "jupyter"}


def judges_of(draft: Draft, one: Launchable) -> Iterator[tuple[Dialect, Service]]:
    """The clouds that its labels go to, and what takes them there."""
    platforms = [environment.platform for environment in draft.environments_of(one)]
    if not platforms:
        yield from ((dialect, Service.GENERAL) for dialect in dialects_of([]))
    yield from ((DIALECT_OF[platform], service) for platform in platforms for service in services_of(platform))


def problems_in_references(draft: Draft) -> list[Problem]:
    """Environments and pipelines that are not declared, and entries without a name."""
    environments, pipelines = list(draft.names.values()), draft.settings.launchable_names(Scope.PIPELINE)
    found: list[Problem] = []
    for path, one in draft.launchables.items():
        if not one.name.strip():
            remedy = f"Write '{_EXAMPLES[one.layer.scope]}', for example."
            found.append(problem(draft.where(*path), rules.MISSING, "no name", remedy))
        for field, name, known in (
            ("environment", one.environment, environments),
            ("pipeline", one.pipeline, pipelines),
        ):
            if name and name not in known:
                remedy = suggest(name, known) if known else f"Declare it under 'labelwright:{field}s'."
                found.append(problem(draft.where(*path, field), rules.KNOWN_NAME, repr(name), remedy))
    return found


def problems_in_outputs(draft: Draft) -> list[Problem]:
    """Environments whose stack output would have the name of that of all pipelines, actions or Studios."""
    sections = {section for section, _ in draft.launchables}
    return [
        problem(
            draft.where("environments", index, "name"),
            rules.UNIQUE_NAME,
            f"{name!r}, as the stack output of all {name}",
            f"Write '{name}-1', for example.",
        )
        for index, name in draft.names.items()
        if name in sections
    ]


def problems_in_void(draft: Draft) -> list[Problem]:
    """Labels that a lock makes void wherever they may be launched; where only some lock, the launch says so."""
    found: list[Problem] = []
    locks: dict[tuple[str, str, Carrier], dict[str, ResolvedLabel]] = {}
    for path, one in draft.launchables.items():
        places = _places(draft, one)
        keys = [(place.name if place else "", one.pipeline, _carrier(one)) for place in places]
        for key, place in zip(keys, places, strict=True):
            if key not in locks:
                locks[key] = {held.key: held for held in _below(draft, one, place).labels if held.locked}
        for label in one.layer.labels.labels:
            holders = [locks[key].get(label.key) for key in keys]
            void = [held for held in holders if held and held.value != label.value]
            if len(void) == len(keys):
                got = f"{label.value!r} against {void[0].value!r}, which the {void[0].scope} has locked"
                remedy = f"Leave it out, or write {void[0].value!r}."
                found.append(problem(draft.where(*path, "labels", label.key), rules.LOCKED, got, remedy))
    return found


def problems_in_studios(draft: Draft) -> list[Problem]:
    """Dynamic labels of Studios, which have no run."""
    return [
        problem(draft.where(*path, "labels", label.key), rules.STUDIO, repr(label.value), "Write its text.")
        for path, one in draft.launchables.items()
        if one.layer.scope is Scope.STUDIO
        for label in one.layer.labels.labels
        if label.is_dynamic
    ]


def problems_in_launches(draft: Draft) -> list[Problem]:
    """Too many labels once all scopes are merged, and keys that a cloud would make one.

    What is wrong without the entry already is said elsewhere, once.
    """
    return _in_each_place(draft, _problems_in_whole)


def warnings_in_launches(draft: Draft) -> list[Problem]:
    """Keys that the bill shows as one, values that a cloud takes in another form, required keys that are removed."""
    found = _in_each_place(draft, _warnings_in_whole)
    for path, one in draft.launchables.items():
        where = draft.where(*path, "labels")
        written = {label.key: label.value for label in one.layer.labels.labels}
        static = {key: value for key, value in written.items() if value is not None and not is_dynamic(value)}
        for dialect in dict.fromkeys(dialect for dialect, _ in judges_of(draft, one)):
            for key, note in dialect.render(static, rule=draft.settings.rule).notes.items():
                remedy = "Write a value that fits to send it as it is."
                found.append(problem(f"{where}.{key}", rules.RENDERED, note, remedy))
        found += [
            problem(f"{where}.{key}", rules.REQUIRED, f"the removal of {key!r}", "Leave it out, or give another value.")
            for key in draft.settings.required
            if key in written and written[key] is None
        ]
    return list(dict.fromkeys(found))


LAUNCH_CHECKS: tuple[Callable[[Draft], list[Problem]], ...] = (
    problems_in_references,
    problems_in_void,
    problems_in_studios,
    problems_in_launches,
)


def _places(draft: Draft, one: Launchable) -> list[Environment | None]:
    """Where it may be launched; None stands for anywhere, where no environment is declared."""
    return list(draft.environments_of(one)) or [None]


def _below(draft: Draft, one: Launchable, environment: Environment | None) -> Resolved:
    """Every scope below its own, merged."""
    pipeline = draft.settings.launchable(Scope.PIPELINE, one.pipeline) if one.pipeline else None
    layers = [*draft.settings.stack_layers]
    layers += [] if environment is None else [environment.layer]
    layers += [] if pipeline is None else [pipeline.layer]
    return resolve(layers, _carrier(one))


def _carrier(one: Launchable) -> Carrier:
    """What it launches."""
    return Carrier.STUDIO if one.layer.scope is Scope.STUDIO else Carrier.RUN


def _in_each_place(draft: Draft, judge: Callable[[Draft, Environment, Resolved, str], list[Problem]]) -> list[Problem]:
    """What `judge` finds in the whole of each launch and not in what stands below it, with the environments named."""
    found: defaultdict[Problem, list[str]] = defaultdict(list)
    sound: dict[tuple[str, str, Carrier], Layer | None] = {}  # many pipelines stand on the same few environments
    for path, one in draft.launchables.items():
        where = draft.where(*path, "labels")
        for environment in draft.environments_of(one):
            key = (environment.name, one.pipeline, _carrier(one))
            if key not in sound:
                below = _below(draft, one, environment)
                sound[key] = None if judge(draft, environment, below, where) else below.as_layer(Scope.ENVIRONMENT)
            if (layer := sound[key]) is None:
                continue
            whole = resolve((layer, one.layer), _carrier(one))
            for mistake in judge(draft, environment, whole, where):
                found[mistake].append(environment.name)
    return [
        mistake.model_copy(update={"got": f"{mistake.got}, launched in {_joined(names)}"})
        for mistake, names in found.items()
    ]


def _joined(names: Iterable[str]) -> str:
    """Names of environments for a message."""
    return " and ".join(map(repr, dict.fromkeys(names)))


def _problems_in_whole(draft: Draft, environment: Environment, labels: Resolved, where: str) -> list[Problem]:
    """What is wrong with the labels of one launch as a whole."""
    dialect, rule = DIALECT_OF[environment.platform], draft.settings.rule
    found = environment.arguments.problems_in_labels(labels.values, where)
    for service in services_of(environment.platform):
        found += dialect.problems_in_count(labels.values, rule=rule, service=service, where=where)
        found += dialect.problems_in_case(labels.values, service=service, where=where)
    return list(dict.fromkeys(found))


def _warnings_in_whole(draft: Draft, environment: Environment, labels: Resolved, where: str) -> list[Problem]:
    """Keys of one launch that the bill shows as one column."""
    del draft
    return DIALECT_OF[environment.platform].billing_collisions(labels.values, where)
