"""The example of SPEC 3: forged with `name=ce1`, launched with `pipeline=pipeline1`."""

import json
from pathlib import Path

import pytest

from tests.e2e.cloud import everything
from tests.e2e.project import UP, Project

pytestmark = pytest.mark.engine

ONE_LABEL = """\
config:
  aws:region: us-east-1
  labelwright:environments:
    - name: example
      platform: aws-batch
      labels: { name: ce1 }
  labelwright:pipelines:
    rnaseq: { environment: example, labels: { pipeline: pipeline1 } }
"""


def test_a_pipelines_label_reaches_the_job_and_nothing_that_was_forged(tmp_path: Path) -> None:
    """Instances keep only `name=ce1`, the run's job carries both; so it goes for all else that was forged."""
    project = Project(tmp_path, ONE_LABEL)
    try:
        project.configure("        organization: acme\n", "", "Pulumi.yaml")
        project.configure("        managed-by: { value: labelwright, locked: true }\n", "", "Pulumi.yaml")
        project.configure("      labels:\n", "", "Pulumi.yaml")
        project.done(*UP)
        forged = everything(project.client)
        body = json.loads(
            project.labelwright("render", "example", "--pipeline-label", "pipeline=pipeline1", "--config", "submit-job")
        )
        assert json.loads(project.labelwright("render", "--pipeline", "rnaseq", "--config", "submit-job")) == body
        both = {"name": "ce1", "pipeline": "pipeline1"}
        assert project.document("stack", "output", "pipelines", "--json") == {
            "rnaseq": {"environment": "example", "labels": both, "dynamic": {}}
        }
        batch = project.client("batch")
        (job,) = batch.describe_jobs(jobs=[batch.submit_job(**body)["jobId"]])["jobs"]
        (definition,) = batch.describe_job_definitions(jobDefinitions=[job["jobDefinition"]])["jobDefinitions"]
        assert job["tags"] == both
        assert definition["tags"] == {"name": "ce1"}
        assert definition["propagateTags"] is True
        assert everything(project.client) == forged
        assert {one.kind: one.tags for one in forged}["instances"] == {"name": "ce1"}
        # The role that AWS makes for the account by itself is none of the environment's.
        others = [one for one in forged if one.kind != "service-linked role"]
        assert [one for one in others if one.tags != {"name": "ce1"}] == []
        project.done("up", "--yes", "--skip-preview", "--expect-no-changes")
    finally:
        project.stop()
