"""Pipelines, actions and Studios of stack config and of files: read, merged, and all that is wrong with them."""

import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

from labelwright import rules
from labelwright.environments import ARGUMENTS_OF
from labelwright.model import Label
from labelwright.settings import from_files, read_pipelines
from labelwright.vocabulary import Combine, Platform, Scope

Project = Callable[..., Path]

STACK = """
labelwright:workspace:
  labels:
    cost: {value: cc-1, locked: true}
    run: {value: "run-${workflowId}", default: true}
labelwright:environments:
  - {name: spot, platform: aws-batch, labels: {name: ce1, tier: {value: gold, locked: true}}}
  - {name: cells, platform: kubernetes, labels: {name: ce2}}
"""
SECTIONS = {Scope.PIPELINE: "pipelines", Scope.ACTION: "actions", Scope.STUDIO: "studios"}


def config(*parts: str) -> str:
    """Text below `config:`."""
    return "config:\n" + indent("".join(dedent(part).lstrip("\n") for part in parts), "  ")


def declared(one: str) -> str:
    """A stack with two environments, and one thing to launch: `pipelines.rnaseq: {...}`."""
    section, _, rest = one.partition(".")
    return config(STACK, f"labelwright:{section}:\n  {rest}\n")


def test_what_is_declared_is_read_with_its_labels_in_both_forms(project: Project) -> None:
    """Long form, short form, removals, variables, `combine`, and where it is launched."""
    stack = config(
        STACK,
        """
        labelwright:pipelines:
          rnaseq:
            environment: spot
            combine: replace
            labels: {pipeline: rnaseq, name: null, rev: "r-${revision}", owner: {value: ada, locked: true}}
          empty:
        labelwright:actions: {nightly: {pipeline: rnaseq, labels: {by: schedule}}}
        labelwright:studios: {jupyter: {environment: cells, labels: {app: jupyter}}}
        """,
    )
    reading = from_files(project(stack), "dev")
    assert reading.problems == ()
    rnaseq = reading.settings.launchable(Scope.PIPELINE, "rnaseq")
    assert rnaseq is not None
    assert (rnaseq.environment, rnaseq.layer.combine) == ("spot", Combine.REPLACE)
    assert [(one.key, one.value, one.locked) for one in rnaseq.layer.labels.labels] == [
        ("name", None, False),
        ("owner", "ada", True),
        ("pipeline", "rnaseq", False),
        ("rev", "r-${revision}", False),
    ]
    nightly = reading.settings.launchable(Scope.ACTION, "nightly")
    jupyter = reading.settings.launchable(Scope.STUDIO, "jupyter")
    assert nightly is not None
    assert jupyter is not None
    assert (nightly.pipeline, jupyter.environment) == ("rnaseq", "cells")
    assert jupyter.layer.labels.labels == (Label(key="app", value="jupyter"),)
    assert reading.settings.launchable_names(Scope.PIPELINE) == ["rnaseq", "empty"]
    assert reading.settings.launchable(Scope.ACTION, "rnaseq") is None


