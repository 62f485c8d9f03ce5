"""What Google Cloud takes, on each limit and one beyond, per service where services differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright import rules
from labelwright.dialects import SUBMITTED, Service, google, key_as_sent
from labelwright.vocabulary import LabelRule, Platform

NATIVE, PORTABLE = LabelRule.NATIVE, LabelRule.PORTABLE
GENERAL, FORGED, PROJECT = Service.GENERAL, Service.GOOGLE_FORGED, Service.GOOGLE_PROJECT
JOB, VM, DATAPROC = Service.GOOGLE_BATCH_JOB, Service.GOOGLE_BATCH_VM, Service.GOOGLE_DATAPROC


def broken(labels: dict[str, str | None], rule: LabelRule, service: Service = GENERAL) -> list[str]:
    """Numbers of the rules that `labels` break."""
    return [found.rule.split(":")[0] for found in google.problems(labels, rule=rule, service=service, where="labels")]


def many(count: int) -> dict[str, str | None]:
    """So many labels."""
    return {f"key{number:03}": "value" for number in range(count)}


@pytest.mark.parametrize(
    ("labels", "rule", "service", "expected"),
    [
        ({"k" * 63: "v"}, NATIVE, GENERAL, []),
        ({"k" * 64: "v"}, NATIVE, GENERAL, [rules.GOOGLE_KEY_LENGTH]),
        ({"": "v"}, NATIVE, GENERAL, [rules.GOOGLE_KEY_LENGTH]),
        ({"k": "v" * 63}, NATIVE, GENERAL, []),
        ({"k": "v" * 64}, NATIVE, GENERAL, [rules.GOOGLE_VALUE_LENGTH]),
        ({"k": ""}, NATIVE, GENERAL, [rules.GOOGLE_EMPTY]),
        ({"k": ""}, NATIVE, DATAPROC, [rules.GOOGLE_EMPTY]),
        ({"é" * 63: "é" * 63}, NATIVE, GENERAL, []),  # 126 bytes
        ({"語" * 42 + "kk": "語" * 42 + "vv"}, NATIVE, GENERAL, []),  # 44 characters, 128 bytes
        ({"語" * 42 + "kkk": "v"}, NATIVE, GENERAL, [rules.GOOGLE_KEY_LENGTH]),
        ({"k": "語" * 42 + "vvv"}, NATIVE, GENERAL, [rules.GOOGLE_VALUE_LENGTH]),
        ({"a-b_c9": "9_-"}, NATIVE, GENERAL, []),
        ({"größe": "٣五"}, NATIVE, GENERAL, []),  # a small letter, a digit, and a letter without case
        ({"語": "v"}, NATIVE, GENERAL, []),
        ({"Team": "v"}, NATIVE, GENERAL, [rules.GOOGLE_CHARACTERS]),
        ({"team": "V"}, NATIVE, GENERAL, [rules.GOOGLE_CHARACTERS]),
        ({"ǅ": "v"}, NATIVE, GENERAL, [rules.GOOGLE_CHARACTERS]),  # a title-case letter
        ({"kʰ": "v"}, NATIVE, GENERAL, [rules.GOOGLE_CHARACTERS]),  # a modifier letter
        ({"ke\u0301": "v"}, NATIVE, GENERAL, [rules.GOOGLE_CHARACTERS]),  # a combining mark
        ({"a.b": "v"}, NATIVE, GENERAL, [rules.GOOGLE_CHARACTERS]),
        ({"k": "a b"}, NATIVE, GENERAL, [rules.GOOGLE_CHARACTERS]),
        ({"k": "${workflowid}"}, NATIVE, GENERAL, [rules.GOOGLE_CHARACTERS]),
        ({"2fast": "v"}, NATIVE, GENERAL, [rules.GOOGLE_FIRST]),
        ({"-k": None}, NATIVE, GENERAL, [rules.GOOGLE_FIRST]),
        ({"_k": "v"}, NATIVE, GENERAL, [rules.GOOGLE_FIRST]),
        ({"k": "2fast"}, NATIVE, GENERAL, []),
        ({"goog-k": "v"}, NATIVE, GENERAL, [rules.GOOGLE_RESERVED]),
        ({"google-k": "v1"}, PORTABLE, GENERAL, [rules.GOOGLE_RESERVED]),
        ({"google": "goog-v"}, NATIVE, GENERAL, []),
        ({"batch-job-id": "v"}, NATIVE, GENERAL, []),
        ({"batch-job-id": "v"}, NATIVE, JOB, [rules.GOOGLE_PREDEFINED]),
        ({"batch-job-uid": "v1"}, PORTABLE, VM, [rules.GOOGLE_PREDEFINED]),
        ({"batch-node": "v"}, NATIVE, VM, [rules.GOOGLE_PREDEFINED]),
        ({"batch-nodes": "v"}, NATIVE, VM, []),
        (many(64), NATIVE, GENERAL, []),
        (many(65), NATIVE, GENERAL, [rules.GOOGLE_COUNT]),
        (many(63), NATIVE, FORGED, []),
        (many(64), NATIVE, FORGED, [rules.GOOGLE_FORGED_COUNT]),
        (many(63), NATIVE, JOB, []),
        (many(64), NATIVE, JOB, [rules.GOOGLE_BATCH_JOB_COUNT]),
        (many(61), NATIVE, VM, []),
        (many(62), NATIVE, VM, [rules.GOOGLE_BATCH_VM_COUNT]),
        (many(31), NATIVE, DATAPROC, []),
        (many(32), NATIVE, DATAPROC, [rules.GOOGLE_DATAPROC_COUNT]),
        (many(63), NATIVE, PROJECT, []),
        (many(64), NATIVE, PROJECT, [rules.GOOGLE_FORGED_COUNT]),
        ({"cost_center": "4-2_"}, NATIVE, PROJECT, []),
        ({"größe": "v"}, NATIVE, PROJECT, [rules.GOOGLE_PROJECT_CHARACTERS]),
        ({"k": "größe"}, NATIVE, PROJECT, [rules.GOOGLE_PROJECT_CHARACTERS]),
        ({"Team": "a1", "team": "b2"}, NATIVE, GENERAL, [rules.COLLISION]),
        ({"Team": "a1", "team": "b2"}, PORTABLE, VM, [rules.COLLISION]),
        ({"2Go": "a1", "2go": None}, NATIVE, GENERAL, [rules.COLLISION, rules.GOOGLE_FIRST, rules.GOOGLE_FIRST]),
        (many(25), PORTABLE, VM, []),
        (many(26), PORTABLE, VM, [rules.PORTABLE_COUNT]),
        ({"2fast": "2fast"}, PORTABLE, GENERAL, [rules.GOOGLE_FIRST]),
        ({"Team": "V1"}, PORTABLE, GENERAL, [rules.GOOGLE_CHARACTERS, rules.GOOGLE_CHARACTERS]),
        ({"-k": "v1"}, PORTABLE, GENERAL, [rules.SEPARATORS]),
        ({"é1": "v1"}, PORTABLE, GENERAL, [rules.CHARACTERS]),
        ({"k1": ""}, PORTABLE, GENERAL, [rules.VALUE_LENGTH]),
    ],
)
def test_labels_break_exactly_these_rules(
    labels: dict[str, str | None], rule: LabelRule, service: Service, expected: list[rules.Rule]
) -> None:
    """On the limit nothing is found; beyond it exactly the rule that was broken."""
    assert broken(labels, rule, service) == [one.number for one in expected]


@pytest.mark.parametrize("service", list(Service))
def test_services_of_other_clouds_are_judged_as_any(service: Service) -> None:
    """They crash no policy at the wrong moment, and forgive nothing."""
    assert broken({"Team": "v"}, NATIVE, service)[:1] in (
        [rules.GOOGLE_CHARACTERS.number],
        [rules.GOOGLE_PROJECT_CHARACTERS.number],
    )


def test_what_google_batch_takes_of_a_run_is_judged_as_jobs_and_as_machines() -> None:
    """Their limits differ, and a run's labels go to both."""
    assert SUBMITTED[Platform.GOOGLE_BATCH] == (JOB, VM)


