"""IAM policies: known to AWS, within its limits, with the rights to tag of SPEC 5, and nothing open."""

import json
from typing import Any, cast

import botocore.loaders  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own
import pytest

from labelwright.permissions import PERMISSIONS_OF
from labelwright.vocabulary import Phase

FORGE, SUBMISSION = Phase.FORGE, Phase.SUBMISSION
CASES = [(platform, phase) for platform in ("aws-batch", "aws-cloud") for phase in (FORGE, SUBMISSION)]
TAGGING = {
    ("aws-batch", FORGE): {
        "batch:TagResource",
        "ec2:CreateTags",
        "ecs:TagResource",
        "elasticfilesystem:TagResource",
        "fsx:TagResource",
        "iam:TagInstanceProfile",
        "iam:TagRole",
        "logs:TagResource",
    },
    ("aws-batch", SUBMISSION): {"batch:TagResource"},
    ("aws-cloud", FORGE): {"ec2:CreateTags", "iam:TagInstanceProfile", "iam:TagRole", "logs:TagResource"},
    ("aws-cloud", SUBMISSION): {"ec2:CreateTags"},
}
NO_CALL = {"iam:PassRole"}
"""Actions that no call has as its name: they are asked for beside another."""
MODELS = {"elasticfilesystem": "efs"}
"""Services that IAM knows by another name than botocore."""
POLICY_LIMIT = 6144
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, white space not counted."""


def statements(platform: str, phase: Phase) -> list[dict[str, Any]]:
    """The statements of a policy, as AWS would read them."""
    return json.loads(json.dumps(PERMISSIONS_OF[platform][phase].body))["Statement"]


def actions(platform: str, phase: Phase) -> list[str]:
    """Every action of it."""
    return [action for statement in statements(platform, phase) for action in statement["Action"]]


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_every_right_to_tag_is_there(platform: str, phase: Phase) -> None:
    """Without one of them the creation that tags is refused as a whole."""
    assert set(actions(platform, phase)) >= TAGGING[platform, phase]


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_no_action_stands_twice(platform: str, phase: Phase) -> None:
    """A condition on one statement would be void beside the same action in another."""
    assert len(actions(platform, phase)) == len(set(actions(platform, phase)))


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_every_action_is_a_call_that_aws_has(platform: str, phase: Phase) -> None:
    """Judged by botocore's models: IAM takes a misspelt action without a word, and it then allows nothing."""
    called = [action.split(":") for action in actions(platform, phase) if action not in NO_CALL]
    models = {service: calls_of(MODELS.get(service, service)) for service, _ in called}
    assert [(service, name) for service, name in called if name not in models[service]] == []


def calls_of(service: str) -> set[str]:
    """The names of a service's calls."""
    return set(cast("Any", botocore.loaders).Loader().load_service_model(service, "service-2")["operations"])


@pytest.mark.parametrize(
    ("platform", "phase", "action", "key"),
    [
        ("aws-batch", FORGE, "iam:PassRole", "iam:PassedToService"),
        ("aws-batch", FORGE, "iam:CreateServiceLinkedRole", "iam:AWSServiceName"),
        ("aws-batch", SUBMISSION, "iam:PassRole", "iam:PassedToService"),
        ("aws-cloud", FORGE, "iam:PassRole", "iam:PassedToService"),
        ("aws-cloud", SUBMISSION, "iam:PassRole", "iam:PassedToService"),
        ("aws-cloud", SUBMISSION, "ec2:CreateTags", "ec2:CreateAction"),
    ],
)
def test_what_would_open_the_account_stands_under_a_condition(
    platform: str, phase: Phase, action: str, key: str
) -> None:
    """Passing any role to any service is being administrator; tagging anything is rewriting the bill."""
    (statement,) = [one for one in statements(platform, phase) if action in one["Action"]]
    assert statement["Condition"]["StringEquals"][key]


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_a_policy_is_within_the_limits_of_iam(platform: str, phase: Phase) -> None:
    """Its size, and statement names of letters and digits that stand once."""
    assert len(json.dumps(PERMISSIONS_OF[platform][phase].body, separators=(",", ":"))) <= POLICY_LIMIT
    names = [statement["Sid"] for statement in statements(platform, phase)]
    assert len(names) == len(set(names))
    assert all(name.isascii() and name.isalnum() for name in names)
