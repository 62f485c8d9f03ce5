"""Who wins at a launch, from what stack config declares to what a job is submitted with."""

from collections.abc import Mapping
from itertools import pairwise

import pytest

from labelwright import rules, submission
from labelwright.cli.run import Run
from labelwright.cli.targets import view_of
from labelwright.emit.files import configs_of
from labelwright.given import Given
from labelwright.launcher import LaunchEnvironment, Submission
from labelwright.model import Label, LabelSet
from labelwright.problem import LabelError
from labelwright.scopes import PRECEDENCE, Carrier, Layer
from labelwright.settings import Launchable
from labelwright.vocabulary import Combine, OnFailure, Platform, Scope
from tests.launcher.forged import carried, record
from tests.launcher.launching import Labels, environment, layer

RUN_SCOPES, STUDIO_SCOPES = PRECEDENCE[Carrier.RUN], PRECEDENCE[Carrier.STUDIO]
PAIRS = [*pairwise(RUN_SCOPES), *list(pairwise(STUDIO_SCOPES))[-1:]]
NAMED = (Scope.PIPELINE, Scope.ACTION, Scope.STUDIO)


def launched(layers: Mapping[Scope, Layer], *, is_studio: bool = False) -> Submission:
    """A launch where each scope says what its layer holds; pipeline, action and Studio are declared, and named."""
    things = [Launchable(name="declared", layer=layers.get(scope, Layer(scope=scope))) for scope in NAMED]
    made = environment(layers=layers, launchables=things)
    if is_studio:
        return submission(made, studio="declared")
    return submission(made, pipeline="declared", action="declared", run=layers.get(Scope.RUN))


@pytest.mark.parametrize("platform", Platform)
def test_a_pipelines_label_is_on_the_job_and_on_nothing_that_was_forged(platform: Platform) -> None:
    """The example of SPEC 3: forged with name=ce1, launched with pipeline=pipeline1."""
    ce1 = {"name": "ce1"}
    forged = record(platform, ce1)
    made = environment(platform, {Scope.ENVIRONMENT: layer(Scope.ENVIRONMENT, ce1)}, record=forged)
    submitted = submission(made, pipeline={"pipeline": "pipeline1"})
    assert submitted.labels == {"name": "ce1", "pipeline": "pipeline1"}
    for job in forged.job_names:
        configs = dict(submitted.configs(job))
        definition = configs.pop("register-job-definition", None)
        assert definition is None or list(carried(definition)) == [ce1]
        found = [labels for config in configs.values() for labels in carried(config)]
        assert found
        assert all(labels == submitted.labels for labels in found)
    assert forged.labels == ce1
    assert all(
        labels == ce1 for job in configs_of(forged).values() for config in job.values() for labels in carried(config)
    )


@pytest.mark.parametrize(("lower", "higher"), PAIRS)
def test_the_later_of_two_scopes_wins(lower: Scope, higher: Scope) -> None:
    """One test for each adjacent pair."""
    layers = {scope: layer(scope, {"said-by": scope.value, scope.value: "said"}) for scope in (lower, higher)}
    made = launched(layers, is_studio=higher is Scope.STUDIO)
    assert made.labels == {"said-by": higher.value, lower.value: "said", higher.value: "said"}
    (said,) = (label for label in made.resolved.labels if label.key == "said-by")
    assert (said.scope, [lost.scope for lost in said.beat]) == (higher, [lower])


@pytest.mark.parametrize(("lower", "higher"), PAIRS)
def test_a_later_scope_removes_a_label(lower: Scope, higher: Scope) -> None:
    """And one that comes still later may set it again: a removal is an entry like any other."""
    is_studio = higher is Scope.STUDIO
    removed = {lower: layer(lower, {"team": "low", "tier": "low"}), higher: layer(higher, {"team": None})}
    assert launched(removed, is_studio=is_studio).labels == {"tier": "low"}
    set_again = {lower: layer(lower, {"team": None}), higher: layer(higher, {"team": "high"})}
    assert launched(set_again, is_studio=is_studio).labels == {"team": "high"}


