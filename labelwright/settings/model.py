"""Settings: what a stack was configured with, parsed, checked and frozen. Everything else takes them from here."""

from pydantic import BaseModel

from labelwright.environments.arguments import Arguments
from labelwright.model import LabelSet
from labelwright.placement import Additions, Declaration, Exemption, additions_of
from labelwright.resolve import Resolved, resolve
from labelwright.scopes import Carrier, Layer
from labelwright.settings.policies import Policies
from labelwright.vocabulary import LabelRule, OnFailure, Platform, Scope


class Environment(BaseModel, frozen=True, extra="forbid"):
    """One compute environment that the stack declares: its name, platform, own labels and the platform's arguments."""

    name: str
    platform: Platform
    layer: Layer
    arguments: Arguments

    @property
    def given(self) -> dict[str, object]:
        """The arguments that stack config sets, under their Python names; defaults are the component's business."""
        return self.arguments.model_dump(exclude_unset=True, mode="json", by_alias=False)


class Launchable(BaseModel, frozen=True, extra="forbid"):
    """A pipeline, an action or a Studio: its name, and its labels in a layer whose scope says which of the three it is.

    `environment` is where a pipeline or a Studio runs unless another is named, `pipeline` what an action launches; ""
    where that was not said. `processes` are labels of a pipeline's processes, by Nextflow's selectors, in order.
    """

    name: str
    layer: Layer
    environment: str = ""
    pipeline: str = ""
    processes: tuple[tuple[str, LabelSet], ...] = ()


class Settings(BaseModel, frozen=True, extra="forbid"):
    """The labels of scopes 1 to 3, the environments, and how strict the workspace is.

    `workspace` holds what every new environment gets; `declared` every label of the workspace, default or not.
    """

    project: str = ""
    stack: str = ""
    organization: Layer
    workspace: Layer
    team: Layer
    declared: LabelSet = LabelSet()
    team_name: str = ""
    organization_name: str = ""
    workspace_name: str = ""
    rule: LabelRule = LabelRule.PORTABLE
    unresolved: OnFailure = OnFailure.FAIL
    required: tuple[str, ...] = ()
    environments: tuple[Environment, ...] = ()
    launchables: tuple[Launchable, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    placement: tuple[Declaration, ...] = ()
    policies: Policies = Policies()

    @property
    def additions(self) -> Additions:
        """Types that the placement table does not know, or knows otherwise: for whoever asks where labels are."""
        return additions_of(self.placement)

    @property
    def stack_layers(self) -> tuple[Layer, Layer, Layer]:
        """Scopes 1 to 3: what every resource of the stack gets, in an environment or not."""
        return (self.organization, self.workspace, self.team)

    @property
    def stack_labels(self) -> Resolved:
        """Scopes 1 to 3, merged."""
        return resolve(self.stack_layers, Carrier.RESOURCE)

    def environment(self, name: str) -> Environment | None:
        """The environment called `name`; None when the stack declares none."""
        return next((environment for environment in self.environments if environment.name == name), None)

    def launchable(self, scope: Scope, name: str) -> Launchable | None:
        """The pipeline, action or Studio (`scope`) called `name`; None when none is declared."""
        return next((one for one in self.launchables if one.layer.scope is scope and one.name == name), None)

    def launchable_names(self, scope: Scope) -> list[str]:
        """Names of the pipelines, actions or Studios (`scope`) that are declared, in their order."""
        return [one.name for one in self.launchables if one.layer.scope is scope]

    def forge_labels(self, own: Layer) -> Resolved:
        """Scopes 1 to 4: what a resource of an environment with the layer `own` gets when it is forged."""
        return resolve((*self.stack_layers, own), Carrier.RESOURCE)
