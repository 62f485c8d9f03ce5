"""`labelwright policy import`, as a person types it."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from labelwright.cli import main
from labelwright.settings import from_files

TAGS = {
    "tags": {
        "team": {"tag_value": {"@@assign": ["a", "b"]}, "report_required_tag_for": {"@@assign": ["ec2:ALL_SUPPORTED"]}}
    }
}
RULE = {"policyRule": {"if": {"field": "tags['env']", "exists": "false"}, "then": {"effect": "deny"}}}
PROJECT = """\
name: mine  # ours
runtime: python
config:
  # who pays
  labelwright:policies:
    value:
      required:
        platforms:
          aws: [owner]   # since 2020
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project, with a tag policy and a definition beside it."""
    (tmp_path / "tags.json").write_text(json.dumps(TAGS), encoding="utf-8")
    (tmp_path / "azure.json").write_text(json.dumps(RULE), encoding="utf-8-sig")
    (tmp_path / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


def loaded(text: str) -> Any:
    """YAML, read by someone else's code."""
    return cast("Any", YAML(typ="safe")).load(text)


def called(folder: Path, *words: str) -> Result:
    """The command on files of the folder."""
    files = [str(folder / word) if word.endswith(".json") else word for word in words]
    return CliRunner().invoke(main, ["policy", "import", *files])


def test_stack_config_is_printed(folder: Path) -> None:
    """As YAML, ready to be pasted; what cannot be expressed is on standard error, and a finding."""
    done = called(folder, "tags.json", "azure.json")
    assert loaded(done.stdout) == {
        "config": {
            "labelwright:policies": {
                "required": {"platforms": {"azure-native": ["env"], "aws": ["team"]}},
                "values": {"allowed": {"team": ["a", "b"]}},
            }
        }
    }
    assert done.exit_code == 1
    assert "left out: that team may be written in no other case" in done.stderr
    assert called(folder, "azure.json").exit_code == 0


def test_the_json_form_has_all_of_it(folder: Path) -> None:
    """Settings, what is left out, and notes."""
    document = json.loads(called(folder, "tags.json", "--format", "json").stdout)
    assert list(document) == ["policies", "leftOut", "notes"]
    assert document["policies"]["values"] == {"allowed": {"team": ["a", "b"]}}


def test_a_project_is_written_beside_what_stands_there(folder: Path) -> None:
    """Comments, order and the keys that were required already stay; a second time changes nothing."""
    words = ("tags.json", "azure.json", "--write", "--project", str(folder))
    done = called(folder, *words)
    assert done.stdout == ""
    text = (folder / "Pulumi.yaml").read_text(encoding="utf-8")
    assert "name: mine  # ours" in text
    assert "# who pays" in text
    assert "[owner, team]   # since 2020" in text
    assert loaded(text)["config"]["labelwright:policies"]["value"] == {
        "required": {"platforms": {"aws": ["owner", "team"], "azure-native": ["env"]}},
        "values": {"allowed": {"team": ["a", "b"]}},
    }
    called(folder, *words)
    assert (folder / "Pulumi.yaml").read_text(encoding="utf-8") == text
    assert sorted(path.name for path in folder.iterdir()) == ["Pulumi.yaml", "azure.json", "tags.json"]


def test_what_is_written_is_sound_stack_config(folder: Path) -> None:
    """The program, the pack and `labelwright check` take it as it is, and the required keys are in force."""
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    called(folder, "tags.json", "azure.json", "--write", "--project", str(folder))
    done = CliRunner().invoke(main, ["check", "--project", str(folder), "--stack", "dev"])
    assert (done.exit_code, done.stdout.count("rule")) == (0, 0), done.output
    settings = from_files(folder, "dev").settings
    assert settings.policies.required.platforms == {"aws": ["owner", "team"], "azure-native": ["env"]}
    assert settings.policies.values.allowed == {"team": ["a", "b"]}


def test_what_is_said_otherwise_already_is_not_written_over(folder: Path) -> None:
    """Wrong use, and the file is as it was."""
    held = PROJECT + "      values: { allowed: { team: [z] } }\n"
    (folder / "Pulumi.yaml").write_text(held, encoding="utf-8")
    done = called(folder, "tags.json", "--write", "--project", str(folder))
    assert done.exit_code == 2
    assert "Pulumi.yaml labelwright:policies.values.allowed.team: stands there already" in done.stderr
    assert (folder / "Pulumi.yaml").read_text(encoding="utf-8") == held


@pytest.mark.parametrize(
    ("text", "said"),
    [("{}", "neither a tag policy nor a definition"), ("nope", "cannot be read"), (None, "cannot be read")],
)
def test_a_file_that_is_something_else_is_wrong_use(folder: Path, text: str | None, said: str) -> None:
    """One sentence, no traceback."""
    if text is not None:
        (folder / "odd.json").write_text(text, encoding="utf-8")
    done = called(folder, "odd.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("given", ["tagName", "=x", "a=[1"])
def test_a_parameter_is_a_name_and_a_value(folder: Path, given: str) -> None:
    """Anything else is wrong use, except a value that only begins like a list."""
    assert called(folder, "azure.json", "--parameter", given).exit_code == (0 if given == "a=[1" else 2)


@pytest.mark.parametrize("dash", ["  ", "    "])
def test_the_rest_of_a_project_stays_as_it_is_written(folder: Path, dash: str) -> None:
    """Lists are indented in one way or the other, and no line of them changes."""
    text = f"name: mine\nconfig:\n  other:list:\n{dash}- a # why\n{dash}- 'b'\n"
    (folder / "Pulumi.yaml").write_text(text, encoding="utf-8")
    called(folder, "azure.json", "--write", "--project", str(folder))
    assert (folder / "Pulumi.yaml").read_text(encoding="utf-8").startswith(text)
