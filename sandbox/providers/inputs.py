"""A resource's inputs on their way in (checked, named, completed) and on their way back (refreshed, imported)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pulumi.runtime.proto import provider_pb2

from sandbox import sdk
from sandbox.providers import wire
from sandbox.providers.difference import reconciled
from sandbox.providers.naming import NameRequiredError, NameRule, physical_name
from sandbox.providers.resource import Resource
from sandbox.providers.shape_check import Problem, problems_with_properties
from sandbox.providers.wire import Properties, Secret, Unknown, Value


def checked_inputs(resource: Resource, request: provider_pb2.CheckRequest) -> tuple[Properties, list[Problem]]:
    """Judge the new inputs of a Check request, and return them named and completed, with every problem found."""
    fields = sdk.resource_shape(resource.token).inputs
    given, old = wire.parse_properties(request.news), wire.parse_properties(request.olds)
    named, naming_problems = _named(resource.naming, given, old, request, fields)
    problems = problems_with_properties(named, fields) + naming_problems
    revealed = wire.revealed_properties(named)
    problems += _document_problems(resource, revealed)
    if problems:
        return named, problems
    defaults = {name: value for name, value in resource.defaults.items() if name not in named}
    completed = resource.complete(_documents_as_text(resource, {**named, **defaults}), wire.revealed_properties(old))
    return completed, list(resource.problems(wire.revealed_properties(completed)))


def _named(
    rule: NameRule | None,
    given: Properties,
    old: Properties,
    request: provider_pb2.CheckRequest,
    fields: Mapping[str, sdk.Field],
) -> tuple[Properties, list[Problem]]:
    if rule is not None and rule.inside:
        return _named_inside(rule, given, old, request, fields)
    if rule is None or rule.name not in fields or rule.name in given or f"{rule.name}Prefix" in given:
        return given, []
    suffix = rule.suffix_when[1] if rule.suffix_when and given.get(rule.suffix_when[0]) is True else ""
    try:
        name = physical_name(request, rule, wire.revealed(old.get(rule.name)), suffix)
    except NameRequiredError as refusal:
        return given, [Problem(rule.name, str(refusal))]
    return {**given, rule.name: name}, []


def _named_inside(
    rule: NameRule,
    given: Properties,
    old: Properties,
    request: provider_pb2.CheckRequest,
    fields: Mapping[str, sdk.Field],
) -> tuple[Properties, list[Problem]]:
    """Name a resource whose name stands in a property of its own; an object that the server names gets none."""
    holder, before = given.get(rule.inside, {}), wire.revealed(old.get(rule.inside))
    if rule.inside not in fields or not isinstance(holder, dict) or "generateName" in holder:
        return given, []
    inner = replace(rule, inside="")
    known = before if isinstance(before, dict) else {}
    named, problems = _named(inner, holder, known, request, fields[rule.inside].type.fields)
    return {**given, rule.inside: named}, problems


def _document_problems(resource: Resource, revealed: Mapping[str, Value]) -> Iterator[Problem]:
    """Find JSON properties that hold no JSON; the real provider parses them before it asks the cloud."""
    for name in sorted(resource.documents):
        text = revealed.get(name)
        if isinstance(text, str):
            try:
                json.loads(text)
            except json.JSONDecodeError as error:
                yield Problem(name, f'"{name}" contains invalid JSON: {error}')


def _documents_as_text(resource: Resource, given: Properties) -> Properties:
    """Write JSON properties given as an object (the SDK allows it for policies) as text, as the real provider does."""
    written = dict(given)
    for name in resource.documents:
        value = given.get(name)
        bare = value.value if isinstance(value, Secret) else value
        if isinstance(bare, dict):
            text: Value = Unknown.UNKNOWN if wire.is_unknown(bare) else json.dumps(wire.revealed(bare))
            written[name] = Secret(text) if wire.is_secret(value) else text
    return written


def computed_outputs(token: str, given: Mapping[str, Value]) -> list[str]:
    """Name the outputs that only the cloud can tell: those that always have a value, and are not given."""
    outputs = sdk.resource_shape(token).outputs
    return [name for name, field in outputs.items() if field.required and name not in given]


def refreshed_inputs(resource: Resource, known: Mapping[str, Value], live: Properties) -> Properties:
    """Say what the program's inputs would have to be to match the cloud.

    With known inputs (a refresh) only these are compared, and tags that someone added by hand; without (an import)
    every input that the cloud reports is taken.
    """
    fields = sdk.resource_shape(resource.token).inputs
    if not known:
        found = {name: value for name, value in live.items() if name in fields and value not in ("", [], {}, None)}
        defaults = {name: value for name, value in resource.defaults.items() if name not in found}
        return resource.complete({**found, **defaults}, found)
    refreshed = {
        name: reconciled(value, live[name], fields[name].type) if name in live and name in fields else value
        for name, value in known.items()
    }
    for name in ("tags", "tagsAll"):
        if live.get(name) or name in known:
            refreshed[name] = _live_tags(known.get(name), live, name)
    return {name: value for name, value in refreshed.items() if value is not None}


def _live_tags(known: Value, live: Properties, name: str) -> Value:
    """Return the tags in the cloud; one given by the program counts as its own though the provider gives it too."""
    everything, own = live.get("tagsAll"), live.get(name)
    if not (isinstance(known, dict) and isinstance(everything, dict) and isinstance(own, dict)):
        return own if own is not None else {}
    return {**{key: value for key, value in known.items() if everything.get(key) == value}, **own}
