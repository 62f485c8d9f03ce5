"""The Google Cloud provider of the sandbox: every type that pulumi_gcp has is judged and kept."""

from __future__ import annotations

import importlib.metadata
import ipaddress
import re
from collections.abc import Mapping
from typing import cast

from sandbox import sdk
from sandbox.providers.google import functions
from sandbox.providers.google.kinds import Kind, kind_of
from sandbox.providers.google.labels import label_field, merged, problems_with_labels
from sandbox.providers.google.links import DEFAULT_NETWORK, identity_of, plain, target
from sandbox.providers.google.outputs import outputs_of
from sandbox.providers.json_files import JsonFiles, files_of
from sandbox.providers.kept import KeptResource, now, number_of, strings_in
from sandbox.providers.resource import Provider, ProviderError, is_under
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value

_PROTECTED = ("deletionProtection", "deletionProtectionEnabled")
_STOPPED_FOR = frozenset(
    {"machineType", "minCpuPlatform", "serviceAccount", "enableDisplay", "advancedMachineFeatures"}
)
"""What Compute Engine changes in no machine that runs."""


class GoogleProvider(Provider):
    """pulumi-gcp, as far as the sandbox goes. Credentials in its configuration are judged and never used."""

    package = "gcp"

    def __init__(self) -> None:
        self.config: Properties = {}
        self._files: JsonFiles | None = None

    @property
    def version(self) -> str:
        """The version of the installed pulumi-gcp."""
        return importlib.metadata.version("pulumi-gcp")

    @property
    def files(self) -> JsonFiles:
        """What the cloud holds, opened on first need."""
        if self._files is None:
            self._files = files_of(self.package)
        return self._files

    def configure(self, config: Properties) -> None:
        """Take provider properties and open the cloud."""
        self.config = config
        self._files = files_of(self.package)

    def resource(self, token: str) -> GoogleResource:
        """Return the record of a type; raises `UnknownTokenError` for one that pulumi_gcp does not have."""
        sdk.resource_class(token)
        kind = kind_of(token)
        record = {"token": token, "kind": kind, "naming": kind.naming, "sets": kind.sets}
        return cast("type[GoogleResource]", type(token.rpartition(":")[2], (GoogleResource,), record))(self)

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a supported function."""
        return functions.answer(self.files, self.config, token, arguments)


class GoogleResource(KeptResource):
    """Any type: what sets types apart is data (`kinds`)."""

    kind: Kind

    def __init__(self, provider: GoogleProvider) -> None:
        self.provider = provider

    @property
    def files(self) -> JsonFiles:
        """Google, as the sandbox keeps it."""
        return self.provider.files

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """List what pulumi-gcp or Google refuses before anything is made: labels, and a place that nobody named."""
        given = {**self.foreseen(inputs, {}), **inputs}
        field, effective = label_field(self.token), given.get("effectiveLabels")
        whole = {**inputs, field: effective} if field and isinstance(effective, dict) else inputs
        found = list(problems_with_labels(whole, field))
        for part in sorted(self.kind.parts & functions.PARTS):
            if given.get(part) is None:
                reason = f"{part}: required field is not set; give it, or `pulumi config set gcp:{part} ...`"
                found.append(Problem(part, reason))
        return found

    def foreseen(self, inputs: Mapping[str, Value], state: Mapping[str, Value]) -> Properties:
        """Compute the project and place from the provider's configuration, and the labels with the provider's own."""
        shape = sdk.resource_shape(self.token)
        found: Properties = {}
        for part in (self.kind.parts | {"project"}) & shape.inputs.keys():
            value = functions.place(self.provider.config, part, inputs)
            if value is not None:
                found[part] = value
        field = label_field(self.token)
        if field:
            found.update(merged(self.provider.config, inputs.get(field), state))
        return found

    def seen(self, live: Properties, inputs: Mapping[str, Value]) -> Properties:
        """Show the labels as the provider does: those that the program gives, its own with them, and all there are."""
        field, everything = label_field(self.token), live.get("effectiveLabels")
        if not field or not isinstance(everything, dict):
            return live
        given = inputs.get(field)
        labels = {key: everything[key] for key in given if key in everything} if isinstance(given, dict) else {}
        managed = merged(self.provider.config, labels, {"effectiveLabels": everything})["pulumiLabels"]
        own = {key: everything[key] for key in managed if key in everything} if isinstance(managed, dict) else {}
        return {**live, field: labels, "pulumiLabels": own}

    def identity(self, inputs: Mapping[str, Value]) -> str:
        """Return the id."""
        return identity_of(self.kind, {**self.foreseen(inputs, {}), **inputs})

    def steps(self, identity: str) -> tuple[str, ...]:
        """Return where it lies: `compute.Network`, then the parts of the id."""
        module, _, name = self.token.removeprefix("gcp:").partition(":")
        return (f"{module.partition('/')[0]}.{name}", *identity.split("/"))

    def exists(self, identity: str) -> ProviderError:
        """Say it as Google does."""
        return ProviderError(f"Error creating {self.token}: googleapi: Error 409: {identity} already exists")

    def refuse(self, inputs: Mapping[str, Value], identity: str) -> None:
        """Refuse what refers to a network, a service account or another thing that is not there."""
        for path, value in strings_in(dict(inputs)):
            token = (self.kind.references or {}).get(path)
            wanted = target(token, value, self._placed(inputs)) if token and value else None
            if token and wanted and not self._is_there(token, wanted):
                raise ProviderError(
                    f"Error creating {self.token} {identity}: googleapi: Error 404: "
                    f"The resource '{wanted}' was not found ({path}), notFound"
                )

    def refuse_change(self, identity: str, changed: frozenset[str], new: Mapping[str, Value]) -> None:
        """Refuse to change a running machine where the program does not allow to stop it."""
        del identity
        stopping = sorted(changed & _STOPPED_FOR)
        if self.token == "gcp:compute/instance:Instance" and stopping and not new.get("allowStoppingForUpdate"):  # noqa: S105
            raise ProviderError(
                f"Changing the {', '.join(stopping)} on a started instance requires stopping it. To acknowledge this, "
                "please set allowStoppingForUpdate = true in your config"
            )

    def born(self, identity: str, inputs: Mapping[str, Value]) -> Properties:
        """Compute what Google tells of a new one."""
        return outputs_of(self.kind, identity, inputs)

    def reported(self, properties: Properties) -> Properties:
        """Keep the labels once: those of the program and of the provider are told from the whole when it is read."""
        return {
            name: value for name, value in properties.items() if name not in {"pulumiLabels", label_field(self.token)}
        }

    def create(self, inputs: Properties, *, token: str | None) -> str:
        """Create it; one that has a prefix instead of a name gets one that begins with it."""
        if "namePrefix" in inputs and "name" not in inputs:
            inputs = {**inputs, "name": f"{inputs['namePrefix']}{number_of(now()):015}"}
        return super().create(inputs, token=token)

    def delete(self, identity: str, state: Properties) -> None:
        """Delete it, unless it is protected or something still uses it."""
        found = self.files.get(self.steps(identity))
        if found and any(found["properties"].get(name) is True for name in _PROTECTED):
            raise ProviderError(
                f"Cannot delete {identity}: deletion protection is enabled; switch it off and update first"
            )
        user = self._user_of(identity) if found and self.token.startswith("gcp:compute/") else None
        if user:
            raise ProviderError(
                f"Error deleting {self.token}: googleapi: Error 400: The resource '{identity}' is already being used "
                f"by '{user}', resourceInUseByAnotherResource"
            )
        super().delete(identity, state)

    def replaces(self, path: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Replace for what the kind holds fixed, and for a range or disk that would get smaller."""
        bare = re.sub(r"\[\d+\]", "", path)
        if path == "ipCidrRange":
            return not _grows(old.get(path), new.get(path))
        if path == "size" and self.token == "gcp:compute/disk:Disk":  # noqa: S105 - a type
            before, after = old.get(path), new.get(path)
            return isinstance(before, int) and isinstance(after, int) and after < before
        return self.kind.is_fixed or bare in self.kind.blocks or is_under(bare, self.kind.replaces)

    def _placed(self, inputs: Mapping[str, Value]) -> Properties:
        """Say where things are that the inputs name without a place: beside the resource, or where all else goes."""
        places = {part: functions.place(self.provider.config, part, inputs) for part in functions.PARTS}
        return {part: value for part, value in places.items() if value is not None}

    def _is_there(self, token: str, identity: str) -> bool:
        is_default = token.startswith("gcp:compute/") and plain(identity) == DEFAULT_NETWORK
        return is_default or self.provider.resource(token).read(identity) is not None

    def _user_of(self, identity: str) -> str | None:
        """Find what refers to it; a template only names what its machines will use."""
        for found in self.files.below():
            kind = kind_of(found["type"])
            if kind.references is None or found["type"].endswith("Template") or found["id"] == identity:
                continue
            for path, value in strings_in(found["properties"]):
                token = kind.references.get(path)
                is_one = token is not None and token == self.token and value != ""
                if is_one and target(self.token, value, self._placed(found["properties"])) == identity:
                    return found["id"]
        return None


def _grows(old: Value, new: Value) -> bool:
    """Say whether a range holds all of the one before: then a subnetwork is widened in place."""
    try:
        return ipaddress.ip_network(str(old)).subnet_of(cast("ipaddress.IPv4Network", ipaddress.ip_network(str(new))))  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError):
        return False
