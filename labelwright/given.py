"""What a launch was given, scope by scope: names of what stack config declares, the things themselves, or labels.

`labelwright.launcher` asks here. `problems_*` say all that is wrong with it before any label is looked at.
"""

from collections.abc import Mapping

from labelwright import rules
from labelwright.dynamic import VARIABLES
from labelwright.model import LabelSet
from labelwright.problem import Problem, problem, suggest
from labelwright.scopes import Layer
from labelwright.settings import Launchable, Settings
from labelwright.vocabulary import Scope

Given = str | Launchable | Layer | Mapping[str, str | None] | None
"""The name of something that stack config declares, the thing itself, a layer, or labels alone (None removes one)."""

NOBODY = Launchable(name="", layer=Layer(scope=Scope.RUN))


def chosen(settings: Settings, asked: Mapping[Scope, Given]) -> tuple[dict[Scope, Launchable], list[Problem]]:
    """What was asked for, with the pipeline that an action launches, and all that is wrong with it."""
    found = _problems_in_scopes(asked)
    launched: dict[Scope, Launchable] = {}
    for scope, given in asked.items():
        if given is not None:
            launched[scope], mistakes = _launchable(settings, scope, given)
            found += mistakes
    action = launched.get(Scope.ACTION, NOBODY)
    if action.pipeline:
        pipeline = launched.get(Scope.PIPELINE)
        if pipeline is None:
            pipeline, mistakes = _launchable(settings, Scope.PIPELINE, action.pipeline)
            found += mistakes
            launched[Scope.PIPELINE] = pipeline
        elif pipeline.name and pipeline.name != action.pipeline:
            remedy = f"Leave the pipeline out, or write {action.pipeline!r}."
            found.append(problem(f"action {action.name!r}", rules.LAUNCH, f"pipeline {pipeline.name!r}", remedy))
    return launched, found


def problems_in_variables(given: Mapping[str, str]) -> list[Problem]:
    """Names that are no variables, and values that are no text."""
    if given.keys() <= VARIABLES.keys() and all(type(value) is str for value in given.values()):
        return []  # so it is nearly always, and every submission asks
    where = "variables.{}".format
    unknown = [
        problem(where(name), rules.VARIABLE, repr(name), suggest(str(name), VARIABLES))
        for name in given
        if name not in VARIABLES
    ]
    return unknown + [
        problem(where(name), rules.TEXT, f"a value of type {type(value).__name__}", "Write its text.")
        for name, value in given.items()
        if not isinstance(value, str)  # pyright: ignore[reportUnnecessaryIsInstance] - callers need not be typed
    ]


def _problems_in_scopes(asked: Mapping[Scope, Given]) -> list[Problem]:
    """A Studio that is launched as a run, too."""
    others = [str(scope) for scope, given in asked.items() if given is not None and scope is not Scope.STUDIO]
    if asked.get(Scope.STUDIO) is None or not others:
        return []
    return [problem("submission", rules.LAUNCH, f"a studio and a {others[0]}", "Give one of the two.")]


def _launchable(settings: Settings, scope: Scope, given: Given) -> tuple[Launchable, list[Problem]]:
    """What was given for a scope, as one thing with a layer, and what is wrong with it."""
    if isinstance(given, Launchable):
        return given, _problems_in_layer(scope, given.layer)
    if isinstance(given, Layer):
        return Launchable(name="", layer=given), _problems_in_layer(scope, given)
    if isinstance(given, str):
        declared = settings.launchable(scope, given)
        if declared is not None:
            return declared, []
        known = settings.launchable_names(scope)
        remedy = suggest(given, known) if known else f"Declare it under 'labelwright:{scope}s'."
        return NOBODY, [problem(f"{scope}", rules.KNOWN_NAME, repr(given), remedy)]
    labels = given or {}
    found = [
        problem(f"{scope}.{key}", rules.TEXT, f"{key!r}: {value!r}", "Write both as text, or None to remove the key.")
        for key, value in labels.items()
        if not (isinstance(key, str) and isinstance(value, str | None))  # pyright: ignore[reportUnnecessaryIsInstance]
    ]
    return (NOBODY if found else Launchable(name="", layer=Layer(scope=scope, labels=LabelSet.of(labels)))), found


def _problems_in_layer(scope: Scope, layer: Layer) -> list[Problem]:
    """A layer of another scope than it was given for."""
    if layer.scope is scope:
        return []
    return [problem(str(scope), rules.LAUNCH, f"a layer of the {layer.scope}", f"Give one of the {scope}.")]
