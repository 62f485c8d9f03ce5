"""IAM roles as every AWS environment makes them: labelled, with an inline policy."""

from typing import Any

import pulumi
import pulumi_aws as aws

from .aws_policies import Statement, document, trust
from .site import Site

Statements = pulumi.Output[list[Statement]]


def build_role(site: Site[Any, Any], part: str, taken_by: str) -> aws.iam.Role:
    """A role that one AWS service may take."""
    return aws.iam.Role(
        site.named(part),
        assume_role_policy=trust(taken_by),
        description=f"{part.replace('-', ' ').capitalize()} of compute environment {site.name}",
        tags=site.tags,
        opts=site.child(),
    )


def build_policy(site: Site[Any, Any], part: str, role: aws.iam.Role, rights: Statements) -> aws.iam.RolePolicy:
    """The inline policy of a role: it has no name or tags of its own to collide or to forget."""
    return aws.iam.RolePolicy(site.named(part), role=role.name, policy=rights.apply(document), opts=site.child())
