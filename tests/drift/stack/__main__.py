# ruff: noqa: INP001 - a Pulumi program, not a package
"""Resources whose tags `tests/drift/test_aws_engine.py` changes by hand: one for each way in which AWS tells them."""

import json

import pulumi
import pulumi_aws as aws

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
CONTAINER = json.dumps(
    {
        "image": "ubuntu",
        "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}],
    }
)
TAGS = {"team": "genomics"}

role = aws.iam.Role("role", assume_role_policy=TRUST, tags=TAGS)
aws.iam.InstanceProfile("profile", role=role.name, tags=TAGS)
aws.cloudwatch.LogGroup("logs", tags=TAGS)
aws.efs.FileSystem("shared", tags={"hush": pulumi.Output.secret("hushhush")})
provider = aws.Provider("tagging", region="us-east-1", default_tags={"tags": {"owner": "org"}})
aws.sqs.Queue("queue", tags=TAGS, opts=pulumi.ResourceOptions(provider=provider))
aws.sqs.Queue("doomed", tags=TAGS)
aws.ec2.SecurityGroup("group")
aws.ec2.LaunchTemplate(
    "template",
    image_id="ami-12c6146b",
    tags=TAGS,
    tag_specifications=[
        {"resource_type": "instance", "tags": TAGS},
        {"resource_type": "volume", "tags": TAGS},
    ],
)
aws.batch.JobDefinition("job", type="container", container_properties=CONTAINER, tags=TAGS)
