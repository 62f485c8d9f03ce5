"""Azure's own SDK, with answers over HTTP in the form of the public reference of "Tags - Get At Scope"."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import responses
from azure.core.credentials import AccessToken
from requests.exceptions import ChunkedEncodingError

from labelwright.drift.azure import NESTED, AzureReader
from labelwright.drift.compare import GONE, Carried
from labelwright.drift.declared import Declared, declared
from labelwright.drift.reader import UnreachableError
from labelwright.placement.azure import AZURE

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


def test_a_connection_that_breaks_is_said_of_the_resource(azure: responses.RequestsMock) -> None:
    """The SDK tries again; then the others go on."""
    url = f"https://management.azure.com{VAULT}/providers/Microsoft.Resources/tags/default"
    azure.get(url, body=ChunkedEncodingError("cut"))
    (found,) = AzureReader(Credential(), retry_total=0).read([of(VAULT)])
    assert "no answer" in found.reason


POOL = f"{GROUP}/providers/Microsoft.Batch/batchAccounts/one/pools/work"
POOL_TYPE, CLUSTER_TYPE = "azure-native:batch:Pool", "azure-native:containerservice:ManagedCluster"


def made(kind: str, identity: str, inputs: Mapping[str, Any]) -> Declared:
    """A resource of a state with more than tags."""
    (found,) = declared(
        [{"urn": f"urn:pulumi:dev::p::{kind}::one", "type": kind, "custom": True, "id": identity, "inputs": inputs}]
    )
    assert isinstance(found, Declared)
    return found


def whole(azure: responses.RequestsMock, identity: str, properties: Mapping[str, Any], status: int = 200) -> None:
    """What Azure says of a resource itself, to a GET."""
    azure.get(f"https://management.azure.com{identity}", json={"id": identity, "properties": properties}, status=status)


def test_metadata_and_tags_of_machines_are_read_off_a_pool(azure: responses.RequestsMock) -> None:
    """What the pool was made with, which nobody sees among the tags at its scope."""
    pool = {"metadata": [{"name": "team", "value": "a"}], "resourceTags": {"team": "a"}}
    answer(azure, POOL, body=tags_resource(POOL, {"team": "a"}))
    whole(azure, POOL, {"metadata": [{"name": "team", "value": "b"}], "vmSize": "standard_d2s_v3"})
    (found,) = AzureReader(Credential()).read([made(POOL_TYPE, POOL, {"tags": {"team": "a"}, **pool})])
    assert found == Carried({"tags": {"team": "a"}, "metadata": {"team": "b"}, "resourceTags": {}})
    assert "api-version=2024-07-01" in str(azure.calls[-1].request.url)


def test_tags_of_a_node_pool_are_found_by_its_name(azure: responses.RequestsMock) -> None:
    """AKS lists its pools in an order of its own; one that is not there any more is said."""
    identity = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/one"
    pools = [{"name": name, "tags": {"team": "a"}} for name in ("first", "second", "lost")]
    answer(azure, identity, body=tags_resource(identity, {}))
    told = [{"name": "second", "tags": {"team": "b"}}, {"name": "first"}]
    whole(azure, identity, {"agentPoolProfiles": told})
    (found,) = AzureReader(Credential()).read([made(CLUSTER_TYPE, identity, {"agentPoolProfiles": pools})])
    assert found.places["agentPoolProfiles[first].tags"] == {}
    assert found.places["agentPoolProfiles[second].tags"] == {"team": "b"}
    assert list(found.unchecked) == ["agentPoolProfiles[lost].tags"]


def test_a_pool_that_may_not_be_read_still_has_its_own_tags(azure: responses.RequestsMock) -> None:
    """The one right without the other."""
    answer(azure, POOL, body=tags_resource(POOL, {"team": "a"}))
    whole(azure, POOL, {}, status=403)
    (found,) = AzureReader(Credential()).read([made(POOL_TYPE, POOL, {"metadata": [{"name": "a", "value": "1"}]})])
    assert found.places == {"tags": {"team": "a"}}
    assert "403" in found.unchecked["metadata"]


def test_tags_that_stand_on_something_else_are_read_there(azure: responses.RequestsMock) -> None:
    """A disk that Azure made with its machine has its tags by TagAtScope: they are on the bill, and may drift."""
    disk = f"{GROUP}/providers/Microsoft.Compute/disks/one"
    answer(azure, disk, body=tags_resource(disk, {"team": "b"}))
    identity = f"{disk}/providers/Microsoft.Resources/tags/default"
    one = made("azure-native:resources:TagAtScope", identity, {"properties": {"tags": {"team": "a"}}})
    assert list(AzureReader(Credential()).read([one])) == [Carried({"properties.tags": {"team": "b"}})]


def test_every_nested_place_of_azure_can_be_read() -> None:
    """A place that is new in the placement table is missed here."""
    known = {
        kind: {place.path for place in taggable.places} - {"tags"}
        for kind, taggable in AZURE.items()
        if {place.path for place in taggable.places} != {"tags"}
    }
    assert {kind: set(row.places) for kind, row in NESTED.items()} == known
