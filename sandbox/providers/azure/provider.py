"""The Azure provider of the sandbox: every type that pulumi_azure_native has is judged and kept."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator, Mapping
from typing import cast

from sandbox import sdk
from sandbox.providers.azure import functions
from sandbox.providers.azure.ids import group_of, identity_of, is_there, parent_of, steps_of, type_of
from sandbox.providers.azure.kinds import KINDS_BY_TYPE, Kind, kind_of
from sandbox.providers.azure.outputs import as_answered, filled, outputs_of
from sandbox.providers.azure.tags import problems_with_tags
from sandbox.providers.json_files import JsonFiles, files_of
from sandbox.providers.kept import KeptResource, strings_in
from sandbox.providers.resource import Provider, ProviderError, is_under
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import UNKNOWN, Properties, Unknown, Value

_GROUP = "azure-native:resources:ResourceGroup"
_ACCOUNT = "azure-native:batch:BatchAccount"
_POOL = "azure-native:batch:Pool"


class AzureProvider(Provider):
    """pulumi-azure-native, as far as the sandbox goes. Credentials in its configuration are judged and never used."""

    package = "azure-native"

    def __init__(self) -> None:
        self.config: Properties = {}
        self._files: JsonFiles | None = None

    @property
    def version(self) -> str:
        """The version of the installed pulumi-azure-native."""
        return importlib.metadata.version("pulumi-azure-native")

    @property
    def files(self) -> JsonFiles:
        """What the cloud holds, opened on first need."""
        if self._files is None:
            self._files = files_of(self.package)
        return self._files

    @property
    def subscription(self) -> str:
        """The subscription that everything goes to."""
        return str(self.config.get("subscriptionId") or functions.SUBSCRIPTION)

    def configure(self, config: Properties) -> None:
        """Take provider properties and open the cloud."""
        self.config = config
        self._files = files_of(self.package)

    def resource(self, token: str) -> AzureResource:
        """Return the record of a type; raises `UnknownTokenError` for one that pulumi_azure_native does not have."""
        sdk.resource_class(token)
        kind = kind_of(token)
        record = {"token": token, "kind": kind, "naming": kind.naming}
        return cast("type[AzureResource]", type(token.rpartition(":")[2], (AzureResource,), record))(self)

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a supported function."""
        return functions.answer(self.files, self.subscription, token, arguments)


