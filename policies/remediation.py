"""Labels that a resource lacks, for the engine to add: those that injection would have put there. Knows no Pulumi.

The engine asks after the provider's check, which does not see what is added, and makes a replacement from what the
program gave, without it. So only providers are served whose check makes nothing of labels, and only places where the
next update adds them without disturbing anything (docs/adr/0012).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from labelwright.lineage import STACK, name_of, type_of
from labelwright.placement import Injection, Injections, changes
from labelwright.tokens import package_of

SERVED = frozenset({"azure-native", "gcp", "kubernetes"})
"""Their packages. That of AWS keeps the sum of all tags (`tagsAll`) from its check; of others nothing is proven."""


@dataclass
class Remedy:
    """What resources lack in one run of the pack. Parents come before their children, as the engine has it."""

    injections: Injections
    _environments: dict[str, str] = field(default_factory=dict[str, str])
    """URN -> the environment that it is or lies below; resources below none are not kept."""
    _lineage: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """URN -> its name and those of its parents."""

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
        environment = self._enter(urn, parent or "")
        if package_of(type_of(urn)) not in SERVED:
            return {}
        injection = self._injection(environment, urn, parent or "")
        mine = replace(
            injection,
            provided=frozenset(provided) & injection.labels.keys(),
            volatile=frozenset(injection.labels),  # so that none goes where a change disturbs what runs
        )
        return changes(type_of(urn), props, mine, ignored=ignored, additions=self.injections.additions)

    def _enter(self, urn: str, parent: str) -> str | None:
        """Note a resource, and return the environment that it belongs to."""
        name, type_token = name_of(urn), type_of(urn)
        if type_token == STACK:
            return None
        environment = self._environments.get(parent) or self.injections.environment(type_token, name)
        if environment is not None:
            self._environments[urn] = environment
        self._lineage[urn] = (name, *self._lineage.get(parent, ()))
        return environment

    def _injection(self, environment: str | None, urn: str, parent: str) -> Injection:
        """What a resource takes, without what it is exempt from."""
        name, type_token = name_of(urn), type_of(urn)
        injection = self.injections.of(environment, type_token)
        exempt = self.injections.exempt(injection, type_token, name, self._lineage.get(parent, ()))
        return injection if exempt is None else injection.without(exempt.keys)
