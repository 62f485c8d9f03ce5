"""What every resource of a stack is to carry: resolved and rendered once, for the transform and for coverage."""

from labelwright.dialects import DIALECT_OF_PACKAGE
from labelwright.placement import Injection, Injections
from labelwright.resolve import Resolved
from labelwright.settings.model import Settings
from labelwright.vocabulary import LabelRule


def injections_of(settings: Settings) -> Injections:
    """The stack's labels (scopes 1 to 3), and those of each declared environment."""
    environments = {
        environment.name: _injection(settings.forge_labels(environment.layer), settings.rule)
        for environment in settings.environments
    }
    return Injections(
        _injection(settings.stack_labels, settings.rule),
        environments,
        exemptions=settings.exemptions,
        additions=settings.additions,
    )


def _injection(resolved: Resolved, rule: LabelRule) -> Injection:
    """What is static of the outcome: as it was declared, and as each cloud takes it that takes it otherwise.

    A lock goes with its key, under whatever name that is sent, and so does its being volatile.
    """
    labels = dict(sorted(resolved.static.items()))
    locked, volatile = resolved.locked & labels.keys(), resolved.volatile & labels.keys()
    rendered = {package: dialect.render(labels, rule=rule) for package, dialect in DIALECT_OF_PACKAGE.items()}
    by_package = {
        package: Injection(sent.labels, frozenset(map(sent.key, locked)), volatile=frozenset(map(sent.key, volatile)))
        for package, sent in rendered.items()
        if sent.labels != labels
    }
    return Injection(labels, locked, volatile=volatile, by_package=by_package)
