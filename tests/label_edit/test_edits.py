"""`labelwright labels add|edit|remove|default|lock`: what is unused is edited in place, what is used is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from labelwright.settings import from_files
from tests.label_edit.conftest import PROJECT, RESOURCES, SPOT, STACK, Called, document, environment, resource

QUEUE = "aws:sqs/queue:Queue"


def stack(root: Path) -> str:
    """The stack's file as it is now."""
    return (root / "Pulumi.dev.yaml").read_text()


def untouched(root: Path) -> bool:
    """Whether neither file was written."""
    return stack(root) == STACK and (root / "Pulumi.yaml").read_text() == PROJECT


@pytest.mark.parametrize(
    ("scope", "line"),
    [
        ("workspace", "      keep: {value: always, locked: true}\n      zone: north\n"),
        ("team", "        team: genomics\n        zone: north\n    imaging"),
        ("team:imaging", "        team: imaging\n        zone: north\n"),
        ("environment:spot", "        run: run-${workflowId}\n        zone: north\n"),
        ("environment:bench", "      platform: aws-cloud\n      labels:\n        zone: north\n"),
        ("pipeline:rnaseq", "        kind: rnaseq\n        zone: north\n"),
    ],
)
def test_a_label_is_added_to_its_scope(root: Path, labels: Called, scope: str, line: str) -> None:
    """And nothing else changes; taking it out again leaves the file as it was, to the byte."""
    result = labels("add", "zone=north", "--scope", scope)
    assert result.exit_code == 0, result.output
    assert line in stack(root)
    assert "zone=north" in result.stdout
    assert stack(root).replace(line, "").count("zone") == 0
    assert labels("remove", "zone", "--scope", scope).exit_code == 0
    assert untouched(root)


def test_an_organization_label_goes_into_the_project(root: Path, labels: Called) -> None:
    """Below `value:`, as Pulumi wants it."""
    result = labels("add", "dept=research", "--scope", "organization")
    assert result.exit_code == 0, result.output
    assert (root / "Pulumi.yaml").read_text() == PROJECT + "        dept: research\n"
    assert stack(root) == STACK


def test_marks_and_a_comment_are_written_with_a_label(root: Path, labels: Called) -> None:
    """Long where there is something to say besides the value."""
    call = (
        "add",
        "zone=north",
        "--scope",
        "workspace",
        "--default",
        "--lock",
        "--volatile",
        "--comment",
        "Where it runs.",
    )
    assert labels(*call).exit_code == 0
    added = "      # Where it runs.\n      zone: {value: north, default: true, locked: true, volatile: true}\n"
    assert added in stack(root)


def test_a_removal_of_an_earlier_scope_is_a_label_too(root: Path, labels: Called) -> None:
    """`KEY-`, as everywhere on the command line."""
    assert labels("add", "data-class-", "--scope", "environment:bench").exit_code == 0
    assert "        data-class: null\n" in stack(root)


def test_where_nothing_is_declared_yet_the_way_there_is_made(root: Path, labels: Called) -> None:
    """`config:` and the section, and both go with the last label."""
    (root / "Pulumi.dev.yaml").write_text("# ours\nencryptionsalt: v1:x\n")
    assert labels("add", "zone=north", "--scope", "workspace", state=None).exit_code == 0
    assert "config:\n  labelwright:workspace:\n    labels:\n      zone: north\n" in stack(root)
    assert labels("remove", "zone", "--scope", "workspace", state=[]).exit_code == 0
    assert stack(root) == "# ours\nencryptionsalt: v1:x\n"


def test_what_is_there_is_not_added(root: Path, labels: Called) -> None:
    """A finding, which says how to change it."""
    result = labels("add", "team=lab", "--scope", "team")
    assert result.exit_code == 1
    assert "Pulumi.dev.yaml:13 labelwright:teams.genomics.labels.team: got 'genomics'" in result.stderr
    assert "labels edit team=VALUE --scope team:genomics" in result.stderr
    assert untouched(root)


@pytest.mark.parametrize("action", ["edit", "remove", "default", "lock"])
def test_what_is_not_there_is_not_changed(root: Path, labels: Called, action: str) -> None:
    """The scope that has it is named."""
    label = "team=x1" if action == "edit" else "team"
    result = labels(action, label, "--scope", "workspace")
    assert result.exit_code == 1
    assert "It is set by team:genomics, team:imaging" in result.stderr
    assert untouched(root)


