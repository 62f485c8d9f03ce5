"""JSON or YAML that an option names, as JSON: what emitters read, which know no YAML library."""

import json
from typing import Any

from labelwright.cli.options import give_up


def as_json(option: str, text: str) -> str:
    """`text` as JSON: as it stands where it is JSON already, else read as YAML. Wrong use ends the command.

    What is no text in YAML and has no form in JSON (a date) becomes a list, so that nobody takes it for a text.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return json.dumps(_yaml(option, text), default=lambda value: [str(value)])
    return text


def _yaml(option: str, text: str) -> Any:
    """A YAML document. Wrong use ends the command."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import, and JSON does without
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - the same

    try:
        return YAML(typ="safe").load(text)  # pyright: ignore[reportUnknownMemberType]
    except (YAMLError, ValueError, RecursionError) as error:
        give_up(f"--{option}: neither JSON nor YAML: {str(error).splitlines()[0] if str(error) else 'too deep'}")
