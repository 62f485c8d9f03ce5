"""What the Pulumi program and the components need of the label library: labels of forge time, and published configs.

The one Pulumi-aware module beside `transform`. A component asks here, and not its caller, for the labels of scopes 1
to 3, so that a packaged component gets them too: inside one, Pulumi shows the caller's stack config.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from labelwright.settings import Environment, Launchable, Settings, from_engine, read_given
from labelwright.settings.injections import injections_of
from labelwright.vocabulary import LabelRule, Platform, Scope

DIST = Path("dist")


def read_settings() -> Settings:
    """What the stack was configured with. Raises `pulumi.RunError` with every problem before anything is registered."""
    try:
        return from_engine()
    except LabelError as error:
        raise pulumi.RunError(f"{_told(error.problems)}\nNothing was registered.") from None


@dataclass(frozen=True, slots=True)
class Forged(Rendered):
    """The labels that an environment is forged with, as its platform takes them. `volatile` are keys as they are sent.

    Components give `steady` to what a change of labels restarts or replaces, and all of them to everything else.
    """

    volatile: frozenset[str] = frozenset()

    @property
    def steady(self) -> "Forged":
        """The same without what changes from one update to the next."""
        return replace(
            self,
            labels={key: value for key, value in self.labels.items() if key not in self.volatile},
            annotations={key: value for key, value in self.annotations.items() if key not in self.volatile},
        )


def forge_labels(environment: str, own: Mapping[str, str | None], platform: Platform) -> Forged:
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
    return Forged(
        labels=rendered.labels,
        annotations=rendered.annotations,
        notes=rendered.notes,
        renamed=rendered.renamed,
        volatile=frozenset(map(rendered.key, resolved.volatile)),
    )


def injections(settings: Settings) -> Injections:
    """What the transform fills in: the stack's labels (scopes 1 to 3), and those of each declared environment."""
    return injections_of(settings)


def inject(
    labels: Mapping[str, str] | None = None,
    volatile: Mapping[str, str] | None = None,
    *,
    placement: Sequence[Mapping[str, object]] = (),
    exempt: Sequence[Mapping[str, object]] = (),
) -> None:
    """Label every resource that this program registers from here on: one line in anyone's program, before the first.

    Takes the labels of stack config (`labelwright:organization`, `workspace`, `teams`) and leaves alone what
    `labelwright:exempt` names. `labels` are the program's own: they hold where stack config says nothing else. So do
    `volatile` ones, whose values change from one update to the next (a commit, a time): they stay off what a change
    restarts or replaces. Entries of `placement` and `exempt` are written as in stack config, which wins. Raises
    `pulumi.RunError` with every problem before anything is registered.
    """
    settings = read_settings()
    given = read_given(settings, placement, exempt)
    found = [*given.problems, *_problems_in_given(labels or {}, volatile or {}, settings)]
    if found:
        raise pulumi.RunError(f"{_told(tuple(dict.fromkeys(found)))}\nNothing was registered.")
    said = settings.organization.labels.labels
    own = (*LabelSet.of(labels or {}).labels, *LabelSet.of(volatile or {}, volatile=True).labels)
    known = {one.key for one in said}
    joined = LabelSet(labels=(*said, *(one for one in own if one.key not in known)))
    layer = settings.organization.model_copy(update={"labels": joined})
    transform.register(injections(given.settings.model_copy(update={"organization": layer})))


def _problems_in_given(labels: Mapping[str, str], volatile: Mapping[str, str], settings: Settings) -> list[Problem]:
    """What is wrong with the labels of a program: the same key twice, one that must stand everywhere and does not."""
    where = "labelwright.inject, {}".format
    decided = settings.stack_labels.values
    return [
        *_problems_in_own({**labels, **volatile}, settings.rule),
        *(
            problem(where(key), rules.ONE_KEY, f"{labels[key]!r} and the volatile {volatile[key]!r}", "Keep one.")
            for key in sorted(labels.keys() & volatile.keys())
        ),
        *(
            problem(where(key), rules.REQUIRED, f"a volatile {key!r}", "Give it to 'labels', or in stack config.")
            for key in settings.required
            if key in volatile and key not in decided
        ),
    ]


def _problems_in_own(labels: Mapping[str, object], rule: LabelRule) -> list[Problem]:
    """What is wrong with each of them: any cloud may get them, none before they are known."""
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


def publish_launchables(settings: Settings) -> None:
    """Export the pipelines, actions and Studios of stack config, by name, with what their launches carry.

    `labels` are static, merged with those below them, `dynamic` are templates, both under declared keys. Where nothing
    of a kind is declared, nothing is exported.
    """
    for scope in (Scope.PIPELINE, Scope.ACTION, Scope.STUDIO):
        named = {one.name: _launch_of(settings, one) for one in settings.launchables if one.layer.scope is scope}
        if named:
            pulumi.export(f"{scope}s", named)


def _launch_of(settings: Settings, one: Launchable) -> dict[str, Any]:
    """What a launch of it carries in its own environment; in any, where it names none."""
    pipeline = settings.launchable(Scope.PIPELINE, one.pipeline)
    name = one.environment or (pipeline.environment if pipeline else "")
    environment = settings.environment(name)
    below = [found.layer for found in (environment, pipeline) if found is not None]
    carrier = Carrier.STUDIO if one.layer.scope is Scope.STUDIO else Carrier.RUN
    labels = resolve((*settings.stack_layers, *below, one.layer), carrier)
    return {
        **({"environment": name} if name else {}),
        **({"pipeline": one.pipeline} if one.pipeline else {}),
        "labels": labels.static,
        "dynamic": {} if carrier is Carrier.STUDIO else labels.dynamic,
    }


def _announce_rollouts(folder: Path, wanted: EnvironmentRecord) -> None:
    """Say what new labels restart, before they do: a preview shows it as an update like any other (docs/adr/0007)."""
    standing = read_record(folder, wanted.environment)
    platform = Platform(wanted.to_document()["platform"])
    if standing is None or standing.labels == wanted.labels or not (restarted := rollouts(platform)):
        return
    changed = {key for key, _ in dict(standing.labels).items() ^ dict(wanted.labels).items()}
    keys = sorted(changed - _volatile(wanted.environment, platform))
    if not keys:
        return
    pulumi.warn(
        f"environment {wanted.environment!r}: the change of {', '.join(keys)} restarts the {', '.join(restarted)} "
        "(a rollout). What else it does: labelwright coverage --preview"
    )


def _volatile(environment: str, platform: Platform) -> frozenset[str]:
    """The keys of an environment, as they are sent, that stand nowhere where a change restarts something."""
    settings = read_settings()
    declared = settings.environment(environment)
    resolved = settings.stack_labels if declared is None else settings.forge_labels(declared.layer)
    return frozenset(map(DIALECT_OF[platform].render(resolved.static, rule=settings.rule).key, resolved.volatile))


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
