"""What a Google Batch environment is told: its arguments, their defaults and their rules.

Source of the rules: https://cloud.google.com/batch/docs/reference/rest/v1/projects.locations.jobs
"""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field
from pydantic.alias_generators import to_camel

from labelwright import rules
from labelwright.emit.google_batch_problems import problems_in_vcpus
from labelwright.environments.forms import Text
from labelwright.environments.google_forms import GoogleArguments
from labelwright.problem import Problem, problem

_OF_A_TEMPLATE = ("machine_type", "provisioning_model", "boot_disk_type", "create_instance_template")


class GoogleBatchArguments(GoogleArguments):
    """Nothing given means machines that Google chooses, in a network and with a bucket of the environment's own."""

    create_instance_template: bool = False
    instance_template: str | None = None
    head_image: Text = "nextflow/nextflow:24.10.5"
    head_vcpus: Annotated[float, Field(gt=0)] = 1
    head_memory: Annotated[int, Field(gt=0)] = 2048
    work_image: Text = "ubuntu:24.04"
    work_vcpus: Annotated[float, Field(gt=0)] = 1
    work_memory: Annotated[int, Field(gt=0)] = 2048

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """What does not go together. `where` names a field's place, given its name in stack config."""
        return [
            *super().problems(where),
            *self._problems_in_template(where),
            *problems_in_vcpus(self.head_vcpus, where("headVcpus")),
            *problems_in_vcpus(self.work_vcpus, where("workVcpus")),
        ]

    def _problems_in_template(self, where: Callable[[str], str]) -> list[Problem]:
        """A machine described twice, or a template without what belongs to it."""
        found: list[Problem] = []
        if self.create_instance_template and not self.is_given("machine_type"):
            remedy = "Write machineType: n2-standard-4, for example."
            found.append(
                problem(where("createInstanceTemplate"), rules.GOOGLE_TEMPLATE_MACHINE, "no machineType", remedy)
            )
        if not self.is_given("instance_template"):
            return found
        found += [
            problem(
                where(to_camel(name)),
                rules.GOOGLE_ONE_TEMPLATE,
                f"{to_camel(name)} beside instanceTemplate",
                f"Take {to_camel(name)} out: the template says it.",
            )
            for name in _OF_A_TEMPLATE
            if self.is_given(name) and getattr(self, name)
        ]
        if not self.is_given("service_account"):
            remedy = "Write serviceAccount: the e-mail address of the template's own."
            found.append(problem(where("instanceTemplate"), rules.GOOGLE_TEMPLATE_ACCOUNT, "no serviceAccount", remedy))
        return found
