"""Tags that a program puts on a resource past stack config and component: the policy pack stops them."""

from collections.abc import Iterator

import pytest

from tests.e2e.cloud import everything
from tests.e2e.project import PACK, UP, Project

pytestmark = pytest.mark.engine

BESIDE = """

import json

import pulumi_aws as aws

nobody = json.dumps({"Version": "2012-10-17", "Statement": []})
aws.s3.Bucket("drop", tags={"bad--key": "x1"})
aws.sqs.Queue("mail", tags={"run": "run-${workflowId}"})
aws.iam.Role("helper", assume_role_policy=nobody, tags={"aws:owner": "me"})
aws.sqs.Queue("fine", tags={"owner": "me"})
"""
# Resource and type as the summary names them, key, rule.
ILLEGAL = (
    ("drop (aws:s3/bucket:Bucket)", "tags.bad--key", "2.1.4"),
    ("mail (aws:sqs/queue:Queue)", "tags.run", "4.3"),
    ("helper (aws:iam/role:Role)", "tags.aws:owner", "2.1.7"),
)


@pytest.fixture(scope="module")
def illegal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The dev stack with resources of somebody's own beside its environments."""
    project = Project(tmp_path_factory.mktemp("illegal"))
    try:
        program = project.home / "__main__.py"
        program.write_text(program.read_text(encoding="utf-8") + BESIDE, encoding="utf-8")
        yield project
    finally:
        project.stop()


def named(said: str) -> list[str]:
    """The illegal resources whose summary names resource, key and rule."""
    found: list[str] = []
    for resource, key, rule in ILLEGAL:
        summary = said.partition(f"{resource}: ")[2].splitlines()
        found += [resource for line in summary if f"- {key}" in line and f"rule {rule}" in line][:1]
    return found


def made(illegal: Project) -> list[str]:
    """Which of the illegal resources stand in the cloud."""
    roles = [role["RoleName"] for role in illegal.client("iam").list_roles()["Roles"]]
    names = [one.identity.rpartition("/")[2] for one in everything(illegal.client)]
    return [name for name in {*roles, *names} if name.startswith(("drop-", "mail-", "helper-"))]


@pytest.mark.parametrize("command", [("preview",), ("up", "--yes")], ids=["preview", "up"])
def test_illegal_tags_of_a_program_are_stopped(illegal: Project, command: tuple[str, ...]) -> None:
    """All of them at once, each with resource, key and rule; nothing at all is made, and what is legal is not named."""
    said = illegal.refused(*command, *PACK)
    assert "[mandatory]  labels" in said
    assert named(said) == [resource for resource, _, _ in ILLEGAL], said
    assert "fine (" not in said
    assert everything(illegal.client) == []


def test_an_up_without_a_preview_makes_nothing_that_is_illegal(illegal: Project) -> None:
    """The engine ends at the first one that it meets, and names it."""
    said = illegal.refused(*UP, *PACK)
    assert "[mandatory]  labels" in said
    assert named(said), said
    assert made(illegal) == []
