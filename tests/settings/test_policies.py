"""`labelwright:policies`: every mistake in it with its line, and what has ended by a day of ours."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from labelwright import rules
from labelwright.settings import from_files, read
from labelwright.settings.files import read_files
from labelwright.settings.policies import Policies
from labelwright.vocabulary import Level

Project = Callable[..., Path]

STACK = """\
config:
  labelwright:teams: {genomics: {labels: {grant: G-1234}}}
  labelwright:policies:
    count: {headRoom: 5}
    required:
      level: advisory
      platforms: {aws-batch: [run-by], azure-native: [owner]}
      teams: {genomics: [grant]}
      exempt:
        - type: aws:s3/*
          reason: objects take ten tags
          until: 2027-01-31
    values: {allowed: {env: [dev]}, patterns: {grant: "G-[0-9]{4}"}}
    keys:
    personalData: {level: mandatory}
"""


def test_what_is_written_is_read(project: Project) -> None:
    """Levels, exemptions with an unquoted day, and a rule whose settings are all commented out."""
    reading = read(read_files(project(STACK), "dev"), date(2027, 1, 31))
    assert reading.problems == reading.warnings == ()
    policies = reading.settings.policies
    assert (policies.count.head_room, policies.required.level) == (5, Level.ADVISORY)
    assert policies.personal_data.level is Level.MANDATORY
    assert policies.required.exempt[0].until == date(2027, 1, 31)
    assert policies.keys == Policies().keys


def test_an_exemption_that_has_ended_is_a_warning(project: Project) -> None:
    """The day after; a program still runs, and the pack refuses it."""
    reading = read(read_files(project(STACK), "dev"), date(2027, 2, 1))
    assert reading.problems == ()
    (warning,) = reading.warnings
    assert warning.rule == str(rules.EXPIRED)
    assert warning.where == "Pulumi.dev.yaml:10 labelwright:policies.required.exempt[0]"


MISTAKES = [
    ("headRoom: 5", "headRoom: -1", rules.FIELD_VALUE, "4 labelwright:policies.count.headRoom"),
    ("count:", "cuont:", rules.FIELD, "4 labelwright:policies.cuont"),
    ("level: advisory", "level: adviory", rules.FIELD_VALUE, "6 labelwright:policies.required.level"),
    ("aws-batch:", "aws-bach:", rules.KNOWN_NAME, "7 labelwright:policies.required.platforms.aws-bach"),
    ("teams: {genomics: [grant]}", "teams: {genomic: []}", rules.KNOWN_NAME, "8 labelwright:policies.required.teams"),
    ("reason: objects take ten tags", "reason: ''", rules.MISSING, "11 labelwright:policies.required.exempt[0].reason"),
    ("2027-01-31", "2027-02-30", rules.FIELD_VALUE, "12 labelwright:policies.required.exempt[0].until"),
    ("type: aws:s3/*", "name: '*'", rules.EXEMPTION, "10 labelwright:policies.required.exempt[0]"),
    ("[0-9]{4}", "[0-9", rules.FIELD_VALUE, "13 labelwright:policies.values.patterns.grant"),
]


@pytest.mark.parametrize(("right", "wrong", "rule", "where"), MISTAKES)
def test_a_mistake_is_one_problem_with_its_line(
    project: Project, right: str, wrong: str, rule: rules.Rule, where: str
) -> None:
    """`labelwright check` names it, as the pack would."""
    (found,) = from_files(project(STACK.replace(right, wrong)), "dev").problems
    assert found.rule == str(rule)
    assert found.where.startswith(f"Pulumi.dev.yaml:{where}")


def test_the_day_as_the_engine_spells_it_is_the_same_day() -> None:
    """It makes a moment in time of an unquoted date."""
    waiver = {"type": "x", "reason": "y", "until": "2027-01-31T00:00:00Z"}
    assert Policies.model_validate({"keys": {"exempt": [waiver]}}).keys.exempt[0].until == date(2027, 1, 31)
