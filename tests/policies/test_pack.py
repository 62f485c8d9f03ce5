"""One summary per resource and level, and a pack that survives its own mistakes."""

from collections.abc import Mapping
from typing import Any, NoReturn

import pytest
from pulumi_policy import ResourceValidationArgs
from pulumi_policy.proxy import unknown_checking_proxy

from labelwright.settings import from_engine
from labelwright.settings.policies import REVIEWED, Policies
from labelwright.settings.reading import read
from labelwright.settings.source import Source
from labelwright.vocabulary import Level
from policies import pack
from policies.rules import RULES
from policies.summary import summary
from tests.policies.wrapped import QUEUE, TODAY, UNKNOWN, tagged, urn_of

SECRET = "ghp_" + "a1" * 18
DUE = {"type": "aws:sqs/*", "reason": "moved in December", "until": str(TODAY)}
OVERDUE = {**DUE, "until": "2026-11-20"}


def _args(type_token: str, props: dict[str, Any]) -> ResourceValidationArgs:
    """What the policy runtime gives to a policy."""
    options: Any = None
    return ResourceValidationArgs(type_token, unknown_checking_proxy(props), urn_of(type_token), "jobs", options, None)


def _validated(
    args: ResourceValidationArgs,
    level: Level = Level.MANDATORY,
    given: Mapping[str, Mapping[str, object]] | None = None,
) -> list[str]:
    """The messages that the policy of a level reports; `given` is what the pack's config has for `labels`."""
    judge = pack.Judge()
    judge.configure({"labels": given or {}})
    reported: list[str] = []
    policy = judge.mandatory if level is Level.MANDATORY else judge.advisory
    policy(args, lambda message, _: reported.append(message))
    return reported


def _stack(policies: Mapping[str, object]) -> Any:
    """What `settings_of_stack` gives for a stack that has these policies, and nothing else."""
    reading = read(Source(tree={"policies": policies}, stack="dev", project="p"), TODAY)
    assert reading.problems == ()
    return lambda: reading.settings


@pytest.fixture(autouse=True)
def workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace without any stack config, as a program of someone else has it, on a day of ours."""
    monkeypatch.setattr(pack, "settings_of_stack", _stack({}))
    monkeypatch.setattr(pack, "today", lambda: TODAY)


def test_a_resource_without_problems_is_not_mentioned() -> None:
    """Silence means that everything is in order."""
    given = _args(QUEUE, {"tags": {"team": "genomics"}})
    assert _validated(given) == _validated(given, Level.ADVISORY) == []


def test_every_problem_of_a_resource_stands_in_one_summary() -> None:
    """Name, type, and for each problem key, what was got, rule and remedy."""
    (message,) = _validated(_args(QUEUE, {"tags": {"aws-x": "ok", "run": "${workflowId}"}}))
    first, *lines = message.splitlines()
    assert first == f"jobs ({QUEUE}): {len(lines)} problems with its labels"
    assert any("tags.aws-x: got 'aws-x'; rule 2.1.7: " in line and "Write '" in line for line in lines)
    assert any("tags.run: got '${workflowId}'; rule 4.3: " in line for line in lines)


def test_each_level_has_a_summary_of_its_own() -> None:
    """What is worth a look does not stop an update, and is not lost either."""
    given = _args(QUEUE, {"tags": {"costCenter": "${x}", "cost-center": "c1"}})
    (stops,), (told,) = _validated(given), _validated(given, Level.ADVISORY)
    assert "rule 4.3" in stops
    assert "rule 2.3.3" not in stops
    assert told.splitlines()[0] == f"jobs ({QUEUE}): 1 problem with its labels"
    assert "rule 2.3.3" in told


def test_a_rule_changes_its_level() -> None:
    """It is then in the other summary, or in none."""
    given = _args(QUEUE, {"tags": {"run": "${workflowId}"}})
    placeholders = {"placeholders": {"level": "advisory"}, "grammar": {"level": "disabled"}}
    assert _validated(given, given=placeholders) == []
    assert "1 problem " in _validated(given, Level.ADVISORY, placeholders)[0]


@pytest.mark.parametrize("type_token", ["aws:iam/rolePolicy:RolePolicy", "pulumi:providers:aws", "my:own:Component"])
def test_types_that_take_no_labels_are_left_alone(type_token: str) -> None:
    """Even with something called tags on them, and with keys that are required: untaggable is not untagged."""
    given = {"required": {"platforms": {"aws": ["team"]}}}
    assert _validated(_args(type_token, {"tags": {"aws:x": "y"}}), given=given) == []


def test_a_declared_type_is_judged_by_the_rules_of_its_dialect(monkeypatch: pytest.MonkeyPatch) -> None:
    """A label of another package's type, in another shape; one that was taken away is left alone."""
    monitor = "datadog:index/monitor:Monitor"
    place = {"path": "tags", "shape": "text-list"}
    placement: list[object] = [
        {"type": monitor, "dialect": "kubernetes", "places": [place]},
        {"type": QUEUE, "places": []},
    ]
    settings = read(Source(tree={"placement": placement, "workspace": {"rule": "native"}})).checked()
    monkeypatch.setattr(pack, "settings_of_stack", lambda: settings)
    (message,) = _validated(_args(monitor, {"tags": ["urgent", "team:-wrong"]}))
    assert "tags.team: got '-wrong'; rule 2.4.6" in message
    assert _validated(_args(QUEUE, {"tags": {"a#b": "x"}})) == []