def test_every_problem_of_an_illegal_label_is_told_at_once(root: Path, labels: Called) -> None:
    """What `labelwright check` would find, before anything is written; what was wrong before is not repeated."""
    (root / "Pulumi.dev.yaml").write_text(STACK.replace("tier: gold", "tier: g"))
    before = stack(root)
    result = labels("add", "zo--ne=x", "--scope", "team", "--format", "json")
    assert result.exit_code == 1
    told = document(result)["problems"]
    assert [one["rule"].partition(":")[0] for one in told] == ["2.1.4", "2.1.2"]
    assert all(one["where"].endswith("teams.genomics.labels.zo--ne") for one in told)
    assert stack(root) == before


def test_a_dynamic_label_is_refused_where_it_may_not_stand(root: Path, labels: Called) -> None:
    """A required key must be known at forge time."""
    result = labels("edit", "team=run-${workflowId}", "--scope", "team", state=[])
    assert result.exit_code == 1
    assert "rule 3.2" in result.stderr
    assert untouched(root)


def test_a_lock_that_others_break_is_refused(root: Path, labels: Called) -> None:
    """The environment has another value."""
    (root / "Pulumi.dev.yaml").write_text(STACK.replace("shelf: unused", "shelf: unused\n      tier: silver"))
    result = labels("lock", "tier", "--scope", "workspace")
    assert result.exit_code == 1
    assert "rule 2.5" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "users"),
    [
        (("remove", "team", "--scope", "team"), ["3 resources (jobs, plain, cold)", "1 environment (spot)"]),
        (("edit", "team=lab", "--scope", "team"), ["3 resources (jobs, plain, cold)", "1 environment (spot)"]),
        (("remove", "tier", "--scope", "environment:spot"), ["1 resource (jobs)", "1 environment (spot)"]),
        (("edit", "run=${userName}", "--scope", "environment:spot"), ["1 environment (spot)"]),
        (("remove", "data-class", "--scope", "workspace"), ["4 resources (jobs, plain, own, ...)"]),
        (("default", "data-class", "--off", "--scope", "workspace"), ["4 resources"]),
        (("lock", "keep", "--off", "--scope", "workspace"), ["4 resources"]),
    ],
)
def test_what_is_in_use_is_refused_with_who_uses_it(
    root: Path, labels: Called, arguments: tuple[str, ...], users: list[str]
) -> None:
    """Numbers and names, what would free it, and exit code 1; nothing is written."""
    result = labels(*arguments)
    assert result.exit_code == 1, result.output
    assert "rule 7.7.1" in result.stderr
    for told in (*users, "labelwright labels where"):
        assert told in result.stderr
    assert untouched(root)


@pytest.mark.parametrize(
    ("arguments", "before", "after"),
    [
        (("edit", "team=radiology", "--scope", "team:imaging"), "team: imaging", "team: radiology"),
        (("remove", "shelf", "--scope", "workspace"), "      shelf: unused\n", ""),
        (("edit", "shelf=top", "--scope", "workspace"), "shelf: unused", "shelf: top"),
        (("edit", "kind=exome", "--scope", "pipeline:rnaseq"), "kind: rnaseq", "kind: exome"),
    ],
)
def test_what_nobody_uses_is_edited(
    root: Path, labels: Called, arguments: tuple[str, ...], before: str, after: str
) -> None:
    """The label of a team that no stack is of, one that is no default, one that no run was launched with."""
    result = labels(*arguments)
    assert result.exit_code == 0, result.output
    assert stack(root) == STACK.replace(before, after)


def test_what_frees_a_label_is_sound_stack_config(root: Path, labels: Called) -> None:
    """The exemption that a refusal names can be pasted; of a locked key it is of whole resources."""
    for key, told in (("data-class", "[{keys: [data-class], reason: ...}]"), ("keep", "[{name: ..., reason: ...}]")):
        result = labels("remove", key, "--scope", "workspace")
        assert f"'labelwright:exempt: {told}'" in result.stderr
        (root / "Pulumi.dev.yaml").write_text(f"{STACK}  labelwright:exempt: {told.replace('...', 'xx')}\n")
        assert from_files(root, "dev").problems == ()
        (root / "Pulumi.dev.yaml").write_text(STACK)


