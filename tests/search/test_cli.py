"""`labelwright search`: runs and resources that fit, its JSON contract, and what it says where nothing can be found."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from labelwright.runs.run import Run, RunLabel
from labelwright.runs.store import open_store, store_url
from labelwright.vocabulary import Platform, Status
from tests.cli.test_cli import call
from tests.search.queries import NOW

STACK = """
config:
  labelwright:environments:
    - {name: genomics, platform: aws-batch}
"""
PARENT = "urn:pulumi:dev::lab::labelwright:index:AwsBatchEnvironment::genomics"
PROVIDER = "urn:pulumi:dev::lab::pulumi:providers:aws::default"
QUEUE = "aws:sqs/queue:Queue"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "s3cr3t"}


def run(number: int, status: Status, **labels: str) -> Run:
    """A run, `number` days before now."""
    return Run(
        *("lab", "dev", f"run-{number}", "genomics", Platform.AWS_BATCH, NOW - timedelta(days=number)),
        name=f"rnaseq-{number}",
        status=status,
        labels=tuple(RunLabel(key, value) for key, value in labels.items()),
    )


@pytest.fixture
def root(project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a store of three runs, and an exported state beside it."""
    monkeypatch.delenv("LABELWRIGHT_RUNS", raising=False)
    made = project(STACK)
    resources: list[dict[str, object]] = [
        {"urn": PARENT, "type": "labelwright:index:AwsBatchEnvironment", "inputs": {}},
        {"urn": PROVIDER, "type": "pulumi:providers:aws", "custom": True,
         "inputs": {"defaultTags": {"tags": {"owner": "ann"}}}},
        _resource("work", {"team": "genomics", "env": "prod"}, parent=PARENT, provider=f"{PROVIDER}::id"),
        _resource("spare", {"team": "sales", "key": SECRET}),
        {**_resource("theirs", {"team": "genomics"}), "external": True},
        {"urn": "urn:pulumi:dev::lab::aws:iam/rolePolicy:RolePolicy::p", "type": "aws:iam/rolePolicy:RolePolicy",
         "custom": True, "inputs": {}},
    ]  # fmt: skip
    (made / "state.json").write_text(json.dumps({"deployment": {"resources": resources}}))
    return made


def _resource(name: str, tags: dict[str, object], **more: object) -> dict[str, object]:
    """A queue as state has it."""
    return {
        "urn": f"urn:pulumi:dev::lab::{QUEUE}::{name}",
        "type": QUEUE,
        "custom": True,
        "inputs": {"tags": tags},
        **more,
    }


@pytest.fixture
def recorded(root: Path) -> Path:
    """The same with runs in its store."""
    runs = [
        run(1, Status.FAILED, team="genomics", env="prod"),
        run(2, Status.SUCCEEDED, team="genomics", test="yes"),
        run(3, Status.FAILED, team="sales"),
    ]
    open_store(store_url(root)).record(runs)
    return root


def search(root: Path, *words: str) -> Result:
    """The command, with the exported state."""
    return call(root, "search", "--file", str(root / "state.json"), *words)


def found(root: Path, *words: str) -> tuple[list[str] | None, list[str] | None]:
    """Ids of the runs and names of the resources; None where nothing was searched."""
    result = search(root, "--format", "json", *words)
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stdout)
    runs, resources = report["runs"], report["resources"]
    return (
        None if runs is None else [one["id"] for one in runs],
        None if resources is None else [one["urn"].rpartition("::")[2] for one in resources],
    )


def test_runs_and_resources_are_found_by_one_search(recorded: Path) -> None:
    """The newest run first. A negated term is no option of the command, wherever it stands."""
    assert found(recorded, "label:team=genomics") == (["run-1", "run-2"], ["work"])
    assert found(recorded, "-label:test", "label:team=genomics") == (["run-1"], ["work"])
    assert found(recorded, "label:team=genomics -label:test") == (["run-1"], ["work"])
    assert found(recorded, "label:team", "environment:genomics") == (["run-1", "run-2", "run-3"], ["work"])
    assert found(recorded) == (["run-1", "run-2", "run-3"], ["work", "spare"])


def test_labels_of_the_provider_count_and_secrets_stay_hidden(recorded: Path) -> None:
    """Default tags stand on what the provider makes. A secret is found by its key, and its value is not told."""
    assert found(recorded, "--in", "resources", "label:owner=ann") == (None, ["work"])
    assert found(recorded, "--in", "resources", "label:key") == (None, ["spare"])
    result = search(recorded, "--in", "resources", "label:key")
    assert "key=[secret]" in result.stdout
    assert "s3cr3t" not in result.output
    assert found(recorded, "--in", "resources", "label:key=s3cr3t") == (None, [])


