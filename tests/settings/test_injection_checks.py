"""What injection is told in stack config, or by a program: each mistake by its rule, what is right as it is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labelwright import rules
from labelwright.placement import Declaration, Shape, Spot
from labelwright.settings import from_files, read_given
from labelwright.settings.injections import injections_of
from labelwright.vocabulary import Cloud, Effect
from tests.settings.test_problems import config, environment

Project = Callable[..., Path]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def placement(*entries: str) -> str:
    """A stack that declares types."""
    return config(f"labelwright:placement: [{', '.join(entries)}]")


def entry(fields: str = "", of: str = "aws-native:s3:Bucket", places: str = "[{path: tags}]") -> str:
    """One type."""
    return f"{{type: '{of}', places: {places}{', ' + fields if fields else ''}}}"


AWS = "dialect: aws"


@pytest.mark.parametrize(
    ("stack", "rule", "hint"),
    [
        (placement(entry(AWS, of="Bucket")), rules.PLACED_TYPE, "datadog:index/monitor:Monitor"),
        (placement(entry(AWS, of="aws:s3")), rules.PLACED_TYPE, "datadog"),
        (placement(entry(AWS, of="aws:s3/*:*")), rules.PLACED_TYPE, "datadog"),
        (placement(entry(AWS, of="aws:s3 :Bucket")), rules.PLACED_TYPE, "datadog"),
        (placement(entry(AWS), entry(AWS)), rules.PLACED_TYPE, "one entry"),
        (
            placement(entry(of="azure-native:batch:Pool"), entry(of="azure-native_batch_v20240701:batch:Pool")),
            rules.PLACED_TYPE,
            "one entry",
        ),
        (placement(entry()), rules.PLACED_DIALECT, "dialect: aws"),
        (placement(entry(AWS, places="[{path: ''}]")), rules.PLACED_PATH, "tags"),
        (placement(entry(AWS, places="[{path: 'tags[]'}]")), rules.PLACED_PATH, "disks[].labels"),
        (placement(entry(AWS, places="[{path: 'disks[0].labels'}]")), rules.PLACED_PATH, "disks[].labels"),
        (placement(entry(AWS, places="[{path: a..b}]")), rules.PLACED_PATH, "tags"),
        (placement(entry(AWS, places="[{path: tags}, {path: tags}]")), rules.PLACED_PATH, "one of the two"),
        (placement(entry(AWS, places="[{path: tags, shape: list}]")), rules.FIELD_VALUE, "text-list"),
        (placement(entry(AWS, places="[{path: tags, effect: none}]")), rules.FIELD_VALUE, "in-place"),
        (placement(entry("dialect: amazon")), rules.FIELD_VALUE, "aws"),
        (placement(entry(AWS, places="[{pth: tags, path: tags}]")), rules.FIELD, "'path'"),
        (placement(entry("kind: x, dialect: aws")), rules.FIELD, "dialect"),
        (placement(entry(AWS, places="[{}]")), rules.MISSING, "path"),
        (placement("{type: 'aws:s3:Bucket'}"), rules.MISSING, "places"),
        (config("labelwright:workspace: {labels: {env: {value: dev, volatil: true}}}"), rules.FIELD, "'volatile'"),
        (
            config(
                "labelwright:workspace: {required: [env], labels: {env: {value: dev, default: true, volatile: true}}}"
            ),
            rules.REQUIRED,
            "volatile",
        ),
        (
            environment(labels="{env: {value: dev, volatile: true}}")
            + config("labelwright:workspace: {required: [env]}").removeprefix("config:\n"),
            rules.REQUIRED,
            "volatile",
        ),
        (
            config("labelwright:workspace: {labels: {env: {value: dev, locked: true}}}")
            + config("labelwright:exempt: [{keys: [Env]}]").removeprefix("config:\n"),
            rules.LOCKED,
            "whole resource",
        ),
    ],
)
def test_one_mistake_is_one_problem(project: Project, stack: str, rule: rules.Rule, hint: str) -> None:
    """Exactly that rule, its line in the file, and a remedy that would work."""
    (found,) = from_files(project(stack), "dev").problems
    assert found.rule == str(rule)
    assert found.where.startswith("Pulumi.dev.yaml:")
    assert hint in found.remedy


def test_all_mistakes_are_told_at_once(project: Project) -> None:
    """In one entry and in several."""
    stack = placement(entry(of="x", places="[{path: a..b}, {path: '[]'}]"), entry())
    found = from_files(project(stack), "dev").problems
    assert [one.rule.partition(":")[0] for one in found] == ["6.20", "6.21", "6.21", "6.22"]


@pytest.mark.parametrize(
    "entries",
    [
        [entry(AWS)],
        [entry(of="aws:sqs/queue:Queue", places="[]")],
        [entry(of="other:index:Thing", places="[]")],
        [entry(AWS, places="[{path: 'a.b[].c_d.$tags', shape: group-list, effect: rollout}]")],
        [entry(of="kubernetes:cert-manager.io/v1:Certificate", places="[{path: metadata.labels}]")],
        [entry(AWS, of="pulumi-python:dynamic/shop:Ticket")],
    ],
)
def test_what_is_right_is_taken(project: Project, entries: list[str]) -> None:
    """Every field, and types of every package."""
    assert from_files(project(placement(*entries)), "dev").problems == ()


def test_an_entry_is_read_whole(project: Project) -> None:
    """Places with their shape and effect, and whose rules they keep."""
    stack = placement(entry(AWS, places="[{path: tags, shape: key-value-list, effect: replacement}]"))
    (found,) = from_files(project(stack), "dev").settings.placement
    spot = Spot("tags", Shape.KEY_VALUE_LIST, Effect.REPLACEMENT)
    assert found == Declaration("aws-native:s3:Bucket", (spot,), Cloud.AWS)


def test_a_volatile_label_is_volatile_under_every_name(project: Project) -> None:
    """Google gets it in lower case; locked it may be as well."""
    commit = "{value: C0ffee1, locked: true, volatile: true}"
    stack = config(f"labelwright:workspace: {{labels: {{Commit: {commit}, env: {{value: dev, default: true}}}}}}")
    found = injections_of(from_files(project(stack), "dev").settings).stack
    assert (found.volatile, found.locked) == ({"Commit"}, {"Commit"})
    assert found.of_package("gcp").volatile == {"commit"}


@pytest.mark.parametrize(
    ("value", "warned"),
    [
        (COMMIT, True),
        (COMMIT[:39], False),
        (COMMIT + "0", False),
        (COMMIT.upper(), False),
        ("2026-01-31T10:30:00Z", True),
        ("20260131T1030Z", True),
        ("2026-01-31T10:30:00.5+01:00", True),
        ("2026-01-31", False),
        ("release-2026-01-31T10", False),
        ("${commitId}", False),
    ],
)
def test_what_cannot_but_change_is_warned_of(project: Project, value: str, *, warned: bool) -> None:
    """A whole commit and a time; nothing is guessed of a date or of what only looks like one."""
    rule = "rule: native, "
    stack = config(f"labelwright:workspace: {{{rule}labels: {{build: {{value: '{value}', default: true}}}}}}")
    found = [one for one in from_files(project(stack), "dev").warnings if one.rule == str(rules.VOLATILE)]
    assert bool(found) is warned
    silent = stack.replace("default: true", "default: true, volatile: true")
    assert not [one for one in from_files(project(silent), "dev").warnings if one.rule == str(rules.VOLATILE)]


def given(project: Project, stack: str = "", **said: Any) -> Any:
    """What a program says beside stack config."""
    settings = from_files(project(stack), "dev").settings
    return read_given(settings, said.get("placement", []), said.get("exempt", []))


def test_a_program_says_it_in_the_form_of_stack_config(project: Project) -> None:
    """With the same checks; what stack config says comes later, and so wins."""
    stack = placement(entry(of="aws:sqs/queue:Queue", places="[]"))
    queue = {"type": "aws:sqs/queue:Queue", "places": [{"path": "labels"}]}
    found = given(project, stack, placement=[queue], exempt=[{"name": "scratch"}])
    assert found.problems == ()
    assert found.settings.additions["aws:sqs/queue:Queue"].taggable is None
    assert [one.name for one in found.settings.exemptions] == ["scratch"]


def test_mistakes_of_a_program_are_told_by_its_own_words(project: Project) -> None:
    """Not as if stack config had them."""
    found = given(project, placement=[{"type": "x", "places": []}], exempt=[{}, {"nmae": "x"}]).problems
    assert [one.where for one in found] == [
        "labelwright.inject, exempt[1].nmae",
        "labelwright.inject, placement[0].type",
        "labelwright.inject, exempt[0]",
    ]


def test_a_program_cannot_exempt_a_locked_key(project: Project) -> None:
    """No more than stack config can; the whole resource it can."""
    stack = config("labelwright:workspace: {labels: {env: {value: dev, locked: true}}}")
    (found,) = given(project, stack, exempt=[{"keys": ["env"]}]).problems
    assert found.rule == str(rules.LOCKED)
    assert given(project, stack, exempt=[{"name": "scratch"}]).problems == ()
    assert given(project, stack, exempt=[{"keys": ["env"], "inject": True}]).problems == ()
