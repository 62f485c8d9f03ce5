"""Azure's own SDK, with answers over HTTP in the form of the public reference of "Tags - Get At Scope"."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import responses
from azure.core.credentials import AccessToken

from labelwright.drift.azure import AzureReader
from labelwright.drift.compare import GONE, Carried
from labelwright.drift.declared import Declared, declared
from labelwright.drift.reader import UnreachableError

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/demo"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/one"
ERROR = {"error": {"code": "ResourceNotFound", "message": "The Resource was not found."}}


class Credential:
    """Anybody's."""

    def get_token(self, *_: str, **__: Any) -> AccessToken:
        """A token that no server looks at."""
        return AccessToken("token", int(time.time()) + 3600)


def of(identity: str, kind: str = "azure-native:keyvault:Vault") -> Declared:
    """A resource of a state."""
    urn = f"urn:pulumi:dev::p::{kind}::one"
    (found,) = declared([{"urn": urn, "type": kind, "custom": True, "id": identity, "inputs": {"tags": {"a": "1"}}}])
    assert isinstance(found, Declared)
    return found


@pytest.fixture
def azure() -> Iterator[responses.RequestsMock]:
    """Azure Resource Manager, as far as it is told what to answer; anything else that is asked fails."""
    with responses.RequestsMock() as answers:
        yield answers


def answer(azure: responses.RequestsMock, scope: str, status: int = 200, body: Mapping[str, Any] | None = None) -> None:
    """What Azure says of the tags at a scope, to a GET."""
    url = f"https://management.azure.com{scope}/providers/Microsoft.Resources/tags/default"
    azure.get(url, json=body, status=status, headers={"Retry-After": "0"})


def tags_resource(scope: str, tags: Mapping[str, str]) -> dict[str, Any]:
    """The form of an answer that has tags."""
    identity = f"{scope}/providers/Microsoft.Resources/tags/default"
    kind = "Microsoft.Resources/tags"
    return {"id": identity, "name": "default", "type": kind, "properties": {"tags": tags}}


def test_tags_are_read_at_the_scope_of_a_resource(azure: responses.RequestsMock) -> None:
    """A resource group has tags in the same way as anything in it."""
    answer(azure, VAULT, body=tags_resource(VAULT, {"a": "2"}))
    answer(azure, GROUP, body=tags_resource(GROUP, {}))
    read = AzureReader(Credential()).read([of(VAULT), of(GROUP, "azure-native:resources:ResourceGroup")])
    assert list(read) == [Carried({"tags": {"a": "2"}}), Carried({"tags": {}})]


def test_what_azure_does_not_find_is_gone(azure: responses.RequestsMock) -> None:
    """404, whether it is the resource or its group."""
    answer(azure, VAULT, 404, ERROR)
    assert list(AzureReader(Credential()).read([of(VAULT)])) == [GONE]


def test_a_throttled_request_is_sent_again(azure: responses.RequestsMock) -> None:
    """The SDK waits as long as it is told."""
    answer(azure, VAULT, 429, ERROR)
    answer(azure, VAULT, body=tags_resource(VAULT, {"a": "1"}))
    assert list(AzureReader(Credential()).read([of(VAULT)])) == [Carried({"tags": {"a": "1"}})]


def test_what_may_not_be_read_is_not_checked(azure: responses.RequestsMock) -> None:
    """The others go on; with no credentials at all, nothing does."""
    answer(azure, VAULT, 403, ERROR)
    (found,) = AzureReader(Credential()).read([of(VAULT)])
    assert "403" in found.reason
    (found,) = AzureReader(Credential()).read([of("no-id-of-azure")])
    assert "no id" in found.reason
    answer(azure, GROUP, 401, ERROR)
    with pytest.raises(UnreachableError, match="az login"):
        list(AzureReader(Credential()).read([of(GROUP)]))
