"""Every rule through the real engine: one stack with a resource for each, seen by `pulumi preview` and `pulumi up`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.placement.engine import Engine

pytestmark = pytest.mark.engine
PACK = ("--policy-pack", str(Path(__file__).parents[2] / "policies"))
UP = ("up", "--yes", "--skip-preview")

RENEWED = {"type": "aws:sqs/*", "reason": "until the move", "until": "2999-12-31"}

OFF = ("grammar", "count", "collisions", "values", "placeholders", "secrets", "personalData", "billColumns", "volatile")

MANDATORY: dict[str, str] = {
    "grammar": "tags.a#b: got 'a#b'; rule 2.2.4",
    "count": "tags: got 51 labels; rule 2.2.6",
    "head-room": "tags: got 51 labels, 5 of them kept free for a run's; rule 2.2.6",
    "required": "tags: got no 'team'; rule 3.2",
    "untagged": "tags: got no labels at all, and so no 'team'; rule 3.2",
    "values": "tags.env: got 'staging'; rule 8.1",
    "pattern": "tags.grant: got 'G-12345'; rule 8.1",
    "keys": "tags.tmp-x: got 'tmp-x'; rule 8.2",
    "collisions": "tags: got 'Team' and 'team'; rule 2.3.2",
    "placeholders": "tags.run: got 'run-${workflowId}'; rule 4.3",
    "overdue": "tags.tmp-x: got 'tmp-x'; rule 8.2",
    "secrets": "tags.access: got what looks like an AWS access key id (20 characters); rule 8.4",
    "judged-dev": "labelwright:policies.keys.exempt[1]: got until 2026-01-31",
}
ADVISORY: dict[str, str] = {
    "personal": "tags.by: got an e-mail address at 'example.org'; rule 8.5",
    "columns": "tags: got 'cost-center' and 'costCenter' as 'cost_center'; rule 2.3.3",
    "volatile": "tagSpecifications[instance].tags.commit: got 'commit', each new value of which makes anew",
    "unknown": "tags.env: got a value that is not known yet; rule 8.7",
}
"""Resource -> the one problem that is found on it, at each level."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The program in a sandbox of its own."""
    engine = Engine(tmp_path_factory.mktemp("every-rule"), Path(__file__).parent / "every_rule")
    try:
        yield engine
    finally:
        engine.stop()


def told(said: str) -> dict[str, dict[str, list[str]]]:
    """What a command reports: level -> resource -> the lines of its summary."""
    found: dict[str, dict[str, list[str]]] = {}
    level, name = "", ""
    for line in said.splitlines():
        if head := re.match(r"\s*- \[(mandatory|advisory)\]  (labels|labels-advice)  ", line):
            level = head.group(1)
            assert head.group(2) == ("labels" if level == "mandatory" else "labels-advice")
        elif subject := re.match(r"\s*(\S+) \(\S+\): \d+ problems? with its ", line):
            name = subject.group(1)
            assert name not in found.setdefault(level, {}), "one summary for a resource"
            found[level][name] = []
        elif name and (problem := re.match(r"\s*- (.+; rule \d.*)", line)):
            found[level][name].append(problem.group(1))
    return found


def made(engine: Engine) -> set[str]:
    """Names of what stands in the stack's state."""
    resources: list[dict[str, Any]] = engine.document("stack", "export")["deployment"].get("resources") or []
    return {one["urn"].rpartition("::")[2] for one in resources}


def config(directory: Path, content: dict[str, Any]) -> tuple[str, str]:
    """The words that give the pack a config."""
    path = directory / "config.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return ("--policy-pack-config", str(path))


@pytest.fixture(scope="module")
def preview(engine: Engine) -> str:
    """What a preview of all of them says."""
    done = engine.run("preview", *PACK)
    assert done.returncode != 0
    return done.stdout + done.stderr


@pytest.mark.parametrize(("level", "expected"), [("mandatory", MANDATORY), ("advisory", ADVISORY)])
def test_a_preview_finds_what_every_rule_finds(preview: str, level: str, expected: dict[str, str]) -> None:
    """Each on its resource, once, and nothing else on any other; unknown values hide none of it."""
    found = told(preview)[level]
    assert {name: [line.partition(": got ")[0] for line in lines] for name, lines in found.items()} == {
        name: [line.partition(": got ")[0]] for name, line in expected.items()
    }
    for name, line in expected.items():
        assert found[name][0].startswith(line)


def test_a_credential_is_not_shown(preview: str) -> None:
    """Not by the pack; the engine shows what a resource is given only where it is asked for a diff."""
    assert "QQQQ" not in preview
    assert "Traceback" not in preview


def test_an_update_makes_nothing_that_breaks_a_rule(engine: Engine, tmp_path: Path) -> None:
    """With its preview it makes nothing; without, it ends at the first that it meets."""
    done = engine.run("up", "--yes", *PACK)
    assert done.returncode != 0
    assert told(done.stdout + done.stderr)["mandatory"].keys() == MANDATORY.keys()
    assert made(engine) == set()
    done = engine.run(*UP, *PACK, *config(tmp_path, {"labels": {"keys": {"exempt": [RENEWED]}}}))
    assert done.returncode != 0
    assert told(done.stdout + done.stderr)["mandatory"].keys() <= MANDATORY.keys()
    assert not made(engine) & (MANDATORY.keys() - {"judged-dev", "keys", "overdue"})


def test_a_wrong_config_is_one_error_before_anything_is_judged(engine: Engine, tmp_path: Path) -> None:
    """Every mistake in it, in one message; no resource is looked at and no traceback shown."""
    wrong = {"labels": {"requird": {}, "count": {"headRoom": "5"}}, "lables": "advisory"}
    done = engine.run("preview", *PACK, *config(tmp_path, wrong))
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert said.count("its config is wrong") == 1
    assert "policy-pack-config:lables: got 'lables'; rule 6.2" in said
    assert "policy-pack-config:labels.requird: got 'requird'; rule 6.2" in said
    assert 'policy-pack-config:labels.count.headRoom: got "5"; rule 6.3' in said
    assert told(said) == {}
    assert "Traceback" not in said


def test_the_packs_config_sets_levels_and_exemptions(engine: Engine, tmp_path: Path) -> None:
    """Every mandatory rule switched off, turned to advice or exempt: the update goes on, and says what it lets pass."""
    lenient = {name: {"level": "disabled"} for name in OFF}
    given = {"labels": {**lenient, "keys": {"exempt": [RENEWED]}, "required": {"level": "advisory"}}}
    done = engine.run("preview", *PACK, *config(tmp_path, given))
    assert done.returncode == 0, done.stdout + done.stderr
    found = told(done.stdout + done.stderr)
    assert found.keys() == {"advisory"}
    assert found["advisory"].keys() == {"required", "untagged"}


def test_what_is_legal_passes_in_silence(engine: Engine, tmp_path: Path) -> None:
    """On the limit of every rule, in preview and update; untaggable types are not untagged ones."""
    engine.run("config", "set", "legal", "true")
    done = engine.run("up", "--yes", *PACK, *config(tmp_path, {"labels": {"keys": {"exempt": [RENEWED]}}}))
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert told(said) == {}
