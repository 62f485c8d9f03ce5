# ruff: noqa: INP001 - a Pulumi program, not a package
"""One resource that breaks the rules; `tests/policies/test_engine.py` sees it stopped by the pack."""

import json

import pulumi
import pulumi_aws as aws

role = aws.iam.Role(
    "role", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": []}), tags={"team": "genomics"}
)
tags: dict[str, pulumi.Input[str]] = {"made-by": role.name.apply(lambda name: name[:20]), "team": "genomics"}
if pulumi.Config().get_bool("illegal"):
    del tags["team"]
    tags["aws-owner"] = "me"
aws.sqs.Queue("jobs", tags=tags)
