"""THE precedence table: who sets labels, in which order, and who listens to whom.

Everything that merges labels asks here; nothing else in the project may order scopes.
"""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel

from labelwright.model import LabelSet
from labelwright.vocabulary import Combine, Scope


class Carrier(StrEnum):
    """What carries the merged labels: a forged resource, a run's submission, or a Studio."""

    RESOURCE = "resource"
    RUN = "run"
    STUDIO = "studio"


_ENVIRONMENT = (Scope.ORGANIZATION, Scope.WORKSPACE, Scope.TEAM, Scope.ENVIRONMENT)

# Lowest to highest: the later scope wins per key, unless an earlier one has locked it.
PRECEDENCE: Mapping[Carrier, tuple[Scope, ...]] = {
    Carrier.RESOURCE: (*_ENVIRONMENT, Scope.RESOURCE),
    Carrier.RUN: (*_ENVIRONMENT, Scope.PIPELINE, Scope.ACTION, Scope.RUN),
    Carrier.STUDIO: (*_ENVIRONMENT, Scope.STUDIO),
}

RANK: Mapping[Scope, int] = {scope: rank for rank, scope in enumerate(Scope)}


class Layer(BaseModel, frozen=True, extra="forbid"):
    """What one scope says: its labels, and whether they join those of the scopes before it or replace them."""

    scope: Scope
    labels: LabelSet = LabelSet()
    combine: Combine = Combine.MERGE

    def is_heard_by(self, carrier: Carrier) -> bool:
        """Whether this scope has a say on what `carrier` carries."""
        return self.scope in PRECEDENCE[carrier]
