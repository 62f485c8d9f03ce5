"""What each cloud allows a label to be, one module a cloud, found here by platform or by resource type.

A dialect is a module with the functions of `Dialect`. Everything that goes to a cloud is rendered first and judged
then: what `render` gives is what the `problems` functions must find nothing in. So `render` never makes two keys one:
keys that the cloud would make one stay as they were declared, and `problems_in_case` names them.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from labelwright.dialects import aws, azure, google, kubernetes
from labelwright.dialects.terms import Rendered, Service
from labelwright.problem import Problem
from labelwright.tokens import package_of
from labelwright.vocabulary import LabelRule, Platform

__all__ = [
    "DIALECT_OF",
    "DIALECT_OF_PACKAGE",
    "SUBMITTED",
    "Dialect",
    "Rendered",
    "Service",
    "dialect_of_type",
    "dialects_of",
    "key_as_sent",
    "services_of",
]


class Dialect(Protocol):
    """What one cloud says of labels. `where` names the place; a value of None is not known yet."""

    @property
    def FORGED(self) -> tuple[Service, ...]:  # noqa: N802 - a constant of the module
        """The services that judge what an environment forges, the one with the shortest keys first."""
        ...

    def problems(
        self, labels: Mapping[str, str | None], *, rule: LabelRule, service: Service = ..., where: str
    ) -> list[Problem]:
        """Everything that keeps `labels` from being those of one resource."""
        ...

    def problems_in_key(self, key: str, *, rule: LabelRule, service: Service = ..., where: str) -> list[Problem]:
        """Everything that keeps `key` from being a key."""
        ...

    def problems_in_value(self, value: str, *, rule: LabelRule, service: Service = ..., where: str) -> list[Problem]:
        """Everything that keeps `value` from being a value."""
        ...

    def is_plain(self, value: str, *, rule: LabelRule) -> bool:
        """Whether one look says that `value` is legal and sent as it is; False: `render` and the rules decide."""
        ...

    def problems_in_count(
        self, labels: Mapping[str, str | None], *, rule: LabelRule, service: Service = ..., where: str
    ) -> list[Problem]:
        """Whether one resource takes so many, and so much text in all of them."""
        ...

    def problems_in_case(self, labels: Iterable[str], *, service: Service, where: str) -> list[Problem]:
        """Keys that the cloud would make one."""
        ...

    def folds_keys(self, service: Service) -> bool:
        """Whether keys that differ in case only are one key there."""
        ...

    def billing_collisions(self, labels: Iterable[str], where: str) -> list[Problem]:
        """Keys that the bill would show as one: worth a warning."""
        ...

    def notes_on_bill(self, key: str) -> tuple[str, ...]:
        """What to know of a key on the bill; nothing where it stands there as it is."""
        ...

    def render(self, labels: Mapping[str, str], *, rule: LabelRule) -> Rendered:
        """Labels as the cloud takes them, none lost, with a note on each that is not as it was declared."""
        ...

    def sanitise(self, value: str, *, rule: LabelRule) -> str:
        """A legal value made from an illegal one, told apart from others by a hash of it."""
        ...


DIALECT_OF: Mapping[Platform, Dialect] = {
    Platform.AWS_BATCH: aws,
    Platform.AWS_CLOUD: aws,
    Platform.GOOGLE_BATCH: google,
    Platform.GOOGLE_CLOUD: google,
    Platform.AZURE_BATCH: azure,
    Platform.AZURE_CLOUD: azure,
    Platform.KUBERNETES: kubernetes,
}

DIALECT_OF_PACKAGE: Mapping[str, Dialect] = {
    "aws": aws,
    "azure-native": azure,
    "gcp": google,
    "kubernetes": kubernetes,
}
"""Package of a Pulumi type -> the dialect of what it makes. Every package of the placement table has one."""


SUBMITTED: Mapping[Platform, tuple[Service, ...]] = {
    Platform.AWS_CLOUD: (Service.EC2,),
    Platform.AZURE_BATCH: (Service.AZURE_BATCH_METADATA,),
    Platform.AZURE_CLOUD: (Service.AZURE_MACHINE,),
    Platform.GOOGLE_BATCH: (Service.GOOGLE_BATCH_JOB, Service.GOOGLE_BATCH_VM),
}
"""The services that take what a run submits, on the platforms where those have rules of their own."""


def services_of(platform: Platform) -> tuple[Service, ...]:
    """The services that take what a run submits."""
    return SUBMITTED.get(platform, (Service.GENERAL,))


def key_as_sent(dialect: Dialect, key: str, rule: LabelRule) -> str:
    """The key under which a declared one is sent: the form in which it is judged."""
    return dialect.render({key: ""}, rule=rule).key(key)


def dialect_of_type(type_token: str) -> Dialect:
    """The dialect of what a resource type makes. Raises KeyError for a package that labels are not placed in."""
    return DIALECT_OF_PACKAGE[package_of(type_token)]


def dialects_of(platforms: Iterable[Platform]) -> tuple[Dialect, ...]:
    """The dialects of `platforms`, each once; without any platform every dialect, since anything may be made."""
    found = [DIALECT_OF[platform] for platform in platforms] or list(DIALECT_OF_PACKAGE.values())
    return tuple({id(dialect): dialect for dialect in found}.values())
