"""What somebody asks for: one edit of one label."""

from dataclasses import dataclass
from enum import StrEnum

from labelwright.model import Label
from labelwright.yaml_edit import Document, Inline, Path


class Action(StrEnum):
    """What is to be done with a label. The subcommands of `labelwright labels` are called so."""

    ADD = "add"
    EDIT = "edit"
    REMOVE = "remove"
    DEFAULT = "default"
    LOCK = "lock"


FLAG = {Action.DEFAULT: "default", Action.LOCK: "locked"}
"""The field of a label that an action sets."""


@dataclass(frozen=True, slots=True)
class Request:
    """One edit. `label` has the value and the marks of what is added, and the value of what is edited.

    `is_on` is whether a mark is put on or taken off; `comment` is written above what is added.
    """

    action: Action
    scope: str
    label: Label
    is_on: bool = True
    comment: str = ""

    @property
    def key(self) -> str:
        """The key of the label."""
        return self.label.key

    def edited(self, document: Document, labels: Path, floor: int) -> Document:
        """The document with the edit, `labels` being the mapping of the scope. Raises `EditError`.

        `floor` is how much of that path stays when nothing is left in it.
        """
        path = (*labels, self.key)
        match self.action:
            case Action.ADD:
                return document.put(path, _written(self.label), comment=self.comment)
            case Action.EDIT:
                return document.put(_value_at(document, path), self.label.value)
            case Action.REMOVE:
                return document.remove(path, floor=floor)
            case Action.DEFAULT | Action.LOCK:
                return self._marked(document, path, FLAG[self.action])

    def _marked(self, document: Document, path: Path, field: str) -> Document:
        """A mark put on or taken off. What is left with its value alone is written short again."""
        fields = document.keys(path)
        if not fields:
            return document.put(path, Inline({"value": document.text_at(path), field: True}))
        if self.is_on:
            return document.put((*path, field), value=True)
        if set(fields) == {"value", field} and document.is_inline(path):
            return document.put(path, document.text_at((*path, "value")))
        return document.remove((*path, field), floor=len(path))

    def outcome(self, before: Label | None) -> Label | None:
        """The label afterwards; None where there is none."""
        match self.action:
            case Action.ADD:
                return self.label
            case Action.REMOVE:
                return None
            case Action.EDIT:
                return before and before.model_copy(update={"value": self.label.value})
            case Action.DEFAULT | Action.LOCK:
                return before and before.model_copy(update={FLAG[self.action]: self.is_on})


def _written(label: Label) -> str | Inline | None:
    """A label as stack config has it: short where there is nothing to say but its value."""
    marks = {name: True for name in ("default", "locked", "volatile") if getattr(label, name)}
    return Inline({"value": label.value, **marks}) if marks else label.value


def _value_at(document: Document, path: Path) -> Path:
    """Where the value of a label stands: in its own place, or in the long form."""
    return (*path, "value") if document.keys(path) else path
