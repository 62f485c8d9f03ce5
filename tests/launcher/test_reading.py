"""An environment as a launcher reads it: once, from stack config and from what `pulumi up` left."""

from collections.abc import Callable
from pathlib import Path

import pytest

import labelwright
from labelwright import rules
from labelwright.emit.files import write_configs
from labelwright.problem import LabelError
from labelwright.vocabulary import Platform
from tests.launcher.forged import record

Project = Callable[..., Path]

STACK = "config: {labelwright:environments: [{name: ce, platform: aws-batch, labels: {name: ce1}}]}\n"


def broken(root: Path, name: str = "ce") -> tuple[str, str]:
    """The rule and the remedy of the one problem that keeps the environment from being read."""
    with pytest.raises(LabelError) as error:
        labelwright.read_environment(root, "dev", name)
    (found,) = error.value.problems
    return found.rule, found.remedy


def test_an_environment_is_read_with_what_was_forged(project: Project) -> None:
    """The stack may be named with its organization, as Pulumi names it."""
    root = project(STACK)
    write_configs(root / "dist" / "dev", record(Platform.AWS_BATCH, {"name": "ce1"}))
    for stack in ("dev", "acme/labelwright/dev"):
        launched = labelwright.read_environment(root, stack, "ce")
        body = labelwright.submission(launched, run={"sample": "s1"}).configs("head")["submit-job"]
        assert body["tags"] == {"name": "ce1", "sample": "s1"}


def test_labels_are_known_before_an_environment_is_forged(project: Project) -> None:
    """Configs are not, and it says what makes them."""
    launched = labelwright.read_environment(project(STACK), "dev", "ce")
    assert launched.record is None
    made = labelwright.submission(launched)
    assert made.labels == {"name": "ce1"}
    with pytest.raises(LabelError, match="pulumi up") as error:
        made.configs()
    assert [found.rule for found in error.value.problems] == [str(rules.RECORD)]


def test_an_environment_that_is_not_declared_is_told_with_the_near_one(project: Project) -> None:
    """And every problem of stack config as that, before."""
    assert broken(project(STACK.replace("name: ce,", "name: spot,")), "spto") == (
        str(rules.KNOWN_NAME),
        "Did you mean 'spot'?",
    )
    assert broken(project(STACK.replace("ce1", "c--1")))[0] == str(rules.SEPARATORS)
    rule, remedy = broken(project("config: {}\n"))
    assert (rule, remedy) == (str(rules.KNOWN_NAME), "Declare it under 'labelwright:environments'.")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"format": 0, "platform": "aws-batch"}', '{"format": 1, "platform": "aws-batch"}']
)
def test_a_record_that_cannot_be_read_is_told(project: Project, text: str) -> None:
    """Half a file, another form, another version: `pulumi up` writes it anew."""
    root = project(STACK)
    path = root / "dist" / "dev" / "ce" / "environment.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    rule, remedy = broken(root)
    assert rule == str(rules.RECORD)
    assert "pulumi up" in remedy


def test_the_package_knows_no_other_name() -> None:
    """What is read lazily is still misspelt loudly."""
    with pytest.raises(AttributeError, match="submision"):
        labelwright.submision  # noqa: B018  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
