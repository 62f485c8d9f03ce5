"""A provider's own configuration, on its way from stack config or an explicit provider resource.

Properties that are not strings arrive as JSON text (the SDK encodes them so), and are judged by the SDK's provider type
like any resource's inputs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from sandbox import sdk
from sandbox.providers import wire
from sandbox.providers.shape_check import Problem, problems_with_properties
from sandbox.providers.wire import Properties, Value

_ENGINE_KEYS = frozenset({"version", "pluginDownloadURL", "__internal"})


def problems_in_config(package: str, given: Mapping[str, Value]) -> list[Problem]:
    """List what the SDK's provider type does not allow in a provider's properties."""
    fields = sdk.resource_shape(f"pulumi:providers:{package}").inputs
    return problems_with_properties(_decoded(given, fields), fields)


def parse_config(package: str, given: Mapping[str, Value]) -> Properties:
    """Return provider properties with their real types, secrets in the clear."""
    return wire.revealed_properties(_decoded(given, sdk.resource_shape(f"pulumi:providers:{package}").inputs))


def _decoded(given: Mapping[str, Value], fields: Mapping[str, sdk.Field]) -> Properties:
    decoded: Properties = {}
    for name, value in given.items():
        if name in _ENGINE_KEYS:
            continue
        is_text = name in fields and fields[name].type.kind is sdk.Kind.STRING
        decoded[name] = value if is_text or not isinstance(value, str) else _parsed(value)
    return decoded


def _parsed(text: str) -> Value:
    try:
        return cast("Value", json.loads(text))
    except json.JSONDecodeError:
        return text
