"""What AWS Batch may do through a service role of the environment's own.

The same work as AWS's managed policy AWSBatchServiceRole, with tagging and the passing of roles narrowed. The default
environment needs none of it: its service-linked role is written by AWS.
Source: https://docs.aws.amazon.com/batch/latest/userguide/security-iam-awsmanpol.html
"""

from collections.abc import Sequence

from .aws_policies import Statement, allow

_LOOK = (
    "autoscaling:DescribeAccountLimits",
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeAutoScalingInstances",
    "autoscaling:DescribeLaunchConfigurations",
    "ec2:DescribeAccountAttributes",
    "ec2:DescribeImageAttribute",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceAttribute",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeInstances",
    "ec2:DescribeKeyPairs",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSpotFleetInstances",
    "ec2:DescribeSpotFleetRequestHistory",
    "ec2:DescribeSpotFleetRequests",
    "ec2:DescribeSpotInstanceRequests",
    "ec2:DescribeSpotPriceHistory",
    "ec2:DescribeSubnets",
    "ecs:DescribeClusters",
    "ecs:DescribeContainerInstances",
    "ecs:DescribeTaskDefinition",
    "ecs:DescribeTasks",
    "ecs:ListAccountSettings",
    "ecs:ListClusters",
    "ecs:ListContainerInstances",
    "ecs:ListTaskDefinitionFamilies",
    "ecs:ListTaskDefinitions",
    "ecs:ListTasks",
    "iam:GetInstanceProfile",
    "iam:GetRole",
    "logs:DescribeLogGroups",
)

_ACT = (
    "autoscaling:CreateAutoScalingGroup",
    "autoscaling:CreateLaunchConfiguration",
    "autoscaling:CreateOrUpdateTags",
    "autoscaling:DeleteAutoScalingGroup",
    "autoscaling:DeleteLaunchConfiguration",
    "autoscaling:PutNotificationConfiguration",
    "autoscaling:SetDesiredCapacity",
    "autoscaling:SuspendProcesses",
    "autoscaling:TerminateInstanceInAutoScalingGroup",
    "autoscaling:UpdateAutoScalingGroup",
    "ec2:CancelSpotFleetRequests",
    "ec2:CreateLaunchTemplate",
    "ec2:DeleteLaunchTemplate",
    "ec2:ModifySpotFleetRequest",
    "ec2:RequestSpotFleet",
    "ec2:RunInstances",
    "ec2:TerminateInstances",
    "ecs:CreateCluster",
    "ecs:DeleteCluster",
    "ecs:DeregisterContainerInstance",
    "ecs:DeregisterTaskDefinition",
    "ecs:RegisterContainerInstance",
    "ecs:RegisterTaskDefinition",
    "ecs:RunTask",
    "ecs:StartTask",
    "ecs:StopTask",
    "ecs:UpdateContainerAgent",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
)


def service(passed_role_arns: Sequence[str]) -> list[Statement]:
    """Everything that AWS Batch does in the account for a managed compute environment, tagging included."""
    return [
        allow(_LOOK),
        allow(_ACT),
        allow(
            ["ec2:CreateTags"],
            StringEquals={
                "ec2:CreateAction": ["CreateLaunchTemplate", "RequestSpotFleet", "RunInstances"],
            },
        ),
        allow(["ecs:TagResource"], StringEquals={"ecs:CreateAction": ["CreateCluster", "RunTask"]}),
        allow(
            ["iam:PassRole"],
            passed_role_arns,
            StringEquals={
                "iam:PassedToService": [
                    "ec2.amazonaws.com",
                    "ecs-tasks.amazonaws.com",
                    "spotfleet.amazonaws.com",
                ]
            },
        ),
        allow(
            ["iam:CreateServiceLinkedRole"],
            StringEquals={
                "iam:AWSServiceName": [
                    "autoscaling.amazonaws.com",
                    "ecs.amazonaws.com",
                    "spot.amazonaws.com",
                    "spotfleet.amazonaws.com",
                ]
            },
        ),
    ]
