"""Environments of every platform to launch into, without a project on disk."""

from collections.abc import Iterable, Mapping

from labelwright.emit.record import EnvironmentRecord
from labelwright.environments import ARGUMENTS_OF
from labelwright.launcher import LaunchEnvironment
from labelwright.model import LabelSet
from labelwright.scopes import Layer
from labelwright.settings import Environment, Launchable, Settings
from labelwright.vocabulary import LabelRule, OnFailure, Platform, Scope

Labels = Mapping[str, str | None]


def layer(scope: Scope, labels: Labels) -> Layer:
    """What a scope says."""
    return Layer(scope=scope, labels=LabelSet.of(labels))


def environment(  # noqa: PLR0913 - one parameter an axis
    platform: Platform = Platform.AWS_BATCH,
    layers: Mapping[Scope, Layer] | None = None,
    *,
    launchables: Iterable[Launchable] = (),
    rule: LabelRule = LabelRule.PORTABLE,
    unresolved: OnFailure = OnFailure.FAIL,
    required: tuple[str, ...] = (),
    record: EnvironmentRecord | None = None,
) -> LaunchEnvironment:
    """An environment `ce` whose stack and own scopes say what `layers` hold."""
    said = layers or {}
    declared = Environment(
        name="ce",
        platform=platform,
        layer=said.get(Scope.ENVIRONMENT, Layer(scope=Scope.ENVIRONMENT)),
        arguments=ARGUMENTS_OF[platform](),
    )
    settings = Settings(
        project="labelwright",
        stack="dev",
        organization=said.get(Scope.ORGANIZATION, Layer(scope=Scope.ORGANIZATION)),
        workspace=said.get(Scope.WORKSPACE, Layer(scope=Scope.WORKSPACE)),
        team=said.get(Scope.TEAM, Layer(scope=Scope.TEAM)),
        organization_name="acme",
        rule=rule,
        unresolved=unresolved,
        required=required,
        environments=(declared,),
        launchables=tuple(launchables),
    )
    return LaunchEnvironment(settings, declared, record)
