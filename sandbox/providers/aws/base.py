"""What all AWS resource types have in common: tags, regions, names, and how the cloud's refusals are worded."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

from sandbox import sdk
from sandbox.providers import wire
from sandbox.providers.aws.cloud import AwsCloud, is_gone, said_by_aws, text
from sandbox.providers.aws.convert import Names, from_response, tag_map, to_request
from sandbox.providers.resource import Resource, is_under
from sandbox.providers.wire import UNKNOWN, Properties, Secret, Value


class AwsResource(Resource):
    """An AWS resource type: a record of names and rules, and the few calls that are its own.

    A type says how it is made (`_create`), found (`_describe`), changed (`_update`), tagged (`_tag`, `_untag`) and
    removed (`_delete`) in API terms; conversion, tags, errors and idempotent deletion are here.
    """

    service: ClassVar[str]
    names: ClassVar[Names] = {}
    """Output property -> member of the API description, where the two are different words."""

    def __init__(self, cloud: AwsCloud) -> None:
        self.cloud = cloud

    @property
    def client(self) -> Any:  # boto3 clients have no static type
        """The client of the type's own service."""
        return self.cloud.client(self.service)

    @property
    def shape(self) -> sdk.Shape:
        """What the SDK says of the type."""
        return sdk.resource_shape(self.token)

    def request(self, operation: str, properties: Mapping[str, Value], **options: Any) -> dict[str, Any]:
        """Build API arguments from properties; see `convert.to_request`. Provider-side properties never travel."""
        elsewhere = {"tags", "tagsAll", "region", "namePrefix", "timeouts", *options.pop("elsewhere", ())}
        return to_request(self.client, operation, properties, elsewhere=elsewhere, **options)

    def complete(self, inputs: Properties, old: Mapping[str, Value]) -> Properties:
        """Compute `tagsAll`: the provider's default tags under the resource's own (pulumi-aws `applyTags`)."""
        del old
        if "tagsAll" not in self.shape.outputs:
            return inputs
        tags = inputs.get("tags", {})
        if wire.is_unknown(tags):
            return {**inputs, "tagsAll": UNKNOWN}
        revealed = wire.revealed(tags)
        merged: Value = {**self.cloud.default_tags, **(revealed if isinstance(revealed, dict) else {})}
        return {**inputs, "tagsAll": Secret(merged) if wire.is_secret(tags) else merged}

    def replaces(self, path: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Replace for the type's own force-new paths; another region is another resource for every type."""
        del old, new
        return is_under(path, self.force_new | {"region"})

    def create(self, inputs: Properties, *, token: str | None) -> str:
        """Create it; what fails half way is taken back, so that nothing is left that the engine does not know."""
        with said_by_aws(f"creating {self._label(inputs)}"):
            identity = self._create(inputs, token)
        try:
            with said_by_aws(f"finishing {self._label(inputs)}"):
                self._finish(identity, inputs)
        except Exception:
            self.delete(identity, inputs)
            raise
        return identity

    def read(self, identity: str) -> Properties | None:
        """Read it by id; tags are split into the resource's own and the provider's default ones."""
        with said_by_aws(f"reading {self.token} {identity}"):
            found = self._found(identity)
        return None if found is None else self._outputs(identity, found)

    def update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        """Change what changed, then the tags."""
        with said_by_aws(f"updating {self.token} {identity}"):
            own = changed - {"tags", "tagsAll"}
            current = self._update(identity, old, new, own) if own else identity
            if "tagsAll" in changed or "tags" in changed:
                self._retag(current, old, new)
        return current

    def delete(self, identity: str, state: Properties) -> None:
        """Delete it; one that is gone already is no error."""
        with said_by_aws(f"deleting {self.token} {identity}"):
            try:
                self._delete(identity, state)
            except ClientError as error:
                if not is_gone(error):
                    raise

    @abstractmethod
    def _create(self, inputs: Properties, token: str | None) -> str: ...

    @abstractmethod
    def _describe(self, identity: str) -> Mapping[str, Any] | None: ...

    @abstractmethod
    def _delete(self, identity: str, state: Properties) -> None: ...

    def _finish(self, identity: str, inputs: Properties) -> None:
        """Do what the create call itself cannot."""

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        """Change properties other than tags; returns the id."""
        del old, new, changed
        return identity

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        """Give the outputs that the API description does not name."""
        del identity, found
        return {}

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        del identity, state, tags

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        del identity, state, keys

    def _found(self, identity: str) -> Mapping[str, Any] | None:
        try:
            return self._describe(identity)
        except ClientError as error:
            if is_gone(error):
                return None
            raise

    def _outputs(self, identity: str, found: Mapping[str, Any]) -> Properties:
        outputs = from_response(self.shape.outputs, found, self.names)
        outputs.update(self._computed(identity, found))
        if "region" in self.shape.outputs:
            outputs["region"] = self.cloud.region
        if "tagsAll" in self.shape.outputs:
            live = tag_map(next((value for key, value in found.items() if key.lower() == "tags"), None))
            default = self.cloud.default_tags
            outputs["tagsAll"] = live
            outputs["tags"] = {key: value for key, value in live.items() if default.get(key) != value}
        return outputs

    def _retag(self, identity: str, old: Properties, new: Properties) -> None:
        before, after = all_tags(old), all_tags(new)
        gone = sorted(before.keys() - after.keys())
        fresh = {key: value for key, value in after.items() if before.get(key) != value}
        if gone:
            self._untag(identity, old, gone)
        if fresh:
            self._tag(identity, old, fresh)

    def _label(self, inputs: Properties) -> str:
        name = text(inputs.get(self.naming.name)) if self.naming else ""
        return f"{self.token} {name}".rstrip()


def all_tags(properties: Properties) -> dict[str, str]:
    """Return the tags that a resource shall have in the cloud: its own and the provider's default ones."""
    tags = properties.get("tagsAll", properties.get("tags"))
    return {key: str(value) for key, value in tags.items()} if isinstance(tags, dict) else {}


def name_of(inputs: Properties, name: str = "name") -> str:
    """Return the physical name; with a prefix given, a new one that begins with it (Terraform's `namePrefix`)."""
    given = text(inputs.get(name))
    return given or unique_name(text(inputs.get(f"{name}Prefix")))


def unique_name(prefix: str) -> str:
    """Add a time-ordered unique ending, as Terraform's `id.PrefixedUniqueId` does."""
    return f"{prefix}{time.strftime('%Y%m%d%H%M%S', time.gmtime())}{time.time_ns() % 10**9:012x}"