@pytest.mark.parametrize(("lower", "higher"), PAIRS)
def test_a_scope_replaces_what_came_before_it_but_no_lock(lower: Scope, higher: Scope) -> None:
    """What it says itself stays."""
    locked = (Label(key="cost", value="cc-1", locked=True), Label(key="team", value="low"))
    layers = {
        lower: Layer(scope=lower, labels=LabelSet(labels=locked)),
        higher: Layer(scope=higher, labels=LabelSet.of({"tier": "high"}), combine=Combine.REPLACE),
    }
    assert launched(layers, is_studio=higher is Scope.STUDIO).labels == {"cost": "cc-1", "tier": "high"}


@pytest.mark.parametrize(("lower", "higher"), PAIRS)
def test_a_lock_beats_every_later_scope_and_the_launch_says_so(lower: Scope, higher: Scope) -> None:
    """Change and removal alike; an equal value is nothing to speak of."""
    holder = Layer(scope=lower, labels=LabelSet(labels=(Label(key="team", value="low", locked=True),)))
    for value, notes in (("high", 1), (None, 1), ("low", 0)):
        made = launched({lower: holder, higher: layer(higher, {"team": value})}, is_studio=higher is Scope.STUDIO)
        assert made.labels == {"team": "low"}
        assert len([note for note in made.notes if "locked" in note]) == notes


def test_a_pipeline_that_is_pointed_at_another_environment_takes_its_labels() -> None:
    """Those of the environment that it names itself are not on the run."""
    pipeline = Launchable(name="rnaseq", layer=layer(Scope.PIPELINE, {"pipeline": "rnaseq"}), environment="other")
    made = environment(layers={Scope.ENVIRONMENT: layer(Scope.ENVIRONMENT, {"name": "ce1"})}, launchables=[pipeline])
    assert submission(made, pipeline="rnaseq").labels == {"name": "ce1", "pipeline": "rnaseq"}


def test_an_action_brings_the_pipeline_that_it_launches() -> None:
    """Named in the submission, and known as a variable."""
    things = [
        Launchable(name="rnaseq", layer=layer(Scope.PIPELINE, {"pipeline": "${pipelineName}-3", "by": "hand"})),
        Launchable(name="nightly", layer=layer(Scope.ACTION, {"by": "schedule"}), pipeline="rnaseq"),
    ]
    made = submission(environment(launchables=things), action="nightly")
    assert (made.pipeline, made.action, made.studio) == ("rnaseq", "nightly", "")
    assert made.labels == {"by": "schedule", "pipeline": "rnaseq-3"}


def test_a_studio_takes_no_dynamic_label() -> None:
    """One that comes with the environment is left out, and said; its own is a mistake."""
    made = environment(layers={Scope.TEAM: layer(Scope.TEAM, {"run": "${workflowId}", "team": "genomics"})})
    studio = submission(made, studio={"app": "jupyter"}, variables={"workflowId": "w1"})
    assert studio.labels == {"app": "jupyter", "team": "genomics"}
    assert rules.STUDIO.number in studio.submitted.notes["run"]
    with pytest.raises(LabelError) as error:
        submission(made, studio={"app": "${userName}"}, variables={"userName": "ada"})
    assert [found.rule for found in error.value.problems] == [str(rules.STUDIO)]


