"""The thin adapter from `placement` to Pulumi: an engine-side transform that labels every resource of a stack.

Only an engine-side transform reaches the children of packaged components. Stack transforms run last, so this one only
fills what is missing. It is pure CPU (the engine waits for it while it registers a resource), and its answer is empty
when nothing changes: the engine then keeps the original bytes. Options are never answered: the engine keeps its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi
from pulumi.runtime.proto.resource_pb2 import TransformRequest, TransformResponse

from labelwright import callback
from labelwright.lineage import Lineage, name_of, type_of
from labelwright.placement import Injection, Injections, changes, is_taggable
from labelwright.placement.provided import DEFAULTS_OF, provided_labels
from labelwright.properties import Properties, changed
from labelwright.tokens import PROVIDER, STACK, package_of

UNCHANGED = TransformResponse()

Transform = Callable[[TransformRequest], TransformResponse]


def register(injections: Injections) -> None:
    """Label every resource that is registered from now on; call it once, before the first resource.

    What lies below a component that is an environment of `injections` takes that environment's labels, everything else
    the stack's.
    """
    callback.register(transform(injections, config_defaults()))


def transform(injections: Injections, defaults: Mapping[str, Mapping[str, str]]) -> Transform:
    """The callback. `defaults` are the default labels, by package, of providers that the program does not create."""
    for package, labels in defaults.items():
        warn_of_double(injections, "stack config", package, labels)
    registry = _Registry(injections, defaults)

    def label(request: TransformRequest) -> TransformResponse:
        type_token, name, parent, options = request.type, request.name, request.parent or None, request.options
        urn = urn_of(parent, type_token, name)
        environment = registry.lineage.enter(urn, parent or "")
        if type_token.startswith(PROVIDER):
            registry.enter_provider(urn, Properties(request.properties))
        if getattr(options, "import") or not registry.is_labelled(type_token, is_custom=request.custom):
            return UNCHANGED
        provider = options.provider.rpartition("::")[0] or None  # the engine adds the provider's id to its URN
        injection = registry.injection(environment, urn, parent or "", provider)
        props, ignored = Properties(request.properties), options.ignore_changes
        found = changes(type_token, props, injection, ignored=ignored, additions=injections.additions)
        return TransformResponse(properties=changed(request.properties, found)) if found else UNCHANGED

    return label


@dataclass
class _Registry:
    """What was registered so far, as far as it decides who takes which labels."""

    injections: Injections
    defaults: Mapping[str, Mapping[str, str]]
    providers: dict[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """URN of a provider of the program -> its default labels."""

    def __post_init__(self) -> None:
        self.lineage = Lineage(self.injections)

    def is_labelled(self, type_token: str, *, is_custom: bool) -> bool:
        """Whether resources of this type take labels; components do only where somebody declared their type."""
        additions = self.injections.additions
        return (is_custom or type_token in additions) and is_taggable(type_token, additions)

    def enter_provider(self, urn: str, props: Mapping[str, object]) -> None:
        """Note a provider's default labels and warn of what would be written twice."""
        package = type_of(urn).removeprefix(PROVIDER)
        labels = parse_defaults(package, props)
        warn_of_double(self.injections, f"provider {name_of(urn)!r}", package, labels)
        self.providers[urn] = labels

    def injection(self, environment: str | None, urn: str, parent: str, provider: str | None) -> Injection:
        """What a resource takes, with what its provider writes by itself marked."""
        injection = self.lineage.injection(environment, urn, parent)
        defaults = self.defaults.get(package_of(type_of(urn)), {})
        labels = defaults if provider is None else self.providers.get(provider, defaults)
        provided = frozenset(key for key in labels if key in injection.labels and _is_left(injection, key, labels[key]))
        return replace(injection, provided=provided) if provided else injection


def _is_left(injection: Injection, key: str, provided: str) -> bool:
    """Whether a key is left to the provider: not when it is locked to another value, which must win."""
    return key not in injection.locked or injection.labels[key] == provided


def urn_of(parent: str | None, type_token: str, name: str) -> str:
    """The URN that the engine gives a resource: types of the parents, outermost first, joined by `$`.

    The root stack does not count as a parent there.
    """
    if parent is None:
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{type_token}::{name}"
    stack, project, types, _ = parent.removeprefix("urn:pulumi:").split("::", 3)
    qualified = type_token if types == STACK else f"{types}${type_token}"
    return f"urn:pulumi:{stack}::{project}::{qualified}::{name}"


def config_defaults() -> Mapping[str, Mapping[str, str]]:
    """Package -> default labels of the provider that Pulumi makes by itself, from stack config."""
    return {
        package: parse_defaults(package, {setting: pulumi.Config(package).get(setting)})
        for package, setting in DEFAULTS_OF.items()
    }


def parse_defaults(package: str, settings: Mapping[str, Any]) -> Mapping[str, str]:
    """The default labels among a provider's settings, unknown ones left out."""
    return {key: text for key, text in provided_labels(package, settings).items() if isinstance(text, str)}


def warn_of_double(injections: Injections, where: str, package: str, keys: Iterable[str]) -> None:
    """Warn of keys that provider defaults and labels both declare."""
    every = (injections.stack, *injections.environments.values())
    declared = {key for one in every for key in one.by_package.get(package, one).labels}
    double = sorted(declared.intersection(keys))
    if double:
        setting = f"{package}:{DEFAULTS_OF[package]}"
        pulumi.log.warn(
            f"{where}: {', '.join(double)} of {setting} are also labels. Written twice they make a difference that "
            "never ends, so they are left to the provider, whose labels do not reach nested places. Declare them once: "
            f"remove them from {setting}."
        )
