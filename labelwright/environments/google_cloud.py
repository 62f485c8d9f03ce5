"""What a Google Cloud environment (one virtual machine a run) is told: its arguments, their defaults and their rules.

Source of the rules: https://cloud.google.com/compute/docs/reference/rest/v1/instances/insert
"""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from labelwright import rules
from labelwright.environments.google_forms import ARM_SERIES, GoogleArguments
from labelwright.problem import Problem, problem

_COS = "projects/cos-cloud/global/images/family/{family}"


class GoogleCloudArguments(GoogleArguments):
    """Nothing given means an e2-standard-4 with the newest Container-Optimized OS, in a network of its own."""

    zone: str | None = None
    image: str | None = None
    startup_script: Annotated[str, Field(min_length=1)] | None = None

    @property
    def machine(self) -> str:
        """The machine type: the one given, else a common one of 4 vCPUs and 16 GiB."""
        return self.machine_type or "e2-standard-4"

    @property
    def boot_disk(self) -> str:
        """The type of the boot disk: Google would choose a slower one."""
        return self.disk_type or "pd-balanced"

    @property
    def boot_image(self) -> str:
        """What machines start from: the image given, else the newest stable one for the processors of the series."""
        family = "cos-arm64-stable" if self.series in ARM_SERIES else "cos-stable"
        return self.image or _COS.format(family=family)

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """What both of Google's environments refuse, and a zone of another region."""
        found = super().problems(where)
        if self.zone is not None and self.region is not None and self.zone.rpartition("-")[0] != self.region:
            remedy = f"Write '{self.region}-b', or leave region out."
            found.append(
                problem(where("zone"), rules.GOOGLE_ZONE, f"{self.zone!r} with region {self.region!r}", remedy)
            )
        return found
