# ruff: noqa: INP001 - a Pulumi program, not a package
"""Labels that change often, types that the table does not know, and opt-in; `test_chosen_engine.py` runs it.

`CHOSEN_COMMIT` is the value of the volatile label; without `CHOSEN_IMPORT` nothing is imported.
"""

import json
import os
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

import labelwright

labelwright.inject({"app": "shop"}, volatile={"commit": os.environ["CHOSEN_COMMIT"]}, exempt=[{"name": "spared-*"}])

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


class Tickets(ResourceProvider):
    """A provider of the program's own, which keeps what it is given."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Take what is given."""
        return CreateResult("ticket-1", props)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Whatever differs is changed in place."""
        return DiffResult(changes=_olds != _news)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Take what is given now."""
        return UpdateResult(_news)


class Ticket(Resource, module="shop", name="Ticket"):
    """What that provider makes."""

    def __init__(self, name: str) -> None:
        props = {"marks": ["urgent", "app:own"], "parts": [{"no": 1, "labels": {"a": "b"}}, {"no": 2}], "labels": None}
        super().__init__(Tickets(), name, props)


def deployment(name: str) -> k8s.apps.v1.Deployment:
    """A workload whose pods restart when its template changes."""
    return k8s.apps.v1.Deployment(
        name,
        spec={
            "selector": {"match_labels": {"part": name}},
            "template": {
                "metadata": {"labels": {"part": name}},
                "spec": {"containers": [{"name": "web", "image": "nginx:1.29"}]},
            },
        },
    )


def compute_environment() -> aws.batch.ComputeEnvironment:
    """One that AWS replaces when the tags of its instances change: its service role is a dedicated one."""
    role = aws.iam.Role("service", assume_role_policy=TRUST)
    instances = aws.iam.Role("instances", assume_role_policy=TRUST)
    profile = aws.iam.InstanceProfile("profile", role=instances.name)
    vpc = aws.ec2.get_vpc(default=True).id
    subnets = aws.ec2.get_subnets(filters=[{"name": "vpc-id", "values": [vpc]}]).ids
    group = aws.ec2.SecurityGroup("group", vpc_id=vpc)
    return aws.batch.ComputeEnvironment(
        "replaced",
        type="MANAGED",
        service_role=role.arn,
        compute_resources={
            "type": "EC2",
            "allocation_strategy": "BEST_FIT",
            "instance_role": profile.arn,
            "instance_types": ["optimal"],
            "min_vcpus": 0,
            "max_vcpus": 4,
            "subnets": subnets[:1],
            "security_group_ids": [group.id],
        },
    )


def optional(name: str, parent: pulumi.Resource | None = None) -> None:
    """One resource of each cloud."""
    opts = pulumi.ResourceOptions(parent=parent)
    aws.cloudwatch.LogGroup(f"{name}-aws", opts=opts)
    gcp.storage.Bucket(f"{name}-google", location="EU", opts=opts)
    azure.resources.ResourceGroup(f"{name}-azure", location="westeurope", opts=opts)
    k8s.core.v1.ConfigMap(f"{name}-kubernetes", opts=opts)


deployment("web")
compute_environment()
Ticket("ticket")
aws.sqs.Queue("queue")
optional("optional")
optional("optional-chosen")
optional("optional-below", pulumi.ComponentResource("shop:index:Team", "optional-team"))
aws.cloudwatch.LogGroup("spared-logs")
TAGS = {"team": "before"} if os.environ["CHOSEN_COMMIT"] == "c0ffee1" else {"team": "after"}
for path in ("tags", "tags.team", 'tags["commit"]'):
    aws.cloudwatch.LogGroup(f"ignoring-{path}", tags=TAGS, opts=pulumi.ResourceOptions(ignore_changes=[path]))
for path in ("metadata.labels", 'metadata.labels["team"]', "*"):
    opts = pulumi.ResourceOptions(ignore_changes=[path])
    k8s.core.v1.ConfigMap(f"ignoring-{path}", metadata={"name": f"c{len(path)}", "labels": TAGS}, opts=opts)
if taken := os.environ.get("CHOSEN_IMPORT"):
    opts = pulumi.ResourceOptions(import_=taken)
    aws.cloudwatch.LogGroup("taken", name=taken, region="us-east-1", tags={"kept": "by-hand"}, opts=opts)
