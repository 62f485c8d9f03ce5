"""What a ready document of permissions is, whatever the cloud it is written for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

Body: TypeAlias = Mapping[str, object]
"""A document as its cloud takes it: JSON, open by nature; each cloud's own form is said in its module."""


class Need(NamedTuple):
    """One permission, as its cloud spells it, and what it is needed for."""

    permission: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Document:
    """Permissions in the form that a cloud takes them in, and what a person has to know to use it.

    `command`: puts the document, saved as FILE, to use. `placeholders`: each word in document or command that is to be
    replaced -> by what. `notes`: what the document itself cannot say.
    """

    body: Body
    needs: tuple[Need, ...]
    command: str
    placeholders: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: tuple[str, ...] = ()
