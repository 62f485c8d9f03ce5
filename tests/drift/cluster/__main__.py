# ruff: noqa: INP001 - a Pulumi program, not a package
"""Objects whose labels `tests/apiserver/test_drift.py` changes by hand, and many of a kind, which are listed."""

import pulumi_kubernetes as kubernetes

LABELS = {"team": "genomics"}

kubernetes.core.v1.Namespace("space", metadata={"name": "space", "labels": LABELS})
kubernetes.core.v1.ConfigMap("bare", metadata={"name": "bare", "namespace": "default"})
kubernetes.core.v1.ConfigMap("doomed", metadata={"name": "doomed", "namespace": "default", "labels": LABELS})
kubernetes.apps.v1.Deployment(
    "launcher",
    metadata={"name": "launcher", "namespace": "default", "labels": LABELS},
    spec={
        "selector": {"match_labels": {"app": "launcher"}},
        "template": {
            "metadata": {"labels": {"app": "launcher", **LABELS}},
            "spec": {"containers": [{"name": "main", "image": "ubuntu:24.04"}]},
        },
    },
)
for number in range(25):
    kubernetes.core.v1.Secret(
        f"secret-{number}", metadata={"name": f"secret-{number}", "namespace": "default", "labels": LABELS}
    )
