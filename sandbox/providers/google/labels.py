"""Which labels Google takes, and what pulumi-gcp makes of them: written from their texts, not from our dialect.

The sandbox is to judge that dialect, not to agree with it.
Rules: https://cloud.google.com/compute/docs/labeling-resources#requirements
Merging: hashicorp/terraform-provider-google `google/tpgresource/labels.go` (`setLabelsFields`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from sandbox import sdk
from sandbox.providers.shape_check import Problem, joined
from sandbox.providers.wire import UNKNOWN, Properties, Value, is_unknown

ATTRIBUTION = "goog-pulumi-provisioned"
MOST = 64
_LONGEST = 63
_FIELDS = ("labels", "resourceLabels")
_NESTED = frozenset({"bootDisk.initializeParams.labels", "disks[].labels", "settings.userLabels", "userLabels"})
"""Other places of labels; elsewhere a property of that name may be a selector or a schema."""
_KEY = (
    "the key must start with a lowercase character, can only contain lowercase letters, numeric characters, "
    "underscores and dashes, and can be at most 63 characters long; international characters are allowed"
)
_VALUE = (
    "the value can only contain lowercase letters, numeric characters, underscores and dashes, and can be at most 63 "
    "characters long; international characters are allowed"
)


def label_field(token: str) -> str:
    """Return the property that holds a resource's own labels; empty for a type that has none."""
    shape = sdk.resource_shape(token)
    found = [name for name in _FIELDS if name in shape.inputs]
    return found[0] if found and "effectiveLabels" in shape.outputs else ""


def problems_with_labels(inputs: Mapping[str, Value], field: str) -> Iterator[Problem]:
    """Judge a resource's labels (the property `field`) and those of its disks."""
    for path, labels in _places(dict(inputs), field):
        for key, value in labels.items():
            if not _is_key(key):
                yield Problem(joined(path, key), f"Label key '{key}' violates format constraints: {_KEY}")
            if isinstance(value, str) and not _is_value(value):
                yield Problem(joined(path, key), f"Label value '{value}' violates format constraints: {_VALUE}")
        if len(labels) > MOST:
            yield Problem(
                path, f"a resource can have at most {MOST} labels, the provider's included (got {len(labels)})"
            )


def _places(value: Value, field: str, path: str = "", form: str = "") -> Iterator[tuple[str, dict[str, Value]]]:
    if isinstance(value, dict):
        if form and (form == field or form in _NESTED):
            yield path, value
            return
        for name, member in value.items():
            yield from _places(member, field, joined(path, name), f"{form}.{name}" if form else name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, field, f"{path}[{index}]", f"{form}[]")


def _is_key(key: str) -> bool:
    return 1 <= len(key) <= _LONGEST and unicodedata.category(key[0]) in {"Ll", "Lo"} and _is_value(key)


def _is_value(value: str) -> bool:
    return len(value) <= _LONGEST and all(_is_allowed(character) for character in value)


def _is_allowed(character: str) -> bool:
    category = unicodedata.category(character)
    return character in "-_" or category in {"Ll", "Lo"} or category.startswith("N")


def merged(config: Mapping[str, Value], labels: Value, state: Mapping[str, Value]) -> Properties:
    """Compute `pulumiLabels` (what this program sets) and `effectiveLabels` (what the resource shall have).

    Labels that something else has put on the resource stay. An unknown label makes both unknown, as in the provider.
    """
    if is_unknown(labels):
        return {"pulumiLabels": UNKNOWN, "effectiveLabels": UNKNOWN}
    default, before, managed = config.get("defaultLabels"), state.get("effectiveLabels"), state.get("pulumiLabels")
    effective = before if isinstance(before, dict) else {}
    own: dict[str, Value] = dict(default) if isinstance(default, dict) else {}
    proactive = config.get("pulumiAttributionLabelAdditionStrategy") == "PROACTIVE"
    if config.get("addPulumiAttributionLabel", True) is not False and (
        not state or ATTRIBUTION in effective or proactive
    ):
        own[ATTRIBUTION] = "true"
    own.update(labels if isinstance(labels, dict) else {})
    gone = managed.keys() - own.keys() if isinstance(managed, dict) else set[str]()
    return {"pulumiLabels": own, "effectiveLabels": {k: v for k, v in {**effective, **own}.items() if k not in gone}}