def test_only_what_can_be_asked_is_searched(recorded: Path) -> None:
    """A status is of runs, a type of resources; both at once is wrong use, and said so by rule 7.5.12."""
    assert found(recorded, "status:failed") == (["run-1", "run-3"], None)
    assert found(recorded, "type:aws:sqs/*", "label:team=sales") == (None, ["spare"])
    for words in (("type:a", "status:failed"), ("--in", "resources", "status:failed"), ("--in", "runs", "type:a")):
        result = search(recorded, *words)
        assert result.exit_code == 2
        assert "7.5.12" in result.stderr


def test_the_report_is_a_contract(recorded: Path) -> None:
    """Its JSON form, whole."""
    report = json.loads(search(recorded, "--format", "json", "--limit", "1", "label:team=gen*").stdout)
    assert report == {
        "query": "label:team=gen*",
        "runs": [
            {
                "project": "lab",
                "stack": "dev",
                "id": "run-1",
                "environment": "genomics",
                "platform": "aws-batch",
                "pipeline": "",
                "name": "rnaseq-1",
                "user": "",
                "status": "failed",
                "launched": "2026-11-20T12:00:00Z",
                "labels": {"env": "prod", "team": "genomics"},
                "matched": {"team": "genomics"},
            }
        ],
        "more": True,
        "resources": [
            {
                "urn": f"urn:pulumi:dev::lab::{QUEUE}::work",
                "type": QUEUE,
                "environment": "genomics",
                "platform": "aws-batch",
                "labels": {"tags": {"env": "prod", "owner": "ann", "team": "genomics"}},
                "matched": {"team": "genomics"},
            }
        ],
    }


def test_people_get_tables(recorded: Path) -> None:
    """With what matched, how many there are, and whether there are more."""
    lines = search(recorded, "--limit", "1", "label:team=genomics").stdout.splitlines()
    assert "failed" in lines[2]
    assert lines[2].endswith("team=genomics")
    assert "1 run (the newest, of more: --limit shows them)" in lines
    assert lines[-1] == "1 resource"


def test_a_url_of_kestra_is_a_search(recorded: Path) -> None:
    """And a search is printed as one."""
    url = "http://localhost:8080/ui/main/executions?filters[labels][EQUALS][team]=genomics&filters[state][IN]=FAILED"
    assert found(recorded, url) == (["run-1"], None)
    assert search(recorded, "--kestra-url", "label:team=genomics").stdout == "filters[labels][EQUALS][team]=genomics\n"
    assert json.loads(search(recorded, "--kestra-url", "--format", "json", "label:a").stdout) == {
        "query": "label:a",
        "filters": "filters[labels][IS_NOT_NULL]=a",
    }
    refused = search(recorded, "--kestra-url", "label:team=gen*")
    assert refused.exit_code == 2
    assert "7.5.11" in refused.stderr


@pytest.mark.parametrize(
    "words", [("team=genomics",), ("label:a='",), ("stauts:failed",), ("x" * 100_000,), ("\udcff",)]
)
def test_a_wrong_search_is_wrong_use(recorded: Path, words: tuple[str, ...]) -> None:
    """Exit code 2, and the place; never a traceback."""
    result = search(recorded, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "^" in result.stderr
    assert "query, character " in result.stderr


def test_what_cannot_be_searched_is_said(root: Path) -> None:
    """Without a store the resources are searched all the same; asked for runs alone, there is nothing to answer."""
    result = search(root, "label:team=genomics")
    assert result.exit_code == 0
    assert "note: runs were not searched" in result.stderr
    assert "1 resource" in result.stdout
    assert found(root, "label:team=genomics") == (None, ["work"])
    alone = search(root, "--in", "runs", "label:team=genomics")
    assert (alone.exit_code, alone.stdout) == (2, "")
    assert not (root / ".labelwright").exists()


def test_a_state_that_cannot_be_read_keeps_no_run_back(recorded: Path) -> None:
    """The other way round; where both fail, the command does."""
    missing = call(recorded, "search", "--file", str(recorded / "none.json"), "label:team=sales")
    assert missing.exit_code == 0
    assert "run-3" in missing.stdout
    assert "note: resources were not searched" in missing.stderr
    both = call(
        recorded,
        "search",
        "--runs",
        f"sqlite:///{recorded / 'none.db'}",
        "--file",
        str(recorded / "none.json"),
        "label:a",
    )
    assert (both.exit_code, both.stdout) == (2, "")
