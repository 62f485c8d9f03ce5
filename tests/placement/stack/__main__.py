# ruff: noqa: INP001 - a Pulumi program, not a package
"""Resources of someone who knows nothing of labels; `tests/placement/test_engine.py` reads back what they got."""

import json

import pulumi
import pulumi_aws as aws

from labelwright import transform
from labelwright.placement import Injection, Injections

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


class Environment(pulumi.ComponentResource):
    """Stands for a compute environment: what matters to the transform is its type and its name."""

    def __init__(self, name: str) -> None:
        super().__init__("labelwright:index:AwsBatchEnvironment", name)
        inner = pulumi.ComponentResource("my:index:Inner", f"{name}-inner", {}, pulumi.ResourceOptions(parent=self))
        aws.sqs.Queue(f"{name}-queue", opts=pulumi.ResourceOptions(parent=inner))
        self.register_outputs({})


transform.register(
    Injections(
        Injection({"owner": "org", "team": "genomics"}, locked=frozenset({"owner"})),
        {"ce1": Injection({"environment": "ce1", "team": "genomics"})},
    )
)
role = aws.iam.Role("role", assume_role_policy=TRUST, tags={"Team": "mine", "owner": "me"})
aws.sqs.Queue("plain")
aws.sqs.Queue("inside", tags={"made-by": role.arn, "team": "explicit", "hush": pulumi.Output.secret("hushhush")})
aws.sqs.Queue("whole", tags=role.arn.apply(lambda arn: {"made-by": arn}))
aws.sqs.Queue("secret", tags=pulumi.Output.secret({"hush": "hushhush"}))
aws.sqs.Queue("ignoring", opts=pulumi.ResourceOptions(ignore_changes=["tags"]))
aws.ec2.LaunchTemplate(
    "template",
    image_id="ami-12c6146b",
    tag_specifications=[{"resource_type": "volume", "tags": {"made-by": role.arn}}],
)
provider = aws.Provider("tagging", region="us-east-1", default_tags={"tags": {"team": "genomics"}})
aws.sqs.Queue("defaulted", opts=pulumi.ResourceOptions(provider=provider))
Environment("ce1")
