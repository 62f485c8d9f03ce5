"""RunInstances as EC2 does it, where moto 5.2 does otherwise: `moto_gaps` calls `keep_launches_whole`.

Of a launch template moto takes the instance's tags and leaves those of volumes and interfaces, its network and its root
device; it takes no notice of a client token, and labels no network interface.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import instances
from moto.ec2.utils import convert_tag_spec, filter_dict_attribute_mapping

# moto's classes carry no usable types, so each is taken as `Any` once, here.
_Instances = cast("Any", instances.InstanceBackend)
_tags_of = cast("Callable[[Any], dict[str, dict[str, str]]]", convert_tag_spec)
_NO_TOKEN = "ABCDE"  # noqa: S105 - what moto puts where none was sent


def keep_launches_whole() -> None:
    """RunInstances: once per client token, with everything that the template says and the call does not.

    DescribeInstances then knows the token, too.
    """
    filter_dict_attribute_mapping["client-token"] = "client_token"
    run: Callable[..., Any] = _Instances.run_instances

    def run_instances(self: Any, *args: Any, **told: Any) -> Any:
        launches: dict[str, tuple[str, Any]] = self.__dict__.setdefault("_sandbox_launches", {})
        token: str = told.get("client_token") or _NO_TOKEN
        asked = json.dumps([args, told], sort_keys=True, default=str)
        if token in launches:
            before, made = launches[token]
            if before != asked:
                said = f"Arguments on this idempotent request are inconsistent with arguments used in token {token}"
                raise EC2ClientError("IdempotentParameterMismatch", said)
            return made
        template: dict[str, Any] = {}
        if told.get("launch_template"):
            template = self._get_template_from_args(told["launch_template"]).data
        if template.get("BlockDeviceMappings"):
            told.setdefault("block_device_mappings", template["BlockDeviceMappings"])
        if template.get("NetworkInterfaces") and not told.get("nics"):
            told["nics"] = template["NetworkInterfaces"]
        own: dict[str, dict[str, str]] = told.get("tags") or {}
        made = run(self, *args, **told)
        tags = _tags_of(template.get("TagSpecifications") or [])
        for kind in ("volume", "network-interface"):
            labels = {**tags.get(kind, {}), **own.get(kind, {})}
            self.create_tags(_parts(made, kind), labels)
        if token != _NO_TOKEN:
            launches[token] = asked, made
        return made

    _Instances.run_instances = run_instances


def _parts(reservation: Any, kind: str) -> list[str]:
    """The ids of what a launch made beside its instances."""
    launched = cast("list[Any]", reservation.instances)
    if kind == "volume":
        return [device.volume_id for one in launched for device in one.block_device_mapping.values()]
    return [interface.id for one in launched for interface in one.nics.values()]
