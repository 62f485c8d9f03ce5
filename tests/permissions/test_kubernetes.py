"""RBAC manifests: resources and verbs that Kubernetes' own client has, in the form of its own models."""

import re
from functools import cache
from pathlib import Path
from typing import Any, cast

import kubernetes.client  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own
import pytest

from labelwright.permissions import PERMISSIONS_OF
from labelwright.vocabulary import Phase

client = cast("Any", kubernetes.client)
PHASES = (Phase.FORGE, Phase.SUBMISSION)
CALLED_BY = {
    "create": "POST",
    "delete": "DELETE",
    "get": "GET",
    "list": "GET",
    "patch": "PATCH",
    "update": "PUT",
    "watch": "GET",
}
"""https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb"""


def items(phase: Phase) -> list[dict[str, Any]]:
    """The objects of a manifest."""
    return cast("list[dict[str, Any]]", PERMISSIONS_OF["kubernetes"][phase].body["items"])


@cache
def calls() -> set[tuple[str, str, str]]:
    """API group, resource and method of every call that the client has."""
    folder = Path(cast("str", client.__file__)).parent / "api"
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*_api.py"))
    found: list[tuple[str, str]] = re.findall(r"method='(\w+)',\s+resource_path='/(apis?/[^']+)'", text)
    known: set[tuple[str, str, str]] = set()
    for method, path in found:
        root, *parts = [part for part in path.split("/") if part and not part.startswith("{")]
        group, rest = ("", parts[1:]) if root == "api" else ("".join(parts[:1]), parts[2:])
        rest = rest[1:] if rest[:1] == ["namespaces"] and len(rest) > 1 else rest
        known.add((group, "/".join(rest), method))
    return known


def unknown(rules: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """What rules speak of and the client has no call for."""
    asked = [
        (group, resource, CALLED_BY[verb])
        for rule in rules
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    ]
    return [one for one in asked if one not in calls()]


@pytest.mark.parametrize("phase", PHASES)
def test_every_rule_speaks_of_calls_that_kubernetes_has(phase: Phase) -> None:
    """Judged by the client: the API server takes a rule on a resource that there is none of, which allows nothing."""
    assert unknown(items(phase)[0]["rules"]) == []


@pytest.mark.parametrize(("group", "resource"), [("", "deployments"), ("apps", "jobs"), ("", "pod")])
def test_the_judge_does_not_say_yes_to_everything(group: str, resource: str) -> None:
    """A resource in a wrong group, or in the singular, is unknown to it."""
    assert unknown([{"apiGroups": [group], "resources": [resource], "verbs": ["create"]}])


@pytest.mark.parametrize(
    ("phase", "kind"), [(Phase.FORGE, "V1ClusterRoleBinding"), (Phase.SUBMISSION, "V1RoleBinding")]
)
def test_a_manifest_is_a_role_and_its_binding(phase: Phase, kind: str) -> None:
    """Judged by the client's models, which keep what they know: nothing is lost on the way through them."""
    role, binding = items(phase)
    for body, model in ((role, client.V1ClusterRole), (binding, getattr(client, kind))):
        read = model.from_dict(body)
        assert client.ApiClient().sanitize_for_serialization(read) == body
    assert binding["roleRef"]["name"] == role["metadata"]["name"]


def test_who_submits_is_bound_in_the_environments_namespace_only() -> None:
    """Pods of other teams are none of theirs."""
    assert items(Phase.SUBMISSION)[1]["metadata"]["namespace"] == "NAMESPACE"
    assert "namespace" not in items(Phase.FORGE)[1]["metadata"]
