"""What the Pulumi program and the components need of the label library: labels of forge time, and published configs.

The one Pulumi-aware module beside `transform`. A component asks here, and not its caller, for the labels of scopes 1
to 3, so that a packaged component gets them too: inside one, Pulumi shows the caller's stack config.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pulumi

from labelwright import rules, transform
from labelwright.changes import rollouts
from labelwright.dialects import DIALECT_OF, Dialect, Rendered, dialects_of
from labelwright.dynamic import is_dynamic
from labelwright.emit.files import configs_of, read_record, remove_stale, write_configs
from labelwright.emit.record import EnvironmentRecord, parse_record
from labelwright.model import LabelSet
from labelwright.placement import Injections
from labelwright.problem import LabelError, Problem, problem
from labelwright.resolve import Resolved, resolve
from labelwright.scopes import Carrier, Layer
from labelwright.settings import Environment, Settings, from_engine
from labelwright.settings.injections import injections_of
from labelwright.vocabulary import LabelRule, Platform, Scope

DIST = Path("dist")


def read_settings() -> Settings:
    """What the stack was configured with. Raises `pulumi.RunError` with every problem before anything is registered."""
    try:
        return from_engine()
    except LabelError as error:
        raise pulumi.RunError(f"{_told(error.problems)}\nNothing was registered.") from None


def forge_labels(environment: str, own: Mapping[str, str | None], platform: Platform) -> Rendered:
    """The labels that everything in `environment` is forged with: scopes 1 to 4, static, as its platform takes them.

    `own` are those that the component was given in a program; they come on top of what stack config declares for an
    environment of that name. Raises `pulumi.RunError` for labels that are illegal, or against a lock.
    """
    settings = read_settings()
    resolved = resolve((*settings.stack_layers, *_own_layers(settings, environment, own)), Carrier.RESOURCE)
    where = f"environment {environment!r}.labels"
    found = _problems_in_locks(where, own, resolved)
    dialect = DIALECT_OF[platform]
    rendered = dialect.render(resolved.static, rule=settings.rule)
    for service in dialect.FORGED:
        found += dialect.problems(rendered.labels, rule=settings.rule, service=service, where=where)
    if found:
        raise pulumi.RunError(_told(tuple(dict.fromkeys(found))))
    return rendered


def injections(settings: Settings) -> Injections:
    """What the transform fills in: the stack's labels (scopes 1 to 3), and those of each declared environment."""
    return injections_of(settings)


def inject(labels: Mapping[str, str] | None = None) -> None:
    """Label every resource that this program registers from here on: one line in anyone's program, before the first.

    Takes the labels of stack config (`labelwright:organization`, `workspace`, `teams`) and leaves alone what
    `labelwright:exempt` names. `labels` are the program's own: they hold where stack config says nothing else. Raises
    `pulumi.RunError` with every problem before anything is registered.
    """
    settings = read_settings()
    own = dict(labels or {})
    if found := _problems_in_own(own, settings.rule):
        raise pulumi.RunError(f"{_told(tuple(dict.fromkeys(found)))}\nNothing was registered.")
    said = settings.organization.labels
    below = LabelSet.of({key: value for key, value in own.items() if key not in {one.key for one in said.labels}})
    layer = settings.organization.model_copy(update={"labels": LabelSet(labels=(*below.labels, *said.labels))})
    transform.register(injections(settings.model_copy(update={"organization": layer})))


def _problems_in_own(labels: Mapping[str, object], rule: LabelRule) -> list[Problem]:
    """What is wrong with the labels of a program: any cloud may get them, none before they are known."""
    found: list[Problem] = []
    for key, value in labels.items():
        where = f"labelwright.inject, {key}"
        if not isinstance(value, str):
            found.append(
                problem(where, rules.KNOWN_VALUE, f"a value of type {type(value).__name__}", "Write its text.")
            )
        elif is_dynamic(value):
            found.append(problem(where, rules.FORGE_TIME, repr(value), "Give it to a run, not to what is forged."))
        else:
            found += [
                one for dialect in dialects_of([]) for one in _problems_in_label(dialect, key, value, rule, where)
            ]
    return found


