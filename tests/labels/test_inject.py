"""`labelwright.inject`: what a program adds to stack config, and what it is refused for."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

import labelwright
from labelwright import program, transform
from labelwright.placement import Injections
from labelwright.settings import Settings, Source, read

WORKSPACE: Mapping[str, object] = {
    "required": ["team"],
    "labels": {"team": {"value": "shop", "default": True}, "env": {"value": "dev", "locked": True}},
}


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> list[Injections]:
    """What would be injected, in a stack that has a workspace."""
    monkeypatch.setattr(program, "read_settings", settings)
    found: list[Injections] = []
    monkeypatch.setattr(transform, "register", found.append)
    return found


def settings(workspace: Mapping[str, object] = WORKSPACE) -> Settings:
    """A stack of that workspace."""
    return read(Source(tree={"workspace": workspace})).checked()


def test_labels_of_a_program_hold_where_stack_config_says_nothing(registered: list[Injections]) -> None:
    """Volatile ones too, and they alone are volatile."""
    labelwright.inject({"app": "web", "team": "mine"}, volatile={"commit": "c0ffee1", "env": "prod"})
    (found,) = registered
    assert found.stack.labels == {"app": "web", "commit": "c0ffee1", "env": "dev", "team": "shop"}
    assert (found.stack.volatile, found.stack.locked) == ({"commit"}, {"env"})


def test_types_and_exemptions_of_a_program_are_heeded(registered: list[Injections]) -> None:
    """In the form of stack config."""
    labelwright.inject(
        placement=[{"type": "aws-native:s3:Bucket", "dialect": "aws", "places": [{"path": "tags"}]}],
        exempt=[{"name": "scratch", "reason": "short-lived"}],
    )
    (found,) = registered
    assert [*found.additions] == ["aws-native:s3:Bucket"]
    assert [one.reason for one in found.exemptions] == ["short-lived"]


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"labels": {"app": "web"}, "volatile": {"app": "c0ffee1"}}, "labelwright.inject, app: got 'web' and"),
    ({"volatile": {"at": "${workflowId}"}}, "labelwright.inject, at: .*rule 4.3"),
    ({"volatile": {"at": 42}}, "labelwright.inject, at: .*rule 6.10"),
    ({"exempt": [{"keys": ["env"]}]}, r"labelwright.inject, exempt\[0\].keys\[0\]: .*rule 2.5"),
    ({"placement": [{"type": "Bucket", "places": []}]}, r"labelwright.inject, placement\[0\].type: .*rule 6.20"),
]


@pytest.mark.parametrize(("said", "hint"), MISTAKES)
def test_a_mistake_is_told_before_anything_is_registered(
    registered: list[Injections], said: dict[str, Any], hint: str
) -> None:
    """Where it stands in the program, and the rule."""
    with pytest.raises(pulumi.RunError, match=hint):
        labelwright.inject(**said)
    assert registered == []


def test_all_mistakes_are_told_at_once(registered: list[Injections]) -> None:
    """Of every argument."""
    with pytest.raises(pulumi.RunError, match="found 3 problems"):
        labelwright.inject({"a": "x1"}, exempt=[{"reason": "none"}], placement=[{"type": "Bucket", "places": []}])
    assert registered == []


def test_a_required_key_is_not_volatile(registered: list[Injections], monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be missing where a change restarts something; declared in stack config it is that value."""
    monkeypatch.setattr(program, "read_settings", lambda: settings({"required": ["team"]}))
    with pytest.raises(pulumi.RunError, match=r"labelwright.inject, team: got a volatile 'team'; rule 3\.2"):
        labelwright.inject(volatile={"team": "shop"})
    assert registered == []
