"""The thin adapter from `placement` to Pulumi: an engine-side transform that labels every resource of a stack.

Only an engine-side transform reaches the children of packaged components. Stack transforms run last, so this one only
fills what is missing. It is pure CPU (the engine waits for it while it registers a resource), and answers None when
nothing changes: the engine then keeps the original bytes. `opts` are never touched: their way through Python loses
some of them, and None keeps the engine's own.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pulumi

from labelwright.placement import ENVIRONMENT_TYPES, Injection, Injections, is_taggable, place
from labelwright.placement.wire import Change

ROOT_STACK = "pulumi:pulumi:Stack"
PROVIDER = "pulumi:providers:"

Transform = Callable[[pulumi.ResourceTransformArgs], Awaitable[pulumi.ResourceTransformResult | None]]


def register(
    stack: Injection,
    environments: Mapping[str, Injection],
    *,
    component_types: frozenset[str] = ENVIRONMENT_TYPES,
) -> None:
    """Label every resource that is registered from now on; call it once, before the first resource.

    What lies below a component whose type is one of `component_types` and whose name is one of `environments` takes
    that environment's labels, everything else the stack's.
    """
    injections = Injections(stack, environments, component_types)
    pulumi.runtime.register_resource_transform(transform(injections, config_default_tags()))


def transform(injections: Injections, default_tags: Mapping[str, str]) -> Transform:
    """The callback. `default_tags` are those of providers that the program does not create itself."""
    warn_of_double(injections, "stack config aws:defaultTags", default_tags)
    registry = _Registry(injections, default_tags)

    # The transform awaits nothing that takes time: the parent's URN is in the request, the SDK only hands it out so.
    async def label(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        parent = await _urn(args.opts.parent)
        environment = registry.enter(parent, args.type_, args.name)
        if args.type_.startswith(PROVIDER):
            registry.enter_provider(parent, args)
        if not args.custom or not is_taggable(args.type_) or args.opts.import_:
            return None
        injection = registry.injection(environment, args.type_, await _urn(args.opts.provider))
        props = place(args.type_, args.props, injection, _lift, ignored=_ignored(args.opts))
        # The type of `opts` does not say so, but None is how the engine is told to keep its own.
        return None if props is None else pulumi.ResourceTransformResult(props, cast("pulumi.ResourceOptions", None))

    return label


@dataclass
class _Registry:
    """What was registered so far, as far as it decides who takes which labels."""

    injections: Injections
    default_tags: Mapping[str, str]
    environments: dict[str, str] = field(default_factory=dict[str, str])
    """URN -> the environment that it is or lies below; resources below none are not kept."""
    providers: dict[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """URN of a provider of the program -> its default tags."""

    def enter(self, parent: str | None, type_token: str, name: str) -> str | None:
        """Note a resource and return the environment that it belongs to.

        Components come before their children, so looking at the parent is enough at any depth. A packaged component
        comes twice, which changes nothing.
        """
        environment = self.environments.get(parent or "") or self.injections.environment(type_token, name)
        if environment is not None:
            self.environments[urn_of(parent, type_token, name)] = environment
        return environment

    def enter_provider(self, parent: str | None, args: pulumi.ResourceTransformArgs) -> None:
        """Note a provider's default tags and warn of what would be written twice."""
        tags = parse_default_tags(args.props.get("defaultTags"))
        warn_of_double(self.injections, f"provider {args.name!r}", tags)
        self.providers[urn_of(parent, args.type_, args.name)] = tags

    def injection(self, environment: str | None, type_token: str, provider: str | None) -> Injection:
        """What a resource takes: its environment's or the stack's, without what its provider writes by itself."""
        injection = self.injections.of(environment, type_token)
        tags = self.default_tags if provider is None else self.providers.get(provider, self.default_tags)
        provided = frozenset(key for key in tags if key in injection.labels and _is_left(injection, key, tags[key]))
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
    qualified = type_token if types == ROOT_STACK else f"{types}${type_token}"
    return f"urn:pulumi:{stack}::{project}::{qualified}::{name}"


def config_default_tags() -> Mapping[str, str]:
    """Default tags of the AWS provider that Pulumi makes by itself, from stack config."""
    return parse_default_tags(pulumi.Config("aws").get("defaultTags"))


def parse_default_tags(value: Any) -> Mapping[str, str]:
    """The tags in a provider's `defaultTags`: `{"tags": {...}}`, or the same as JSON text; unknown ones left out."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    tags: Any = cast("Mapping[str, Any]", value).get("tags") if isinstance(value, Mapping) else None
    if not isinstance(tags, Mapping):
        return {}
    return {key: text for key, text in cast("Mapping[str, Any]", tags).items() if isinstance(text, str)}


def warn_of_double(injections: Injections, where: str, tags: Iterable[str]) -> None:
    """Warn of keys that provider defaults and labels both declare."""
    declared = {key for one in (injections.stack, *injections.environments.values()) for key in one.labels}
    double = sorted(declared.intersection(tags))
    if double:
        pulumi.log.warn(
            f"{where}: default tags {', '.join(double)} are also labels. Written twice they make a difference that "
            "never ends, so they are left to the provider, whose tags do not reach nested places. Declare them once: "
            "remove them from defaultTags."
        )


def _ignored(opts: pulumi.ResourceOptions) -> list[str]:
    """The property paths of `ignoreChanges`."""
    return list(opts.ignore_changes or ())


async def _urn(resource: pulumi.Resource | None) -> str | None:
    """The URN of a resource that stands in a request."""
    return None if resource is None else await resource.urn.future()


def _lift(value: object, change: Change) -> object:
    """Apply a change to what an Output will hold; an `Unknown` holds nothing yet and stays as it is."""
    if isinstance(value, pulumi.Output):
        return cast("pulumi.Output[object]", value).apply(change)
    if isinstance(value, (list, tuple)):
        return pulumi.Output.all(*cast("list[object]", value)).apply(change)
    return value
