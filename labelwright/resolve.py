"""Layers of labels in, one value per key out, with the reason for each.

Pure and total: no order of the input matters, nothing is refused here. Components, emitters, policies and `explain` all
rely on this one merge.
"""

from collections.abc import Iterable

from pydantic import BaseModel

from labelwright.dynamic import is_dynamic
from labelwright.model import Label, LabelSet
from labelwright.scopes import RANK, Carrier, Layer
from labelwright.vocabulary import Scope


class Beaten(BaseModel, frozen=True, extra="forbid"):
    """An entry that lost: who set it, what it said (None: remove), and why it lost."""

    scope: Scope
    value: str | None
    why: str


class ResolvedLabel(BaseModel, frozen=True, extra="forbid"):
    """What became of one key: its value (None: removed), the scope that decided, and the entries that it beat."""

    key: str
    value: str | None
    scope: Scope
    beat: tuple[Beaten, ...] = ()
    locked: bool = False
    volatile: bool = False

    @property
    def overruled(self) -> tuple[Beaten, ...]:
        """Entries of later scopes that wanted another value, and met a lock."""
        return tuple(lost for lost in self.beat if RANK[lost.scope] > RANK[self.scope] and lost.value != self.value)


class Resolved(BaseModel, frozen=True, extra="forbid"):
    """The outcome of a merge, sorted by key; removed keys stay in, so that they can be explained."""

    labels: tuple[ResolvedLabel, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """Keys that have a value, dynamic ones included."""
        return {label.key: label.value for label in self.labels if label.value is not None}

    @property
    def static(self) -> dict[str, str]:
        """What may reach a forged resource: rule 4.3 keeps everything dynamic away from it."""
        return {key: value for key, value in self.values.items() if not is_dynamic(value)}

    @property
    def dynamic(self) -> dict[str, str]:
        """What is known only per run, as templates."""
        return {key: value for key, value in self.values.items() if is_dynamic(value)}

    @property
    def locked(self) -> frozenset[str]:
        """Keys that no later scope may change, removed ones included."""
        return frozenset(label.key for label in self.labels if label.locked)

    @property
    def volatile(self) -> frozenset[str]:
        """Keys whose value is to change often, as the scope says that decided on it."""
        return frozenset(label.key for label in self.labels if label.volatile)

    def as_layer(self, scope: Scope) -> Layer:
        """The outcome as if `scope` alone had said it all: what a finished compute environment hands to its runs."""
        labels = (
            Label(key=label.key, value=label.value, locked=label.locked, volatile=label.volatile)
            for label in self.labels
        )
        return Layer(scope=scope, labels=LabelSet(labels=tuple(labels)))


def resolve(layers: Iterable[Layer], carrier: Carrier | None = None) -> Resolved:
    """Merge `layers`: the later scope wins per key, a lock beats what comes after it, a removal is an entry too.

    `carrier` leaves out scopes that have no say on it; without it every layer counts. Layers may come in any order.

    >>> team = Layer(scope=Scope.TEAM, labels=LabelSet.of({"tier": "gold"}))
    >>> environment = Layer(scope=Scope.ENVIRONMENT, labels=LabelSet.of({"tier": "silver"}))
    >>> resolve([environment, team]).values
    {'tier': 'silver'}
    """
    heard = [layer for layer in layers if carrier is None or layer.is_heard_by(carrier)]
    standing: dict[str, ResolvedLabel] = {}
    for layer in sorted(heard, key=lambda layer: (RANK[layer.scope], layer.combine, _content(layer))):
        said = {label.key: label for label in layer.labels.labels}
        if layer.combine == "replace":
            for key in standing.keys() - said.keys():
                said[key] = Label(key=key, value=None)
        for key, label in said.items():
            standing[key] = _contest(standing.get(key), label, layer)
    return Resolved(labels=tuple(standing[key] for key in sorted(standing)))


def _contest(holder: ResolvedLabel | None, label: Label, layer: Layer) -> ResolvedLabel:
    """Who holds the key after `label` of `layer` has been heard."""
    if holder is not None and holder.locked:
        lost = Beaten(scope=layer.scope, value=label.value, why=f"locked by {holder.scope}")
        return holder.model_copy(update={"beat": (*holder.beat, lost)})
    beat: tuple[Beaten, ...] = ()
    if holder is not None:
        how = "replaced" if layer.combine == "replace" and label.value is None else "overridden"
        lost = Beaten(scope=holder.scope, value=holder.value, why=f"{how} by {layer.scope}")
        beat = (*holder.beat, lost)
    return ResolvedLabel(
        key=label.key,
        value=label.value,
        scope=layer.scope,
        beat=beat,
        locked=label.locked,
        volatile=label.volatile,
    )


def _content(layer: Layer) -> tuple[tuple[str, str, bool, bool], ...]:
    """A total order between two layers of one scope, so that the order of the input never shows."""
    return tuple((label.key, label.value or "", label.locked, label.volatile) for label in layer.labels.labels)
