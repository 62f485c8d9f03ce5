"""Machines of Amazon EC2. RunInstances has a client token: sent again with the same one, it makes no second machine.

EC2 remembers tokens, and shows ended machines, for a while only; afterwards the record of the run remembers.
Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
"""

from typing import Any

from labelwright.launch import aws
from labelwright.launch.plan import Plan
from labelwright.launch.submitter import Made

KIND = "ec2-instance"


class AwsCloud:
    """Launches machines in one region."""

    is_repeatable = True

    def __init__(self, region: str) -> None:
        self._client = aws.client("ec2", region)

    def find(self, plan: Plan) -> Made | None:
        """The machine that was launched with this token."""
        named = {"Name": "client-token", "Values": [plan.last["ClientToken"]]}
        with aws.explained("DescribeInstances"):
            pages = self._client.get_paginator("describe_instances").paginate(Filters=[named])
            found = [one for page in pages for group in page["Reservations"] for one in group["Instances"]]
        return _made(found[0]) if found else None

    def submit(self, plan: Plan) -> Made:
        """Launch it."""
        with aws.explained("RunInstances"):
            return _made(self._client.run_instances(**plan.last)["Instances"][0])


def _made(instance: Any) -> Made:
    """A machine as EC2 tells of it."""
    return Made(instance["InstanceId"], KIND, {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])})


def submitter(plan: Plan) -> AwsCloud:
    """The submitter of Amazon EC2."""
    return AwsCloud(plan.requests[-1].place)