@pytest.mark.parametrize("rule", list(LabelRule))
def test_upper_case_is_sent_as_lower_case_and_noted(rule: LabelRule) -> None:
    """Keys and values; what is in lower case already needs no note."""
    rendered = google.render({"Team": "Genomics", "env": "Dev", "cost": "cc-1"}, rule=rule)
    assert rendered.labels == {"cost": "cc-1", "env": "dev", "team": "genomics"}
    assert rendered.renamed == {"Team": "team"}
    assert rendered.notes == {
        "Team": "Google has lower case only: sent as 'team': 'genomics'",
        "env": "Google has lower case only: sent as 'env': 'dev'",
    }
    assert (rendered.key("Team"), rendered.key("env"), rendered.whole("Team")) == ("team", "env", "genomics")
    assert key_as_sent(google, "Team", rule) == "team"


def test_keys_that_would_become_one_stay_two_and_are_named_together() -> None:
    """Whoever judges what was rendered still finds both; nothing is merged silently."""
    rendered = google.render({"Team": "A1", "team": "b2", "Env": "dev"}, rule=NATIVE)
    assert rendered.labels == {"Team": "a1", "env": "dev", "team": "b2"}
    (found,) = google.problems(rendered.labels, rule=NATIVE, where="labels")
    assert found.got == "'Team' and 'team'"


