"""A program of somebody's own: the component twice, its labels given in code, and a plain resource beside."""

from collections.abc import Iterator

import pytest

from tests.e2e.cloud import everything
from tests.e2e.project import PACK, UP, Project

pytestmark = pytest.mark.engine

CONFIG = """\
config:
  aws:region: us-east-1
  labelwright:workspace:
    name: research
    required: [team]
    labels:
      workspace: { value: research, default: true }
      scratch: not-a-default
  labelwright:teams:
    genomics: { labels: { team: genomics, tier: gold } }
  labelwright:team: genomics
"""

PROGRAM = '''"""Two environments by hand."""

import pulumi
import pulumi_aws as aws

from components import AwsBatchEnvironment
from labelwright import program, transform

transform.register(program.injections(program.read_settings()))

first = AwsBatchEnvironment("first", {"type": "SPOT", "efs": True, "labels": {"environment": "one", "tier": "silver"}})
AwsBatchEnvironment("second", {"type": "FARGATE", "labels": {"environment": "two"}})
aws.sqs.Queue("beside", tags={"owner": "me", "tier": "iron"})
aws.sqs.Queue("below", opts=pulumi.ResourceOptions(parent=first))
'''

STACK = {
    "managed-by": "labelwright",
    "organization": "acme",
    "team": "genomics",
    "tier": "gold",
    "workspace": "research",
}


@pytest.fixture(scope="module")
def shaped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """That program after its first `up`."""
    project = Project(tmp_path_factory.mktemp("shaped"), CONFIG)
    try:
        (project.home / "__main__.py").write_text(PROGRAM, encoding="utf-8")
        project.done(*UP, *PACK)
        yield project
    finally:
        project.stop()


def test_each_environment_carries_its_own_labels_over_the_stacks(shaped: Project) -> None:
    """Both kinds of it, every part, told by boto3; a workspace label that is no default reaches none of them."""
    found = [one for one in everything(shaped.client) if one.kind not in ("queue", "service-linked role")]
    first = [one for one in found if one.tags.get("environment") == "one"]
    second = [one for one in found if one.tags.get("environment") == "two"]
    assert len(first) > len(second) > 5
    assert len(first) + len(second) == len(found)
    assert [one for one in first if one.tags != {**STACK, "environment": "one", "tier": "silver"}] == []
    assert [one for one in second if one.tags != {**STACK, "environment": "two"}] == []


def test_a_plain_resource_beside_takes_the_stacks_labels_and_keeps_its_own(shaped: Project) -> None:
    """The transform fills what is missing, and beats nothing that was written."""
    queues = {
        one.identity.rpartition("/")[2].partition("-")[0]: one.tags
        for one in everything(shaped.client)
        if one.kind == "queue"
    }
    assert queues["beside"] == {**STACK, "owner": "me", "tier": "iron"}
    assert queues["below"] == STACK


def test_a_second_up_of_it_changes_nothing(shaped: Project) -> None:
    """Component and transform agree on every tag."""
    shaped.done(*UP, *PACK, "--expect-no-changes")
