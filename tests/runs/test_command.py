"""`labelwright runs`: what it prints, what it changes, and what it says where something is wrong."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main
from labelwright.runs.run import RunLabel
from labelwright.runs.store import Store, open_store, store_url
from sandbox.postgresql import Server
from tests.runs.made import a_run, asked

STACK = """
config:
  labelwright:workspace:
    name: research
    labels:
      center: {value: cc-1, default: true, locked: true}
  labelwright:environments:
    - {name: batch, platform: aws-batch}
"""


@pytest.fixture
def root(project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose store has four runs; the command line is called in it."""
    monkeypatch.delenv("LABELWRIGHT_RUNS", raising=False)
    made = project(STACK, "name: shop\nruntime: python\n")
    monkeypatch.chdir(made)
    store = open_store(store_url(made))
    store.record([a_run(number, team="rna" if number % 2 else "dna", center="cc-1") for number in range(4)])
    return made


@pytest.fixture
def store(root: Path) -> Store:
    """The project's store, beside the command line."""
    return open_store(store_url(root))


def call(*arguments: str, given: str | None = None) -> Result:
    """`labelwright runs ...`, whose mistakes are never tracebacks."""
    done = CliRunner().invoke(main, ["runs", *arguments], input=given)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def test_the_store_of_a_project_stays_out_of_version_control(root: Path) -> None:
    """Its folder ignores itself."""
    assert (root / ".labelwright" / ".gitignore").read_text() == "*\n"


def test_a_list_has_the_newest_first_with_all_labels_and_the_total(root: Path) -> None:
    """And says how to go on."""
    assert root.exists()
    lines = call("list", "--limit", "3").stdout.splitlines()
    assert [line.split()[3] for line in lines[2:5]] == ["run-0", "run-1", "run-2"]
    assert "center=cc-1 team=dna" in lines[2]
    assert lines[-1] == "3 of 4 runs; the next: --after shop/dev/run-2"
    assert call("list", "--after", "shop/dev/run-2").stdout.splitlines()[-1] == "1 of 4 runs, to the oldest"
    assert call("list", "label:team=rna", "-run:run-1").stdout.splitlines()[-1] == "1 run"
    assert call("list", "label:team=nobody").stdout.splitlines()[-1] == "0 runs"


def test_the_json_form_of_a_list(root: Path) -> None:
    """The contract of docs/cli.md."""
    assert root.exists()
    document = json.loads(call("list", "--limit", "1", "--format", "json").stdout)
    assert document == {
        "runs": [
            {
                "project": "shop",
                "stack": "dev",
                "id": "run-0",
                "environment": "batch",
                "platform": "aws-batch",
                "pipeline": "rnaseq",
                "action": "",
                "name": "",
                "user": "anna",
                "status": "succeeded",
                "launched": "2026-11-01T12:00:00Z",
                "labels": [
                    {"key": "center", "value": "cc-1", "scope": "team", "phases": ["submission", "execution"]},
                    {"key": "team", "value": "dna", "scope": "team", "phases": ["submission", "execution"]},
                ],
                "jobs": [{"name": "head", "id": "job-0", "kind": "aws-batch-job"}],
                "message": "",
                "notes": [],
            }
        ],
        "total": 4,
        "totalIsExact": True,
        "next": "shop/dev/run-0",
    }


def test_more_than_a_thousand_runs_are_counted_only_when_asked(store: Store) -> None:
    """A page takes milliseconds; the whole count takes as long as it takes."""
    store.record(a_run(number, team="dna") for number in range(10, 1_010))
    assert call("list", "--limit", "1").stdout.splitlines()[-1].startswith("1 of more than 1,000 runs")
    assert call("list", "--limit", "1", "--count").stdout.splitlines()[-1].startswith("1 of 1,004 runs")
    document = json.loads(call("list", "--limit", "1", "--format", "json").stdout)
    assert (document["total"], document["totalIsExact"]) == (1_000, False)


def test_a_run_is_shown_with_who_set_what_and_what_was_changed(store: Store) -> None:
    """As text and as JSON, the history in both."""
    labels = (
        RunLabel("run", "x-9", note="sanitised", sent_key="r", sent_value="x", template="x-${workflowId}"),
        *a_run(0, team="dna").labels,
    )
    store.reserve(replace(a_run(9), labels=labels, message="so it was", notes=("key: left out",)))
    assert call("label", "run-9", "--set", "team=rna", "--by", "eve").exit_code == 0
    text = call("show", "run-9").stdout
    assert "from x-${workflowId}; sent as r=x; sanitised" in text
    assert "record only" in text
    for part in ("so it was", "key: left out", "job-9", "eve", "succeeded"):
        assert part in text
    document = json.loads(call("show", "shop/dev/run-9", "--format", "json").stdout)
    (entry,) = document["history"]
    assert (entry["by"], entry["key"], entry["before"], entry["after"]) == ("eve", "team", "dna", "rna")
    assert document["labels"][0]["template"] == "x-${workflowId}"


