"""What is to be written on resources, and who gets which labels.

The program resolves and renders labels once; from there on the transform, coverage and the policies all speak of these
two records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from labelwright.placement.exemption import Exempt, Exemption, exempt
from labelwright.placement.places import NO_ADDITIONS, Additions
from labelwright.placement.table import cloud_of
from labelwright.tokens import package_of

ENVIRONMENT_TYPES = frozenset(
    {
        "labelwright:index:AwsBatchEnvironment",
        "labelwright:index:AwsCloudEnvironment",
        "labelwright:index:GoogleBatchEnvironment",
        "labelwright:index:GoogleCloudEnvironment",
        "labelwright:index:AzureBatchEnvironment",
        "labelwright:index:AzureCloudEnvironment",
        "labelwright:index:KubernetesEnvironment",
    }
)
"""Types of the components that are compute environments: what lies below one takes that environment's labels."""


@dataclass(frozen=True)
class Injection:
    """Labels as a cloud is to get them: already resolved, checked and rendered.

    `locked` keys beat even the explicit labels of a resource. `provided` are keys that the provider itself writes on
    the root tags of everything (`defaultTags`): written twice they make a difference that never ends. `volatile` keys
    stay off places where a change disturbs what runs.
    """

    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    locked: frozenset[str] = frozenset()
    provided: frozenset[str] = frozenset()
    volatile: frozenset[str] = frozenset()
    by_package: Mapping[str, "Injection"] = field(default_factory=dict[str, "Injection"])
    """What the types of a package take instead, where their cloud takes these labels in another form."""

    @cached_property
    def ordered(self) -> tuple[tuple[str, str], ...]:
        """The labels in the order in which they are added."""
        return tuple(sorted(self.labels.items()))

    def of_type(self, type_token: str) -> "Injection":
        """What a resource of this type takes."""
        return self.of_package(package_of(type_token))

    def of_package(self, package: str) -> "Injection":
        """What a resource takes that keeps the rules of this package's cloud."""
        return self.by_package.get(package, self)

    def without(self, keys: frozenset[str]) -> "Injection":
        """The same labels but for `keys`, by the name under which they are sent."""
        labels = {key: value for key, value in self.labels.items() if key not in keys}
        return replace(self, labels=labels, locked=self.locked - keys, volatile=self.volatile - keys)

    def beside_provider(self) -> "Injection":
        """The same labels but for those that the provider writes."""
        if not self.provided:
            return self
        return replace(self.without(self.provided), provided=frozenset[str]())


@dataclass(frozen=True)
class Injections:
    """Every injection of a stack: the stack's own (scopes 1 to 3), and one for each environment by its name.

    An environment's may lack a key of the stack's: a `key: null` there removed it.
    """

    stack: Injection
    environments: Mapping[str, Injection] = field(default_factory=dict[str, Injection])
    component_types: frozenset[str] = ENVIRONMENT_TYPES
    exemptions: tuple[Exemption, ...] = ()
    additions: Additions = field(default_factory=lambda: NO_ADDITIONS)
    """Types that the table does not know, or knows otherwise; whoever asks it where labels are hands them on."""

    def environment(self, type_token: str, name: str) -> str | None:
        """The environment that this very resource is, or None when it is none (or not one of ours)."""
        return name if type_token in self.component_types and name in self.environments else None

    def of(self, environment: str | None, type_token: str) -> Injection:
        """What a resource of a type takes that lies below `environment`; None stands for below none."""
        injection = self.stack if environment is None else self.environments[environment]
        return injection.of_package(cloud_of(type_token, self.additions))

    def exempt(self, injection: Injection, type_token: str, name: str, ancestors: Sequence[str]) -> Exempt | None:
        """What of `injection` a resource is not to get by somebody's decision; `ancestors` are its parents' names."""
        return exempt(self.exemptions, injection.labels, type_token, name, ancestors) if self.exemptions else None