def test_unknown_values_raise_nothing() -> None:
    """An `UnknownValueError` that leaves the policy would turn a mandatory rule into a note."""
    props = {"tags": {"aws-x": UNKNOWN}, "tagsAll": UNKNOWN, "name": UNKNOWN, "list": [UNKNOWN]}
    assert len(_validated(_args(QUEUE, props))) == 1


def test_a_bug_in_one_rule_is_reported_and_the_others_go_on() -> None:
    """The engine must not crash, and the user must see that it is not the resource's fault."""
    message = summary(tagged({"a#b": "x"}), Level.MANDATORY, TODAY, {**RULES, "count": _broken})
    assert message is not None
    assert "the rule 'count' failed itself (ZeroDivisionError in test_pack:" in message
    assert "this is a bug in labelwright" in message
    assert "nobody may see" not in message
    assert "rule 2.2.4" in message


def _broken(*_: object) -> NoReturn:
    raise ZeroDivisionError("a value that nobody may see")


def test_a_bug_in_reading_a_resource_is_reported_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was judged, so it is no pass."""
    monkeypatch.setattr(pack, "places_of", _broken)
    (message,) = _validated(_args(QUEUE, {}))
    assert "reading it failed itself (ZeroDivisionError in test_pack:" in message


@pytest.mark.parametrize("rule", [name for name in RULES if name != "secrets"])
def test_no_rule_shows_a_credential(rule: str) -> None:
    """One that is too long for a value is no remedy for it either."""
    given = tagged({"it": SECRET, SECRET: "x" * 300}, policies={"values": {"allowed": {"it": ["x"]}}})
    found = [summary(given, level, TODAY, {rule: RULES[rule], "secrets": RULES["secrets"]}) for level in Level]
    assert SECRET[:12] not in str(found)
    assert "rule 8.4" in str(found)


def test_where_credentials_are_not_looked_for_nothing_is_hidden() -> None:
    """Somebody said that these are none, so the other rules judge them as they stand."""
    given = _args(QUEUE, {"tags": {"it": SECRET}})
    assert "rule 2.1.2" not in _validated(given)[0]
    for off in ({"level": "disabled"}, {"exempt": [DUE]}):
        assert "rule 2.1.2" in _validated(given, given={"secrets": off})[0]


def test_wrong_stack_config_is_said_once_and_does_not_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without settings nothing can be judged; that is a finding on the stack, and no traceback."""
    monkeypatch.setattr(pack, "settings_of_stack", lambda: "labelwright:team: got 7")
    (message,) = _validated(_args(pack.STACK, {}))
    assert "stack config is wrong\nlabelwright:team: got 7" in message
    assert _validated(_args(QUEUE, {"tags": {"aws:x": "y"}})) == []


def test_an_exempt_resource_is_left_alone_by_that_rule_until_its_day() -> None:
    """On the day itself it still is; other rules are not meant."""
    given = _args(QUEUE, {"tags": {"run": "${workflowId}", "a#b": "xx"}})
    (message,) = _validated(given, given={"placeholders": {"exempt": [DUE]}})
    assert "rule 4.3" not in message
    assert "rule 2.1.3" in message


def test_an_exemption_that_has_ended_exempts_nothing() -> None:
    """The day after, the rule is back."""
    given = _args(QUEUE, {"tags": {"run": "${workflowId}"}})
    (message,) = _validated(given, given={"placeholders": {"exempt": [OVERDUE]}})
    assert "rule 4.3" in message


@pytest.mark.parametrize(
    ("until", "ended"), [(str(TODAY), False), ("2026-11-20", True)], ids=["on the day", "the day after"]
)
def test_an_exemption_that_has_ended_is_a_violation_by_itself(until: str, *, ended: bool) -> None:
    """Whether it still meets a resource or not; it says where it was written."""
    found = _validated(_args(pack.STACK, {}), given={"required": {"exempt": [{**DUE, "until": until}]}})
    assert bool(found) is ended
    assert _validated(_args(pack.STACK, {}), Level.ADVISORY) == []
    if ended:
        (message,) = found
        assert "1 problem with its policies" in message
        assert "policy-pack-config:labels.required.exempt[0]: got until 2026-11-20 (moved in December)" in message
        assert "rule 8.6" in message


def test_an_exemption_of_stack_config_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is gone when the pack's config has a list in its place."""
    monkeypatch.setattr(pack, "settings_of_stack", _stack({"required": {"exempt": [OVERDUE]}}))
    (message,) = _validated(_args(pack.STACK, {}))
    assert "labelwright:policies.required.exempt[0]" in message
    assert _validated(_args(pack.STACK, {}), given={"required": {"exempt": [DUE]}}) == []


def test_the_packs_config_beats_the_stacks_field_by_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it does not give stays as the stack has it."""
    stack = {"required": {"level": "disabled", "platforms": {"aws": ["team"]}}}
    monkeypatch.setattr(pack, "settings_of_stack", _stack(stack))
    given = _args(QUEUE, {"tags": {}})
    assert _validated(given) == []
    assert "no 'team'" in _validated(given, given={"required": {"level": "mandatory"}})[0]


def test_every_rule_has_settings() -> None:
    """And every setting its rule, in the same order."""
    assert [*RULES, *REVIEWED] == list(Policies().by_name)


def test_the_pack_reads_the_settings_that_everyone_reads() -> None:
    """One reader of stack config for program, command line and pack."""
    assert pack.from_engine is from_engine