class AzureResource(KeptResource):
    """Any type: what sets types apart is data (`kinds`)."""

    kind: Kind

    def __init__(self, provider: AzureProvider) -> None:
        self.provider = provider

    @property
    def files(self) -> JsonFiles:
        """Azure, as the sandbox keeps it."""
        return self.provider.files

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """List what azure-native or Azure refuses before anything is made: tags, names, no location."""
        fields = sdk.resource_shape(self.token).inputs
        found = [*problems_with_tags(self.token, inputs), *self._problems_with_name(inputs)]
        if {"location", "tags"} <= fields.keys() and inputs.get("location") is None:
            reason = "missing required property 'location'. Either set it explicitly or configure it with "
            found.append(Problem("location", f"{reason}'pulumi config set azure-native:location <value>'"))
        return found

    def complete(self, inputs: Properties, old: Mapping[str, Value]) -> Properties:
        """Say the location: the one until now, else the provider's, else the resource group's."""
        if "location" not in sdk.resource_shape(self.token).inputs or inputs.get("location") is not None:
            return inputs
        location = old.get("location") or self.provider.config.get("location") or self._group_location(inputs)
        return inputs if location is None else {**inputs, "location": location}

    def identity(self, inputs: Mapping[str, Value]) -> str:
        """Return the id."""
        return identity_of(self.kind, self.provider.subscription, inputs)

    def steps(self, identity: str) -> tuple[str, ...]:
        """Return where it lies: the parts of the id."""
        return steps_of(identity)

    def exists(self, identity: str) -> ProviderError:
        """Say it as azure-native does, which asks before it creates."""
        return ProviderError(f"cannot create already existing resource '{identity}'")

    def refuse(self, inputs: Mapping[str, Value], identity: str) -> None:
        """Refuse what lies in a group or resource that is not there, refers to one, or breaks a rule of its service."""
        group, parent = group_of(identity), parent_of(identity)
        if group and not is_there(self.files, group):
            name = group.rpartition("/")[2]
            raise _refused("ResourceGroupNotFound", f"Resource group '{name}' could not be found.")
        if parent and not is_there(self.files, parent):
            raise _refused(
                "ParentResourceNotFound",
                f"Failed to perform 'write' on resource(s) of type '{self.kind.type_name}', because the parent "
                f"resource '{parent}' could not be found.",
            )
        for path, wanted in self._references(inputs):
            if not is_there(self.files, wanted):
                raise _refused(
                    "InvalidResourceReference",
                    f"Resource {wanted} referenced by resource {identity} was not found ({path}). Please make sure "
                    "that the referenced resource exists, and that both resources are in the same region.",
                )
        self._refuse_in_batch(inputs, parent)

    def refuse_change(self, identity: str, changed: frozenset[str], new: Mapping[str, Value]) -> None:
        """Refuse to change what Azure fixes when it makes one."""
        del new
        fixed = sorted(changed & self.kind.fixed)
        if fixed:
            raise _refused("PropertyChangeNotAllowed", f"Changing property '{fixed[0]}' of {identity} is not allowed.")

    def born(self, identity: str, inputs: Mapping[str, Value]) -> Properties:
        """Compute what Azure tells of a new one."""
        return outputs_of(self.kind, identity, inputs)

    def reported(self, properties: Properties) -> Properties:
        """Compute what Azure tells inside of what was given."""
        return filled(self.kind, self.identity(properties), properties)

    def told(self, outputs: Properties) -> Properties:
        """Put outputs into the form of Azure's answers."""
        fields = sdk.resource_shape(self.token).outputs
        return {
            name: as_answered(value, fields[name].type) if name in fields else value for name, value in outputs.items()
        }

    def delete(self, identity: str, state: Properties) -> None:
        """Delete it and all below it, unless something elsewhere still uses it."""
        user = self._user_of(identity) if type_of(identity).startswith("microsoft.network/") else None
        if user:
            raise _refused("InUse", f"Resource {identity} is in use by {user} and cannot be deleted.")
        super().delete(identity, state)

    def replaces(self, path: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Replace for what the id is made of, the location and what the kind holds fixed."""
        if path == "location" and _normal(old.get(path)) == _normal(new.get(path)):
            return False
        return is_under(re.sub(r"\[\d+\]", "", path), self.kind.replaces)

    def _problems_with_name(self, inputs: Mapping[str, Value]) -> Iterator[Problem]:
        name = inputs.get(self.kind.naming.name) if self.kind.naming else None
        if self.kind.rule is None or self.kind.naming is None or not isinstance(name, str):
            return
        pattern, least, most = self.kind.rule
        own = self.kind.naming.name
        if len(name) > most:
            yield Problem(own, f"'{own}' is too long ({len(name)}): at most {most} characters allowed")
        if len(name) < least:
            yield Problem(own, f"'{own}' is too short ({len(name)}): at least {least} characters required")
        if not re.fullmatch(pattern, name):
            yield Problem(own, f"'{own}' does not match expression '^{pattern}$' (got '{name}')")

    def _group_location(self, inputs: Mapping[str, Value]) -> Value:
        name = inputs.get("resourceGroupName")
        if isinstance(name, Unknown):
            return UNKNOWN
        if self.token == _GROUP or not isinstance(name, str):
            return None
        found = self.provider.resource(_GROUP).read(
            self.provider.resource(_GROUP).identity({"resourceGroupName": name})
        )
        return found.get("location") if found else None

    def _references(self, inputs: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
        """Yield every id in the inputs that is of our own subscription and lies in a resource group."""
        start = f"/subscriptions/{self.provider.subscription}/resourcegroups/"
        for path, value in strings_in(dict(inputs)):
            if value.lower().startswith(start.lower()) and path not in self.kind.parts:
                yield path, value

    def _refuse_in_batch(self, inputs: Mapping[str, Value], parent: str | None) -> None:
        is_own = inputs.get("poolAllocationMode") == "UserSubscription"
        if self.token == _ACCOUNT and is_own and not inputs.get("keyVaultReference"):
            raise _refused(
                "InvalidRequestBody", "keyVaultReference is required when poolAllocationMode is UserSubscription."
            )
        if self.token != _POOL or not inputs.get("resourceTags"):
            return
        account = self.files.get(steps_of(parent or "")) or {"properties": {}}
        if account["properties"].get("poolAllocationMode") != "UserSubscription":
            raise _refused(
                "InvalidPropertyValue",
                "resourceTags can only be specified when the Batch account was created with the poolAllocationMode "
                "property set to 'UserSubscription'.",
            )

    def _user_of(self, identity: str) -> str | None:
        """Find what refers to it or to a part of it from elsewhere."""
        own = identity.lower()
        for found in self.files.below():
            if (found["id"].lower() + "/").startswith(own + "/") or own.startswith(found["id"].lower() + "/"):
                continue
            used = (value.lower() for _, value in strings_in(found["properties"]))
            if type_of(found["id"]) in KINDS_BY_TYPE and any((value + "/").startswith(own + "/") for value in used):
                return found["id"]
        return None


def _refused(code: str, message: str) -> ProviderError:
    return ProviderError(f'Code="{code}" Message="{message}"')


def _normal(location: Value) -> str:
    return str(location).replace(" ", "").lower()
