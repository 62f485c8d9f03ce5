"""Bad input on every platform: the same problems from `check`, `preview` and `up`, all at once, and nothing is made."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from labelwright.cli import main
from tests.components.test_aws_batch_engine import a_project
from tests.e2e.cloud import everything
from tests.e2e.project import UP, Project, as_lines

pytestmark = pytest.mark.engine

HEAD = """\
config:
  aws:region: us-east-1
  gcp:project: labelwright-sandbox
  azure-native:location: westeurope
  labelwright:workspace: { name: research, rule: %s }
  labelwright:teams:
    genomics:
      labels: { team: genomics }
  labelwright:team: genomics
  labelwright:environments:
"""
PORTABLE = f"""{HEAD % "portable"}\
    - name: variants
      platform: google-batch
      region: Europe West
      machinetype: n2-standard-4
      instanceTemplate: work
      labels: {{ Team: Genomics }}
    - name: notebook
      platform: google-cloud
      region: europe-west1
      zone: europe-west4-b
      labels: {{ run: "run-${{workflow}}" }}
    - name: assembly
      platform: azure-batch
      location: West Europe
      resourceTags: true
      keyVaultUrl: https://batch.vault.azure.net/
      labels: {{ Team: Genomics }}
    - name: analysis
      platform: azure-cloud
      location: westeurope-1
      vmsize: Standard_D4s_v5
      labels: {{ windows-version: v11 }}
    - name: cluster
      platform: kubernetes
      namespace: kube-system
      storageGigs: 200
      labels: {{ labelwright-environment: mine }}
    - name: workbench
      platform: aws-cloud
      instanceType: large
      labels: {{ aws-owner: me }}
    - name: reports
      platform: aws-batch
      type: FARGATE
      spotBidPercentage: 80
    - name: queue
      platform: slurm
    - name: crowded
      platform: kubernetes
      labels: {{ {", ".join(f"key-{number}: xx" for number in range(23))} }}
"""
# Three labels of every environment are the organization's and the team's.
NATIVE = f"""{HEAD % "native"}\
    - name: variants
      platform: google-batch
      labels: {{ {", ".join(f"key-{number}: x" for number in range(61))} }}
    - name: cohorts
      platform: google-batch
      labels: {{ {", ".join(f"key-{number}: x" for number in range(59))} }}
    - name: panels
      platform: google-batch
      labels: {{ {", ".join(f"key-{number}: x" for number in range(58))} }}
    - name: notebook
      platform: google-cloud
      labels: {{ 2fast: x, TEAM: genomics, "goog-owner": me }}
    - name: assembly
      platform: azure-batch
      allocationMode: UserSubscription
      labels: {{ Team: genomics, "cost/center": x }}
    - name: analysis
      platform: azure-cloud
      labels: {{ {", ".join(f"key-{number}: x" for number in range(48))} }}
    - name: cluster
      platform: kubernetes
      labels: {{ "app.kubernetes.io/name": x, "-x": x }}
"""
FOUND = {
    PORTABLE: [
        ("environments[0].region", "6.3"),
        ("environments[0].machinetype", "6.2"),
        ("environments[0].instanceTemplate", "5.35"),
        ("environments[0].labels", "2.3.2"),
        ("environments[1].zone", "5.37"),
        ("environments[1].labels.run", "4.1"),
        ("environments[2].location", "6.3"),
        ("environments[2].resourceTags", "5.50"),
        ("environments[2].keyVaultUrl", "5.51"),
        ("environments[2].labels", "2.3.2"),
        ("environments[2].labels", "5.57"),
        ("environments[3].location", "6.3"),
        ("environments[3].vmsize", "6.2"),
        ("environments[3].labels.windows-version", "2.9.5"),
        ("environments[4].namespace", "5.61"),
        ("environments[4].storageGigs", "6.2"),
        ("environments[4].labels.labelwright-environment", "5.62"),
        ("environments[5].instanceType", "6.3"),
        ("environments[5].labels.aws-owner", "2.1.7"),
        ("environments[6].spotBidPercentage", "5.5"),
        ("environments[7].platform", "2.7"),
        ("environments[8].labels", "2.1.5"),
    ],
    NATIVE: [
        ("environments[0].labels", "2.8.9"),
        ("environments[1].labels", "2.8.11"),
        ("environments[3].labels.2fast", "2.8.4"),
        ("environments[3].labels.goog-owner", "2.8.5"),
        ("environments[3].labels", "2.3.2"),
        ("environments[4].keyVaultId", "5.51"),
        ("environments[4].labels", "2.3.2"),
        ("environments[4].labels", "5.57"),
        ("environments[4].labels.cost/center", "2.9.4"),
        ("environments[5].labels", "2.9.6"),
        ("environments[6].labels.-x", "2.4.2"),
    ],
}
"""Stack config -> place and rule of each of its mistakes."""
SUGGESTED = {"machinetype": "machineType", "vmsize": "vmSize", "storageGigs": "storageGib"}


@pytest.fixture(scope="module", params=list(FOUND), ids=["portable", "native"])
def stack(request: pytest.FixtureRequest) -> str:
    """Each stack config."""
    return request.param


@pytest.fixture(scope="module")
def mistaken(stack: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project that never stood."""
    project = Project(tmp_path_factory.mktemp("mistaken"), stack)
    try:
        yield project
    finally:
        project.stop()


