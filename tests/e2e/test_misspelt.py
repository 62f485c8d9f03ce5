"""Misspelt properties in the AWS component, written so that Python lets them pass: the cloud's provider does not.

`tests/components/test_aws_batch_engine.py` has the same for a nested property in a preview.
"""

from collections.abc import Iterator

import pytest

from tests.e2e.cloud import everything
from tests.e2e.project import UP, Project

pytestmark = pytest.mark.engine

# File, what stands there, what is written instead, what the provider says, what must not be made.
IN_A_LIST = (
    "components/aws_batch_compute.py",
    'aws.batch.ComputeEnvironmentComputeResourcesEc2ConfigurationArgs(image_type="ECS_AL2023")',
    '{"imageTyp": "ECS_AL2023"}',
    "Did you mean 'imageType'? Examine values at 'genomics-compute-environment.computeResources.ec2Configurations[0]",
    "compute environment",
)
ON_TOP = (
    "components/aws_batch.py",
    'aws.cloudwatch.LogGroup(\n            site.named("logs"), retention_in_days=LOG_DAYS, tags=site.tags,',
    '_Raw(\n            site.named("logs"), {"retentionInDay": LOG_DAYS, "tags": site.tags},',
    "Invalid or unknown key. Did you mean 'retentionInDays'? Examine values at 'genomics-logs.retentionInDay'.",
    "log group",
)
RAW = '''

class _Raw(pulumi.CustomResource):
    """A log group without the types of the SDK."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, name, props, opts):
        super().__init__("aws:cloudwatch/logGroup:LogGroup", name, {"arn": None, "name": None, **props}, opts)
'''


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The dev stack, with a way round the SDK's types in its component."""
    project = Project(tmp_path_factory.mktemp("misspelt"))
    try:
        path = project.home / "components" / "aws_batch.py"
        path.write_text(path.read_text(encoding="utf-8") + RAW, encoding="utf-8")
        yield project
    finally:
        project.stop()


@pytest.mark.parametrize(("file", "right", "wrong", "said", "kind"), [ON_TOP, IN_A_LIST], ids=["on top", "in a list"])
def test_a_misspelt_property_is_refused_with_its_path_and_the_nearest_one(  # noqa: PLR0913, PLR0917 - a row of a table
    project: Project, file: str, right: str, wrong: str, said: str, kind: str
) -> None:
    """As the real provider says it; what has it is not made."""
    project.configure(right, wrong, file)
    assert said in project.refused(*UP)
    made = [one for one in everything(project.client) if one.tags.get("environment") == "genomics-spot"]
    assert kind not in {one.kind for one in made}
    project.configure(wrong, right, file)