def test_a_run_that_is_not_there_is_wrong_use(root: Path) -> None:
    """For every command that names one."""
    assert root.exists()
    for arguments in (["show", "nope"], ["status", "nope", "failed"], ["label", "nope", "--remove", "team"]):
        done = call(*arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "'nope', which is not recorded in sqlite:///" in done.stderr


def test_a_status_is_noted(store: Store) -> None:
    """With a message; no other words are taken."""
    assert call("status", "run-1", "failed", "--message", "out of memory").stdout == "run-1: failed\n"
    found = store.get("run-1")
    assert found is not None
    assert (found.status, found.message) == ("failed", "out of memory")
    assert call("status", "run-1", "broken").exit_code == 2


def test_runs_of_a_search_are_labelled_once_somebody_agrees(store: Store) -> None:
    """Without a person and without --yes nothing happens; a dry run needs neither."""
    done = call("label", "label:team=rna", "--set", "owner=anna")
    assert done.exit_code == 2
    assert "2 run(s) fit" in done.stderr
    dry = call("label", "label:team=rna", "--set", "owner=anna", "--dry-run")
    assert dry.stdout.splitlines()[-1] == "2 of 2 runs would change"
    assert store.count(asked("label:owner")) == 0
    done = call("label", "label:team=rna", "--set", "owner=anna", "--yes", "--format", "json")
    document = json.loads(done.stdout)
    assert document["keys"] == {"owner": {"added": 2, "changed": 0, "removed": 0}}
    assert (document["runs"], document["changed"], document["dryRun"], document["kept"]) == (2, 2, False, [])
    assert store.count(asked("label:owner=anna label:team=rna")) == 2


def test_runs_are_labelled_by_their_ids(store: Store) -> None:
    """Several at once; nobody is asked; the history has who did it."""
    done = call("label", "run-1", "shop/dev/run-2", "--set", "owner=anna", "--remove", "team", "--by", "eve")
    assert done.exit_code == 0
    assert store.count(asked("label:owner=anna -label:team")) == 2
    assert {one.by for one in store.history(a_run(1))} == {"eve"}


def test_the_workspace_has_its_say(store: Store) -> None:
    """Its locks and its label rule hold, and what is refused is told with exit code 1."""
    done = call("label", "run-1", "run-2", "--set", "center=cc-2", "--set", "my key=user 1")
    assert done.exit_code == 1
    assert "2.1.3" in done.stderr
    done = call("label", "run-1", "run-2", "--set", "center=cc-2")
    assert (done.exit_code, store.count(asked("label:center=cc-1"))) == (1, 4)
    assert "change.center: got 2 runs: run-1, run-2; rule 2.5" in done.stderr
    replaced = call("label", "run-1", "--replace", "--set", "owner=anna")
    assert replaced.stdout.splitlines()[-1].endswith("kept where it stood: center")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run-1", "--set", "team"], "Write KEY=VALUE"),
        (["run-1", "--set", "=x"], "Write KEY=VALUE"),
        (["run-1", "--set", "team=aa", "--set", "team=bb"], "twice"),
        (["label:team=", "--set", "team=aa"], "QUERY"),
        (["--set", "team=aa"], "Missing argument"),
    ],
)
def test_a_change_that_is_not_understood_is_wrong_use(root: Path, arguments: list[str], told: str) -> None:
    """And says what would be."""
    assert root.exists()
    done = call("label", *arguments)
    assert done.exit_code == 2
    assert told in done.stderr


def test_what_is_exported_can_be_imported(store: Store, tmp_path: Path) -> None:
    """Every run comes back as it was, in another store."""
    lines = call("export").stdout
    there = f"sqlite:///{tmp_path / 'other.db'}"
    done = call("import", "-", "--runs", there, given=lines)
    assert done.stdout == f"4 runs recorded in {there}\n"
    assert list(open_store(there).each()) == list(store.each())
    assert call("export", "label:team=rna").stdout.count("\n") == 2


def test_a_line_needs_little(store: Store, tmp_path: Path) -> None:
    """Labels may be a mapping; project and stack are the project's; blank lines do not count."""
    file = tmp_path / "old.jsonl"
    file.write_text(
        '{"id": "old-1", "platform": "kubernetes", "launched": "2020-01-01T01:00:00+01:00", '
        '"labels": {"b": "2", "a": "1"}}\n\n'
    )
    assert call("import", str(file)).exit_code == 0
    found = store.get("old-1", "shop", "dev")
    assert found is not None
    assert (found.values, found.status) == ({"a": "1", "b": "2"}, "unknown")
    assert found.launched.isoformat() == "2020-01-01T00:00:00+00:00"