def test_a_key_in_upper_case_is_told_how_to_be_written() -> None:
    """The remedy is the label itself, where that is all that is wrong."""
    (found,) = google.problems_in_key("Team", rule=NATIVE, where="labels.Team")
    assert found.remedy == "Write 'team'."


def test_the_bill_shows_keys_as_they_are() -> None:
    """BigQuery has labels as pairs, unchanged."""
    assert google.billing_collisions(["a-b", "a_b"], "labels") == []
    assert google.notes_on_bill("a-b") == ()


KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,62}", fullmatch=True).filter(
    lambda key: not key.lower().startswith(google.RESERVED_PREFIXES)
)
VALUES = st.from_regex(r"[A-Za-z0-9_-]{1,63}", fullmatch=True)


@given(st.dictionaries(KEYS, VALUES, max_size=9))
def test_what_is_wrong_in_case_only_is_legal_once_rendered(labels: dict[str, str]) -> None:
    """Unless two keys become one, which stays the only problem."""
    rendered = google.render(labels, rule=NATIVE).labels
    collides = len({key.lower() for key in labels}) < len(labels)
    found = google.problems(rendered, rule=NATIVE, where="labels")
    assert {one.rule for one in found} == ({str(rules.COLLISION)} if collides else set())


ANY = st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=9), max_size=9)


@given(ANY, st.sampled_from(list(LabelRule)))
def test_rendering_loses_no_label_and_hides_no_change(labels: dict[str, str], rule: LabelRule) -> None:
    """Every label is there, sorted, and noted where it differs; twice is once."""
    rendered = google.render(labels, rule=rule)
    assert len(rendered.labels) == len(labels)
    assert list(rendered.labels) == sorted(rendered.labels)
    sent = {key: (rendered.key(key), rendered.whole(key)) for key in labels}
    assert rendered.notes.keys() == {key for key, value in labels.items() if sent[key] != (key, value)}
    again = google.render(rendered.labels, rule=rule)
    assert (again.labels, again.notes) == (rendered.labels, {})


@given(st.text(max_size=200), st.sampled_from(list(LabelRule)))
def test_a_sanitised_value_is_legal_and_stays_so(value: str, rule: LabelRule) -> None:
    """Whatever a run resolved to; and twice is once."""
    once = google.sanitise(value, rule=rule)
    assert google.problems_in_value(once, rule=rule, where="") == []
    assert google.sanitise(once, rule=rule) == once


@given(st.text(max_size=90), st.text(max_size=90), st.sampled_from(list(LabelRule)))
def test_different_values_stay_different_when_sanitised(first: str, second: str, rule: LabelRule) -> None:
    """The hash keeps them apart; in case alone Google itself cannot."""
    if first.lower() != second.lower():
        assert google.sanitise(first, rule=rule) != google.sanitise(second, rule=rule)