ONE_MISTAKE = [
    ("pipelines.rnaseq: {lables: {}}", rules.FIELD, "'labels'"),
    ("pipelines.rnaseq: {pipeline: other}", rules.FIELD, "labels, combine, environment"),
    ("actions.nightly: {environment: spot}", rules.FIELD, "labels, combine, pipeline"),
    ("pipelines.rnaseq: {labels: {cost-code: 42}}", rules.TEXT, '"42"'),
    ("pipelines.rnaseq: {labels: {note: {secure: v1:abc}}}", rules.SECRET, "plain"),
    ("pipelines.rnaseq: {combine: add}", rules.FIELD_VALUE, "merge, replace"),
    ("pipelines.rnaseq: {environment: spto}", rules.KNOWN_NAME, "'spot'"),
    ("studios.jupyter: {environment: cels}", rules.KNOWN_NAME, "'cells'"),
    ("actions.nightly: {pipeline: rnaseq}", rules.KNOWN_NAME, "labelwright:pipelines"),
    ("pipelines.'': {}", rules.MISSING, "rnaseq"),
    ("pipelines.rnaseq: {labels: {cost: cc-2}}", rules.LOCKED, "'cc-1'"),
    ("pipelines.rnaseq: {labels: {cost: null}}", rules.LOCKED, "'cc-1'"),
    ("pipelines.rnaseq: {environment: spot, labels: {tier: silver}}", rules.LOCKED, "'gold'"),
    ("studios.jupyter: {labels: {who: 'by-${userName}'}}", rules.STUDIO, "text"),
    ("pipelines.rnaseq: {labels: {who: '${userNmae}'}}", rules.VARIABLE, "'userName'"),
    ("pipelines.rnaseq: {labels: {who: 'by--${userName}'}}", rules.SEPARATORS, "by-x9"),
    ("pipelines.rnaseq: {labels: {team: a}}", rules.VALUE_LENGTH, "genomics-42"),
    ("pipelines.rnaseq: {labels: {user-group: lab}}", rules.RESERVED_WORDS, "owner"),
]


@pytest.mark.parametrize(("one", "rule", "hint"), ONE_MISTAKE)
def test_one_mistake_is_one_problem_on_its_line(project: Project, one: str, rule: rules.Rule, hint: str) -> None:
    """That rule alone, and a remedy that would work."""
    (found,) = from_files(project(declared(one)), "dev").problems
    assert found.rule == str(rule)
    assert found.where.startswith("Pulumi.dev.yaml:10 labelwright:")
    assert hint in found.remedy


def test_all_mistakes_are_told_at_once(project: Project) -> None:
    """In the order of their lines."""
    stack = config(
        STACK,
        """
        labelwright:pipelines:
          rnaseq: {environment: spto, labels: {a: b}}
        labelwright:actions:
          nightly: {pipelin: rnaseq}
        """,
    )
    found = from_files(project(stack), "dev").problems
    numbers = [one.rule.partition(":")[0] for one in found]
    assert numbers == ["2.1.1", "2.1.2", "6.5", "6.2"]


def test_a_lock_of_one_environment_is_no_mistake_where_another_may_be_chosen(project: Project) -> None:
    """The launch says so then; a label equal to the locked one never is one."""
    assert from_files(project(declared("pipelines.rnaseq: {labels: {tier: silver}}")), "dev").problems == ()
    same = "pipelines.rnaseq: {environment: spot, labels: {tier: gold}}"
    assert from_files(project(declared(same)), "dev").problems == ()


def test_a_lock_of_a_pipeline_holds_against_its_action(project: Project) -> None:
    """An action comes after it."""
    stack = declared("pipelines.rnaseq: {labels: {by: {value: hand, locked: true}}}")
    found = from_files(
        project(f"{stack}  labelwright:actions: {{a1: {{pipeline: rnaseq, labels: {{by: x1}}}}}}\n"), "dev"
    )
    assert [one.rule for one in found.problems] == [str(rules.LOCKED)]


# Under the native rule: what this cloud refuses, and the others take.
REFUSED = {
    Platform.AWS_BATCH: ("a#b", rules.AWS_CHARACTERS),
    Platform.AWS_CLOUD: ("k" * 128, rules.AWS_EC2_KEY_LENGTH),
    Platform.GOOGLE_BATCH: ("batch-job-id", rules.GOOGLE_PREDEFINED),
    Platform.GOOGLE_CLOUD: ("2fast", rules.GOOGLE_FIRST),
    Platform.AZURE_CLOUD: ("azure-x", rules.AZURE_RESERVED),
    Platform.KUBERNETES: ("k8s.io/x", rules.K8S_RESERVED),
}


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("scope", SECTIONS)
def test_an_illegal_key_is_found_where_it_would_be_submitted(
    project: Project, platform: Platform, scope: Scope
) -> None:
    """On the platform of its environment, or of its pipeline's; nowhere else."""
    environments = ", ".join(f"{{name: on-{number}, platform: {one}}}" for number, one in enumerate(Platform))
    own = f"environment: on-{list(Platform).index(platform)}"
    refused, rule = REFUSED.get(platform, ("ok", None))
    base = f"""
    labelwright:workspace: {{rule: native}}
    labelwright:environments: [{environments}]
    """
    one = f"{{{own}, labels: {{'{refused}': v1}}}}"
    if scope is Scope.ACTION:
        more = f"labelwright:pipelines: {{p1: {{{own}}}}}\n"
        one = f"{{pipeline: p1, labels: {{'{refused}': v1}}}}"
    else:
        more = ""
    found = from_files(project(config(base, more, f"labelwright:{SECTIONS[scope]}: {{x1: {one}}}\n")), "dev").problems
    assert {found.rule for found in found} == ({str(rule)} if rule else set())


