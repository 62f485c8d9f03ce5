"""Unresolved, illegal once resolved, one too many: what the workspace chose is done on every platform, and told."""

import re
from collections.abc import Mapping

import pytest

from labelwright import rules, submission
from labelwright.dialects import DIALECT_OF, services_of
from labelwright.launcher import Submission
from labelwright.problem import LabelError
from labelwright.vocabulary import LabelRule, OnFailure, Platform, Scope
from tests.launcher.launching import Labels, environment, layer

FAIL, OMIT, SANITISE = OnFailure
LABELS = {"team": "genomics", "who": "run-${userName}"}
MOST: Mapping[tuple[Platform, LabelRule], int] = {
    **{(platform, LabelRule.PORTABLE): 25 for platform in Platform},
    (Platform.AWS_BATCH, LabelRule.NATIVE): 50,
    (Platform.AWS_CLOUD, LabelRule.NATIVE): 50,
    (Platform.GOOGLE_BATCH, LabelRule.NATIVE): 61,
    (Platform.GOOGLE_CLOUD, LabelRule.NATIVE): 64,
    (Platform.AZURE_CLOUD, LabelRule.NATIVE): 50,
}
"""How many labels a run has at most; what is not in here has no limit."""

TOO_LONG: Mapping[tuple[Platform, LabelRule], int] = {
    **{(platform, LabelRule.PORTABLE): 36 for platform in Platform},
    (Platform.AWS_BATCH, LabelRule.NATIVE): 253,
    (Platform.AWS_CLOUD, LabelRule.NATIVE): 253,
    (Platform.GOOGLE_BATCH, LabelRule.NATIVE): 60,
    (Platform.GOOGLE_CLOUD, LabelRule.NATIVE): 60,
    (Platform.AZURE_BATCH, LabelRule.NATIVE): 253,
    (Platform.AZURE_CLOUD, LabelRule.NATIVE): 253,
    (Platform.KUBERNETES, LabelRule.NATIVE): 60,
}
"""Length of a user's name of which `run-...` is one character too long."""

everywhere = pytest.mark.parametrize("platform", Platform)
by_rule = pytest.mark.parametrize(("platform", "rule"), TOO_LONG)
by_count = pytest.mark.parametrize(("platform", "rule"), MOST)
lenient = pytest.mark.parametrize("choice", [OMIT, SANITISE])


def launch(
    platform: Platform, choice: OnFailure, labels: Labels, rule: LabelRule = LabelRule.PORTABLE, **variables: str
) -> Submission:
    """A run whose team says `labels`."""
    made = environment(platform, {Scope.TEAM: layer(Scope.TEAM, labels)}, unresolved=choice, rule=rule)
    return submission(made, run={"sample": "s1"}, variables=variables)


def refused(
    platform: Platform, labels: Labels, rule: LabelRule = LabelRule.PORTABLE, choice: OnFailure = FAIL, **variables: str
) -> list[str]:
    """Numbers of the rules for which a run is refused."""
    with pytest.raises(LabelError) as error:
        launch(platform, choice, labels, rule, **variables)
    return [found.rule.partition(":")[0] for found in error.value.problems]


def some(count: int, value: str = "v1") -> dict[str, str]:
    """So many labels."""
    return {f"key{number:02}": value for number in range(count)}


@everywhere
def test_an_unresolved_label_fails_a_run(platform: Platform) -> None:
    """The default; an empty value is none."""
    assert refused(platform, LABELS) == refused(platform, LABELS, userName="") == [rules.UNRESOLVED.number]


@everywhere
@lenient
def test_an_unresolved_label_is_left_out_and_told(platform: Platform, choice: OnFailure) -> None:
    """There is nothing to sanitise. The rest is sent."""
    made = launch(platform, choice, LABELS)
    assert made.labels == {"sample": "s1", "team": "genomics"}
    assert made.notes == ["who: left out: 'run-${userName}' has no value for userName"]


@by_rule
def test_an_illegal_value_fails_a_run(platform: Platform, rule: LabelRule) -> None:
    """On the limit it is sent as it is."""
    name = "n" * TOO_LONG[platform, rule]
    assert refused(platform, LABELS, rule, userName=name) == [rules.RESOLVED.number]
    assert launch(platform, FAIL, LABELS, rule, userName=name[1:]).labels["who"] == f"run-{name[1:]}"


