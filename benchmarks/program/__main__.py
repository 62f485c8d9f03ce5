# ruff: noqa: INP001 - a Pulumi program, not a package
"""Small resources, one in ten a component with half of the next ones below it, of someone who knows no labels.

`BENCH_INJECTION` says who labels them: nobody (`off`), this program (`own`), labelwright (`on`), or the transform of
Pulumi's documentation (`recipe`). `BENCH_USAGE` is a file in which the program tells what it used.
"""

import atexit
import json
import os
import resource
from pathlib import Path

import pulumi
import pulumi_kubernetes as k8s

COUNT = int(os.environ["BENCH_RESOURCES"])
INJECTION = os.environ["BENCH_INJECTION"]


def tell_usage() -> None:
    """What this process used of the processor and of memory."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {"seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}
    Path(os.environ["BENCH_USAGE"]).write_text(json.dumps(told), encoding="utf-8")


atexit.register(tell_usage)
labels: dict[str, str] | None = None
if INJECTION == "own":
    from benchmarks.pure import LABELS

    labels = LABELS
elif INJECTION == "on":
    from benchmarks.pure import LABELS
    from labelwright import transform
    from labelwright.placement import Injection, Injections

    transform.register(Injections(Injection(LABELS)))
elif INJECTION == "recipe":
    from benchmarks.program import recipe

    recipe.register()


class Group(pulumi.ComponentResource):
    """A parent, so that URNs and parents are as they are in real stacks."""

    def __init__(self, name: str) -> None:
        super().__init__("bench:index:Group", name)


group = Group("group-0")
for number in range(1, COUNT):
    if number % 10 == 0:
        group = Group(f"group-{number}")
        continue
    opts = pulumi.ResourceOptions(parent=group) if number % 2 else None
    metadata = k8s.meta.v1.ObjectMetaArgs(namespace="default", labels=labels)
    k8s.core.v1.ConfigMap(f"map-{number}", metadata=metadata, data={"number": str(number)}, opts=opts)
