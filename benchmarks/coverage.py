"""`labelwright coverage` by the command line, over a state file of our own making, each time in a fresh process."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figure import Figure, alternating
from benchmarks.pure import LABELS

LIMIT: Mapping[int, float] = {1_000: 0.28, 10_000: 0.5}
"""Resources -> the most seconds that a report may take, start-up included."""

ROUNDS = 9
FORMS = ("text", "json")
_STACK = "urn:pulumi:dev::shop::"
_PROJECT = "name: shop\nruntime: python\n"
_CONFIG = "config:\n  labelwright:workspace:\n    name: research\n    labels:\n" + "".join(
    f"      {key}: {value}\n" for key, value in LABELS.items()
)


def figures(sizes: Mapping[int, float] = LIMIT, rounds: int = ROUNDS) -> Iterator[Figure]:
    """The median time of a report by size and form."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "Pulumi.yaml").write_text(_PROJECT, encoding="utf-8")
        (root / "Pulumi.dev.yaml").write_text(_CONFIG, encoding="utf-8")
        for size, limit in sizes.items():
            state = root / f"{size}.json"
            state.write_text(json.dumps(state_of(size)), encoding="utf-8")
            _seconds(root, state, FORMS[0])
            found = alternating(rounds, *(partial(_seconds, root, state, form) for form in FORMS))
            for side, form in enumerate(FORMS):
                yield Figure(
                    f"labelwright coverage, {size:,} resources, {form}",
                    median(one[side] for one in found),
                    "s",
                    f"median of {rounds} fresh processes, text and json in turn",
                    limit,
                )


def _seconds(root: Path, state: Path, form: str) -> float:
    """How long one report takes."""
    command = [str(Path(sys.executable).with_name("labelwright")), "coverage", "--file", str(state), "--stack", "dev"]
    start = perf_counter()
    subprocess.run([*command, "--format", form], cwd=root, check=True, capture_output=True)  # noqa: S603
    return perf_counter() - start


def state_of(size: int) -> dict[str, object]:
    """An exported state: resources of four clouds, below components, labelled in full, in part or not at all."""
    resources = [{"urn": f"{_STACK}pulumi:pulumi:Stack::shop-dev", "type": "pulumi:pulumi:Stack", "custom": False}]
    return {
        "version": 3,
        "deployment": {
            "manifest": {"time": "2026-01-01T00:00:00Z"},
            "resources": [*resources, *(_resource(number) for number in range(size - 1))],
        },
    }


def _resource(number: int) -> dict[str, object]:
    """One resource; which kind it is, and what labels it carries, follows from its number."""
    kind, props = list(_KINDS.items())[number % len(_KINDS)]
    missing = {"cost-center", "team"} if number % 7 == 0 else set[str]()
    labels = {key: value for key, value in LABELS.items() if key not in missing}
    inputs = json.loads(json.dumps(props).replace('"LABELS"', json.dumps(labels)))
    name = f"one-{number}"
    parent = f"{_STACK}pulumi:pulumi:Stack::shop-dev"
    return {
        "urn": f"{_STACK}{kind}::{name}",
        "custom": True,
        "id": f"id-{number}",
        "type": kind,
        "inputs": inputs,
        "outputs": {**inputs, "id": f"id-{number}", "arn": f"arn:aws:none:us-east-1:123456789012:{name}"},
        "parent": parent,
        "provider": f"{_STACK}pulumi:providers:{kind.partition(':')[0]}::default::id-0",
        "dependencies": [parent],
        "propertyDependencies": dict.fromkeys(inputs, ()),
        "created": "2026-01-01T00:00:00Z",
        "modified": "2026-01-01T00:00:00Z",
    }


_KINDS: Mapping[str, Mapping[str, object]] = {
    "aws:s3/bucket:Bucket": {"bucket": "files", "tags": "LABELS"},
    "aws:iam/role:Role": {"assumeRolePolicy": "{}", "tags": "LABELS"},
    "aws:iam/rolePolicy:RolePolicy": {"role": "worker", "policy": "{}"},
    "aws:ec2/instance:Instance": {"ami": "ami-1", "tags": "LABELS", "rootBlockDevice": {"tags": "LABELS"}},
    "aws:lambda/function:Function": {"role": "arn", "environment": {"variables": {"A": "b"}}, "tags": "LABELS"},
    "gcp:storage/bucket:Bucket": {"location": "EU", "labels": "LABELS"},
    "gcp:compute/instance:Instance": {"machineType": "n2-standard-4", "labels": "LABELS"},
    "azure-native:storage:StorageAccount": {"kind": "StorageV2", "tags": "LABELS"},
    "azure-native:network:Subnet": {"addressPrefix": "10.0.0.0/24"},
    "kubernetes:core/v1:ConfigMap": {"metadata": {"name": "a", "labels": "LABELS"}, "data": {"key": "value"}},
    "kubernetes:apps/v1:Deployment": {
        "metadata": {"name": "a", "labels": "LABELS"},
        "spec": {"template": {"metadata": {"labels": "LABELS"}, "spec": {"containers": [{"name": "a", "image": "b"}]}}},
    },
}
"""Types of four clouds with what stands on them; some take no labels."""
