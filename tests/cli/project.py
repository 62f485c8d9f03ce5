"""A project on which commands are called, and calling them: what the tests of this folder share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from labelwright.cli import main

Project = Callable[..., Path]

STACK = """
config:
  labelwright:workspace:
    labels:
      env: {value: dev, default: true}
      cost: {value: cc-1, locked: true}
      run: {value: "run-${workflowId}", default: true}
  labelwright:team: genomics
  labelwright:teams: {genomics: {labels: {team: genomics, tier: gold}}}
  labelwright:environments:
    - {name: spot, platform: aws-batch, type: SPOT, labels: {name: ce1, tier: null, env: test}}
    - {name: bench, platform: aws-cloud, labels: {name: ce2}}
"""

ROLE = "urn:pulumi:dev::labelwright::labelwright:index:AwsBatchEnvironment$aws:iam/role:Role::spot-role"
STATE: dict[str, Any] = {
    "deployment": {
        "resources": [
            {"urn": "urn:pulumi:dev::labelwright::labelwright:index:AwsBatchEnvironment::spot", "custom": False,
             "type": "labelwright:index:AwsBatchEnvironment"},
            {"urn": ROLE, "custom": True, "type": "aws:iam/role:Role",
             "parent": "urn:pulumi:dev::labelwright::labelwright:index:AwsBatchEnvironment::spot",
             "inputs": {"tags": {"cost": "cc-1", "env": "own", "name": "ce1", "shelf": "b7"}}},
            {"urn": ROLE.replace("role:Role", "rolePolicy:RolePolicy"), "custom": True, "inputs": {},
             "type": "aws:iam/rolePolicy:RolePolicy"},
        ]
    }
}  # fmt: skip


def call(root: Path, *arguments: str, typed: str | None = None) -> Result:
    """Run `labelwright` on the project at `root`; `typed` is its standard input."""
    return CliRunner().invoke(main, [*arguments, "--project", str(root)], input=typed)


def document(result: Result) -> dict[str, Any]:
    """What a command printed as JSON."""
    return json.loads(result.stdout)
