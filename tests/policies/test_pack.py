"""One summary per resource, and a pack that survives its own mistakes."""

from typing import Any

import pytest
from pulumi_policy import ResourceValidationArgs
from pulumi_policy.proxy import unknown_checking_proxy

from labelwright.problem import Problem
from labelwright.settings import from_engine
from labelwright.settings.reading import read
from labelwright.settings.source import Source
from policies import pack
from policies.labelled import LabelledResource
from policies.rules import RULES
from policies.summary import summary
from tests.policies.wrapped import QUEUE, UNKNOWN, tagged


def _args(type_token: str, props: dict[str, Any]) -> ResourceValidationArgs:
    """What the policy runtime gives to a policy."""
    urn = f"urn:pulumi:dev::p::{type_token}::jobs"
    options: Any = None
    return ResourceValidationArgs(type_token, unknown_checking_proxy(props), urn, "jobs", options, None)


def _validated(args: ResourceValidationArgs) -> list[str]:
    """The messages that the policy reports."""
    reported: list[str] = []
    pack.validate(args, lambda message, _: reported.append(message))
    return reported


@pytest.fixture(autouse=True)
def workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace without any stack config, as a program of someone else has it."""
    settings = read(Source(tree={}, lines={}, problems=(), stack="dev", project="p")).settings
    monkeypatch.setattr(pack, "workspace", lambda: settings)


def test_a_resource_without_problems_is_not_mentioned() -> None:
    """Silence means that everything is in order."""
    assert _validated(_args(QUEUE, {"tags": {"team": "genomics"}})) == []


def test_every_problem_of_a_resource_stands_in_one_summary() -> None:
    """Name, type, and for each problem key, what was got, rule and remedy."""
    (message,) = _validated(_args(QUEUE, {"tags": {"aws-x": "ok", "run": "${workflowId}"}}))
    first, *lines = message.splitlines()
    assert first == f"jobs ({QUEUE}): {len(lines)} problems with its labels"
    assert any("tags.aws-x: got 'aws-x'; rule 2.1.7: " in line and "Write '" in line for line in lines)
    assert any("tags.run: got '${workflowId}'; rule 4.3: " in line for line in lines)


@pytest.mark.parametrize("type_token", ["aws:iam/rolePolicy:RolePolicy", "pulumi:providers:aws", "my:own:Component"])
def test_types_that_take_no_labels_are_left_alone(type_token: str) -> None:
    """Even with something called tags on them."""
    assert _validated(_args(type_token, {"tags": {"aws:x": "y"}})) == []


def test_a_declared_type_is_judged_by_the_rules_of_its_dialect(monkeypatch: pytest.MonkeyPatch) -> None:
    """A label of another package's type, in another shape; one that was taken away is left alone."""
    monitor = "datadog:index/monitor:Monitor"
    place = {"path": "tags", "shape": "text-list"}
    placement: list[object] = [
        {"type": monitor, "dialect": "kubernetes", "places": [place]},
        {"type": QUEUE, "places": []},
    ]
    settings = read(Source(tree={"placement": placement, "workspace": {"rule": "native"}})).checked()
    monkeypatch.setattr(pack, "workspace", lambda: settings)
    (message,) = _validated(_args(monitor, {"tags": ["urgent", "team:-wrong"]}))
    assert "tags.team: got '-wrong'; rule 2.4.6" in message
    assert _validated(_args(QUEUE, {"tags": {"a#b": "x"}})) == []


def test_unknown_values_raise_nothing() -> None:
    """An `UnknownValueError` that leaves the policy would turn a mandatory rule into a note."""
    props = {"tags": {"aws-x": UNKNOWN}, "tagsAll": UNKNOWN, "name": UNKNOWN, "list": [UNKNOWN]}
    assert len(_validated(_args(QUEUE, props))) == 1


def test_a_bug_in_one_rule_is_reported_and_the_others_go_on() -> None:
    """The engine must not crash, and the user must see that it is not the resource's fault."""

    def broken(_: LabelledResource) -> list[Problem]:
        raise ZeroDivisionError("oh")

    message = summary(tagged({"a#b": "x"}), {"broken": broken, **RULES})
    assert message is not None
    assert "the rule 'broken' failed itself (ZeroDivisionError: oh); this is a bug in labelwright" in message
    assert "rule 2.2.4" in message


def test_wrong_stack_config_is_said_and_does_not_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without settings nothing can be judged; that is a finding and no traceback."""
    monkeypatch.setattr(pack, "workspace", lambda: "labelwright:team: got 7")
    (message,) = _validated(_args(QUEUE, {}))
    assert "stack config is wrong\nlabelwright:team: got 7" in message


def test_the_pack_reads_the_settings_that_everyone_reads() -> None:
    """One reader of stack config for program, command line and pack."""
    assert pack.from_engine is from_engine
