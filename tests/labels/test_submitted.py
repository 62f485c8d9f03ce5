"""Dynamic labels of a run: resolved, checked again, and never repaired without a word."""

import pytest

from labelwright import rules
from labelwright.model import LabelSet
from labelwright.problem import LabelError
from labelwright.resolve import Resolved, resolve
from labelwright.scopes import Layer
from labelwright.submitted import Policy, submission_labels
from labelwright.vocabulary import LabelRule, OnFailure, Platform, Scope

FAIL, OMIT, SANITISE = (Policy(platform=Platform.AWS_BATCH, on_failure=choice) for choice in OnFailure)


def run(**labels: str | None) -> Resolved:
    """The labels of a run."""
    return resolve([Layer(scope=Scope.RUN, labels=LabelSet.of(labels))])


def numbers(error: pytest.ExceptionInfo[LabelError]) -> list[str]:
    """Numbers of the rules that were broken."""
    return [found.rule.split(":")[0] for found in error.value.problems]


def test_variables_become_values() -> None:
    """And static labels stay."""
    submitted = submission_labels(run(team="genomics", run="run-${workflowId}"), {"workflowId": "2mnBxQ"}, FAIL)
    assert submitted.labels == {"run": "run-2mnBxQ", "team": "genomics"}
    assert submitted.notes == {}


def test_an_unresolved_label_fails_by_default() -> None:
    """It names the label, the variable and how to give it."""
    with pytest.raises(LabelError) as error:
        submission_labels(run(run="${workflowId}"), {}, FAIL)
    assert numbers(error) == [rules.UNRESOLVED.number]
    assert "--var workflowId" in error.value.problems[0].remedy


@pytest.mark.parametrize("policy", [OMIT, SANITISE])
def test_an_unresolved_label_is_left_out_and_reported(policy: Policy) -> None:
    """There is no value to sanitise."""
    submitted = submission_labels(run(run="${workflowId}", team="genomics"), {}, policy)
    assert submitted.labels == {"team": "genomics"}
    assert "workflowId" in submitted.notes["run"]


def test_an_illegal_result_fails_by_default() -> None:
    """A name with a dot is illegal under the portable rule."""
    with pytest.raises(LabelError) as error:
        submission_labels(run(who="${userName}"), {"userName": "jane.doe@example.org"}, FAIL)
    assert set(numbers(error)) == {rules.RESOLVED.number}


def test_an_illegal_result_is_omitted_with_the_rule_that_it_breaks() -> None:
    """By choice of the workspace."""
    submitted = submission_labels(run(who="${userName}"), {"userName": "jane.doe"}, OMIT)
    assert submitted.labels == {}
    assert rules.CHARACTERS.number in submitted.notes["who"]


def test_an_illegal_result_is_sanitised_and_reported() -> None:
    """By choice of the workspace: legal, told apart by a hash, and said."""
    first = submission_labels(run(who="${userName}"), {"userName": "jane.doe"}, SANITISE)
    second = submission_labels(run(who="${userName}"), {"userName": "jane@doe"}, SANITISE)
    assert first.labels["who"].startswith("jane-doe-")
    assert first.labels["who"] != second.labels["who"]
    assert "jane.doe" in first.notes["who"]


@pytest.mark.parametrize("length", [39, 40])
def test_the_length_of_a_result_is_checked_on_its_limit(length: int) -> None:
    """39 characters pass, 40 do not."""
    value = "x" * length
    if length == 39:
        assert submission_labels(run(who="${userName}"), {"userName": value}, FAIL).labels == {"who": value}
    else:
        with pytest.raises(LabelError):
            submission_labels(run(who="${userName}"), {"userName": value}, FAIL)


@pytest.mark.parametrize("policy", [FAIL, OMIT, SANITISE])
def test_a_written_label_is_never_rewritten(policy: Policy) -> None:
    """Whatever the choice, an illegal static label is an error."""
    with pytest.raises(LabelError) as error:
        submission_labels(run(team="geno mics"), {}, policy)
    assert numbers(error) == [rules.CHARACTERS.number]


def test_labels_are_counted_after_merging() -> None:
    """25 pass, 26 do not; native takes 50."""
    labels = {f"key{number:02}": "value" for number in range(26)}
    with pytest.raises(LabelError) as error:
        submission_labels(run(**labels), {}, FAIL)
    assert numbers(error) == [rules.PORTABLE_COUNT.number]
    assert (
        len(submission_labels(run(**labels), {}, Policy(platform=Platform.AWS_BATCH, rule=LabelRule.NATIVE)).labels)
        == 26
    )