@pytest.fixture(scope="module")
def problems(mistaken: Project) -> list[Mapping[str, str]]:
    """What `labelwright check` says."""
    return json.loads(mistaken.labelwright("check", "--format", "json", code=1))["problems"]


def test_check_names_each_mistake_of_each_platform_once(stack: str, problems: list[Mapping[str, str]]) -> None:
    """With place, rule, what was got and a remedy; what is on the limit is not named."""
    found = [(one["where"].rpartition(" ")[2], one["rule"].partition(":")[0]) for one in problems]
    assert sorted(found) == sorted((f"labelwright:{where}", rule) for where, rule in FOUND[stack])
    assert all(one["got"] and one["remedy"] for one in problems)
    fields = [one for one in problems if one["rule"].startswith("6.2:")]
    assert all(f"'{SUGGESTED[one['where'].rpartition('.')[2]]}'" in one["remedy"] for one in fields)


@pytest.mark.parametrize("command", [("preview",), UP], ids=["preview", "up"])
def test_the_engine_says_the_same_and_nothing_is_made(
    mistaken: Project, problems: list[Mapping[str, str]], command: tuple[str, ...]
) -> None:
    """Word by word, in no cloud and in no state."""
    said = mistaken.refused(*command)
    for line in as_lines(problems):
        assert said.count(line) == 1, f"{line}\nis not in\n{said}"
    assert f"labelwright found {len(problems)} problems" in said
    assert "Nothing was registered." in said
    assert everything(mistaken.client) == []
    assert mistaken.standing() == []
    assert mistaken.custom_resources() == []
    assert not (mistaken.home / "dist").exists()


def compared(folder: Path, *labels: str) -> dict[str, Any]:
    """`labelwright render --compare` with labels of a run, which some platform refuses, under the native rule."""
    words = [word for label in labels for word in ("--label", label)]
    stack = f"{HEAD % 'native'}    - {{ name: cluster, platform: kubernetes }}\n"
    project = a_project(folder / "project", stack)
    done = CliRunner().invoke(main, ["render", "--compare", "--format", "json", *words, "--project", str(project)])
    assert done.exit_code == 1, done.output
    return json.loads(done.stdout)


def test_one_run_side_by_side_explains_each_rename_refusal_and_collision(tmp_path: Path) -> None:
    """The same keys on all seven: Google renames and refuses, it and Azure see one key in two, the others take both."""
    found = compared(tmp_path, "Team=Genomics", "2fast=x")
    labels = {one["key"]: one["sent"] for one in found["labels"]}
    google, azure = {"google-batch", "google-cloud"}, {"azure-batch", "azure-cloud"}
    others = {"aws-batch", "aws-cloud", "kubernetes"}
    assert labels["Team"].keys() == google | azure | others
    for platform, sent in labels["Team"].items():
        wanted = ("team", "genomics") if platform in google else ("Team", "Genomics")
        assert (sent["key"], sent["value"], bool(sent["notes"])) == (*wanted, platform in google)
    for platform, sent in labels["2fast"].items():
        assert sent["key"] == (None if platform in google else "2fast")
        assert sent["notes"] == (["refused: rule 2.8.4"] if platform in google else [])
    refusing = {
        platform: sorted(one["rule"].partition(":")[0] for one in said) for platform, said in found["problems"].items()
    }
    assert refusing == {name: ["2.3.2", "2.8.4"] if name in google else ["2.3.2"] for name in google | azure}
    assert {one["got"] for said in found["problems"].values() for one in said} == {"'Team' and 'team'", "'2fast'"}