@pytest.mark.parametrize(
    ("asked", "rule", "hint"),
    [
        ({"pipeline": "rnasek"}, rules.KNOWN_NAME, "'rnaseq'"),
        ({"action": "nightli"}, rules.KNOWN_NAME, "'nightly'"),
        ({"studio": "jupyter"}, rules.KNOWN_NAME, "labelwright:studios"),
        ({"pipeline": "chipseq", "action": "nightly"}, rules.LAUNCH, "'rnaseq'"),
        ({"studio": {"app": "jupyter"}, "run": {"team": "mine"}}, rules.LAUNCH, "one of the two"),
        ({"run": Layer(scope=Scope.TEAM)}, rules.LAUNCH, "run"),
        ({"run": {"cost": 42}}, rules.TEXT, "text"),
        ({"pipeline": {42: "cost"}}, rules.TEXT, "text"),
        ({"pipeline": {"cost": ["a"]}}, rules.TEXT, "text"),
        ({"variables": {"workflowID": "w1"}}, rules.VARIABLE, "'workflowId'"),
        ({"variables": {"workflowId": 42}}, rules.TEXT, "text"),
    ],
)
def test_what_cannot_be_launched_is_told_with_a_remedy(asked: Labels, rule: rules.Rule, hint: str) -> None:
    """One mistake is one problem; no traceback comes of a value that is no text."""
    things = [
        Launchable(name="rnaseq", layer=Layer(scope=Scope.PIPELINE)),
        Launchable(name="chipseq", layer=Layer(scope=Scope.PIPELINE)),
        Launchable(name="nightly", layer=Layer(scope=Scope.ACTION), pipeline="rnaseq"),
    ]
    with pytest.raises(LabelError) as error:
        submission(environment(launchables=things), **asked)  # pyright: ignore[reportArgumentType] - wrong on purpose
    (found,) = error.value.problems
    assert found.rule == str(rule)
    assert hint in found.remedy


def test_every_problem_of_a_launch_comes_at_once() -> None:
    """Before any label is looked at, and then of all labels."""
    made: LaunchEnvironment = environment(layers={Scope.TEAM: layer(Scope.TEAM, {"run": "${workflowId}"})})
    with pytest.raises(LabelError) as error:
        submission(made, pipeline="lost", action="gone", variables={"x": "y"})
    assert len(error.value.problems) == 3
    with pytest.raises(LabelError) as error:
        submission(made, run={"a": "b"})
    assert {found.rule.partition(":")[0] for found in error.value.problems} == {"2.1.1", "2.1.2", "4.4"}


def test_configs_are_of_a_job_of_a_forged_environment() -> None:
    """What is missing, and which jobs there are, is said."""
    with pytest.raises(LabelError, match="pulumi up"):
        submission(environment()).configs()
    made = submission(environment(record=record(Platform.AWS_BATCH, {})))
    with pytest.raises(LabelError, match="'head'"):
        made.configs("heed")
    assert made.configs() == made.configs("head")
    assert made.configs("work", name="align-1", array_size=2)["submit-job"]["jobName"] == "align-1"


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("names", [(), (Scope.PIPELINE,), (Scope.PIPELINE, Scope.ACTION), (Scope.STUDIO,)], ids=len)
def test_other_systems_see_the_launch_that_the_command_line_shows_them(
    platform: Platform, names: tuple[Scope, ...]
) -> None:
    """`--target` and a launcher of its own hand on the same: every field of the view."""
    things = {
        scope: Launchable(name=f"the-{scope}", layer=layer(scope, {scope.value: "said", "by": scope.value}))
        for scope in NAMED
    }
    cost = (Label(key="cost", value="cc-1", locked=True), Label(key="run", value="run-${workflowId}"))
    layers = {
        Scope.WORKSPACE: Layer(scope=Scope.WORKSPACE, labels=LabelSet(labels=cost)),
        Scope.ENVIRONMENT: layer(Scope.ENVIRONMENT, {"name": "ce1", "who": "${userName}"}),
    }
    made = environment(platform, layers, launchables=things.values(), unresolved=OnFailure.OMIT)
    values = {"workflowId": "w1", "userName": "jane.doe"}
    own = {} if Scope.STUDIO in names else {Scope.RUN: Launchable(name="", layer=layer(Scope.RUN, {"cost": "x1"}))}
    run = Run(made.settings, {**{scope: things[scope] for scope in names}, **own}, values)
    shown = view_of(made.settings, made.environment, run, {"flow": "f1"})
    named = {str(scope): f"the-{scope}" for scope in names}
    asked: dict[str, Given] = {**named, **({} if Scope.STUDIO in names else {"run": {"cost": "x1"}})}
    assert submission(made, **asked, variables=values).view({"flow": "f1"}) == shown  # pyright: ignore[reportArgumentType]