def test_an_explicit_value_is_no_use_of_the_label(labels: Called) -> None:
    """A resource with a value of its own does not carry the scope's."""
    own = [one for one in RESOURCES if one["urn"].endswith("::own")]
    result = labels("edit", "team=lab", "--scope", "team", state=own)
    assert result.exit_code == 0, result.output


def test_a_label_of_the_workspace_that_was_chosen_is_in_use(labels: Called) -> None:
    """One that is no default is used by who carries it and has it from no scope; a value of one's own is none."""
    chosen = [resource(QUEUE, "chosen", tags={"shelf": "unused"}), resource(QUEUE, "other", tags={"shelf": "mine"})]
    result = labels("remove", "shelf", "--scope", "workspace", state=chosen)
    assert result.exit_code == 1
    assert "1 resource (chosen)" in result.stderr


def test_a_secret_may_be_the_label(labels: Called) -> None:
    """Nobody can tell, so it counts: a value that is hidden, and a place that is as a whole."""
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}
    for tags in ({"team": secret}, secret):
        result = labels("edit", "team=lab", "--scope", "team", state=[resource(QUEUE, "hidden", tags=tags)])
        assert result.exit_code == 1, tags
        assert "1 resource (hidden)" in result.stderr
        assert "ciphertext" not in result.output


def test_a_key_that_a_cloud_renames_is_found_there(root: Path, labels: Called) -> None:
    """Google has small letters only; Azure compares without case."""
    (root / "Pulumi.dev.yaml").write_text(STACK.replace("shelf: unused", "Shelf: {value: Top, default: true}"))
    for one in (
        resource("gcp:storage/bucket:Bucket", "renamed", labels={"shelf": "top"}),
        resource("azure-native:storage:StorageAccount", "folded", tags={"SHELF": "Top"}),
    ):
        result = labels("remove", "Shelf", "--scope", "workspace", state=[one])
        assert result.exit_code == 1, one
        assert "1 resource" in result.stderr
    other = [resource(QUEUE, "case", tags={"shelf": "Top"}), resource(QUEUE, "value", tags={"Shelf": "top"})]
    assert labels("remove", "Shelf", "--scope", "workspace", state=other).exit_code == 0


