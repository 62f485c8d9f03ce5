"""The options that describe one run: labels of its pipeline, action and launch, and the values of its variables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from labelwright.cli.options import give_up, pairs
from labelwright.dynamic import VARIABLES
from labelwright.model import LabelSet
from labelwright.problem import suggest
from labelwright.resolve import Resolved, resolve
from labelwright.scopes import Carrier, Layer
from labelwright.settings import Environment, Settings
from labelwright.submission import Policy, SubmissionLabels, submission_labels
from labelwright.vocabulary import Combine, Platform, Scope

_LABELS = {
    Scope.PIPELINE: "--pipeline-label",
    Scope.ACTION: "--action-label",
    Scope.RUN: "--label",
}
_REPLACE = "--replace"


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a run to `command`, which gets them as `**run`."""
    scopes = click.Choice([str(scope) for scope in _LABELS])
    command = click.option(
        _REPLACE, "replace", type=scopes, multiple=True, help="This scope replaces the earlier ones."
    )(command)
    command = click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="A variable's value.")(
        command
    )
    for scope, option in reversed(_LABELS.items()):
        text = f"Label that the {scope} adds; KEY- removes."
        command = click.option(option, str(scope), multiple=True, metavar="KEY=VALUE", help=text)(command)
    return command


@dataclass(frozen=True, slots=True)
class Run:
    """One launch as it was described on the command line."""

    layers: tuple[Layer, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, given: Mapping[str, tuple[str, ...]]) -> "Run":
        """The run that the options of `run_options` describe. Wrong use ends the command."""
        layers = tuple(
            Layer(
                scope=scope,
                labels=LabelSet.of(pairs(given[str(scope)], option)),
                combine=Combine.REPLACE if str(scope) in given["replace"] else Combine.MERGE,
            )
            for scope, option in _LABELS.items()
        )
        variables: dict[str, str] = {}
        for name, value in pairs(given["variables"], "--var").items():
            if name not in VARIABLES:
                give_up(f"--var: got {name!r}. {suggest(name, VARIABLES)}")
            variables[name] = value or ""
        return cls(layers, variables)

    @property
    def is_given(self) -> bool:
        """Whether anything was said of a run at all."""
        return bool(self.variables) or any(layer.labels.labels or layer.combine == "replace" for layer in self.layers)

    @property
    def id(self) -> str:
        """The platform's id of the run; "" where it was not given."""
        return self.variables.get("workflowId", "")

    def resolved(self, settings: Settings, environment: Environment | None) -> Resolved:
        """Every scope of the run, merged; without an environment, those of the stack and the run's own."""
        layers = () if environment is None else (environment.layer,)
        return resolve((*settings.stack_layers, *layers, *self.layers), Carrier.RUN)

    def known(self, settings: Settings) -> Mapping[str, str]:
        """The values of variables: what stack config says, and what the launch gives."""
        named = {"organizationName": settings.organization_name, "workspaceName": settings.workspace_name}
        return {**named, **self.variables}

    def submission(self, settings: Settings, platform: Platform, resolved: Resolved) -> SubmissionLabels:
        """The labels that the run submits. Raises `LabelError`."""
        policy = Policy(platform=platform, rule=settings.rule, on_failure=settings.unresolved)
        return submission_labels(resolved, self.known(settings), policy)