def test_all_problems_of_a_run_come_together() -> None:
    """Not one a time."""
    with pytest.raises(LabelError) as error:
        submission_labels(run(k="ok", who="${userName}", run="${nope}", team="a b"), {}, FAIL)
    assert set(numbers(error)) == {"2.1.1", "4.4", "4.1", "2.1.3"}


def test_kubernetes_annotates_what_is_too_long_for_a_label() -> None:
    """A written value is shortened in the label, stands whole in an annotation, and is reported."""
    policy = Policy(platform=Platform.KUBERNETES, rule=LabelRule.NATIVE)
    submitted = submission_labels(run(team="genomics", note="n" * 64), {}, policy)
    assert submitted.annotations == {"note": "n" * 64}
    assert len(submitted.labels["note"]) == 63
    assert set(submitted.notes) == {"note"}


def test_kubernetes_sanitises_a_resolved_value_only_where_the_workspace_says_so() -> None:
    """The workspace's choice holds for dynamic labels on every platform; the whole value is not lost."""
    values = {"userName": "jane@doe"}
    for choice, kept in ((OnFailure.OMIT, {}), (OnFailure.SANITISE, {"who": "jane@doe"})):
        policy = Policy(platform=Platform.KUBERNETES, rule=LabelRule.NATIVE, on_failure=choice)
        submitted = submission_labels(run(who="${userName}"), values, policy)
        assert submitted.labels.keys() == kept.keys()
        assert all(value.startswith("jane-doe-") for value in submitted.labels.values())
        assert submitted.annotations == kept
        assert "who" in submitted.notes
    with pytest.raises(LabelError):
        submission_labels(run(who="${userName}"), values, Policy(platform=Platform.KUBERNETES, rule=LabelRule.NATIVE))


GOOGLE = Policy(platform=Platform.GOOGLE_BATCH)


def test_google_gets_lower_case_and_the_report_says_so() -> None:
    """Written and resolved labels alike; `key` tells under which name a declared one was sent."""
    submitted = submission_labels(run(Team="Genomics", Run="Run-${workflowId}"), {"workflowId": "2mnBxQ"}, GOOGLE)
    assert submitted.labels == {"run": "run-2mnbxq", "team": "genomics"}
    assert submitted.notes == {
        "Run": "Google has lower case only: sent as 'run': 'run-2mnbxq'",
        "Team": "Google has lower case only: sent as 'team': 'genomics'",
    }
    assert (submitted.key("Team"), submitted.key("other")) == ("team", "other")


@pytest.mark.parametrize("value", ["genomics", "${userName}"], ids=["both written", "one resolved"])
def test_keys_that_google_would_make_one_are_refused_by_their_own_names(value: str) -> None:
    """Whether their values are written or not: neither is lost silently."""
    with pytest.raises(LabelError) as error:
        submission_labels(run(Team=value, team="proteomics"), {"userName": "Ada"}, GOOGLE)
    (found,) = error.value.problems
    assert (found.rule, found.got) == (str(rules.COLLISION), "'Team' and 'team'")


def test_google_sanitises_under_the_key_that_it_sends() -> None:
    """Not under both spellings."""
    policy = Policy(platform=Platform.GOOGLE_CLOUD, on_failure=OnFailure.SANITISE)
    submitted = submission_labels(run(Who="${userName}"), {"userName": "Jane.Doe"}, policy)
    assert [*submitted.labels] == ["who"]
    assert submitted.labels["who"].startswith("jane-doe-")
    assert [*submitted.notes] == ["Who"]


@pytest.mark.parametrize(("platform", "most"), [(Platform.GOOGLE_BATCH, 61), (Platform.GOOGLE_CLOUD, 64)])
def test_a_run_has_as_many_labels_as_its_tightest_service_takes(platform: Platform, most: int) -> None:
    """Machines of Google Batch take 61, one started by itself takes 64."""
    policy = Policy(platform=platform, rule=LabelRule.NATIVE)
    labels = {f"key{number:02}": "value" for number in range(most)}
    assert len(submission_labels(run(**labels), {}, policy).labels) == most
    with pytest.raises(LabelError):
        submission_labels(run(**labels, more="value"), {}, policy)


def test_a_key_that_google_batch_sets_itself_is_refused_there_only() -> None:
    """To override one is an error of the service."""
    labels = {"batch-job-id": "mine"}
    assert submission_labels(run(**labels), {}, Policy(platform=Platform.GOOGLE_CLOUD)).labels == labels
    with pytest.raises(LabelError) as error:
        submission_labels(run(**labels), {}, GOOGLE)
    assert numbers(error) == [rules.GOOGLE_PREDEFINED.number]