def test_without_an_environment_a_label_is_legal_wherever_it_may_be_launched(project: Project) -> None:
    """On every platform of the stack; on every one there is, where the stack has none."""
    for stack in (
        "labelwright:environments: [{name: one, platform: aws-batch}, {name: two, platform: google-batch}]\n",
        "",
    ):
        text = config(
            "labelwright:workspace: {rule: native}\n", stack, "labelwright:pipelines: {p1: {labels: {2fast: v1}}}\n"
        )
        found = from_files(project(text), "dev").problems
        assert [one.rule for one in found] == [str(rules.GOOGLE_FIRST)]


@pytest.mark.parametrize(("own", "is_legal"), [(20, True), (21, False)])
def test_labels_are_counted_with_those_of_the_environment(project: Project, own: int, *, is_legal: bool) -> None:
    """25 on a run: two of the stack, two of the environment, one of the pipeline's action."""
    labels = ", ".join(f"key{number:02}: v1" for number in range(own))
    text = config(
        STACK,
        f"labelwright:pipelines: {{p1: {{environment: spot, labels: {{{labels}}}}}}}\n",
        "labelwright:actions: {a1: {pipeline: p1, labels: {by: schedule}}}\n",
    )
    found = from_files(project(text), "dev").problems
    assert [one.rule for one in found] == [] if is_legal else [str(rules.PORTABLE_COUNT)]
    if not is_legal:
        assert found[0].got == "26 labels, launched in 'spot'"
        assert "actions.a1.labels" in found[0].where


def test_keys_that_become_one_with_those_below_are_refused(project: Project) -> None:
    """Google folds case; the environments are named."""
    text = config(
        """
        labelwright:environments:
          - {name: one, platform: google-batch, labels: {team: x1}}
          - {name: two, platform: aws-batch}
        """,
        "labelwright:pipelines: {p1: {labels: {Team: y1}}}\n",
    )
    (found,) = from_files(project(text), "dev").problems
    assert found.rule == str(rules.COLLISION)
    assert found.got == "'Team' and 'team', launched in 'one'"


def test_what_is_legal_and_unwise_is_a_warning(project: Project) -> None:
    """A required key that is removed, two keys in one column of the bill, a value that is sent in another form."""
    text = config(
        """
        labelwright:workspace: {required: [team], labels: {team: {value: lab, default: true}}}
        labelwright:environments:
          - {name: one, platform: google-batch}
          - {name: two, platform: aws-batch, labels: {work-flow: x1}}
        labelwright:pipelines: {p1: {labels: {team: null, workFlow: Y1}}}
        """
    )
    reading = from_files(project(text), "dev")
    assert reading.problems == ()
    found = {one.rule for one in reading.warnings if "pipelines.p1" in one.where}
    assert found == {str(rules.REQUIRED), str(rules.BILL_COLLISION), str(rules.RENDERED)}


