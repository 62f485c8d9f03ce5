"""What is written for seqerakit, judged by seqerakit itself, with a `tw` that writes down its arguments."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from labelwright.emit.target import TARGETS
from labelwright.emit.view import SubmissionView
from labelwright.problem import LabelError
from tests.views import LABELS, RUN, view

EXTRAS = {"workspace": "acme/research", "url": "https://github.com/nextflow-io/hello", "work-dir": "s3://b/w"}
LAUNCHED = {**LABELS, **RUN, "by": "${userName}"}

Commands = list[dict[str, str]]


def seen(**given: Any) -> SubmissionView:
    """A run of a pipeline in an environment."""
    return view(LAUNCHED, extras=EXTRAS, forged=LABELS, piped={**LABELS, **RUN}, pipeline="hello", **given)


def options(arguments: list[str]) -> dict[str, str]:
    """The options of a command of `tw`, by name; what is none stands under an empty one."""
    found: dict[str, str] = {}
    rest = iter(arguments)
    for word in rest:
        if word.startswith("--"):
            found[word] = next(rest)
        else:
            found[""] = f"{found.get('', '')} {word}".strip()
    return found


def labels_of(command: dict[str, str]) -> dict[str, str]:
    """Labels as `tw` reads them: parted at commas, then at the first and only '='."""
    pairs = [one.split("=") for one in command["--labels"].split(",")]
    assert all(len(pair) == 2 for pair in pairs)
    return dict(pairs)


@pytest.fixture
def obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Commands]]:
    """What reaches `tw` when seqerakit builds a file: block -> the options of each command."""
    helper = pytest.importorskip("seqerakit.helper")
    platform = pytest.importorskip("seqerakit.seqeraplatform")
    heard = tmp_path / "heard"
    tool = tmp_path / "tw"
    tool.write_text(
        f"#!{sys.executable}\nimport json, sys\nwith open({str(heard)!r}, 'a') as file:\n"
        "    file.write(json.dumps(sys.argv[1:]) + '\\n')\n",
        encoding="utf-8",
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.delenv("workflowId", raising=False)

    def build(text: str) -> dict[str, Commands]:
        path = tmp_path / "labelwright.yml"
        path.write_text(text, encoding="utf-8")
        hand = platform.SeqeraPlatform(print_stdout=False)
        found: dict[str, Commands] = {}
        for block, commands in helper.parse_all_yaml([str(path)]).items():
            for command in commands:
                heard.write_text("", encoding="utf-8")
                getattr(hand, block)("add", *command["cmd_args"])
                found.setdefault(block, []).append(options(json.loads(heard.read_text(encoding="utf-8"))))
        return found

    return build


def test_seqerakit_creates_each_label_once(obeyed: Callable[[str], dict[str, Commands]]) -> None:
    """With its placeholder unharmed by the shell."""
    commands = obeyed(TARGETS["seqerakit"].emit(seen()))
    assert {one["--name"]: one["--value"] for one in commands["labels"]} == LAUNCHED
    assert {one["--workspace"] for one in commands["labels"]} == {"acme/research"}


def test_seqerakit_hands_each_thing_its_labels(obeyed: Callable[[str], dict[str, Commands]]) -> None:
    """An environment static ones, a pipeline its own, a launch all."""
    commands = obeyed(TARGETS["seqerakit"].emit(seen()))
    assert labels_of(commands["compute-envs"][0]) == LABELS
    assert labels_of(commands["pipelines"][0]) == {**LABELS, **RUN}
    assert labels_of(commands["launch"][0]) == LAUNCHED
    assert commands["compute-envs"][0][""] == "compute-envs add compute-envs/spot.json"
    assert commands["pipelines"][0][""] == "pipelines add https://github.com/nextflow-io/hello"
    assert commands["launch"][0][""] == "launch add hello"
    assert commands["launch"][0]["--work-dir"] == "s3://b/w"


def test_a_key_with_two_values_is_created_once(obeyed: Callable[[str], dict[str, Commands]]) -> None:
    """A second entry of the name would be refused, and `tw` makes the other where it is used."""
    run = view({"team": "x1"}, extras=EXTRAS, forged={"team": "x2"}, piped={"team": "x2"}, pipeline="hello")
    commands = obeyed(TARGETS["seqerakit"].emit(run))
    assert [one["--value"] for one in commands["labels"]] == ["x1"]
    assert labels_of(commands["compute-envs"][0]) == {"team": "x2"}
    assert labels_of(commands["launch"][0]) == {"team": "x1"}


def test_a_studio_is_started_and_nothing_launched(obeyed: Callable[[str], dict[str, Commands]]) -> None:
    """With static labels."""
    studio = view(LABELS, extras={"workspace": "acme/research"}, forged=LABELS, studio="notebook")
    commands = obeyed(TARGETS["seqerakit"].emit(studio))
    assert labels_of(commands["studios"][0]) == LABELS
    assert commands.keys() == {"labels", "compute-envs", "studios"}


def read(text: str) -> Any:
    """A YAML text, read by a parser that is not ours."""
    return YAML(typ="safe").load(text)  # pyright: ignore[reportUnknownMemberType]


def test_a_file_has_what_is_known() -> None:
    """No pipeline without a name and a URL, no launch without either, no labels where there are none."""
    document = read(TARGETS["seqerakit"].emit(view({}, extras={"workspace": "acme/research"})))
    home = {"name": "spot", "workspace": "acme/research"}
    assert document == {
        "labels": [],
        "compute-envs": [{**home, "file-path": "compute-envs/spot.json", "on_exists": "ignore"}],
    }


@pytest.mark.parametrize("workspace", ["", "acme", "acme/", "a/b/c", "a b/c"])
def test_a_workspace_has_an_organization(workspace: str) -> None:
    """As `tw` takes it."""
    with pytest.raises(LabelError, match=r"7\.2\.5"):
        TARGETS["seqerakit"].emit(view(extras={"workspace": workspace}))


def test_a_composed_value_is_refused_by_name() -> None:
    """Before anything is written."""
    with pytest.raises(LabelError, match=r"seqera\.run: got 'run-\$\{workflowId\}'; rule 7\.2\.1"):
        TARGETS["seqerakit"].emit(view({"run": "run-${workflowId}"}, extras=EXTRAS))
