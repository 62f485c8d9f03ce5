"""The stack of the repository with all seven platforms, after one `pulumi up`: what stands where, told by the clouds.

SPEC 5 row by row. Google, Azure and Kubernetes are read from what the sandbox keeps of them; AWS has `test_dev_stack`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from labelwright.propagation import Config, Resource, Switch, rows_of
from labelwright.vocabulary import Phase, Platform
from tests.components.test_propagation import places
from tests.e2e.project import EVERY_PLATFORM, PACK, UP, Project

pytestmark = pytest.mark.engine

STACK = {
    "cost-center": "cc-1234",
    "data-class": "internal",
    "managed-by": "labelwright",
    "organization": "acme",
    "team": "genomics",
    "workspace": "research",
}
ENVIRONMENTS = {
    "genomics": (Platform.AWS_BATCH, "genomics-spot"),
    "reports": (Platform.AWS_BATCH, "reports-fargate"),
    "workbench": (Platform.AWS_CLOUD, "workbench"),
    "variants": (Platform.GOOGLE_BATCH, "variants-spot"),
    "notebook": (Platform.GOOGLE_CLOUD, "notebook"),
    "assembly": (Platform.AZURE_BATCH, "assembly"),
    "analysis": (Platform.AZURE_CLOUD, "analysis"),
    "cluster": (Platform.KUBERNETES, "cluster"),
}
"""Name -> its platform, and the value of its label `environment`."""
ON_AWS = {Platform.AWS_BATCH, Platform.AWS_CLOUD}
ELSEWHERE = [name for name, (platform, _) in ENVIRONMENTS.items() if platform not in ON_AWS]
PACKAGES = {"aws", "azure-native", "gcp", "kubernetes"}

OWN = {"goog-pulumi-provisioned": "true"}
"""What pulumi-gcp itself puts on everything."""
SELECTOR = "labelwright-"
"""How the labels begin by which a Deployment finds its pods."""
NOT_BUILT = {Resource("azure-native:batch:Pool", "pool", "resourceTags")}
"""The pool's machines are Azure's own, and so take no tags."""
WITHOUT_RUN = {"reports"}
"""Environments that have no dynamic label."""
RUN = {"pipeline": "rnaseq", "run": "run-4Bi5xBK6E2Nbhj"}
GIVEN = ("--pipeline-label", "pipeline=rnaseq", "--var", "workflowId=4Bi5xBK6E2Nbhj")


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The dev stack after `pulumi up` as `make up` gives it."""
    project = Project(tmp_path_factory.mktemp("platforms"), EVERY_PLATFORM)
    try:
        project.done(*UP, *PACK)
        yield project
    finally:
        project.stop()


def forged_with(name: str) -> dict[str, str]:
    """The labels of scopes 1 to 4."""
    return {**STACK, "environment": ENVIRONMENTS[name][1]}


def run_with(name: str) -> dict[str, str]:
    """The labels of a run, as the platform takes them: Google has lower case only."""
    own = {key: value for key, value in RUN.items() if key != "run" or name not in WITHOUT_RUN}
    labels = {**forged_with(name), **own}
    is_google = ENVIRONMENTS[name][0] in (Platform.GOOGLE_BATCH, Platform.GOOGLE_CLOUD)
    return {key: value.lower() for key, value in labels.items()} if is_google else labels


def as_kept(where: Resource) -> tuple[str, str]:
    """How the stores name a place of the table: Kubernetes by its API version, Google's labels by what is in force."""
    path = "effectiveLabels" if where.path == "labels" else where.path
    return where.type.replace("kubernetes:core/", "kubernetes:"), path


def labelled(dev: Project, name: str) -> dict[tuple[str, str], Mapping[str, str]]:
    """Every place of an environment with labels of the stack, as the store has it, and what the cloud adds left out."""
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for one in dev.standing():
        labels = {key: value for key, value in one["labels"].items() if not key.startswith(SELECTOR)}
        if belongs_to(one["id"], name) and STACK.items() & labels.items():
            place = (one["type"], one["place"])
            assert place not in found, place
            found[place] = {key: value for key, value in labels.items() if (key, value) not in OWN.items()}
    return found


def belongs_to(identity: str, name: str) -> bool:
    """Whether something is an environment's: its name begins some part of its id."""
    return any(part == name or part.startswith(f"{name}-") for part in identity.split("/"))