@by_rule
def test_an_illegal_value_is_left_out_and_told(platform: Platform, rule: LabelRule) -> None:
    """With the rule that it breaks."""
    made = launch(platform, OMIT, LABELS, rule, userName="n" * TOO_LONG[platform, rule])
    assert made.labels == {"sample": "s1", "team": "genomics"}
    (note,) = made.notes
    assert re.fullmatch(r"who: left out: 'run-\$\{userName\}' became 'run-n+', which breaks rule .+", note)


@by_rule
def test_an_illegal_value_is_sanitised_and_told(platform: Platform, rule: LabelRule) -> None:
    """Legal, told apart from another by a hash, and both spellings are in the note."""
    name = "n" * TOO_LONG[platform, rule]
    first, second = (launch(platform, SANITISE, LABELS, rule, userName=one) for one in (name, f"{name}n"))
    sent = first.labels["who"]
    assert sent != second.labels["who"]
    dialect = DIALECT_OF[platform]
    assert dialect.problems(first.labels, rule=rule, service=services_of(platform)[0], where="") == []
    (note,) = first.notes
    assert note.startswith("who: sanitised: ")
    assert name in note
    assert repr(sent) in note


@by_count
def test_one_label_too_many_fails_a_run(platform: Platform, rule: LabelRule) -> None:
    """Counted once all scopes are merged: the run's own is the one too many."""
    most = MOST[platform, rule]
    labels = {**some(most - 2), "who": "${userName}"}
    assert len(launch(platform, FAIL, labels, rule, userName="ada").labels) == most
    (number,) = set(refused(platform, {**labels, "more": "v1"}, rule, userName="ada"))
    assert number.startswith("2.")


@by_count
@lenient
def test_dynamic_labels_that_are_too_many_are_left_out_and_told(
    platform: Platform, rule: LabelRule, choice: OnFailure
) -> None:
    """As few as may be, those of the first scopes first; what was written stays."""
    most = MOST[platform, rule]
    made = environment(
        platform,
        {
            Scope.ORGANIZATION: layer(Scope.ORGANIZATION, {"by": "${userName}"}),
            Scope.TEAM: layer(Scope.TEAM, some(most - 2)),
        },
        unresolved=choice,
        rule=rule,
    )
    run = {"sample": "s1", "who": "${userName}"}
    submitted = submission(made, run=run, variables={"userName": "ada"})
    assert submitted.labels == dict(sorted({**some(most - 2), "sample": "s1", "who": "ada"}.items()))
    (note,) = submitted.notes
    assert note.startswith("by: left out: '${userName}' is one too many: ")
    assert f"{most + 1} labels" in note


@by_count
@lenient
def test_written_labels_that_are_too_many_fail_whatever_was_chosen(
    platform: Platform, rule: LabelRule, choice: OnFailure
) -> None:
    """And then nothing is left out: the count that is told is that of all."""
    most = MOST[platform, rule]
    labels = {**some(most), "who": "${userName}"}
    with pytest.raises(LabelError) as error:
        launch(platform, choice, labels, rule, userName="ada")
    assert {found.got for found in error.value.problems} == {f"{most + 2} labels"}


@lenient
def test_text_that_is_too_much_for_a_machine_in_azure_is_left_out_alike(choice: OnFailure) -> None:
    """2,048 characters in names and values together."""
    labels = {**some(7, "v" * 254), "by": "${userName}"}
    made = launch(Platform.AZURE_CLOUD, choice, labels, LabelRule.NATIVE, userName="n" * 250)
    assert "by" not in made.labels
    assert "2,0" in made.notes[0] or "2,1" in made.notes[0]
    assert refused(Platform.AZURE_CLOUD, labels, LabelRule.NATIVE, userName="n" * 250) == ["2.9.8"]


@everywhere
@pytest.mark.parametrize("choice", OnFailure)
def test_what_was_written_is_never_rewritten_or_left_out(platform: Platform, choice: OnFailure) -> None:
    """An illegal static label is an error whatever the workspace chose, and so is a text that is no template."""
    assert refused(platform, {"team": "geno mics"}, choice=choice) == ["2.1.3"]
    assert refused(platform, {"team": "${nobody}"}, choice=choice) == [rules.VARIABLE.number]
    assert refused(platform, {"k--k": "${userName}"}, choice=choice, userName="ada") == ["2.1.4"]
