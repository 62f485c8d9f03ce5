"""One run on every platform side by side: every rename, drop and collision is said, and nothing is raised."""

from collections.abc import Mapping

import pytest

from labelwright.comparison import Comparison, Sent, compare
from labelwright.model import LabelSet
from labelwright.resolve import resolve
from labelwright.scopes import Carrier, Layer
from labelwright.vocabulary import LabelRule, OnFailure, Platform, Scope


def compared(
    labels: Mapping[str, str | None],
    *,
    rule: LabelRule = LabelRule.PORTABLE,
    on_failure: OnFailure = OnFailure.FAIL,
    variables: Mapping[str, str] | None = None,
) -> Comparison:
    """What every platform makes of `labels`."""
    resolved = resolve([Layer(scope=Scope.RUN, labels=LabelSet.of(labels))], Carrier.RUN)
    return compare(resolved, variables or {}, tuple(Platform), rule=rule, on_failure=on_failure)


def sent(labels: Mapping[str, str | None], **options: object) -> Mapping[Platform, Sent]:
    """What becomes of the only label."""
    (label,) = compared(labels, **options).labels  # type: ignore[arg-type]
    return label.sent


@pytest.mark.parametrize("platform", tuple(Platform))
def test_a_portable_lower_case_label_is_the_same_everywhere(platform: Platform) -> None:
    """That is what the portable rule is for."""
    assert sent({"team": "genomics"})[platform] == Sent(key="team", value="genomics")
    assert compared({"team": "genomics"}).problems == {}


def test_equal_outcomes_stand_together() -> None:
    """A row for each different outcome, whatever the number of platforms."""
    (label,) = compared({"team": "genomics"}).labels
    assert label.outcomes == {Sent(key="team", value="genomics"): tuple(Platform)}


def test_a_removed_label_is_sent_nowhere_and_says_who_removed_it() -> None:
    """A removal is an entry like any other."""
    assert set(sent({"team": None}).values()) == {Sent(key=None, value=None, notes=("removed by the run",))}


def test_a_value_that_one_platform_annotates_shows_both() -> None:
    """On Kubernetes the label is shortened and the whole value stands beside it; AWS takes it as it is."""
    value = "v" * 64
    found = sent({"sample": value}, rule=LabelRule.NATIVE)
    assert found[Platform.AWS_BATCH] == Sent(key="sample", value=value)
    assert found[Platform.KUBERNETES].annotation == value
    assert found[Platform.KUBERNETES].value != value
    assert found[Platform.KUBERNETES].notes


def test_what_a_platform_refuses_stands_with_the_platform_and_at_the_label() -> None:
    """The others still show what they get."""
    found = compared({"cost:center": "x"}, rule=LabelRule.NATIVE)
    assert found.labels[0].sent[Platform.AWS_BATCH] == Sent(key="cost:center", value="x")
    refused = found.labels[0].sent[Platform.KUBERNETES]
    assert (refused.key, refused.value) == (None, None)
    assert refused.notes[0].startswith("refused: rule ")
    assert [one.where for one in found.problems[Platform.KUBERNETES]] == ["submission.cost:center"]
    assert Platform.AWS_BATCH not in found.problems


@pytest.mark.parametrize("platform", [Platform.GOOGLE_BATCH, Platform.GOOGLE_CLOUD])
def test_google_gets_lower_case_and_the_note_says_so(platform: Platform) -> None:
    """The others get what was declared, and have nothing to explain."""
    found = sent({"Team": "Genomics"}, rule=LabelRule.NATIVE)
    assert (found[platform].key, found[platform].value) == ("team", "genomics")
    assert ["lower case" in note for note in found[platform].notes] == [True]
    assert found[Platform.AZURE_BATCH] == Sent(key="Team", value="Genomics")


def test_a_key_that_google_alone_refuses_goes_to_all_others() -> None:
    """A digit first is no key there, under either rule."""
    found = compared({"2fast": "xx"}, rule=LabelRule.NATIVE)
    assert set(found.problems) == {Platform.GOOGLE_BATCH, Platform.GOOGLE_CLOUD}
    assert found.labels[0].sent[Platform.GOOGLE_BATCH].notes == ("refused: rule 2.8.4",)
    assert found.labels[0].sent[Platform.AZURE_CLOUD] == Sent(key="2fast", value="xx")


def test_keys_that_are_one_without_case_collide_where_case_does_not_count() -> None:
    """Google and Azure name both; each label alone would be taken, so no row blames one of them."""
    found = compared({"Team": "genomics", "team": "genomics"}, rule=LabelRule.NATIVE)
    folding = {Platform.GOOGLE_BATCH, Platform.GOOGLE_CLOUD, Platform.AZURE_BATCH, Platform.AZURE_CLOUD}
    assert {platform: [one.got for one in said] for platform, said in found.problems.items()} == {
        platform: ["'Team' and 'team'"] for platform in folding
    }
    assert {key for label in found.labels for key in (label.sent[Platform.KUBERNETES].key,)} == {"Team", "team"}


@pytest.mark.parametrize(("platform", "most"), [(Platform.GOOGLE_BATCH, 61), (Platform.AZURE_CLOUD, 50)])
def test_each_platform_has_its_own_most_under_the_native_rule(platform: Platform, most: int) -> None:
    """What Google Batch puts on VMs by itself is taken off its 64; a tag of Azure's is one of 50."""
    labels = {f"key-{number}": "x" for number in range(most)}
    assert platform not in compared(labels, rule=LabelRule.NATIVE).problems
    assert platform in compared({**labels, "one-more": "x"}, rule=LabelRule.NATIVE).problems


def test_what_is_wrong_with_the_set_stands_with_the_platforms() -> None:
    """Twenty-five labels are the most that every cloud takes; no single label is to blame for one beyond."""
    most = {f"key-{number}": "xx" for number in range(25)}
    assert compared(most).problems == {}
    found = compared({**most, "one-more": "xx"})
    assert set(found.problems) == set(Platform)
    assert all(label.sent[Platform.AWS_CLOUD].key == label.key for label in found.labels)


@pytest.mark.parametrize("on_failure", tuple(OnFailure))
def test_an_unresolved_label_is_refused_or_left_out_and_said(on_failure: OnFailure) -> None:
    """As the workspace chose; never silently."""
    found = compared({"run": "run-${workflowId}"}, on_failure=on_failure)
    for outcome in found.labels[0].sent.values():
        assert (outcome.key, bool(outcome.notes)) == (None, True)
    assert bool(found.problems) is (on_failure is OnFailure.FAIL)