def test_without_a_state_nothing_is_removed(root: Path, labels: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown is not unused; whoever knows says so, stack by stack."""
    monkeypatch.setenv("PATH", str(root))
    result = labels("remove", "shelf", "--scope", "workspace", state=None)
    assert result.exit_code == 1
    assert "rule 7.7.2" in result.stderr
    assert "--no-state dev" in result.stderr
    assert untouched(root)
    assert labels("remove", "shelf", "--scope", "workspace", "--no-state", "dev", state=None).exit_code == 0


def test_without_a_state_a_label_is_still_added(root: Path, labels: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anyone may add labels; that nobody knows what it would change is said."""
    monkeypatch.setenv("PATH", str(root))
    result = labels("add", "zone=north", "--scope", "team", state=None)
    assert result.exit_code == 0
    assert "is not known" in result.stderr


@pytest.mark.parametrize(
    ("urn", "said"),
    [
        (f"urn:pulumi:prod::lab::{QUEUE}::jobs", "the state of stack 'prod'"),
        (f"urn:pulumi:dev::other::{QUEUE}::jobs", "of project 'other'"),
    ],
)
def test_the_state_of_another_stack_is_no_proof(root: Path, labels: Called, urn: str, said: str) -> None:
    """It would say that nothing is in use here."""
    result = labels("remove", "shelf", "--scope", "workspace", state=[{**resource(QUEUE, "jobs"), "urn": urn}])
    assert result.exit_code == 1
    assert said in result.stderr
    assert untouched(root)


def test_a_preview_is_no_state(root: Path, labels: Called) -> None:
    """It says what will be there, and the question is what is."""
    (root / "preview.json").write_text(json.dumps({"steps": []}))
    call = ("remove", "shelf", "--scope", "workspace", "--file", str(root / "preview.json"))
    result = labels(*call, state=None)
    assert result.exit_code == 1
    assert "is a preview" in result.stderr


def test_a_label_of_the_project_is_looked_for_in_every_stack(root: Path, labels: Called) -> None:
    """Each stack with a file takes it; one state is not enough, and the other may be the one that uses it."""
    (root / "Pulumi.prod.yaml").write_text("config: {}\n")
    result = labels("remove", "org", "--scope", "organization", "--no-state", "dev", state=None)
    assert result.exit_code == 1
    assert "rule 7.7.2" in result.stderr
    used = {**resource(QUEUE, "prod-jobs", tags={"org": "acme"})}
    used["urn"] = used["urn"].replace(":dev:", ":prod:")
    call = ("remove", "org", "--scope", "organization", "--no-state", "dev")
    result = labels(*call, state=[used])
    assert result.exit_code == 1
    assert "1 resource (prod-jobs)" in result.stderr
    result = labels(*call, "--no-state", "prod", state=None)
    assert result.exit_code == 0, result.output


def test_an_empty_state_is_given_with_its_stack(root: Path, labels: Called) -> None:
    """There is no name in it."""
    (root / "Pulumi.prod.yaml").write_text("config: {}\n")
    empty = root / "empty.json"
    empty.write_text(json.dumps({"version": 3, "deployment": None}))
    call = ("remove", "org", "--scope", "organization")
    assert "STACK=FILE" in labels(*call, "--file", str(empty), state=None).stderr
    result = labels(*call, "--file", f"dev={empty}", "--file", f"prod={empty}", state=None)
    assert result.exit_code == 0, result.output


def test_what_the_next_update_would_do_is_told(labels: Called) -> None:
    """In place, restarted, replaced; and which environments are there already."""
    pool = environment("pool", "AzureBatch")
    state = [
        *RESOURCES,
        pool,
        resource("azure-native:batch:Pool", "pool-pool", pool["urn"], metadata=[{"name": "org", "value": "acme"}]),
        resource(
            "kubernetes:apps/v1:Deployment", "web", metadata={"labels": EVERY}, spec={"template": {"metadata": {}}}
        ),
    ]
    result = labels("add", "zone=north", "--default", "--scope", "workspace", state=state)
    assert result.exit_code == 0
    for told in (
        "environments whose labels change: spot, bench, pool",
        "there already, with labels that are fixed: spot, pool",
        "changes 4 resources in place",
        "restarts what runs in 1 resource: web",
        "replaces 1 resource: pool-pool (azure-native:batch:Pool)",
    ):
        assert told in result.stderr, result.stderr


def effects(labels: Called, *words: str, state: list[dict[str, Any]]) -> dict[str, str]:
    """Name -> what the next update would do with a resource."""
    told = document(labels(*words, "--dry-run", "--format", "json", state=state))
    return {one["urn"].rpartition("::")[2]: one["effect"] for one in told["effects"]["resources"]}


def test_an_explicit_value_stays_unless_its_key_is_locked(labels: Called) -> None:
    """So an update leaves it alone, or does not."""
    state = [resource(QUEUE, "own", tags={**EVERY, "zone": "south"}), resource(QUEUE, "plain", tags=EVERY)]
    words = ("add", "zone=north", "--scope", "team")
    assert effects(labels, *words, state=state) == {"plain": "in-place"}
    assert effects(labels, *words, "--lock", state=state) == {"plain": "in-place", "own": "in-place"}


def test_a_volatile_label_restarts_nothing(labels: Called) -> None:
    """It stays off pod templates, and off a pool as a whole."""
    web = resource(
        "kubernetes:apps/v1:Deployment", "web", metadata={"labels": EVERY}, spec={"template": {"metadata": {}}}
    )
    words = ("add", "zone=north", "--scope", "team")
    assert effects(labels, *words, state=[web]) == {"web": "rollout"}
    assert effects(labels, *words, "--volatile", state=[web]) == {"web": "in-place"}


def test_what_is_exempt_is_left_alone(root: Path, labels: Called) -> None:
    """As by the update itself."""
    (root / "Pulumi.dev.yaml").write_text(STACK + "  labelwright:exempt: [{name: plain, reason: old}]\n")
    state = [resource(QUEUE, "plain", tags=EVERY), resource(QUEUE, "other", tags=EVERY)]
    assert effects(labels, "add", "zone=north", "--scope", "team", state=state) == {"other": "in-place"}


EVERY = {"org": "acme"}


def test_a_default_is_put_on_and_taken_off_again(root: Path, labels: Called) -> None:
    """The same bytes, where nobody has it yet."""
    result = labels("default", "shelf", "--scope", "workspace", state=[])
    assert result.exit_code == 0
    assert "      shelf: {value: unused, default: true}\n" in stack(root)
    assert "environments whose labels change: spot, bench, pool" in result.stderr
    assert labels("default", "shelf", "--off", "--scope", "workspace", state=[]).exit_code == 0
    assert untouched(root)


def test_a_lock_is_put_on_and_taken_off_again(root: Path, labels: Called) -> None:
    """Of a label that environments have anyway, even where they have it already."""
    assert labels("lock", "data-class", "--scope", "workspace").exit_code == 0
    assert "data-class: {value: internal, default: true, locked: true}\n" in stack(root)
    assert labels("lock", "data-class", "--off", "--scope", "workspace").exit_code == 0
    assert untouched(root)


def test_what_is_so_already_is_not_written(root: Path, labels: Called) -> None:
    """Fine, and said."""
    for call in (("edit", "shelf=unused"), ("default", "data-class"), ("lock", "shelf", "--off")):
        result = labels(*call, "--scope", "workspace")
        assert result.exit_code == 0
        assert "it says so already" in result.stderr
    assert untouched(root)


def test_a_dry_run_prints_the_diff_and_writes_nothing(root: Path, labels: Called) -> None:
    """In the form that `patch` takes."""
    result = labels("edit", "shelf=top", "--scope", "workspace", "--dry-run")
    assert result.exit_code == 0
    assert "--- a/Pulumi.dev.yaml\n+++ b/Pulumi.dev.yaml\n" in result.stdout
    assert "-      shelf: unused\n+      shelf: top\n" in result.stdout
    assert untouched(root)


def test_the_json_form_says_all_of_an_edit(labels: Called) -> None:
    """What was done, who uses it, what follows."""
    result = labels("remove", "tier", "--scope", "environment:spot", "--format", "json")
    assert result.exit_code == 1
    told = document(result)
    assert list(told) == ["action", "scope", "key", "where", "diff", "problems", "uses", "effects", "notes", "written"]
    assert (told["action"], told["scope"], told["key"]) == ("remove", "environment:spot", "tier")
    assert told["where"] == "Pulumi.dev.yaml:20"
    assert (told["written"], told["diff"], len(told["problems"])) == (False, "", 1)
    assert [one["urn"].rpartition("::")[2] for one in told["uses"]["resources"]] == ["jobs"]
    assert told["uses"]["environments"] == [{"stack": "dev", "name": "spot"}]
    assert document(labels("edit", "shelf=top", "--scope", "workspace", "--format", "json"))["written"] is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "zone=north", "--scope", "teem"), "Write one of: organization, workspace, team:NAME"),
        (("add", "zone=north", "--scope", "team:imagin"), "Did you mean 'team:imaging'?"),
        (("add", "zone=north", "--scope", "workspace:x"), "Write 'workspace'"),
        (("add", "zone=north", "--scope", "action:x"), "No action is declared"),
        (("add", "zone", "--scope", "workspace"), "KEY=VALUE"),
        (("add", "=x", "--scope", "workspace"), "KEY=VALUE"),
        (("add", "zone=north", "--default", "--scope", "team"), "only labels of the workspace are defaults"),
        (("default", "team", "--scope", "team"), "only labels of the workspace are defaults"),
        (("add", "zone=north", "--comment", "a\nb", "--scope", "team"), "one line"),
        (("remove", "shelf", "--scope", "workspace", "--no-state", "prod"), "--no-state: got prod"),
    ],
)
def test_wrong_use_is_explained(root: Path, labels: Called, arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2, or 1 with the other findings; nothing is written."""
    result = labels(*arguments)
    assert result.exit_code in (1, 2), result.output
    assert said in result.stderr
    assert untouched(root)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (STACK.replace("labels:\n      # Where", "labels: &l\n      # Where") + "other: *l\n", "the anchor &l"),
        (STACK.replace("      shelf", "\t  shelf"), "no YAML"),
        (STACK.replace("shelf: unused", "shelf: |\n        unused"), "several lines"),
    ],
)
def test_what_cannot_be_edited_in_place_is_a_finding(root: Path, labels: Called, text: str, said: str) -> None:
    """With its line; the file stays as it is."""
    (root / "Pulumi.dev.yaml").write_text(text)
    result = labels("edit", "shelf=top", "--scope", "workspace")
    assert result.exit_code in (1, 2), result.output
    assert stack(root) == text
    if "no YAML" not in said:
        assert said in result.stderr
        assert "rule 7.7.3" in result.stderr


def test_a_section_of_the_project_does_not_come_to_light(root: Path, labels: Called) -> None:
    """Where stack and project both have a workspace, the stack's stays when its last label goes."""
    (root / "Pulumi.yaml").write_text(
        PROJECT + "  labelwright:workspace:\n    value: {labels: {theirs: {value: xx, default: true}}}\n"
    )
    (root / "Pulumi.dev.yaml").write_text("config:\n  labelwright:workspace:\n    labels:\n      ours: yy\n")
    result = labels("remove", "ours", "--scope", "workspace", state=[])
    assert result.exit_code == 0, result.output
    assert stack(root) == "config:\n  labelwright:workspace:\n"


def test_a_bare_key_of_the_own_project_is_found(root: Path, labels: Called) -> None:
    """Pulumi takes `workspace` for `labelwright:workspace` in a project of that name."""
    (root / "Pulumi.yaml").write_text(
        "name: labelwright\nruntime: python\nconfig:\n  workspace:\n    value:\n      labels: {a1: b1}\n"
    )
    (root / "Pulumi.dev.yaml").write_text("config: {}\n")
    result = labels("add", "c1=d1", "--scope", "workspace", "--no-state", "dev", state=None)
    assert result.exit_code == 0, result.output
    assert "labels: {a1: b1, c1: d1}" in (root / "Pulumi.yaml").read_text()


def test_what_no_update_has_brought_about_is_used_by_nobody(root: Path, labels: Called) -> None:
    """A label that was just added, or is just being mistyped, can be put right; one of a removed key, too."""
    assert labels("add", "zone=nroth", "--scope", "team").exit_code == 0
    assert labels("edit", "zone=north", "--scope", "team").exit_code == 0
    assert labels("remove", "zone", "--scope", "team").exit_code == 0
    assert labels("add", "team-", "--scope", "environment:bench").exit_code == 1, "it is required"
    assert labels("add", "org-", "--scope", "environment:spot").exit_code == 0
    assert labels("remove", "org", "--scope", "environment:spot").exit_code == 0
    assert untouched(root)


def test_a_removal_that_an_environment_was_forged_with_is_in_use(labels: Called) -> None:
    """Taken away, the key would come back; one that takes nothing away is used by nobody."""
    assert labels("add", "org-", "--scope", "environment:spot").exit_code == 0
    without = [environment("spot", team="genomics")]
    result = labels("remove", "org", "--scope", "environment:spot", state=without)
    assert result.exit_code == 1
    assert "1 environment (spot)" in result.stderr
    assert labels("add", "nobody-", "--scope", "environment:spot").exit_code == 0
    assert labels("remove", "nobody", "--scope", "environment:spot", state=without).exit_code == 0


def test_an_environment_of_which_nobody_knows_the_labels_has_them(labels: Called) -> None:
    """A component that says nothing, or hides it."""
    result = labels("remove", "tier", "--scope", "environment:spot", state=[environment("spot")])
    assert result.exit_code == 1
    assert "1 environment (spot)" in result.stderr


def test_a_component_alone_is_an_environment_that_is_there(labels: Called) -> None:
    """Its labels are fixed as soon as it exists, dynamic ones too."""
    result = labels("edit", "run=${userName}", "--scope", "environment:spot", state=[SPOT])
    assert result.exit_code == 1
    assert "1 environment (spot)" in result.stderr
