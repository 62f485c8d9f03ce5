"""Labels that a resource lacks, for the engine to add: those that injection would have put there. Knows no Pulumi.

The engine asks after the provider's check, which does not see what is added, and makes a replacement from what the
program gave, without it. So only providers are served whose check makes nothing of labels, and only places where the
next update adds them without disturbing anything (docs/adr/0012).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from labelwright.lineage import Lineage, type_of
from labelwright.placement import Injections, changes
from labelwright.tokens import package_of

SERVED = frozenset({"azure-native", "gcp", "kubernetes"})
"""Their packages. That of AWS keeps the sum of all tags (`tagsAll`) from its check; of others nothing is proven."""


@dataclass
class Remedy:
    """What resources lack in one run of the pack. Parents come before their children, as the engine has it."""

    injections: Injections

    def __post_init__(self) -> None:
        self._lineage = Lineage(self.injections)

    def missing(
        self,
        urn: str,
        parent: str | None,
        props: Mapping[str, object],
        *,
        provided: Collection[str] = (),
        ignored: Collection[str] = (),
    ) -> dict[str, object]:
        """The root properties that a resource is to have otherwise; none where it lacks nothing that may be added.

        `provided` are keys that its provider adds by itself, `ignored` the paths of its `ignoreChanges`.
        """
        environment = self._lineage.enter(urn, parent or "")
        if package_of(type_of(urn)) not in SERVED:
            return {}
        injection = self._lineage.injection(environment, urn, parent or "")
        mine = replace(
            injection,
            provided=frozenset(provided) & injection.labels.keys(),
            volatile=frozenset(injection.labels),  # so that none goes where a change disturbs what runs
        )
        return changes(type_of(urn), props, mine, ignored=ignored, additions=self.injections.additions)
