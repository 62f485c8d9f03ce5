"""Every mistake in stack config is a problem with its line, its rule and a remedy, and none hides another."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

from labelwright import rules
from labelwright.settings import from_files

Project = Callable[..., Path]


def config(text: str) -> str:
    """Text below `config:`, at any indentation."""
    return "config:\n" + indent(dedent(text).strip("\n"), "  ") + "\n"


def environment(fields: str = "", labels: str = "{}") -> str:
    """A stack with one environment."""
    extra = "".join(f", {field}" for field in fields.split("; ") if field)
    return config(f"labelwright:environments: [{{name: genomics, platform: aws-batch, labels: {labels}{extra}}}]")


def google(labels: str = "{}") -> str:
    """A stack with one environment of Google Batch."""
    return config(f"labelwright:environments: [{{name: genomics, platform: google-batch, labels: {labels}}}]")


ONE_MISTAKE = [
    (config("labelwright:workspace: {labels: {env: true}}"), rules.TEXT, '"true"'),
    (config("labelwright:workspace: {labels: {cost: 42}}"), rules.TEXT, '"42"'),
    (config("labelwright:workspace: {labels: {share: 1_50}}"), rules.TEXT, '"1_50"'),
    (config("labelwright:workspace: {labels: {since: 2026-01-01}}"), rules.TEXT, '"2026-01-01"'),
    (config("labelwright:workspace: {labels: {cost: {value: 42}}}"), rules.TEXT, '"42"'),
    (config("labelwright:workspace: {labels: {cost: 0123}}"), rules.TEXT, '"0123"'),
    (config("labelwright:workspace: {labels: {cost: 0x1F}}"), rules.TEXT, '"0x1F"'),
    (config("labelwright:workspace: {labels: {cost: [a1]}}"), rules.FIELD_VALUE, "'genomics'"),
    (config("labelwrigth:workspace: {labels: {cost: cc-1}}"), rules.FIELD, "'labelwright:workspace'"),
    (config("labelwright:teams: &all {lab: *all}"), rules.YAML, "Write it out"),
    (environment(labels="{42: cost}"), rules.TEXT, "'42'"),
    (config("labelwright:workspace: {labels: {env: {secure: v1:abcdef}}}"), rules.SECRET, "plain"),
    (config("labelwright:workspace: {labels: {env: {value: {secure: v1:abcdef}}}}"), rules.SECRET, "plain"),
    (config("labelwright:workspace: {labels: {env: dev, env: test}}"), rules.UNIQUE_NAME, "Keep one"),
    (config("labelwright:workspace: {label: {env: dev}}"), rules.FIELD, "'labels'"),
    (config("labelwright:workspace: {labels: {env: {value: dev, lock: true}}}"), rules.FIELD, "'locked'"),
    (config("labelwright:workspce: {labels: {env: dev}}"), rules.FIELD, "'workspace'"),
    (config("labelwright:teams: {genomics: {lables: {env: dev}}}"), rules.FIELD, "'labels'"),
    (environment("maxVcpu: 4"), rules.FIELD, "'maxVcpus'"),
    (config("labelwright:workspace: {rule: portabel}"), rules.FIELD_VALUE, "'portable'"),
    (config("labelwright:workspace: {unresolved: skip}"), rules.FIELD_VALUE, "fail, omit, sanitise"),
    (config("labelwright:workspace: {labels: {env: {default: true}}}"), rules.MISSING, "value"),
    (config("labelwright:workspace: [a, b]"), rules.FIELD_VALUE, "a mapping"),
    (config("labelwright:exempt: [{kind: x}]"), rules.FIELD, "below"),
    (config("labelwright:exempt: [{nmae: x}]"), rules.FIELD, "'name'"),
    (config("labelwright:exempt: [{reason: old}]"), rules.EXEMPTION, "below"),
    (config("labelwright:exempt: [{keys: team}]"), rules.FIELD_VALUE, "list"),
    (config("labelwright:teams: {genomics: {combine: add}}"), rules.FIELD_VALUE, "merge, replace"),
    (environment("subnetIds: []"), rules.FIELD_VALUE, "at least 1 item"),
    (environment("instanceTypes: ['']"), rules.FIELD_VALUE, "at least 1 character"),
    (environment("headImage: ''"), rules.FIELD_VALUE, "at least 1 character"),
    (environment("workBuckets: [Bad_Bucket]"), rules.FIELD_VALUE, "pattern"),
    (environment("maxVcpus: 2147483648"), rules.FIELD_VALUE, "2147483647"),
    (environment("headVcpus: -1"), rules.FIELD_VALUE, "greater than 0"),
    (environment('maxVcpus: "4"'), rules.FIELD_VALUE, "integer"),
    (environment("maxVcpus: 0"), rules.FIELD_VALUE, "greater than or equal to 1"),
    (environment("minVcpus: 9; maxVcpus: 8"), rules.VCPU_RANGE, "8"),
    (environment("type: SPOTT"), rules.FIELD_VALUE, "'SPOT'"),
    (environment("instanceTypes: [m5, 7]"), rules.FIELD_VALUE, "string"),
    (environment("spotBidPercentage: 70"), rules.BID_NEEDS_SPOT, "SPOT"),
    (environment("type: FARGATE; fsx: true"), rules.FARGATE_HAS_NO_HOST, "EC2"),
    (environment("type: FARGATE; headMemory: 1000"), rules.FARGATE_SIZE, "2048"),
    (environment("headVcpus: 0.5"), rules.EC2_SIZE, "1 vCPU"),
    (environment("fsx: true; fsxStorageCapacity: 1201"), rules.LUSTRE_CAPACITY, "1200"),
    (environment("allocationStrategy: SPOT_CAPACITY_OPTIMIZED"), rules.FIELD_VALUE, "BEST_FIT"),
    (config("labelwright:environments: [{name: genomics}]"), rules.MISSING, "platform"),
    (config("labelwright:environments: [{platform: aws-batch}]"), rules.MISSING, "name"),
    (config("labelwright:environments: [{name: genomics, platform: aws-bach}]"), rules.KNOWN_NAME, "'aws-batch'"),
    (config("labelwright:environments: [{name: genomics, platform: slurm}]"), rules.NO_LABELS, "aws-batch"),
    (config("labelwright:environments: [{name: Genomics, platform: aws-batch}]"), rules.ENVIRONMENT_NAME, "genomics"),
    (config("labelwright:environments: [{name: g, platform: aws-batch}]"), rules.ENVIRONMENT_NAME, "genomics"),
    (config("labelwright:team: genomics"), rules.KNOWN_NAME, "labelwright:teams"),
    (config("labelwright:organization: {labels: {org: acme}}"), rules.FIXED_ORGANIZATION, "Pulumi.yaml"),
    (environment(labels="{run: '${workflowID}'}"), rules.VARIABLE, "'workflowId'"),
    (environment(labels="{run: 'run-${workflowId'}"), rules.PLACEHOLDER, "${workflowId}"),
    (environment(labels="{run: 'run--${workflowId}'}"), rules.SEPARATORS, "run-x9"),
    (environment(labels="{user-group: lab}"), rules.RESERVED_WORDS, "owner"),
    (environment(labels="{team: a}"), rules.VALUE_LENGTH, "genomics-42"),
    (environment(labels="{Team: lab, team: lab}"), rules.COLLISION, "spellings"),
    (google(labels="{2fast: lab}"), rules.GOOGLE_FIRST, "x-2fast"),
    (google(labels="{Goog-team: lab}"), rules.GOOGLE_RESERVED, "x-goog-team"),
    (google(labels="{Batch-Job-Id: lab}"), rules.GOOGLE_PREDEFINED, "my-batch-job-id"),
    (google(labels="{Team: lab, team: lab}"), rules.COLLISION, "spellings"),
    (google(labels="{Run: 'Run-${workflowId}', run: lab}"), rules.COLLISION, "spellings"),
    (
        config("labelwright:workspace: {labels: {Ka: {value: a1, default: true}, ka: {value: b1, default: true}}}"),
        rules.COLLISION,
        "spellings",
    ),
    ("config: [\n", rules.YAML, "indentation"),
]


@pytest.mark.parametrize(("stack", "rule", "hint"), ONE_MISTAKE)
def test_one_mistake_is_one_problem(project: Project, stack: str, rule: rules.Rule, hint: str) -> None:
    """Exactly that rule, its line in the file, and a remedy that would work."""
    (found,) = from_files(project(stack), "dev").problems
    assert found.rule == str(rule)
    assert found.where.startswith("Pulumi.dev.yaml:")
    assert hint in found.remedy


def test_two_mistakes_in_one_label_are_two_problems(project: Project) -> None:
    """A misspelt field leaves its label without a value."""
    stack = config("labelwright:workspace: {labels: {env: {vlue: dev}}}")
    found = from_files(project(stack), "dev").problems
    assert {one.rule for one in found} == {str(rules.FIELD), str(rules.MISSING)}


def test_a_file_in_another_encoding_is_a_problem(project: Project) -> None:
    """Not a traceback."""
    root = project()
    (root / "Pulumi.dev.yaml").write_bytes("config: {labelwright:team: 'Z\u00fcrich'}\n".encode("latin-1"))
    (found,) = from_files(root, "dev").problems
    assert found.rule == str(rules.YAML)


@pytest.mark.parametrize(
    "stack", ["labelwright:workspace:", "labelwright:workspace: {labels: }", "labelwright:environments:"]
)
def test_a_mapping_whose_entries_are_commented_out_is_empty(project: Project, stack: str) -> None:
    """YAML reads it as null."""
    assert from_files(project(config(stack)), "dev").problems == ()


def test_nothing_that_was_encrypted_is_shown(project: Project) -> None:
    """Not even the ciphertext."""
    stack = config("labelwright:workspace: {labels: {env: {secure: v1:abcdef}}}")
    reading = from_files(project(stack), "dev")
    assert "abcdef" not in f"{reading.problems} {reading.settings}"


def test_a_required_key_is_missed_in_the_environment_that_lacks_it(project: Project) -> None:
    """And a dynamic label does not stand in for it at forge time."""
    stack = config("""
        labelwright:workspace: {required: [cost-center]}
        labelwright:environments:
          - {name: one, platform: aws-batch, labels: {cost-center: cc-1}}
          - {name: two, platform: aws-batch}
          - {name: three, platform: aws-batch, labels: {cost-center: "${workflowId}"}}
    """)
    found = from_files(project(stack), "dev").problems
    assert [one.where.split()[1] for one in found] == [
        "labelwright:environments[1].labels",
        "labelwright:environments[2].labels",
    ]
    assert {one.rule for one in found} == {str(rules.REQUIRED)}


@pytest.mark.parametrize("holder", ["organization", "workspace", "team"])
def test_a_later_scope_may_not_touch_a_locked_label(project: Project, holder: str) -> None:
    """Not change it, not remove it; saying the same again is harmless."""
    lock = "{labels: {cost: {value: cc-1, locked: true}}}"
    above = {
        "organization": ("", f"config:\n  labelwright:organization:\n    value: {lock}\n"),
        "workspace": (f"labelwright:workspace: {lock}", ""),
        "team": (f"labelwright:team: lab\nlabelwright:teams: {{lab: {lock}}}", ""),
    }
    own, declared = above[holder]
    stack = config(f"""{own}
