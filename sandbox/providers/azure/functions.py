"""The functions (look-ups) of pulumi-azure-native that the sandbox answers.

Every `getX` of a type X is answered from what the cloud holds. Arguments were judged by the SDK's own function before
they come here. A look-up that finds nothing is an error, as in the real provider.
"""

from __future__ import annotations

from sandbox import sdk
from sandbox.providers.azure.ids import identity_of, steps_of
from sandbox.providers.azure.kinds import kind_of
from sandbox.providers.azure.outputs import TENANT, stable_uuid
from sandbox.providers.json_files import JsonFiles
from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Properties

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
"""The subscription of a stack that is configured for none."""
_CLIENT_CONFIG = "azure-native:authorization:getClientConfig"


def answer(files: JsonFiles, subscription: str, token: str, arguments: Properties) -> Properties:
    """Answer a function; raises `ProviderError` for one that the sandbox does not have."""
    if token == _CLIENT_CONFIG:
        who = {word: stable_uuid(subscription, word) for word in ("clientId", "objectId")}
        return {**who, "subscriptionId": subscription, "tenantId": TENANT}
    package, module, name = sdk.parse_token(token)
    try:
        kind = kind_of(f"{package}:{module}:{name.removeprefix('get')}")
    except sdk.UnknownTokenError:
        supported = f"{_CLIENT_CONFIG}, and the look-up of every resource type"
        raise ProviderError(f"the sandbox does not answer {token}; supported: {supported}") from None
    identity = identity_of(kind, subscription, arguments)
    found = files.get(steps_of(identity))
    if found is None:
        raise ProviderError(f'Code="ResourceNotFound" Message="The Resource \'{identity}\' was not found."')
    outputs = sdk.function_shape(token).outputs
    held = {word: value for word, value in found["properties"].items() if word in outputs}
    return {**held, "id": found["id"]}
