"""IAM policies: their form, and what every AWS environment needs.

A creation that tags is refused as a whole where the right to tag is missing, so that right stands beside each creation.
Actions: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

from labelwright.permissions.document import Body, Document, Need


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an IAM policy. `condition`: the key that must be one of the values."""

    sid: str
    purpose: str
    actions: tuple[str, ...]
    resource: str = "*"
    condition: tuple[str, tuple[str, ...]] | None = None

    @property
    def body(self) -> Body:
        """As it stands in a policy."""
        said = {"Sid": self.sid, "Effect": "Allow", "Action": sorted(self.actions), "Resource": self.resource}
        if self.condition is None:
            return said
        key, values = self.condition
        return {**said, "Condition": {"StringEquals": {key: list(values)}}}


def policy(name: str, statements: Sequence[Statement]) -> Document:
    """A customer managed policy of these statements."""
    return Document(
        body={"Version": "2012-10-17", "Statement": [one.body for one in statements]},
        needs=tuple(Need(action, one.purpose) for one in statements for action in sorted(one.actions)),
        command=f"aws iam create-policy --policy-name {name} --policy-document file://FILE",
        notes=("'Resource': '*' means the whole account: narrow it to the names of your environments where you can.",),
    )


def pass_role(sid: str, purpose: str, *services: str) -> Statement:
    """Handing a role on, to the named services only: to any service it would be the right to become any role."""
    passed = tuple(f"{service}.amazonaws.com" for service in services)
    return Statement(sid, purpose, ("iam:PassRole",), condition=("iam:PassedToService", passed))


SECURITY_GROUP = (
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateSecurityGroup",
    "ec2:DeleteSecurityGroup",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcs",
    "ec2:RevokeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
)
LAUNCH_TEMPLATE = (
    "ec2:CreateLaunchTemplate",
    "ec2:CreateLaunchTemplateVersion",
    "ec2:CreateTags",
    "ec2:DeleteLaunchTemplate",
    "ec2:DeleteTags",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeLaunchTemplates",
    "ec2:ModifyLaunchTemplate",
)
ROLES = Statement(
    "Roles",
    "roles and the instance profile, with their tags",
    (
        "iam:AddRoleToInstanceProfile",
        "iam:AttachRolePolicy",
        "iam:CreateInstanceProfile",
        "iam:CreateRole",
        "iam:DeleteInstanceProfile",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:GetInstanceProfile",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfileTags",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:ListRoleTags",
        "iam:PutRolePolicy",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
        "iam:TagRole",
        "iam:UntagInstanceProfile",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
    ),
)
LOGS = Statement(
    "Logs",
    "the log group, with its tags",
    (
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DescribeLogGroups",
        "logs:ListTagsForResource",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
    ),
)
READ_LOGS = Statement("ReadLogs", "what a run wrote", ("logs:FilterLogEvents", "logs:GetLogEvents"))
