"""Documents that an identity has, held against what it needs: nothing is missed, and nothing is refused wrongly."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main
from labelwright.permissions import PERMISSIONS_OF
from labelwright.permissions.granted import Checked, checked, parse_grants
from labelwright.vocabulary import Phase

EVERY = [(platform, phase) for platform in PERMISSIONS_OF for phase in PERMISSIONS_OF[platform]]


def judged(platform: str, *documents: object) -> Checked:
    """What documents lack for who forges."""
    return checked(PERMISSIONS_OF[platform][Phase.FORGE], parse_grants(platform, documents))


def missing(platform: str, *documents: object) -> set[str]:
    """The permissions that are missing."""
    return {one.need.permission for one in judged(platform, *documents).missing}


def allow(*actions: str, **more: object) -> dict[str, Any]:
    """A statement of an IAM policy."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}


def policy(*statements: Mapping[str, object]) -> dict[str, Any]:
    """An IAM policy."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


@pytest.mark.parametrize(("platform", "phase"), EVERY)
def test_our_own_document_lacks_nothing(platform: str, phase: Phase) -> None:
    """It is what the check is made of; what it limits itself (the handing on of roles) is said to be limited."""
    document = PERMISSIONS_OF[platform][phase]
    found = checked(document, parse_grants(platform, [document.body]))
    assert found.missing == ()
    statements: Any = document.body.get("Statement", [])
    limited = {action for one in statements if "Condition" in one or one["Resource"] != "*" for action in one["Action"]}
    assert {one.need.permission for one in found.partly} == limited


@pytest.mark.parametrize("platform", PERMISSIONS_OF)
def test_what_is_taken_out_is_missing(platform: str) -> None:
    """One permission of each platform, and no other."""
    body = json.dumps(PERMISSIONS_OF[platform][Phase.FORGE].body)
    gone = {
        "aws": ("iam:TagRole", "iam:TagRole"),
        "azure": ("Microsoft.Resources/tags/write", "Microsoft.Resources/tags/write"),
        "google": ("compute.disks.setLabels", "compute.disks.setLabels"),
        "kubernetes": ('"podtemplates"', "podtemplates"),
    }[platform.partition("-")[0]]
    assert gone[0] in body
    lacks = missing(platform, json.loads(body.replace(gone[0], '"other"' if '"' in gone[0] else "other")))
    assert lacks
    assert all(gone[1] in one for one in lacks)


def test_rights_of_several_documents_are_a_sum() -> None:
    """Judged one by one, each of them would be refused."""
    whole: Any = PERMISSIONS_OF["aws-batch"][Phase.FORGE].body["Statement"]
    parts = [policy(one) for one in whole]
    assert missing("aws-batch", *parts) == set()
    assert missing("aws-batch", *parts[1:])


def test_a_wildcard_of_aws_allows_what_it_covers_whatever_its_case() -> None:
    """Actions have no case there, and `?` is one character."""
    every = allow("BATCH:*", "ec2:*", "elasticfilesystem:*", "fsx:*", "iam:*", "logs:*", "ecs:*", "ssm:*", "s3:*")
    assert missing("aws-batch", policy(every)) == set()
    assert "iam:TagRole" not in missing("aws-batch", policy(allow("iam:TagRol?")))
    assert "iam:TagRole" in missing("aws-batch", policy(allow("iam:TagRol??")))


def test_a_denial_beats_every_allowance_and_one_with_conditions_is_told() -> None:
    """As AWS has it; what it is conditional on is not known here."""
    denied = policy(allow("*"), {"Effect": "Deny", "Action": "iam:Tag*", "Resource": "*"})
    assert missing("aws-cloud", denied) == {"iam:TagInstanceProfile", "iam:TagRole"}
    limited = policy(allow("*"), {"Effect": "Deny", "Action": "iam:TagRole", "Resource": "arn:aws:iam::1:role/x"})
    found = judged("aws-cloud", limited)
    assert found.missing == ()
    assert [(one.need.permission, one.reason) for one in found.partly] == [
        ("iam:TagRole", "denied for some resources only")
    ]


def test_an_allowance_of_all_but_some_is_read() -> None:
    """`NotAction`, beside an allowance that does not count in full."""
    assert missing("aws-cloud", policy({"Effect": "Allow", "NotAction": "iam:TagRole", "Resource": "*"})) == {
        "iam:TagRole"
    }


@pytest.mark.parametrize("more", [{"Resource": "arn:aws:iam::1:role/x"}, {"Condition": {"Bool": {"a": "true"}}}])
def test_what_is_allowed_somewhere_is_not_called_missing(more: Mapping[str, object]) -> None:
    """Most policies of careful people name resources. It is said, and is no finding."""
    found = judged("aws-cloud", policy({**allow("*"), **more}))
    assert (found.missing, found.granted) == ((), 0)
    assert found.partly


def test_what_the_tools_of_the_clouds_print_is_read() -> None:
    """Whole answers, not only the document in them."""
    version = {"PolicyVersion": {"Document": policy(allow("*")), "VersionId": "v1"}}
    assert missing("aws-cloud", version, {"RoleName": "x", "PolicyDocument": policy(allow("a:b"))}) == set()
    contributor = {"actions": ["*"], "notActions": ["Microsoft.Authorization/*/Write"], "dataActions": []}
    lacks = missing("azure-batch", [{"roleName": "Contributor", "permissions": [contributor]}])
    assert "Microsoft.Authorization/roleAssignments/write" in lacks
    assert "Microsoft.Resources/tags/write" not in lacks
    assert missing("google-cloud", {"name": "x", "includedPermissions": ["a.b.c"]})


def test_an_action_of_azure_grants_nothing_on_data() -> None:
    """`*` of the one kind is not `*` of the other."""
    needed = PERMISSIONS_OF["azure-batch"][Phase.SUBMISSION]
    body: Any = needed.body
    data = set(body["DataActions"])
    found = checked(needed, parse_grants("azure-batch", [{"Actions": ["*"]}]))
    assert {one.need.permission for one in found.missing} == data
    assert data


def test_a_wildcard_of_kubernetes_is_for_its_own_part() -> None:
    """Every resource of the core group is none of another group; a cluster's administrator may do all."""

    def role(group: str, resource: str, verb: str = "*") -> dict[str, Any]:
        return {"kind": "ClusterRole", "rules": [{"apiGroups": [group], "resources": [resource], "verbs": [verb]}]}

    assert missing("kubernetes", role("*", "*")) == set()
    core = missing("kubernetes", role("", "*"))
    assert "create deployments.apps" in core
    assert not any("pods" in one for one in core)
    assert "create podtemplates" in missing("kubernetes", role("*", "pods"))
    named = {"rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"], "resourceNames": ["one"]}]}
    assert judged("kubernetes", named).granted == 0