def test_an_environment_does_not_take_the_name_of_a_stack_output(project: Project) -> None:
    """One that is there: `pipelines` is a name like any other where no pipeline is declared."""
    text = "labelwright:environments: [{name: pipelines, platform: aws-batch}]\n"
    assert from_files(project(config(text)), "dev").problems == ()
    (found,) = from_files(project(config(text, "labelwright:pipelines: {p1: {}}\n")), "dev").problems
    assert found.rule == str(rules.UNIQUE_NAME)


FILE = {"pipelines": {"chipseq": {"environment": "cells", "labels": {"pipeline": "chipseq", "rev": "${revision}"}}}}


@pytest.mark.parametrize("prefix", ["", "labelwright:"])
@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_file_declares_pipelines_of_its_own(project: Project, form: str, prefix: str) -> None:
    """YAML or JSON in the same form; those of stack config stay."""
    root = project(declared("pipelines.rnaseq: {}"))
    file = root / f"more.{form}"
    document = {f"{prefix}{key}": value for key, value in FILE.items()}
    file.write_text(json.dumps(document) if form == "json" else f"{prefix}pipelines: {json.dumps(FILE['pipelines'])}\n")
    settings, problems = read_pipelines(from_files(root, "dev").settings, file)
    assert problems == ()
    assert sorted(settings.launchable_names(Scope.PIPELINE)) == ["chipseq", "rnaseq"]


@pytest.mark.parametrize(
    ("text", "rule", "where"),
    [
        ("pipelines: {p1: {environment: spto}}\n", rules.KNOWN_NAME, "more.yaml:1 "),
        ("\npipelines:\n  p1: {labels: {cost: cc-9}}\n", rules.LOCKED, "more.yaml:3 "),
        ("pipelines: {p1: {labels: {a.b: cc-9}}}\n", rules.CHARACTERS, "more.yaml:1 "),
        ("pipelines: {rnaseq: {}}\n", rules.UNIQUE_NAME, "more.yaml:1 "),
        ("pipeline: {p1: {}}\n", rules.FIELD, "more.yaml:1 "),
        ("workspace: {labels: {}}\n", rules.FIELD, "more.yaml:1 "),
        ("[p1]\n", rules.FIELD_VALUE, "more.yaml"),
        ("pipelines: [\n", rules.YAML, "more.yaml:2"),
        ("studios: {s1: {labels: {who: '${userName}'}}}\n", rules.STUDIO, "more.yaml:1 "),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(project: Project, text: str, rule: rules.Rule, where: str) -> None:
    """In the words of stack config."""
    root = project(declared("pipelines.rnaseq: {}"))
    file = root / "more.yaml"
    file.write_text(text)
    _, (found,) = read_pipelines(from_files(root, "dev").settings, file)
    assert found.rule == str(rule)
    assert found.where.startswith(where)


def test_arguments_of_platforms_have_their_say_on_the_labels_of_runs(project: Project) -> None:
    """Two keys that a task of Azure Batch would see as one variable."""
    assert ARGUMENTS_OF[Platform.AZURE_BATCH]().problems_in_labels(["cost-center", "cost_center"], "") != []
    text = config(
        "labelwright:environments: [{name: pool, platform: azure-batch, labels: {cost-center: x1}}]\n",
        "labelwright:pipelines: {p1: {labels: {cost_center: y1}}}\n",
    )
    (found,) = from_files(project(text), "dev").problems
    assert found.rule == str(rules.AZURE_VARIABLE)


def test_the_example_of_the_manual_is_taken_as_it_stands(project: Project) -> None:
    """With the two environments that it names."""
    manual = (Path(__file__).resolve().parents[2] / "docs" / "config.md").read_text(encoding="utf-8")
    example = manual.partition("## Pipelines, actions, Studios")[2].partition("```yaml\n")[2].partition("```")[0]
    environments = (
        "labelwright:environments: [{name: genomics, platform: aws-batch}, {name: cells, platform: kubernetes}]\n"
    )
    reading = from_files(project(config(environments, example)), "dev")
    assert reading.problems == ()
    assert [one.name for one in reading.settings.launchables] == ["rnaseq", "nightly", "jupyter"]
