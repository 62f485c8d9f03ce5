"""The options that describe one launch: its pipeline, action or Studio, labels of each, and the values of variables."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO, cast

import click

from labelwright.cli.options import environment_of, fail_with, give_up, pairs
from labelwright.dynamic import VARIABLES
from labelwright.launcher import LaunchEnvironment, Submission, known_variables, submission
from labelwright.model import LabelSet
from labelwright.problem import LabelError, suggest
from labelwright.resolve import Resolved, resolve
from labelwright.scopes import PRECEDENCE, Carrier, Layer
from labelwright.settings import Environment, Launchable, Settings, read_pipelines
from labelwright.submitted import Policy, SubmissionLabels, submission_labels
from labelwright.vocabulary import Combine, Platform, Scope

_LABELS = {
    Scope.PIPELINE: "--pipeline-label",
    Scope.ACTION: "--action-label",
    Scope.RUN: "--label",
    Scope.STUDIO: "--studio-label",
}
_NAMES = {Scope.PIPELINE: "--pipeline", Scope.ACTION: "--action", Scope.STUDIO: "--studio"}
_REPLACE = "--replace"
_ENVIRONMENT_PREFIX = "LABELWRIGHT_VAR_"
"""`LABELWRIGHT_VAR_workflowId=...` is `--var workflowId=...`, for what starts labelwright without a command line."""


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a launch to `command`, which gets them as `**run`."""
    scopes = click.Choice([str(scope) for scope in _LABELS])
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    options = [
        click.option(
            "--pipelines", "pipelines_file", type=file, help="More pipelines, actions and Studios: YAML or JSON."
        ),
        *(
            click.option(option, f"{scope}_name", metavar="NAME", help=f"The {scope}, as it is declared.")
            for scope, option in _NAMES.items()
        ),
        *(
            click.option(
                option,
                str(scope),
                multiple=True,
                metavar="KEY=VALUE",
                help=f"Label that the {scope} adds; KEY- removes.",
            )
            for scope, option in _LABELS.items()
        ),
        click.option(_REPLACE, "replace", type=scopes, multiple=True, help="This scope replaces the earlier ones."),
        click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="A variable's value."),
        click.option(
            "--var-file",
            "variable_file",
            type=click.File(encoding="utf-8"),
            help="Variables: a JSON object; '-' is stdin.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Run:
    """One launch as it was described on the command line. `settings` know what `--pipelines` declares, too."""

    settings: Settings
    scopes: Mapping[Scope, Launchable] = field(default_factory=dict[Scope, Launchable])
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    is_given: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any], settings: Settings) -> "Run":
        """The launch that the options of `run_options` describe. Wrong use ends the command."""
        known = _with_file(settings, given["pipelines_file"])
        named = {scope: _named(known, scope, given[f"{scope}_name"]) for scope in _NAMES}
        if named[Scope.PIPELINE] is None and (action := named[Scope.ACTION]) and action.pipeline:
            named[Scope.PIPELINE] = known.launchable(Scope.PIPELINE, action.pipeline)
        scopes: dict[Scope, Launchable] = {}
        for scope, option in _LABELS.items():
            labels = pairs(given[str(scope)], option)
            replaces = str(scope) in given["replace"]
            declared = named.get(scope)
            if declared or labels or replaces:
                scopes[scope] = _joined(
                    declared or Launchable(name="", layer=Layer(scope=scope)), labels, replaces=replaces
                )
        _refuse_mixed(scopes)
        options = _variables(given["variables"], given["variable_file"])
        is_given = bool(scopes or options)
        return cls(known, scopes, {**_from_surroundings(), **options}, is_given)

    @property
    def carrier(self) -> Carrier:
        """What is launched: a run, or a Studio."""
        return Carrier.STUDIO if Scope.STUDIO in self.scopes else Carrier.RUN

    @property
    def id(self) -> str:
        """The platform's id of the run; "" where it was not given."""
        return self.variables.get("workflowId", "")

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What the launch itself says, scope by scope."""
        return tuple(one.layer for one in self.scopes.values())

    def environment(self, name: str | None) -> Environment | None:
        """The environment called `name`, else the one that the pipeline or the Studio names; None where nobody does."""
        declared = name or next((one.environment for one in self.scopes.values() if one.environment), "")
        return environment_of(self.settings, declared) if declared else None

    def resolved(self, environment: Environment | None) -> Resolved:
        """Every scope of the launch, merged; without an environment, those of the stack and the launch's own."""
        own = () if environment is None else (environment.layer,)
        return resolve((*self.settings.stack_layers, *own, *self.layers), self.carrier)

    @property
    def known(self) -> Mapping[str, str]:
        """The values of variables: what stack config says, and what the launch gives."""
        pipeline = self.scopes.get(Scope.PIPELINE)
        return known_variables(self.settings, pipeline.name if pipeline else "", self.variables)

    def sent(self, resolved: Resolved, platform: Platform) -> SubmissionLabels:
        """What `platform` would get of labels that were merged otherwise than by `submission`. Raises `LabelError`."""
        settings = self.settings
        policy = Policy(platform=platform, carrier=self.carrier, rule=settings.rule, on_failure=settings.unresolved)
        return submission_labels(resolved, self.known, policy)

    def submission(self, environment: LaunchEnvironment) -> Submission:
        """The launch in `environment`. Raises `LabelError`."""
        run = self.scopes.get(Scope.RUN)
        return submission(
            environment,
            pipeline=self.scopes.get(Scope.PIPELINE),
            action=self.scopes.get(Scope.ACTION),
            run=run.layer if run else None,
            studio=self.scopes.get(Scope.STUDIO),
            variables=self.variables,
        )