def test_an_import_tells_every_bad_line_and_records_none(store: Store, tmp_path: Path) -> None:
    """With file, number and what would be right."""
    good = '{"id": "new-%s", "platform": "aws-batch", "launched": "2026-01-31T12:00:00Z"}'
    file = tmp_path / "mixed.jsonl"
    file.write_bytes(
        "\n".join(
            [
                good % 1,
                "nonsense",
                good.replace("aws-batch", "slurm") % 2,
                good.replace("12:00:00Z", "12:00:00") % 3,
                good[:-1] % 4 + ', "labels": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}',
                good[:-1] % 5 + ', "colour": "red"}',
                good[:-1] % 6 + ', "labels": {"a": 1}}',
                good % "\\u0000",
                good.replace("new-%s", "run-1"),
            ]
        ).encode()
        + b"\n\xff\xfe\n"
    )
    done = call("import", str(file))
    assert done.exit_code == 1
    for number in (2, 3, 4, 5, 6, 7, 8, 10):
        assert f"{file}:{number}" in done.stderr
    assert f"{file}:1:" not in done.stderr
    assert "run shop/dev/run-1: got a run that is recorded already" in done.stderr
    assert store.count() == 4


def test_an_import_of_nothing_but_mistakes_tells_some_and_counts_the_others(root: Path, tmp_path: Path) -> None:
    """50 are told."""
    assert root.exists()
    file = tmp_path / "bad.jsonl"
    file.write_text("x\n" * 60)
    done = call("import", str(file))
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 51
    assert "10 more problems" in done.stderr


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///no/such/folder/runs.db", "unable to open database file; rule 7.4.2"),
        ("sqlite:////proc/runs.db", "yours to write in"),
        ("sqlite:///Pulumi.yaml", "not a database; rule 7.4.2"),
        ("sqlite://", "SQLite needs a file"),
        ("runs.db", "rule 7.4.1"),
        ("mysql://me:hunter2@host/db", "mysql://me:***@host/db; rule 7.4.1"),
        ("postgresql://me:hunter2@127.0.0.1:1/runs", "Is the server running"),
        ("postgresql://me@127.0.0.1:1/runs?password=hunter2", "Is the server running"),
        ("postgresql://me:hunter2@127.0.0.1:port/runs", "rule 7.4.1"),
    ],
)
def test_a_store_that_cannot_be_used_is_wrong_use_and_no_password_is_shown(root: Path, url: str, told: str) -> None:
    """Whatever is wrong with it."""
    assert root.exists()
    for arguments in (["list"], ["import", os.devnull]):
        done = call(*arguments, "--runs", url)
        assert done.exit_code == 2
        assert "hunter2" not in done.output
    assert told in done.stderr


@pytest.mark.postgresql
def test_a_refused_password_is_not_shown(root: Path, postgresql: Server) -> None:
    """The server is real, the password is not."""
    assert root.exists()
    done = call("list", "--runs", postgresql.url().replace(postgresql.password, "hunter2"))
    assert done.exit_code == 2
    assert "password authentication failed" in done.stderr
    assert "hunter2" not in done.output
    done = call("list", "--runs", postgresql.url("no_such"))
    assert done.exit_code == 2
    assert "does not exist" in done.stderr


@pytest.mark.postgresql
def test_a_store_is_named_by_the_environment_too(
    root: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """$LABELWRIGHT_RUNS, and --runs before it; no project is needed then."""
    made = postgresql.make_database()
    monkeypatch.setenv("LABELWRIGHT_RUNS", made)
    monkeypatch.chdir("/")
    line = '{"id": "new-1", "platform": "aws-batch", "launched": "2026-01-31T12:00:00Z"}'
    done = call("import", "-", given=line)
    assert done.stdout.startswith("1 run recorded in postgresql://labelwright:***@127.0.0.1:")
    assert call("list").stdout.splitlines()[-1] == "1 run"
    assert call("list", "--runs", store_url(root, f"sqlite:///{root}/.labelwright/runs.db")).stdout.endswith("4 runs\n")
    postgresql.drop_database(made)


def test_without_a_store_nothing_is_made_by_reading(
    project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of nothing would hide that the store is another one."""
    monkeypatch.delenv("LABELWRIGHT_RUNS", raising=False)
    root = project(STACK)
    done = call("list", "--project", str(root))
    assert done.exit_code == 2
    assert "no store: nothing was recorded there" in done.stderr
    assert not (root / ".labelwright").exists()


def test_without_a_project_and_a_store_one_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways are named."""
    monkeypatch.delenv("LABELWRIGHT_RUNS", raising=False)
    done = call("list", "--project", str(tmp_path))
    assert done.exit_code == 2
    assert "Pulumi.yaml" in done.stderr
    assert "--runs" in done.stderr


def test_a_damaged_file_is_told_of(root: Path) -> None:
    """With what would help."""
    file = root / ".labelwright" / "runs.db"
    made = open_store(store_url(root)).database
    with made.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(4_096)
        opened.write(b"\xa5" * (size - 4_096))
    done = call("list")
    assert done.exit_code == 2
    assert "malformed" in done.stderr
    assert "backup" in done.stderr
