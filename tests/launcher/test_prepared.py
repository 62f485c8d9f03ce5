"""The quick way gives what the plain rules give: the same labels, remarks and problems, on every platform."""

import itertools
import pickle
import random
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright import launcher, prepared
from labelwright.dialects import DIALECT_OF, DIALECT_OF_PACKAGE
from labelwright.given import Given
from labelwright.grammar import MOST
from labelwright.launcher import LaunchEnvironment, Submission, plain_submission, submission
from labelwright.model import Label, LabelSet
from labelwright.problem import LabelError
from labelwright.scopes import Layer
from labelwright.submitted import Policy, problems_in_count
from labelwright.vocabulary import Combine, LabelRule, OnFailure, Platform, Scope
from tests.launcher.launching import environment, layer

KEYS = ("team", "Team", "run", "owner", "aws-id", "batch-job-id", "goog-x", "2fast", "a", "k--k", "\u00e91", "x.y")
TEXTS = (
    *(
        "genomics",
        "Genomics",
        "x" * 39,
        "x" * 40,
        "n" * 64,
        "v" * 257,
        "",
        "a b",
        "aws-1",
        "jane.doe",
        "\u00e91",
        "a\nb",
    ),
    *("run-${workflowId}", "${userName}", "${userName}${runName}", "100%-${workflowId}", "$${x}", "${nope}", "${"),
)
VALUES = ("2mnBxQ", "x9", "", "jane@doe", "y" * 40, "awsome", "${x}", "%s")
NAMES = ("workflowId", "userName", "runName")
BELOW = (Scope.ORGANIZATION, Scope.WORKSPACE, Scope.TEAM, Scope.ENVIRONMENT)

labels = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(TEXTS) | st.none(), max_size=3)
mild = st.dictionaries(st.sampled_from(KEYS[:4]), st.sampled_from((*TEXTS[:3], *TEXTS[12:16])) | st.none(), max_size=4)
counts = st.sampled_from((0, 0, 0, MOST - 1, MOST, MOST + 1, 50, 51, 61, 62, 64, 65))


@st.composite
def layers(draw: st.DrawFn, scope: Scope) -> Layer:
    """What a scope says, some of it locked."""
    said = draw(mild | labels)
    locked = draw(st.sampled_from((*KEYS[:4], "")))
    found = tuple(Label(key=key, value=value, locked=key == locked) for key, value in said.items())
    combine = draw(st.sampled_from((Combine.MERGE, Combine.MERGE, Combine.REPLACE)))
    return Layer(scope=scope, labels=LabelSet(labels=found), combine=combine)


@st.composite
def launches(draw: st.DrawFn) -> tuple[LaunchEnvironment, dict[Scope, Given]]:
    """An environment with up to 65 labels, and what is given for a pipeline, an action and a run."""
    said = {scope: draw(layers(scope)) for scope in BELOW}
    more = {f"key{number:02}": draw(st.sampled_from(("v1", "w" * 39))) for number in range(draw(counts))}
    said[Scope.ORGANIZATION] = layer(
        Scope.ORGANIZATION, {**{one.key: one.value for one in said[Scope.ORGANIZATION].labels.labels}, **more}
    )
    launched = environment(
        draw(st.sampled_from(Platform)),
        said,
        rule=draw(st.sampled_from(LabelRule)),
        unresolved=draw(st.sampled_from(OnFailure)),
        required=("team",),
    )
    scopes = (Scope.PIPELINE, Scope.ACTION, Scope.RUN)
    return launched, {scope: cast("Given", draw(st.none() | mild | layers(scope))) for scope in scopes}


def seen(make: Callable[[], Submission]) -> object:
    """All that a launcher sees of a submission, in its order: what is sent and told, or every problem."""
    try:
        made = make()
    except LabelError as error:
        return error.problems
    return [list(one.items()) for one in astuple(made.submitted)], made.resolved, made.variables, made.notes


def quick(
    launched: LaunchEnvironment, asked: Mapping[Scope, Given], variables: Mapping[str, str]
) -> Callable[[], Submission]:
    """What launchers call."""
    named = {str(scope): given for scope, given in asked.items()}
    return lambda: submission(launched, **named, variables=variables)  # pyright: ignore[reportArgumentType] - by scope


