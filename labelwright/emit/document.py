"""Frozen records as JSON and back: camelCase names, what has a value, and nothing guessed on the way back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

JsonObject = dict[str, Any]  # a request body or a file, which is open by nature; its reader judges it
"""A JSON object in the wire shape of whoever takes it."""


FORMAT = 1
"""Version of environment.json's form. A reader refuses any other."""


def document_of(record: "DataclassInstance") -> JsonObject:
    """The fields of a record that have a value. Tuples become lists, as JSON has nothing else."""
    values = {_camel(field.name): getattr(record, field.name) for field in fields(record)}
    return {name: _listed(value) for name, value in values.items() if value is not None}


def fields_of(record: "type[DataclassInstance]", document: Mapping[str, Any]) -> dict[str, Any]:
    """What a JSON object says of a record's fields, under their Python names. Raises KeyError for any other name."""
    names = {_camel(field.name): field.name for field in fields(record)}
    return {names[name]: value for name, value in document.items()}


def _listed(value: object) -> object:
    """A tuple as a list, its own records written out."""
    return list(value) if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _camel(name: str) -> str:
    """`queue_arn` as JSON spells it: `queueArn`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