def test_every_taggable_resource_is_covered(dev: Project) -> None:
    """`labelwright coverage`: nothing partly, in no package."""
    report = json.loads(dev.labelwright("coverage", "--format", "json"))
    assert report["totals"]["partly"] == 0
    assert [one for one in report["resources"] if one["status"] == "covered" and one["reason"]] == []
    covered = {one["type"].partition(":")[0] for one in report["resources"] if one["status"] == "covered"}
    assert covered == PACKAGES


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_forged_carries_the_labels_of_four_scopes_where_the_table_says(dev: Project, name: str) -> None:
    """SPEC 5, forge time: each row, nothing besides, and the same labels in every place."""
    rows = [row.where for row in rows_of(ENVIRONMENTS[name][0], Phase.FORGE)]
    wanted = {as_kept(where) for where in rows if isinstance(where, Resource) and where not in NOT_BUILT}
    assert labelled(dev, name) == dict.fromkeys(wanted, forged_with(name))


def test_everything_that_is_labelled_is_an_environments(dev: Project) -> None:
    """No place with our labels is left over when every environment has its own."""
    places_of_all = [one for one in dev.standing() if STACK.items() & one["labels"].items()]
    assert len(places_of_all) == sum(len(labelled(dev, name)) for name in ELSEWHERE)


def test_no_placeholder_is_anywhere(dev: Project) -> None:
    """Seven environments have the label `run-${workflowId}`: no store, no state and no emitted file has heard of it.

    But for what the stack hands to launchers: templates of its pipelines.
    """
    assert EVERY_PLATFORM.count("run: run-${workflowId}") == 7
    folders = [dev.state_directory / cloud for cloud in ("azure-native", "gcp", "kubernetes")]
    files = [path for folder in (*folders, dev.home / "dist") for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 50
    texts = {str(path): path.read_text(encoding="utf-8") for path in files}
    state = dev.document("stack", "export", "--show-secrets")
    (stack,) = (one for one in state["deployment"]["resources"] if one["type"] == "pulumi:pulumi:Stack")
    assert stack["outputs"].pop("pipelines")["rnaseq"]["dynamic"] == {"run": "run-${workflowId}"}
    texts["state"] = json.dumps(state)
    assert [name for name, text in texts.items() if "workflowId" in text or "${" in text] == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_run_reaches_submission_and_execution_where_the_table_says(dev: Project, name: str) -> None:
    """SPEC 5: all labels of the run in each row's place; a definition, which outlives runs, has those of forge time."""
    platform, _ = ENVIRONMENTS[name]
    rows = [row.where for row in rows_of(platform, Phase.SUBMISSION, Phase.EXECUTION)]
    reached: set[Config] = set()
    for config, body in rendered(dev, name):
        wanted = forged_with(name) if config == "register-job-definition" else run_with(name)
        for path, labels in places(body):
            reached.add(Config(config, path))
            assert labels == wanted, (config, path)
        switches = [where for where in rows if isinstance(where, Switch) and where.name == config]
        assert {one: body[one.path] for one in switches} == {one: one.value for one in switches}
    assert reached == {where for where in rows if isinstance(where, Config)}


def rendered(dev: Project, name: str) -> Iterator[tuple[str, Any]]:
    """The configs of all jobs of an environment for one run, each with its name."""
    jobs = sorted(path.name for path in (dev.home / "dist" / "dev" / name).iterdir() if path.is_dir())
    assert jobs
    for job in jobs:
        yield from json.loads(dev.labelwright("render", name, "--job", job, *GIVEN)).items()


def test_a_run_changes_nothing_that_was_forged(dev: Project) -> None:
    """Rendering writes nothing, and what stands has not heard of the pipeline."""
    before = dev.standing()
    for name in ELSEWHERE:
        list(rendered(dev, name))
    assert dev.standing() == before
    assert [one for one in before if {"pipeline", "run"} & one["labels"].keys()] == []


def test_a_second_up_changes_nothing(dev: Project) -> None:
    """Against what the clouds hold, too: what they answer is what was asked for."""
    before = dev.standing()
    dev.done(*UP, *PACK, "--refresh", "--expect-no-changes")
    assert dev.standing() == before
