"""The ready policies of whoever runs `pulumi up`: the rights to tag of SPEC 5 are in them, and nothing is open."""

import json
from pathlib import Path
from typing import Any

import pytest

import components

FOLDER = Path(components.__file__).parent / "permissions"
TAGGING = {
    "aws-batch": {
        "batch:TagResource",
        "ec2:CreateTags",
        "ecs:TagResource",
        "elasticfilesystem:TagResource",
        "fsx:TagResource",
        "iam:TagInstanceProfile",
        "iam:TagRole",
        "logs:TagResource",
    },
    "aws-cloud": {"ec2:CreateTags", "iam:TagInstanceProfile", "iam:TagRole", "logs:TagResource"},
}
PLATFORMS = sorted(TAGGING)


def document(platform: str) -> dict[str, Any]:
    """The policy of a platform."""
    return json.loads((FOLDER / f"{platform}.json").read_text(encoding="utf-8"))


def actions(platform: str) -> list[str]:
    """Every action of its document."""
    found: list[str] = []
    for statement in document(platform)["Statement"]:
        given = statement["Action"]
        found += [given] if isinstance(given, str) else given
    return found


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_right_to_tag_is_there(platform: str) -> None:
    """Without one of them the creation that tags is refused as a whole."""
    assert set(actions(platform)) >= TAGGING[platform]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_action_is_a_wildcard_or_stands_twice(platform: str) -> None:
    """A reader sees what is allowed; each service's `*` would allow more than the stack needs."""
    assert not [action for action in actions(platform) if "*" in action]
    assert len(actions(platform)) == len(set(actions(platform)))


@pytest.mark.parametrize(
    ("platform", "action", "key"),
    [
        ("aws-batch", "iam:PassRole", "iam:PassedToService"),
        ("aws-batch", "iam:CreateServiceLinkedRole", "iam:AWSServiceName"),
        ("aws-cloud", "iam:PassRole", "iam:PassedToService"),
    ],
)
def test_roles_are_passed_and_linked_for_named_services_only(platform: str, action: str, key: str) -> None:
    """Passing any role to any service is being administrator."""
    (statement,) = [one for one in document(platform)["Statement"] if action in one["Action"]]
    assert statement["Condition"]["StringEquals"][key]