def call(*arguments: object) -> Result:
    """The command."""
    return CliRunner().invoke(main, ["permissions", *map(str, arguments)])


def test_the_command_finds_what_is_missing(tmp_path: Path) -> None:
    """Exit code 1, the permission with what it is for; 0 where another document has it."""
    first, second = tmp_path / "first.json", tmp_path / "second.yaml"
    first.write_text(json.dumps(policy({"Effect": "Allow", "NotAction": "iam:TagRole", "Resource": "*"})))
    second.write_text("Statement:\n  - {Effect: Allow, Action: 'iam:Tag*', Resource: '*'}\n")
    alone = call("aws-batch", "--check", first)
    assert alone.exit_code == 1
    assert "iam:TagRole" in alone.stdout
    assert "1 missing" in alone.stdout
    both = call("aws-batch", "--check", first, "--check", second, "--format", "json")
    assert both.exit_code == 0
    report = json.loads(both.stdout)
    assert list(report) == ["platform", "phase", "granted", "missing", "partly"]
    assert (report["missing"], report["partly"]) == ([], [])


@pytest.mark.parametrize("text", [None, "{", "[]", '{"Statement": []}', '{"some": "thing"}', "1"])
def test_what_is_no_such_document_is_wrong_use(tmp_path: Path, text: str | None) -> None:
    """Exit code 2, the file, and the form that is read."""
    file = tmp_path / "policy.json"
    if text is not None:
        file.write_text(text)
    done = call("aws-batch", "--check", file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--check" in done.stderr