labelwright:environments:
  - {{name: changes, platform: aws-batch, labels: {{cost: cc-2}}}}
  - {{name: removes, platform: aws-batch, labels: {{cost: null}}}}
  - {{name: repeats, platform: aws-batch, labels: {{cost: cc-1}}}}
""")
    found = from_files(project(stack, f"name: labelwright\nruntime: python\n{declared}"), "dev").problems
    assert [(one.rule, one.where.split()[1]) for one in found] == [
        (str(rules.LOCKED), "labelwright:environments[0].labels.cost"),
        (str(rules.LOCKED), "labelwright:environments[1].labels.cost"),
    ]
    assert holder in found[0].got


def test_two_environments_with_one_name_are_refused(project: Project) -> None:
    """Their resources would have the same names."""
    stack = config("labelwright:environments: [{name: lab, platform: aws-batch}, {name: lab, platform: slurm}]")
    found = from_files(project(stack), "dev").problems
    assert [one.rule for one in found] == [str(rules.NO_LABELS), str(rules.UNIQUE_NAME)]


def test_one_environment_makes_the_linked_role(project: Project) -> None:
    """An account has one."""
    stack = config("""
        labelwright:environments:
          - {name: one, platform: aws-batch, serviceRole: create-linked}
          - {name: two, platform: aws-batch, serviceRole: create-linked}
    """)
    (found,) = from_files(project(stack), "dev").problems
    assert (found.rule, found.where.split()[1]) == (
        str(rules.ONE_LINKED_ROLE),
        "labelwright:environments[1].serviceRole",
    )


@pytest.mark.parametrize("count", [25, 26])
def test_labels_of_an_environment_are_counted_after_merging(project: Project, count: int) -> None:
    """25 are fine, 26 are not, wherever they were declared."""
    labels = ", ".join(f"key{number:02}: value" for number in range(count - 1))
    stack = config(f"""
        labelwright:workspace: {{labels: {{tier: {{value: gold, default: true}}}}}}
        labelwright:environments: [{{name: lab, platform: aws-batch, labels: {{{labels}}}}}]
    """)
    found = from_files(project(stack), "dev").problems
    assert [one.rule for one in found] == [str(rules.PORTABLE_COUNT)] * (count - 25)


@pytest.mark.parametrize("count", [1000, 1001])
def test_a_workspace_has_a_thousand_labels(project: Project, count: int) -> None:
    """And not one more."""
    labels = ", ".join(f"key{number:04}: value" for number in range(count))
    found = from_files(project(config(f"labelwright:workspace: {{labels: {{{labels}}}}}")), "dev").problems
    assert [one.rule for one in found] == [str(rules.WORKSPACE_COUNT)] * (count - 1000)


def test_eight_different_mistakes_are_eight_problems(project: Project) -> None:
    """All at once, from top to bottom of the file."""
    stack = config("""
        labelwright:team: genomic
        labelwright:teams: {genomics: {labels: {tier: gold}}}
        labelwright:workspace:
          rule: portabel
          labels:
            env: true
            owner: {secure: v1:abcdef}
            cost__center: cc-1
            run: ${workflowID}
            lab: {value: north, defualt: true}
        labelwright:environments:
          - {name: genomics, platform: aws-bach}
    """)
    found = from_files(project(stack), "dev").problems
    assert [one.where.split(maxsplit=1)[0] for one in found] == [
        f"Pulumi.dev.yaml:{line}" for line in (2, 5, 7, 8, 9, 10, 11, 13)
    ]
    assert len({one.rule for one in found}) == 8 - 1  # two names that nothing declares share a rule


def test_keys_that_share_a_column_of_the_bill_are_a_warning(project: Project) -> None:
    """They are legal, so nothing is refused."""
    reading = from_files(project(environment(labels="{costCenter: cc-1, cost-center: cc-1}")), "dev")
    assert reading.problems == ()
    assert [one.rule for one in reading.warnings] == [str(rules.BILL_COLLISION)]


def test_google_takes_upper_case_with_a_warning(project: Project) -> None:
    """Keys, values and templates are judged as they are sent; a required key may be spelt either way."""
    stack = google(labels="{Team: Lab, Run: 'Run-${workflowId}'}").replace(
        "labelwright:environments", "labelwright:workspace: {required: [team]}\n  labelwright:environments"
    )
    reading = from_files(project(stack), "dev")
    assert reading.problems == ()
    (warning,) = reading.warnings
    assert warning.rule == str(rules.RENDERED)
    assert "sent as 'team': 'lab'" in warning.got


@pytest.mark.parametrize(("count", "broken"), [(61, []), (62, [rules.GOOGLE_BATCH_VM_COUNT])])
def test_labels_are_counted_by_what_takes_the_run(project: Project, count: int, broken: list[rules.Rule]) -> None:
    """A job of Google Batch hands an environment's labels on to its machines, which take 61."""
    labels = ", ".join(f"key{number:02}: value" for number in range(count))
    stack = google(labels=f"{{{labels}}}") + "  labelwright:workspace: {rule: native}\n"
    assert [one.rule for one in from_files(project(stack), "dev").problems] == [str(one) for one in broken]