def _with_file(settings: Settings, file: Path | None) -> Settings:
    """`settings` with what the file declares. What is wrong with it ends the command."""
    if file is None:
        return settings
    known, problems = read_pipelines(settings, file)
    if problems:
        fail_with(LabelError(problems))
    return known


def _named(settings: Settings, scope: Scope, name: str | None) -> Launchable | None:
    """What is declared under `name`. Wrong use ends the command."""
    if name is None:
        return None
    declared = settings.launchable(scope, name)
    if declared is None:
        known = settings.launchable_names(scope)
        remedy = suggest(name, known) if known else f"Declare it under 'labelwright:{scope}s', or in --pipelines FILE."
        give_up(f"{_NAMES[scope]}: got {name!r}, which is not declared. {remedy}")
    return declared


def _joined(declared: Launchable, labels: Mapping[str, str | None], *, replaces: bool) -> Launchable:
    """What is declared with the labels of the command line: these count where both say something of a key."""
    layer = declared.layer
    given = LabelSet.of(labels).labels
    said = (*given, *(label for label in layer.labels.labels if label.key not in labels))
    combine = Combine.REPLACE if replaces else layer.combine
    joined = Layer(scope=layer.scope, labels=LabelSet(labels=said), combine=combine)
    return declared.model_copy(update={"layer": joined})


def _refuse_mixed(scopes: Mapping[Scope, Launchable]) -> None:
    """A Studio takes the environment's labels and its own."""
    others = [scope for scope in scopes if scope not in PRECEDENCE[Carrier.STUDIO]]
    if Scope.STUDIO in scopes and others:
        names = ", ".join(_LABELS[scope] for scope in others)
        give_up(f"--studio: has no pipeline, action or run. Leave out {names}, or write --studio-label.")


def _variables(given: Iterable[str], file: TextIO | None) -> dict[str, str]:
    """The variables of the options; `--var` counts before `--var-file`. Wrong use ends the command."""
    options = {name: value or "" for name, value in pairs(given, "--var").items()}
    _refuse_unknown("--var", options)
    return {**_from_file(file), **options}


def _from_file(file: TextIO | None) -> dict[str, str]:
    """The variables of `--var-file`. Wrong use ends the command."""
    if file is None:
        return {}
    try:
        found: object = json.load(file, object_pairs_hook=_each_once)
    except ValueError as error:
        give_up(f"--var-file: {file.name} is no JSON ({error}).")
    if not isinstance(found, dict):
        give_up(f'--var-file: {file.name} holds no object. Write {{"workflowId": "2mnBxQ"}}, for example.')
    values = cast("dict[str, object]", found)
    _refuse_unknown(f"--var-file {file.name}", values)
    for name, value in values.items():
        if not isinstance(value, str):
            give_up(f"--var-file {file.name}: {name} is {json.dumps(value)}. Write its text, in quotes.")
    return cast("dict[str, str]", values)


def _each_once(entries: list[tuple[str, object]]) -> dict[str, object]:
    """The entries of a JSON object. One that stands twice ends the command: nobody knows which is meant."""
    found = dict(entries)
    if len(found) < len(entries):
        names = [name for name, _ in entries]
        give_up(f"--var-file: got {max(names, key=names.count)!r} twice. Keep one of the two.")
    return found


def _from_surroundings() -> dict[str, str]:
    """The variables of the environment; one that is none of ours is most likely misspelt. It ends the command."""
    found = {
        name.removeprefix(_ENVIRONMENT_PREFIX): value
        for name, value in os.environ.items()
        if name.startswith(_ENVIRONMENT_PREFIX)
    }
    _refuse_unknown(f"{_ENVIRONMENT_PREFIX}...", found)
    return found


def _refuse_unknown(where: str, names: Iterable[str]) -> None:
    """Names that are no variables end the command."""
    for name in names:
        if name not in VARIABLES:
            give_up(f"{where}: got {name!r}. {suggest(name, VARIABLES)}")
