"""What every resource of a stack is to carry: labels of forge time, as each cloud takes them.

The program hands it to the transform, `labelwright coverage` compares with it: one answer for both.
"""

from labelwright.dialects import DIALECT_OF_PACKAGE
from labelwright.placement import Injection, Injections
from labelwright.resolve import Resolved
from labelwright.settings import Settings
from labelwright.vocabulary import LabelRule


def injections(settings: Settings) -> Injections:
    """The stack's labels (scopes 1 to 3), and those of each declared environment."""
    environments = {
        environment.name: _injection(settings.forge_labels(environment.layer), settings.rule)
        for environment in settings.environments
    }
    return Injections(_injection(settings.stack_labels, settings.rule), environments)


def _injection(resolved: Resolved, rule: LabelRule) -> Injection:
    """What is static of the outcome: as it was declared, and as each cloud takes it that takes it otherwise."""
    labels = dict(sorted(resolved.static.items()))
    locked = resolved.locked & labels.keys()
    rendered = {package: dialect.render(labels, rule=rule).labels for package, dialect in DIALECT_OF_PACKAGE.items()}
    by_package = {package: Injection(sent, locked) for package, sent in rendered.items() if sent != labels}
    return Injection(labels, locked, by_package=by_package)
