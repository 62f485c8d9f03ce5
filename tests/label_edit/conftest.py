"""A project with labels in every scope, and a state of its stack: what all tests of `labelwright labels` share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main

PROJECT = """\
name: lab
runtime: python
config:
  labelwright:organization:
    value:
      name: acme
      labels:
        org: acme  # who pays in the end
"""
STACK = """\
config:
  labelwright:workspace:
    required: [team]
    labels:
      # Where the data may be seen.
      data-class: {value: internal, default: true}
      shelf: unused
      keep: {value: always, locked: true}
  labelwright:team: genomics
  labelwright:teams:
    genomics:
      labels:
        team: genomics
    imaging:
      labels:
        team: imaging
  labelwright:environments:
    - name: spot
      platform: aws-batch
      labels:
        tier: gold
        run: run-${workflowId}
    - name: bench
      platform: aws-cloud
    - name: pool
      platform: azure-batch
  labelwright:pipelines:
    rnaseq:
      labels:
        kind: rnaseq
"""
QUEUE, BUCKET = "aws:sqs/queue:Queue", "aws:s3/bucket:Bucket"
EVERYWHERE = {"org": "acme", "data-class": "internal", "keep": "always", "team": "genomics"}

Called = Callable[..., Result]


def resource(kind: str, name: str, parent: str | None = None, **inputs: Any) -> dict[str, Any]:
    """A resource as state has it."""
    custom = not kind.startswith("labelwright:")
    urn = f"urn:pulumi:dev::lab::{kind}::{name}"
    return {"urn": urn, "type": kind, "custom": custom, "parent": parent, "inputs": inputs}


def environment(name: str, platform: str = "AwsBatch", **labels: str) -> dict[str, Any]:
    """The component that an environment is, with the labels that it was forged with."""
    outputs = {"forged_labels": labels} if labels else {}
    return {**resource(f"labelwright:index:{platform}Environment", name), "outputs": outputs}


SPOT = environment("spot", tier="gold", **EVERYWHERE)
RESOURCES = [
    SPOT,
    resource(QUEUE, "jobs", SPOT["urn"], tags={**EVERYWHERE, "tier": "gold"}),
    resource(QUEUE, "plain", tags=EVERYWHERE),
    resource(QUEUE, "own", tags={**EVERYWHERE, "team": "sales"}),
    resource("gcp:storage/bucket:Bucket", "cold", labels=EVERYWHERE),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The project on disk."""
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    return tmp_path


def exported(folder: Path, resources: list[dict[str, Any]], name: str = "state.json") -> str:
    """The path of an exported state."""
    path = folder / name
    path.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}))
    return str(path)


@pytest.fixture
def labels(root: Path) -> Called:
    """`labelwright labels ...` on the project, with its state unless another is given."""

    def call(*arguments: str, state: list[dict[str, Any]] | None = RESOURCES) -> Result:
        given = [] if state is None or arguments[0] == "docs" else ["--file", exported(root, state)]
        return CliRunner().invoke(main, ["labels", *arguments, *given, "--project", str(root), "--stack", "dev"])

    return call


def document(result: Result) -> dict[str, Any]:
    """What a command printed as JSON."""
    assert not isinstance(result.exception, AssertionError | TypeError | KeyError | AttributeError), result.exception
    return json.loads(result.stdout)