@settings(max_examples=300)
@given(launches(), st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES)))
def test_the_quick_way_gives_what_the_plain_rules_give(
    launch: tuple[LaunchEnvironment, dict[Scope, Given]], variables: dict[str, str]
) -> None:
    """Labels, notes, annotations, renamed keys, provenance and every problem; the second time from memory."""
    launched, asked = launch
    expected = seen(lambda: plain_submission(launched, asked, variables))
    assert seen(quick(launched, asked, variables)) == expected
    assert seen(quick(launched, asked, variables)) == expected


SUBTLE: tuple[tuple[dict[str, str | None], dict[str, str | None]], ...] = (
    ({}, {"Team": "x1", "team": "y1"}),
    ({"team": "x1"}, {"Team": "y1"}),
    ({"Team": "x1"}, {"Team": None, "team": "y1"}),
    ({"team": "x1", "Team": "y1"}, {}),
    ({"Team": "x1"}, {"Team": "y1"}),
    ({"Team": "x1", "tier": "Gold"}, {"Team": None}),
    ({"tier": "Gold"}, {"tier": "silver"}),
    ({"run": "${workflowId}"}, {"run": "x1"}),
    ({"run": "${workflowId}"}, {"run": None}),
    ({"Run": "run-${workflowId}"}, {"sample": "s1"}),
    ({"Who": "by-${userName}"}, {"sample": "s1"}),
    ({"Zone": "East", "Alpha": "${userName}"}, {"Beta": "B1"}),
    ({"who": "${userName}", "run": "${workflowId}"}, {"Sample": "S1", "by": "${userName}"}),
    ({"share": "100%-${workflowId}", "odd": "x$${y}"}, {}),
    ({"note": "N" * 64, "more": "n" * 64}, {"more": "m1"}),
    ({"note": "n" * 64}, {"note": None, "other": "o" * 64}),
    ({"who": "${userName}", "note": "n n"}, {"by": "a b"}),
    ({"a": "b"}, {"sample": "s1"}),
    ({"run": "${nobody}"}, {"run": "x1"}),
    ({"who": "x${runName}"}, {"sample": "s1"}),
)
"""What stack config says and what a run says, where one look may mislead: case, removals, remarks, templates."""


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize(("said", "run"), SUBTLE)
def test_where_one_look_may_mislead_the_plain_rules_are_asked(
    platform: Platform, said: dict[str, str | None], run: dict[str, str | None]
) -> None:
    """Under each rule and each choice of the workspace, with good values and bad ones; locked or not."""
    for rule, choice, user in itertools.product(LabelRule, OnFailure, ("ada", "Jane.Doe", "")):
        for key in (*said, ""):
            found = tuple(Label(key=one, value=value, locked=one == key) for one, value in said.items())
            below = {Scope.TEAM: Layer(scope=Scope.TEAM, labels=LabelSet(labels=found))}
            launched = environment(platform, below, rule=rule, unresolved=choice)
            asked: dict[Scope, Given] = {Scope.RUN: run}
            variables = {"userName": user, "workflowId": "2mnBxQ"}
            expected = seen(lambda: plain_submission(launched, asked, variables))  # noqa: B023 - called here
            assert seen(quick(launched, asked, variables)) == expected


@given(st.sampled_from(list(DIALECT_OF_PACKAGE.values())), st.sampled_from(LabelRule), st.text(max_size=60))
def test_what_is_plain_is_legal_and_sent_as_it_is(dialect: object, rule: LabelRule, value: str) -> None:
    """One look never lets pass what the rules would change or refuse."""
    _judge(dialect, rule, value)


@pytest.mark.parametrize("rule", LabelRule)
@pytest.mark.parametrize("dialect", DIALECT_OF_PACKAGE.values(), ids=DIALECT_OF_PACKAGE)
@pytest.mark.parametrize(
    "value", [*TEXTS, *VALUES, "\u017fa", "\u212aa", "AWS1", "Aws:x", "User", "x" * 63, "x" * 256, "-a", "a-"]
)
def test_what_is_plain_is_legal_on_each_limit(dialect: object, rule: LabelRule, value: str) -> None:
    """Letters that fold to ASCII's, first words, and lengths."""
    _judge(dialect, rule, value)


