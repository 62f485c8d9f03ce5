"""The transform through the real engine: what the program said, what the cloud has, what the state keeps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labelwright.coverage import coverage, parse_resources
from labelwright.placement import Injection, Injections
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
from tests.placement.engine import Engine

pytestmark = pytest.mark.engine
STACK = {"owner": "org", "team": "genomics"}
ENVIRONMENT = {"environment": "ce1", "team": "genomics"}


class Run:
    """A preview, an update and a second one of the same program, taken once for all tests."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.preview = _by_name(step["newState"] for step in engine.document("preview", "--json")["steps"])
        self.first = engine.run("up", "--yes", "--skip-preview")
        assert self.first.returncode == 0, self.first.stdout + self.first.stderr
        self.second = engine.run("up", "--yes", "--skip-preview", "--expect-no-changes")
        self.exported = engine.run("stack", "export").stdout
        self.state = _by_name(engine.document("stack", "export")["deployment"]["resources"])

    def queue(self, name: str) -> dict[str, str]:
        """The tags of a queue, as the cloud has them."""
        client = self.engine.client("sqs")
        return client.list_queue_tags(QueueUrl=self.state[name]["outputs"]["url"])["Tags"]


def _by_name(resources: Any) -> dict[str, dict[str, Any]]:
    """Resources by the name that the program gave them."""
    return {one["urn"].rpartition("::")[2]: one for one in resources}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The program's run in a sandbox of its own."""
    engine = Engine(tmp_path_factory.mktemp("transform"), Path(__file__).parent / "stack")
    try:
        yield Run(engine)
    finally:
        engine.stop()


def test_a_resource_without_labels_gets_the_stacks(run: Run) -> None:
    """The plainest case, read back from the cloud."""
    assert run.queue("plain") == STACK


def test_a_resource_below_an_environment_gets_the_environments(run: Run) -> None:
    """Two components deep, and without the key that the environment removed."""
    assert run.queue("ce1-queue") == ENVIRONMENT


def test_explicit_values_win_unless_their_key_is_locked(run: Run) -> None:
    """A role's `Team` is its `team`; `owner` is locked."""
    role = run.engine.client("iam").get_role(RoleName=run.state["role"]["outputs"]["name"])["Role"]
    assert {tag["Key"]: tag["Value"] for tag in role["Tags"]} == {"Team": "mine", "owner": "org"}


def test_outputs_inside_a_map_reach_the_cloud_beside_the_labels(run: Run) -> None:
    """Each key keeps its own value."""
    arn = run.state["role"]["outputs"]["arn"]
    assert run.queue("inside") == {"made-by": arn, "team": "explicit", "hush": "hushhush", "owner": "org"}


def test_a_map_that_is_one_output_is_merged_with(run: Run) -> None:
    """What was unknown in the preview has its labels in the cloud."""
    assert run.queue("whole") == {"made-by": run.state["role"]["outputs"]["arn"], **STACK}


def test_a_map_that_is_one_secret_is_merged_with(run: Run) -> None:
    """And its labels stand inside of it."""
    assert run.queue("secret") == {"hush": "hushhush", **STACK}


def test_secrets_stay_secret_in_the_state(run: Run) -> None:
    """One value, and a whole map: encrypted, with the signature, and nowhere in plain text."""
    assert "hushhush" not in run.exported
    assert run.state["inside"]["inputs"]["tags"]["hush"][SIGNATURE] == SECRET_SIGNATURE
    assert set(run.state["secret"]["inputs"]["tags"]) == {SIGNATURE, "ciphertext"}


def test_an_unknown_value_hides_nothing_else_in_a_preview(run: Run) -> None:
    """The labels are shown, only the Output is not known."""
    tags = run.preview["inside"]["inputs"]["tags"]
    assert tags == {"made-by": UNKNOWN_TEXT, "team": "explicit", "hush": "[secret]", "owner": "org"}


def test_property_dependencies_are_kept(run: Run) -> None:
    """The engine still knows which property came from the role: deletions depend on it."""
    role = run.state["role"]["urn"]
    assert run.state["inside"]["propertyDependencies"]["tags"] == [role]
    assert run.state["whole"]["propertyDependencies"]["tags"] == [role]
    assert run.state["template"]["propertyDependencies"]["tagSpecifications"] == [role]


def test_nested_places_are_labelled_in_the_cloud(run: Run) -> None:
    """The launch template's own tags and its volumes', and no other kind of resource."""
    template = run.state["template"]["id"]
    client = run.engine.client("ec2")
    (described,) = client.describe_launch_templates(LaunchTemplateIds=[template])["LaunchTemplates"]
    assert {tag["Key"]: tag["Value"] for tag in described["Tags"]} == STACK
    (version,) = client.describe_launch_template_versions(LaunchTemplateId=template)["LaunchTemplateVersions"]
    kinds = {
        one["ResourceType"]: {tag["Key"]: tag["Value"] for tag in one["Tags"]}
        for one in version["LaunchTemplateData"]["TagSpecifications"]
    }
    kinds.pop("launch-template", None)  # moto keeps the template's own tags here as well
    assert kinds == {"volume": {"made-by": run.state["role"]["outputs"]["arn"], **STACK}}


def test_ignore_changes_keeps_labels_away(run: Run) -> None:
    """The program's way of saying no."""
    assert run.state["ignoring"]["inputs"].get("tags") is None


def test_default_tags_of_a_provider_are_not_written_twice(run: Run) -> None:
    """The provider is known by its URN, what it writes is left to it, and the program's author is told."""
    assert run.state["defaulted"]["inputs"]["tags"] == {"owner": "org"}
    assert run.queue("defaulted") == STACK
    assert "provider 'tagging': team of aws:defaultTags are also labels" in run.first.stdout + run.first.stderr


def test_a_second_update_changes_nothing(run: Run) -> None:
    """No permanent difference, for any shape of value."""
    assert run.second.returncode == 0, run.second.stdout + run.second.stderr


def test_coverage_reads_the_real_documents(run: Run) -> None:
    """State and preview as the engine writes them: everything covered but what said no, or is secret."""
    expected = Injections(Injection(STACK), {"ce1": Injection(ENVIRONMENT)})
    exported, planned = run.engine.document("stack", "export"), run.engine.document("preview", "--json", "--show-sames")
    for document in (exported, planned):
        report = coverage(parse_resources(document), expected)
        assert {one.urn.rpartition("::")[2]: str(one.status) for one in report.resources if "aws:" in one.type} == {
            "ce1-queue": "covered",
            "defaulted": "covered",
            "ignoring": "partly",
            "inside": "covered",
            "plain": "covered",
            "role": "covered",
            "secret": "skipped",
            "template": "covered",
            "whole": "covered",
        }


def test_children_of_a_packaged_component_are_labelled(tmp_path: Path) -> None:
    """Only an engine-side transform reaches them: nested places included, explicit labels kept."""
    engine = Engine(tmp_path, Path(__file__).parent / "packaged")
    try:
        resources = parse_resources(engine.document("preview", "--json"))
    finally:
        engine.stop()
    labels = {"environment": "ce1", "team": "mine"}
    expected = Injections(Injection(STACK), {"ce1": Injection(labels)})
    children = [one for one in coverage(resources, expected).resources if one.labels]
    assert len(children) > 5
    assert {str(one.status) for one in children} == {"covered"}
    for child in children:
        assert all(standing == labels for standing in child.labels.values()), child
    assert any("computeResources.tags" in child.labels for child in children)
