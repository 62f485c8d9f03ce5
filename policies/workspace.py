"""What the pack judges by: the stack's settings, with what the pack's own config says laid over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from labelwright.placement import NO_ADDITIONS, Additions
from labelwright.settings import Settings
from labelwright.settings.policies import Policies
from labelwright.vocabulary import LabelRule


@dataclass(frozen=True)
class Workspace:
    """The demands on every resource of the stack; `declared` are the values that stack config has for each key.

    `volatile` are the keys, as they are declared, that are volatile wherever stack config sets them.
    """

    rule: LabelRule = LabelRule.PORTABLE
    required: tuple[str, ...] = ()
    team: str = ""
    declared: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    policies: Policies = field(default_factory=Policies)
    additions: Additions = field(default_factory=lambda: NO_ADDITIONS)
    volatile: frozenset[str] = frozenset()

    def required_on(self, targets: Iterable[str]) -> tuple[str, ...]:
        """The keys that a resource must have which belongs to `targets`: its platform, and its provider's package."""
        more = self.policies.required
        lists = (self.required, *(more.platforms.get(one, ()) for one in targets), more.teams.get(self.team, ()))
        return tuple(dict.fromkeys(key for keys in lists for key in keys))


def workspace_of(settings: Settings, given: Policies) -> Workspace:
    """The demands of one stack; `given` is the pack's own config."""
    layers = (*settings.stack_layers, *(environment.layer for environment in settings.environments))
    declared: dict[str, set[str]] = {}
    for labels in (settings.declared, *(layer.labels for layer in layers)):
        for label in labels.labels:
            if label.value is not None:
                declared.setdefault(label.key, set()).add(label.value)
    return Workspace(
        rule=settings.rule,
        required=settings.required,
        team=settings.team_name,
        declared={key: frozenset(values) for key, values in declared.items()},
        policies=settings.policies.under(given),
        additions=settings.additions,
        volatile=_volatile(settings),
    )


def _volatile(settings: Settings) -> frozenset[str]:
    """Keys that one scope has volatile and another steady are left out: a policy is not shown whose a resource is."""
    every = (settings.stack_labels, *(settings.forge_labels(one.layer) for one in settings.environments))
    steady = {key for labels in every for key in labels.static.keys() - labels.volatile}
    return frozenset(key for labels in every for key in labels.volatile & labels.static.keys()) - steady