def _judge(dialect: object, rule: LabelRule, value: str) -> None:
    """Ask the rules where one look said yes."""
    judge = next(one for one in DIALECT_OF.values() if one is dialect)
    if judge.is_plain(value, rule=rule):
        sent = judge.render({"team": value}, rule=rule)
        assert (sent.labels, sent.notes, sent.annotations) == ({"team": value}, {}, {})
        assert judge.problems_in_value(value, rule=rule, where="") == []


@pytest.mark.parametrize("platform", Platform)
def test_what_is_portable_and_few_is_not_too_much_for_anyone(platform: Platform) -> None:
    """So that it need not be counted: the longest keys and values, as many as the portable rule allows."""
    longest = {f"k{number:02}".ljust(39, "x"): "v" * 39 for number in range(MOST)}
    assert problems_in_count(longest, Policy(platform=platform), "") == []


@pytest.mark.parametrize("platform", Platform)
def test_an_ordinary_run_is_never_judged_in_full(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick way is taken, on every platform, with new values each time."""
    launched = environment(platform, {Scope.TEAM: layer(Scope.TEAM, {"team": "genomics", "run": "run-${workflowId}"})})
    submission(launched, pipeline={"pipeline": "rnaseq"}, run={"sample": "s1"}, variables={"workflowId": "w1"})
    monkeypatch.setattr(prepared, "submission_labels", None)
    monkeypatch.setattr(launcher, "plain_submission", None)
    made = submission(launched, pipeline={"pipeline": "rnaseq"}, run={"sample": "s2"}, variables={"workflowId": "w2"})
    assert made.labels == {"pipeline": "rnaseq", "run": "run-w2", "sample": "s2", "team": "genomics"}


def test_what_a_caller_changes_afterwards_changes_no_submission() -> None:
    """Neither its own nor another one's."""
    launched = environment(layers={Scope.TEAM: layer(Scope.TEAM, {"team": "genomics"})})
    run: dict[str, str | None] = {"sample": "s1"}
    first, second = submission(launched, run=run), submission(launched)
    run["sample"] = "s2"
    cast("dict[str, str]", first.labels)["team"] = "other"  # what nobody should do
    assert first.resolved.values == {"sample": "s1", "team": "genomics"}
    assert second.labels == submission(launched).labels == {"team": "genomics"}


def test_memory_is_bounded() -> None:
    """Neither ever new keys nor ever new pipelines make it grow without end."""
    launched = environment()
    for number in range(1_500):
        submission(launched, pipeline={"pipeline": f"p{number}"})
        submission(launched, run={f"key{number}": "value"})
    kept = launched.prepared.values()
    assert len(kept) <= 1_024
    assert all(len(one.prepared.keys) <= 1_024 for one in kept)


def test_an_environment_goes_to_another_process() -> None:
    """With what it has prepared, or without."""
    launched = environment(layers={Scope.TEAM: layer(Scope.TEAM, {"run": "run-${workflowId}"})})
    before = submission(launched, variables={"workflowId": "w1"})
    there = pickle.loads(pickle.dumps(launched))  # noqa: S301 - our own
    assert submission(there, variables={"workflowId": "w1"}).labels == before.labels


def test_threads_share_an_environment() -> None:
    """Each gets its own run's labels, whoever prepares first, and while memories are emptied."""
    launched = environment(
        layers={Scope.TEAM: layer(Scope.TEAM, {"run": "run-${workflowId}", "owner": "${userName}"})},
        unresolved=OnFailure.SANITISE,
    )

    def launch(number: int) -> bool:
        """One run, whose pipeline, keys and values are its own."""
        one = random.Random(number)  # noqa: S311 - no secret
        pipeline, key, user = f"p{one.randrange(2_000)}", f"key{one.randrange(2_000)}", f"jane.doe{number}"
        variables = {"workflowId": f"w{number}", "userName": user}
        made = submission(launched, pipeline={"pipeline": pipeline}, run={key: f"v{number}"}, variables=variables)
        right = {"pipeline": pipeline, key: f"v{number}", "run": f"run-w{number}"}
        return right.items() <= made.labels.items() and user in made.notes[0] and len(made.labels) == 4

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(launch, range(4_000)))
