# ruff: noqa: INP001 - a Pulumi program, not a package
"""Somebody else's program: explicit providers, a component, aliases, transforms of its own, an import, protection.

`FOREIGN_LABELS=1` adds the one line. `tests/placement/test_inject_engine.py` compares what both make.
"""

import os
from typing import Any, cast

import pulumi
import pulumi_aws as aws
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s

if os.environ.get("FOREIGN_LABELS"):
    import labelwright

    labelwright.inject({"app": "shop", "team": "not-in-config"})

TRUST = '{"Version": "2012-10-17", "Statement": []}'
RIGHTS = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}'


def marked(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """A transform of the program's own, which sets a tag."""
    if args.type_ != "aws:sqs/queue:Queue":
        return None
    props = cast("dict[str, Any]", args.props)
    tags: dict[str, Any] = {**(props.get("tags") or {}), "made-by": "own-transform"}
    return pulumi.ResourceTransformResult({**props, "tags": tags}, args.opts)


class Shop(pulumi.ComponentResource):
    """A component with children of several clouds."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("shop:index:Shop", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.orders = aws.sqs.Queue(f"{name}-orders", tags={"team": "orders"}, opts=child)
        self.files = gcp.storage.Bucket(f"{name}-files", location="EU", project="shop-project", opts=child)
        self.settings = k8s.core.v1.ConfigMap(f"{name}-settings", data={"queue": self.orders.url}, opts=child)
        self.register_outputs({"orders": self.orders.url})


west = aws.Provider("west", region="us-west-2")
shop = Shop("shop", pulumi.ResourceOptions(transforms=[marked], providers=[west]))
role = aws.iam.Role("worker", assume_role_policy=TRUST, opts=pulumi.ResourceOptions(protect=False))
aws.iam.RolePolicy("worker-rights", role=role.id, policy=RIGHTS)
aws.sqs.Queue(
    "old-name", name="steady", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="older")], provider=west)
)
aws.sqs.Queue("secretive", tags={"token": pulumi.Output.secret("hush")}, opts=pulumi.ResourceOptions(depends_on=[role]))
aws.sqs.Queue("steadfast", opts=pulumi.ResourceOptions(ignore_changes=["tags"]))
aws.sqs.Queue("spared-queue")
Shop("spared")
pulumi.export("orders", shop.orders.url)