def _problems_in_label(dialect: Dialect, key: str, value: str, rule: LabelRule, where: str) -> list[Problem]:
    """What one cloud says of a label as it would get it."""
    rendered = dialect.render({key: value}, rule=rule)
    ((sent, text),) = rendered.labels.items()
    return [
        *dialect.problems_in_key(sent, rule=rule, where=where),
        *dialect.problems_in_value(text, rule=rule, where=where),
    ]


def begin(settings: Settings) -> None:
    """Take away the configs of environments that stack config no longer declares; a preview changes nothing."""
    if not pulumi.runtime.is_dry_run():
        remove_stale(DIST / pulumi.get_stack(), [environment.name for environment in settings.environments])


def in_order(settings: Settings) -> list[Environment]:
    """The environments, first those that make something which others of the stack use."""
    return sorted(settings.environments, key=lambda environment: not environment.arguments.makes_shared)


def publish(name: str, shown: Mapping[str, pulumi.Output[Any]], record: pulumi.Output[str]) -> None:
    """Export what environment `name` is, and the configs of its jobs; a real update also writes them below `dist/`.

    `shown` is shown under its own names. A preview writes nothing: nothing that it knows exists yet. It says what the
    update would restart. Raises `pulumi.RunError` for a record that holds a secret: files are plain text.
    """
    folder = DIST / pulumi.get_stack()

    def published(parts: Sequence[Any]) -> dict[str, Any]:
        text, is_secret = parts
        if is_secret:
            raise pulumi.RunError(
                f"environment {name!r}: an argument is a secret, and {folder / name} would hold it in plain text. "
                "Give plain text, and let what runs fetch the secret where it is kept."
            )
        known = parse_record(json.loads(text))
        if pulumi.runtime.is_dry_run():
            _announce_rollouts(folder, known)
        else:
            try:
                write_configs(folder, known)
            except OSError as error:  # what was forged is forged; the update still fails, and says why
                pulumi.log.error(f"{folder}: the configs could not be written ({error}). Mend that, and run it again.")
        return {
            "configs": {job: dict(configs) for job, configs in configs_of(known).items()},
            "folder": (folder / name).as_posix(),
            "labels": dict(known.labels),
        }

    configs = pulumi.Output.all(record, record.is_secret()).apply(published)
    both = pulumi.Output.all(configs, pulumi.Output.all(**shown))
    pulumi.export(name, both.apply(lambda parts: {**parts[0], **parts[1]}))


def _announce_rollouts(folder: Path, wanted: EnvironmentRecord) -> None:
    """Say what new labels restart, before they do: a preview shows it as an update like any other (docs/adr/0007)."""
    standing = read_record(folder, wanted.environment)
    platform = Platform(wanted.to_document()["platform"])
    if standing is None or standing.labels == wanted.labels or not (restarted := rollouts(platform)):
        return
    keys = sorted({key for key, _ in dict(standing.labels).items() ^ dict(wanted.labels).items()})
    pulumi.warn(
        f"environment {wanted.environment!r}: the change of {', '.join(keys)} restarts the {', '.join(restarted)} "
        "(a rollout). What else it does: labelwright coverage --preview"
    )


def _own_layers(settings: Settings, environment: str, own: Mapping[str, str | None]) -> tuple[Layer, ...]:
    """Scope 4, and what stands on top of it.

    Labels given to a declared environment in a program are explicit labels of a resource; those of one that stack
    config does not know are all that its scope has.
    """
    declared = settings.environment(environment)
    if declared is None:
        return (Layer(scope=Scope.ENVIRONMENT, labels=LabelSet.of(own)),)
    return (declared.layer, Layer(scope=Scope.RESOURCE, labels=LabelSet.of(own)))


def _problems_in_locks(where: str, own: Mapping[str, str | None], resolved: Resolved) -> list[Problem]:
    """Labels given in a program that a lock made void: said aloud, because nobody would see them missing."""
    standing = resolved.values
    return [
        problem(f"{where}.{key}", rules.LOCKED, repr(value), f"Leave it out: it is {standing.get(key)!r}.")
        for key, value in sorted(own.items())
        if key in resolved.locked and standing.get(key) != value
    ]


def _told(problems: tuple[Problem, ...]) -> str:
    """All problems as a person reads them below Pulumi's own line."""
    count = f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
    return "\n".join([f"labelwright found {count}:", *(f"  {found}" for found in problems)])
