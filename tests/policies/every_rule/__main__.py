# ruff: noqa: INP001 - a Pulumi program, not a package
"""One resource for each rule of the pack; `tests/policies/test_every_rule_engine.py` sees each found by its rule alone.

With `legal` set, only those that no rule finds.
"""

import json

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp

NOBODY = json.dumps({"Version": "2012-10-17", "Statement": []})
LOGS = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}]}
)
role = aws.iam.Role("role", assume_role_policy=NOBODY, tags={"team": "lab", "Kind": "a b"})
unknown = role.arn.apply(lambda arn: arn.rpartition("/")[2][:20])


def queue(name: str, **tags: pulumi.Input[str]) -> None:
    """A queue that has what is required, and these tags."""
    aws.sqs.Queue(name, tags={"team": "lab", **tags})


def many(count: int) -> dict[str, str]:
    """So many legal tags, that of the team among them."""
    return {"team": "lab", **{f"key-{number}": "value" for number in range(count - 1)}}


def definition(name: str, tags: dict[str, str]) -> None:
    """A job definition, which has to leave room for a run's labels."""
    container = json.dumps({"image": "busybox", "vcpus": 1, "memory": 128})
    aws.batch.JobDefinition(name, type="container", container_properties=container, tags=tags)


queue("fine", env="dev", grant="G-1234", tmp="x")
queue("pardoned", **{"tmp-x": "x"})
aws.sqs.Queue("full", tags=many(50))
definition("roomy", many(45))
aws.iam.RolePolicy("untaggable", role=role.name, policy=LOGS)
gcp.storage.Bucket("bucket", location="EU", labels={"team": "lab"})

if not pulumi.Config().get_bool("legal"):
    queue("grammar", **{"a#b": "value"})
    aws.sqs.Queue("count", tags=many(51))
    definition("head-room", many(46))
    aws.sqs.Queue("required", tags={"all": unknown, "of-them": unknown})
    aws.sqs.Queue("untagged")
    queue("values", env="staging")
    queue("pattern", grant="G-12345")
    queue("keys", **{"tmp-x": unknown})
    aws.iam.Role("collisions", assume_role_policy=NOBODY, tags={"team": "lab", "Team": "lab"})
    azure.resources.ResourceGroup(
        "placeholders", location="westeurope", tags={"team": "lab", "run": "run-${workflowId}"}
    )
    queue("overdue", **{"tmp-x": "x"})
    queue("secrets", access="AKIA" + "Q" * 16)
    queue("personal", by="jo@example.org")
    queue("columns", costCenter="c1", **{"cost-center": unknown})
    queue("unknown", env=unknown)
    instance = aws.ec2.LaunchTemplateTagSpecificationArgs(
        resource_type="instance", tags={"team": "lab", "commit": unknown}
    )
    aws.ec2.LaunchTemplate("volatile", tag_specifications=[instance], tags={"team": "lab", "commit": unknown})
