"""A resource type whose cloud is a folder of files (`json_files`): made, read, changed and deleted there.

What a cloud's own type says is data and a few rules: its id, what it refers to, what the cloud computes. A file holds

    {"type": token, "id": id, "urn": who made it, "properties": what the cloud reports, by the SDK's names}

and is all that the cloud knows: a label that a person changes in it is drift, as one changed in a console is.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime

from sandbox import sdk
from sandbox.providers.difference import has_all
from sandbox.providers.json_files import Document, JsonFiles
from sandbox.providers.resource import ProviderError, Resource
from sandbox.providers.wire import Properties, Value, is_unknown


class KeptResource(Resource):
    """Any type of a cloud that the sandbox keeps by itself."""

    @property
    @abstractmethod
    def files(self) -> JsonFiles:
        """The cloud."""

    @abstractmethod
    def identity(self, inputs: Mapping[str, Value]) -> str:
        """Return the id that the cloud gives it; raises `ProviderError` where a part of it is missing."""

    @abstractmethod
    def steps(self, identity: str) -> tuple[str, ...]:
        """Return where the file of an id lies."""

    @abstractmethod
    def exists(self, identity: str) -> ProviderError:
        """Say in the cloud's words that there is one already."""

    def refuse(self, inputs: Mapping[str, Value], identity: str) -> None:
        """Raise `ProviderError` for what the cloud would refuse to make, such as a network that it does not have."""
        del inputs, identity

    def refuse_change(self, identity: str, changed: frozenset[str], new: Mapping[str, Value]) -> None:
        """Raise `ProviderError` for what the cloud changes in no resource that exists."""
        del identity, changed, new

    def born(self, identity: str, inputs: Mapping[str, Value]) -> Properties:
        """Compute what the cloud tells of a new one and never changes: numbers, times, addresses."""
        del identity, inputs
        return {}

    def reported(self, properties: Properties) -> Properties:
        """Compute what the cloud tells of it as it is now."""
        return properties

    def deletes_first(self, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Delete before creating where both would have one id."""
        try:
            return not is_unknown(dict(new)) and self.identity(old) == self.identity(new)
        except ProviderError:
            return False

    def create(self, inputs: Properties, *, token: str | None) -> str:
        """Create it. One that is there is an error, unless an update that was killed left this very one."""
        given = {**self.foreseen(inputs, {}), **inputs}
        identity = self.identity(given)
        self.refuse(given, identity)
        document: Document = {
            "type": self.token,
            "id": identity,
            "urn": token,
            "properties": self.reported({**self.born(identity, given), **given}),
        }
        if not self.files.add(self.steps(identity), document):
            found = self.files.get(self.steps(identity)) or {}
            is_ours = token is not None and found.get("urn") == token
            if not is_ours or not has_all(self.seen(found["properties"], inputs), inputs):
                raise self.exists(identity)
        return identity

    def read(self, identity: str) -> Properties | None:
        """Read all that the cloud holds of it."""
        found = self.files.get(self.steps(identity))
        return None if found is None else found["properties"]

    def update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        """Bring it to the new inputs; what the program no longer gives goes, what the cloud computed stays."""
        found = self.files.get(self.steps(identity))
        if found is None:
            raise ProviderError(
                f"updating {self.token} {identity}: it is not there any more; `pulumi refresh` sees that"
            )
        self.refuse_change(identity, changed, new)
        given = {**self.foreseen(new, {**old, **found["properties"]}), **new}
        self.refuse(given, identity)
        inputs = sdk.resource_shape(self.token).inputs
        kept = {name: value for name, value in found["properties"].items() if name in given or name not in inputs}
        computed = self.born(identity, given)
        properties = self.reported({**computed, **kept, **given})
        self.files.put(self.steps(identity), {**found, "properties": properties})
        return identity

    def delete(self, identity: str, state: Properties) -> None:
        """Delete it, and what lives in it."""
        del state
        self.files.delete(self.steps(identity))


def number_of(identity: str) -> int:
    """Return a number that stands for an id, always the same one; a float, which is all the wire has, holds it."""
    return int(hashlib.sha256(identity.encode()).hexdigest()[:12], 16)


def now() -> str:
    """Return the time in the form in which both clouds write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+00:00"


def strings_in(value: Value, path: str = "") -> list[tuple[str, str]]:
    """List every string in a value with its path (`networkInterfaces[].network`); lists count as one place."""
    match value:
        case str():
            return [(path, value)]
        case list():
            return [found for item in value for found in strings_in(item, f"{path}[]")]
        case dict():
            members = value.items()
            return [found for name, item in members for found in strings_in(item, f"{path}.{name}" if path else name)]
        case _:
            return []
