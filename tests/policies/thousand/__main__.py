# ruff: noqa: INP001 - a Pulumi program, not a package
"""A thousand resources; with `planted` set, every 25th breaks a rule, which its name tells.

`tests/policies/test_thousand_engine.py` looks for them.
"""

import json
from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s

COUNT, EVERY = 1000, 25
NOBODY = json.dumps({"Version": "2012-10-17", "Statement": []})
LEGAL = {"team": "lab", "env": "dev", "cost-center": "cc-1234"}
Make = Callable[[str, dict[str, str]], object]


def queue(name: str, tags: dict[str, str]) -> None:
    """Amazon SQS."""
    aws.sqs.Queue(name, tags=tags)


def role(name: str, tags: dict[str, str]) -> None:
    """AWS IAM, which ignores case."""
    aws.iam.Role(name, assume_role_policy=NOBODY, tags=tags)


def bucket(name: str, labels: dict[str, str]) -> None:
    """Google Cloud Storage."""
    gcp.storage.Bucket(name, location="EU", labels=labels)


def group(name: str, tags: dict[str, str]) -> None:
    """An Azure resource group."""
    azure.resources.ResourceGroup(name, location="westeurope", tags=tags)


def config_map(name: str, labels: dict[str, str]) -> None:
    """A Kubernetes object."""
    k8s.core.v1.ConfigMap(name, metadata={"namespace": "default", "labels": labels})


MAKES: tuple[Make, ...] = (queue, bucket, group, config_map, role)
PLANTED: tuple[tuple[str, Make, dict[str, str]], ...] = (
    ("grammar-key", queue, {**LEGAL, "a#b": "x"}),
    ("grammar-value", role, {**LEGAL, "note": "x" * 257}),
    ("count", queue, {**LEGAL, **{f"key-{number}": "x" for number in range(48)}}),
    ("required-aws", queue, {"Team": "lab"}),
    ("required-google", bucket, {}),
    ("required-azure", group, {"owner": "lab"}),
    ("required-kubernetes", config_map, {"env": "dev"}),
    ("values", config_map, {**LEGAL, "env": "staging"}),
    ("keys", bucket, {**LEGAL, "tmp-x": "y"}),
    ("collisions", role, {**LEGAL, "Team": "lab"}),
    ("placeholders", group, {**LEGAL, "run": "${workflowId}"}),
    ("secrets", queue, {**LEGAL, "access": "AKIA" + "Q" * 16}),
    ("personal", group, {**LEGAL, "by": "jo@example.org"}),
    ("columns", queue, {**LEGAL, "costCenter": "cc-1234"}),
)

planted = pulumi.Config().get_bool("planted")
for number in range(COUNT):
    if planted and number % EVERY == 0:
        what, make, labels = PLANTED[number // EVERY % len(PLANTED)]
        make(f"planted-{what}-{number}", labels)
    else:
        MAKES[number % len(MAKES)](f"legal-{number}", LEGAL)
