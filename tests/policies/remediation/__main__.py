# ruff: noqa: INP001 - a Pulumi program, not a package
"""Resources without labels; `tests/policies/test_remediation_engine.py` sees which of them the pack labels.

With `later` set, one of them is replaced, and others come that depend on what is not known before the update.
"""

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s

later = pulumi.Config().get_bool("later")
secret = pulumi.Output.secret("unspeakable")


def group(name: str, location: str = "westeurope", **tags: pulumi.Input[str]) -> None:
    """A resource group of this name."""
    azure.resources.ResourceGroup(name, resource_group_name=name, location=location, tags=tags or None)


k8s.core.v1.ConfigMap("plain", metadata={"name": "plain"}, data={"a": "b"})
k8s.core.v1.Secret(
    "hidden", metadata={"name": "hidden", "annotations": {"note": secret}}, string_data={"password": secret}
)
aws.sqs.Queue("queue")
gcp.storage.Bucket("bucket", location="EU")
group("group")
group("exempt")
group("explicit", Team="mine")
group("moved", "northeurope" if later else "westeurope")
if later:
    queue = aws.sqs.Queue("later")
    k8s.core.v1.ConfigMap(
        "unknown",
        metadata={"name": "unknown", "labels": {"queue": queue.name}},
        data={"arn": queue.arn, "hidden": pulumi.Output.secret(queue.arn)},
    )
    azure.resources.ResourceGroup(
        "wholly",
        resource_group_name="wholly",
        location="westeurope",
        tags=pulumi.Output.secret(queue.name).apply(lambda name: {"queue": name}),
    )
    group("partly", queue=pulumi.Output.secret(queue.name))
