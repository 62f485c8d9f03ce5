# ruff: noqa: INP001 - beside a Pulumi program, not in a package
"""The peer: labels by a transform of the SDK, as Pulumi's documentation shows it for tags.

https://www.pulumi.com/docs/iac/concepts/resources/options/transforms/, written for the type of this program. It knows
no other place, beats what a resource says itself, and returns the options that it was given.
"""

from typing import Any, cast

import pulumi

from benchmarks.pure import LABELS


def label(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """Add the labels to every ConfigMap."""
    if args.type_ != "kubernetes:core/v1:ConfigMap":
        return None
    props = cast("dict[str, Any]", args.props)
    metadata: dict[str, Any] = props.get("metadata") or {}
    labels: dict[str, Any] = {**(metadata.get("labels") or {}), **LABELS}
    return pulumi.ResourceTransformResult({**props, "metadata": {**metadata, "labels": labels}}, args.opts)


def register() -> None:
    """Before the first resource."""
    pulumi.runtime.register_resource_transform(label)
