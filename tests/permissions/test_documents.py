"""Documents of permissions, whatever the cloud: each platform has them, and each says what it is for."""

import json
from collections.abc import Iterator

import pytest

from labelwright.permissions import PERMISSIONS_OF, Document
from labelwright.vocabulary import Phase, Platform

CASES = [(platform, phase) for platform, documents in PERMISSIONS_OF.items() for phase in documents]


def test_every_platform_has_a_document_for_who_forges_and_one_for_who_submits() -> None:
    """A platform that can be built can be allowed."""
    assert set(Platform) <= set(PERMISSIONS_OF)
    assert {tuple(documents) for documents in PERMISSIONS_OF.values()} == {(Phase.FORGE, Phase.SUBMISSION)}


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_no_permission_is_a_wildcard(platform: str, phase: Phase) -> None:
    """A reader sees what is allowed; a service's `*` would allow more than is needed, and more every month."""
    assert [need for need in PERMISSIONS_OF[platform][phase].needs if "*" in need.permission] == []


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_every_permission_of_a_document_says_what_it_is_for(platform: str, phase: Phase) -> None:
    """What nobody can give a reason for is not asked for."""
    document = PERMISSIONS_OF[platform][phase]
    assert {need.permission for need in document.needs} == set(granted(document))
    assert all(need.purpose for need in document.needs)


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_every_placeholder_is_where_it_is_to_be_replaced(platform: str, phase: Phase) -> None:
    """And nothing else in a document waits for a value that nobody is told of."""
    document = PERMISSIONS_OF[platform][phase]
    text = json.dumps(document.body) + document.command
    assert [word for word in document.placeholders if word not in text] == []
    assert "FILE" in document.command


def granted(document: Document) -> Iterator[str]:
    """Every permission that a document grants, read out of the form that its cloud takes."""
    body = json.loads(json.dumps(document.body))
    for statement in body.get("Statement", []):
        actions = statement["Action"]
        yield from [actions] if isinstance(actions, str) else actions
    yield from body.get("includedPermissions", [])
    yield from (*body.get("Actions", []), *body.get("DataActions", []))
    for rule in (rule for item in body.get("items", []) for rule in item.get("rules", [])):
        (group,) = rule["apiGroups"]
        for resource in rule["resources"]:
            name, slash, part = resource.partition("/")
            yield from (f"{verb} {name}{group and '.'}{group}{slash}{part}" for verb in rule["verbs"])
