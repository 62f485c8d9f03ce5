"""Labels that a provider writes by itself, on the root labels of everything it makes: its default tags or labels.

The transform leaves those keys to the provider, coverage and the policies count them as standing there.
"""

import json
from collections.abc import Mapping

from labelwright.placement.wire import Hidden, hidden, is_mapping

DEFAULTS_OF: Mapping[str, str] = {"aws": "defaultTags", "gcp": "defaultLabels"}
"""Package -> the setting of its provider that holds them. Other providers have no such thing."""


def provided_labels(package: str, settings: Mapping[str, object]) -> dict[str, str | Hidden]:
    """The default labels among a provider's settings; none when they cannot be read as a whole.

    AWS has them one level deeper: `{"tags": {...}}`. The engine and stack config hand nested settings over as JSON.
    """
    value = settings.get(DEFAULTS_OF.get(package, ""))
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:  # the sentinel of an unknown, or nonsense that the provider refuses
            return {}
    if package == "aws":
        value = value.get("tags") if is_mapping(value) else None
    if not is_mapping(value) or hidden(value):
        return {}
    return {key: hidden(text) or str(text) for key, text in value.items() if text is not None}
