"""Where children of an environment are built: whose name, labels and parent they take.

One record, so that no child can be built without its labels or without its parent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from labelwright.environments.aws_batch import AwsBatchArguments

from .aws_batch_args import AwsBatchEnvironmentArgs


@dataclass(frozen=True, slots=True)
class Site:
    """An environment under construction: the component, its name, and the labels that every taggable child carries.

    `plan` is what is known of the arguments, with defaults; `args` is where the ones stand that may be known late.
    """

    name: str
    component: pulumi.Resource
    args: AwsBatchEnvironmentArgs
    plan: AwsBatchArguments
    labels: Mapping[str, str]

    def named(self, part: str) -> str:
        """The name of a child: `genomics-execution-role`."""
        return f"{self.name}-{part}"

    @property
    def tags(self) -> dict[str, str]:
        """The labels as AWS takes them; a fresh copy, because the SDK keeps what it is given."""
        return dict(self.labels)

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
