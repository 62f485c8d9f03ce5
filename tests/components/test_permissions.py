"""The ready policy of whoever runs `pulumi up`: the rights to tag of SPEC 5 are in it, and nothing is open."""

import json
from pathlib import Path
from typing import Any

import components

DOCUMENT: dict[str, Any] = json.loads(
    (Path(components.__file__).parent / "permissions" / "aws-batch.json").read_text(encoding="utf-8")
)
TAGGING = {
    "batch:TagResource",
    "ec2:CreateTags",
    "ecs:TagResource",
    "elasticfilesystem:TagResource",
    "fsx:TagResource",
    "iam:TagInstanceProfile",
    "iam:TagRole",
    "logs:TagResource",
}


def actions() -> list[str]:
    """Every action of the document."""
    found: list[str] = []
    for statement in DOCUMENT["Statement"]:
        given = statement["Action"]
        found += [given] if isinstance(given, str) else given
    return found


def test_every_right_to_tag_is_there() -> None:
    """Without one of them the creation that tags is refused as a whole."""
    assert set(actions()) >= TAGGING


def test_no_action_is_a_wildcard_or_stands_twice() -> None:
    """A reader sees what is allowed; each service's `*` would allow more than the stack needs."""
    assert not [action for action in actions() if "*" in action]
    assert len(actions()) == len(set(actions()))


def test_roles_are_passed_and_linked_for_named_services_only() -> None:
    """Passing any role to any service is being administrator."""
    for action, key in (("iam:PassRole", "iam:PassedToService"), ("iam:CreateServiceLinkedRole", "iam:AWSServiceName")):
        (statement,) = [one for one in DOCUMENT["Statement"] if action in one["Action"]]
        assert statement["Condition"]["StringEquals"][key]
