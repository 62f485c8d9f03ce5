"""Mistakes in the arguments of Google's environments, as a person finds them in stack config: line, rule, remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from labelwright import rules
from labelwright.settings import from_files

Project = Callable[..., Path]


def stack(fields: str, platform: str = "google-batch", name: str = "demo") -> str:
    """A stack with one environment."""
    return f"config:\n  labelwright:environments:\n    - {{name: {name}, platform: {platform}, {fields}}}\n"


ONE_MISTAKE = [
    (stack("machineTypes: [n2-standard-4]"), rules.FIELD, "'machineType'"),
    (stack("region: europe"), rules.FIELD_VALUE, "'europe-west1'"),
    (stack("workBucket: 'gs://work'"), rules.FIELD_VALUE, "'genomics-work'"),
    (stack("provisioningModel: SPOTT"), rules.FIELD_VALUE, "'SPOT'"),
    (stack("networkTags: [Allow]"), rules.FIELD_VALUE, "'allow-nfs'"),
    (stack("bootDiskGib: 29"), rules.FIELD_VALUE, "30"),
    (stack("subnetwork: work"), rules.GOOGLE_SUBNETWORK, "network"),
    (stack("network: default, subnetworkCidr: 10.0.0.0/20"), rules.GOOGLE_MADE_NETWORK, "one of them"),
    (stack("subnetworkCidr: 10.0.0.1/20"), rules.GOOGLE_CIDR, "10.0.0.0/20"),
    (stack("instanceTemplate: work"), rules.GOOGLE_TEMPLATE_ACCOUNT, "serviceAccount"),
    (stack("createInstanceTemplate: true"), rules.GOOGLE_TEMPLATE_MACHINE, "machineType"),
    (stack("headVcpus: 0.0005"), rules.GOOGLE_VCPUS, "0.5"),
    (stack("region: europe-west1", name="my-google"), rules.GOOGLE_NAME, "genomics"),
    (
        stack("region: europe-west1, instanceTemplate: work, serviceAccount: ~"),
        rules.GOOGLE_TEMPLATE_ACCOUNT,
        "serviceA",
    ),
    (stack("region: europe-west1, zone: us-east1-b", "google-cloud"), rules.GOOGLE_ZONE, "europe-west1-b"),
    (stack("image: debian-12", "google-cloud"), rules.FIELD_VALUE, "family/debian-12"),
]


@pytest.mark.parametrize(("text", "rule", "hint"), ONE_MISTAKE)
def test_one_mistake_is_one_problem(project: Project, text: str, rule: rules.Rule, hint: str) -> None:
    """Exactly that rule, its line in the file, and a remedy that would work."""
    (found,) = from_files(project(text), "dev").problems
    assert found.rule == str(rule)
    assert found.where.startswith("Pulumi.dev.yaml:3")
    assert hint in found.remedy


def test_all_mistakes_are_told_at_once(project: Project) -> None:
    """Of name, of form and of what does not go together."""
    text = stack("region: europe, subnetwork: work, createInstanceTemplate: true", name="google")
    found = from_files(project(text), "dev").problems
    assert {one.rule for one in found} == {
        str(rule)
        for rule in (rules.GOOGLE_NAME, rules.FIELD_VALUE, rules.GOOGLE_SUBNETWORK, rules.GOOGLE_TEMPLATE_MACHINE)
    }
