# ruff: noqa: INP001 - a Pulumi program, not a package
"""Small resources, a tenth of them below a component, as a stack of someone who says nothing of labels."""

import os

import pulumi
import pulumi_kubernetes as k8s

COUNT = int(os.environ["BENCH_RESOURCES"])

if os.environ["BENCH_INJECTION"] == "on":
    from benchmarks.pure import LABELS
    from labelwright import transform
    from labelwright.placement import Injection, Injections

    transform.register(Injections(Injection(LABELS)))


class Group(pulumi.ComponentResource):
    """A parent, so that URNs and parents are as they are in real stacks."""

    def __init__(self, name: str) -> None:
        super().__init__("bench:index:Group", name)


group = Group("group")
for number in range(COUNT):
    opts = pulumi.ResourceOptions(parent=group) if number % 10 == 0 else None
    metadata = k8s.meta.v1.ObjectMetaArgs(namespace="default")
    k8s.core.v1.ConfigMap(f"map-{number}", metadata=metadata, data={"number": str(number)}, opts=opts)
