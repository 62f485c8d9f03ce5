"""Files are read as Pulumi reads them."""

from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelwright.settings import from_files, read
from labelwright.settings.files import read_files
from labelwright.settings.source import Secret, Source
from labelwright.vocabulary import LabelRule, OnFailure

Project = Callable[..., Path]
ORGANIZATION = """
name: labelwright
runtime: python
config:
  labelwright:organization:
    value: {name: acme, labels: {org: acme}}
  labelwright:workspace:
    value: {labels: {env: {value: project, default: true}}}
"""


def test_every_layer_is_read(project: Project) -> None:
    """From the organization to the environment, with the workspace's choices."""
    stack = """
config:
  aws:region: eu-west-1
  labelwright:workspace:
    name: research
    rule: native
    unresolved: omit
    required: [org]
    labels:
      env: {value: dev, default: true}
      shelf: {value: unused}
      cost: {value: cc-1, locked: true}
  labelwright:team: genomics
  labelwright:teams:
    genomics: {labels: {team: genomics}}
    imaging: {labels: {team: imaging}}
  labelwright:environments:
    - {name: spot, platform: aws-batch, type: SPOT, maxVcpus: 8, labels: {name: ce1, env: null}}
"""
    settings = from_files(project(stack, ORGANIZATION), "dev").checked()
    assert settings.stack_labels.values == {"org": "acme", "env": "dev", "cost": "cc-1", "team": "genomics"}
    (environment,) = settings.environments
    assert settings.forge_labels(environment.layer).values == {
        "org": "acme",
        "cost": "cc-1",
        "team": "genomics",
        "name": "ce1",
    }
    assert environment.given == {"type": "SPOT", "max_vcpus": 8}
    assert (settings.rule, settings.unresolved, settings.workspace_name) == (
        LabelRule.NATIVE,
        OnFailure.OMIT,
        "research",
    )
    assert [label.key for label in settings.declared.labels] == ["cost", "env", "shelf"]


def test_a_value_of_the_stack_takes_the_place_of_the_projects(project: Project) -> None:
    """Pulumi does not merge the two, so neither do we: what one file shows is what counts."""
    stack = "config:\n  labelwright:workspace: {labels: {tier: {value: gold, default: true}}}\n"
    assert from_files(project(stack, ORGANIZATION), "dev").checked().stack_labels.values == {
        "org": "acme",
        "tier": "gold",
    }


def test_a_stack_without_a_file_has_the_projects_values(project: Project) -> None:
    """`pulumi stack init` writes no file."""
    assert from_files(project("", ORGANIZATION), "other").checked().stack_labels.values == {
        "env": "project",
        "org": "acme",
    }


def test_the_projects_own_namespace_needs_no_prefix(project: Project) -> None:
    """In a project called labelwright, `team:` is `labelwright:team:`; in another project it is that project's."""
    stack = "config:\n  teams: {lab: {labels: {team: lab}}}\n  team: lab\n"
    assert from_files(project(stack), "dev").checked().stack_labels.values == {"team": "lab"}
    assert from_files(project(stack, "name: other\nruntime: python\n"), "dev").checked().stack_labels.values == {}


def test_anchors_and_merge_keys_work(project: Project) -> None:
    """They are how people avoid saying things twice."""
    stack = """
config:
  labelwright:teams:
    lab: &lab {labels: &labels {tier: gold, team: lab}}
    twin: {labels: {<<: *labels, team: twin}}
  labelwright:team: twin
"""
    assert from_files(project(stack), "dev").checked().stack_labels.values == {"tier": "gold", "team": "twin"}


def test_words_that_older_yaml_takes_for_booleans_are_text(project: Project) -> None:
    """YAML 1.2, as Pulumi: `yes`, `no`, `on`, `off` are words."""
    stack = "config:\n  labelwright:workspace: {labels: {paid: {value: yes, default: true}}}\n"
    assert from_files(project(stack), "dev").checked().stack_labels.values == {"paid": "yes"}


def test_an_empty_project_has_empty_settings(project: Project) -> None:
    """Nothing is required."""
    reading = from_files(project(), "dev")
    assert reading.problems == ()
    assert reading.settings.environments == ()


def test_every_value_has_its_line(project: Project) -> None:
    """The line that an editor jumps to."""
    source = read_files(project("config:\n  labelwright:teams:\n    lab:\n      labels:\n        team: lab\n"), "dev")
    assert source.where(("teams", "lab", "labels", "team")) == "Pulumi.dev.yaml:5 labelwright:teams.lab.labels.team"
    assert source.where(("teams", "lab", "labels", "gone")) == "Pulumi.dev.yaml:4 labelwright:teams.lab.labels.gone"
    assert source.where(("team",)) == "labelwright:team"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.builds(Secret),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["labels", "name", "platform", "value", "rule", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)
SECTIONS = st.sampled_from(["organization", "workspace", "teams", "team", "environments", "other"])


# Deep trees take Hypothesis long to think of on a busy machine, which says nothing of what is tested.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(SECTIONS, ANYTHING, max_size=4))
def test_anything_at_all_is_read_without_an_exception(tree: dict[str, object]) -> None:
    """A tree of the wrong kinds is a list of problems, and what is left over is settings."""
    reading = read(Source(tree=tree))
    assert reading.settings.project == ""
