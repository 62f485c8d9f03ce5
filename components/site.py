"""Where children of an environment are built: whose name, labels and parent they take.

One record, so that no child can be built without its labels or without its parent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import pulumi

from labelwright.environments.arguments import Arguments
from labelwright.program import Forged

ArgsT = TypeVar("ArgsT", bound=Mapping[str, object])
PlanT = TypeVar("PlanT", bound=Arguments)


@dataclass(frozen=True)  # no slots: a generic alias writes __orig_class__ on what it makes
class Site(Generic[ArgsT, PlanT]):
    """An environment under construction: the component, its name, and the labels that every taggable child carries.

    `plan` is what is known of the arguments, with defaults; `args` is where the ones stand that may be known late.
    """

    name: str
    component: pulumi.Resource
    args: ArgsT
    plan: PlanT
    forged: Forged

    def named(self, part: str) -> str:
        """The name of a child: `genomics-execution-role`."""
        return f"{self.name}-{part}"

    @property
    def stack(self) -> str:
        """The project and stack that it is part of, `project/dev`: its name is theirs only, in a shared account too."""
        return f"{pulumi.get_project()}/{pulumi.get_stack()}"

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels of everything."""
        return self.forged.labels

    @property
    def tags(self) -> dict[str, str]:
        """The labels where a cloud calls them tags; a fresh copy, because the SDK keeps what it is given."""
        return dict(self.labels)

    @property
    def steady_tags(self) -> dict[str, str]:
        """The ones for what a change of labels restarts or replaces: without the volatile."""
        return dict(self.forged.steady.labels)

    def child(self, *depends_on: pulumi.Resource) -> pulumi.ResourceOptions:
        """Options of a child: the component is its parent; it waits for what no property of it mentions."""
        return pulumi.ResourceOptions(parent=self.component, depends_on=list(depends_on))

    @property
    def lookup(self) -> pulumi.InvokeOptions:
        """Options of a look-up whose answer the program waits for; asks through the component's own provider."""
        return pulumi.InvokeOptions(parent=self.component)

    @property
    def lookup_output(self) -> pulumi.InvokeOutputOptions:
        """Options of a look-up whose answer arrives as an Output."""
        return pulumi.InvokeOutputOptions(parent=self.component)
