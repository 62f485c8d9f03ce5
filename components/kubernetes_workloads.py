"""What runs in a Kubernetes environment, and what its runs are made from: storage, launcher, template of work pods."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pulumi
import pulumi_kubernetes as k8s

from labelwright.emit.jobs import HEAD, WORK
from labelwright.emit.kubernetes import WORK_PATH, PodShape, metadata, pod_spec
from labelwright.emit.kubernetes_record import KubernetesRecord

from .kubernetes_access import Access
from .kubernetes_site import Site

LAUNCHER = "launcher"
_WAIT = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"


def build_storage(site: Site, *depends_on: pulumi.Resource) -> k8s.core.v1.PersistentVolumeClaim:
    """The volume that all pods share."""
    name = site.named("workspace")
    return k8s.core.v1.PersistentVolumeClaim(
        name,
        metadata=site.metadata(name),
        spec=k8s.core.v1.PersistentVolumeClaimSpecArgs(
            access_modes=[site.plan.storage_access.value],
            resources=k8s.core.v1.VolumeResourceRequirementsArgs(requests={"storage": f"{site.plan.storage_gib}Gi"}),
            storage_class_name=site.plan.storage_class,
        ),
        opts=site.child(*depends_on),
    )


def build_launcher(site: Site, access: Access, storage: pulumi.Resource) -> k8s.apps.v1.Deployment:
    """A pod that waits until someone starts a run from it, with `kubectl exec`; it has the runner's rights."""
    name = site.named(LAUNCHER)
    container = k8s.core.v1.ContainerArgs(
        name=LAUNCHER,
        image=site.args.get("launcher_image") or site.plan.launcher_image,
        command=["/bin/sh", "-c", _WAIT],
        resources=k8s.core.v1.ResourceRequirementsArgs(
            requests={"cpu": "100m", "memory": "512Mi"}, limits={"memory": "512Mi"}
        ),
        security_context=k8s.core.v1.SecurityContextArgs(allow_privilege_escalation=False),
        volume_mounts=[k8s.core.v1.VolumeMountArgs(name="workspace", mount_path=WORK_PATH)],
    )
    claim = k8s.core.v1.PersistentVolumeClaimVolumeSourceArgs(claim_name=site.named("workspace"))
    return k8s.apps.v1.Deployment(
        name,
        metadata=site.metadata(name),
        spec=k8s.apps.v1.DeploymentSpecArgs(
            replicas=1,
            selector=k8s.meta.v1.LabelSelectorArgs(match_labels=site.selector(LAUNCHER)),
            template=k8s.core.v1.PodTemplateSpecArgs(
                metadata=site.template_metadata(LAUNCHER),
                spec=k8s.core.v1.PodSpecArgs(
                    service_account_name=site.named("runner"),
                    security_context=k8s.core.v1.PodSecurityContextArgs(
                        seccomp_profile=k8s.core.v1.SeccompProfileArgs(type="RuntimeDefault")
                    ),
                    containers=[container],
                    volumes=[k8s.core.v1.VolumeArgs(name="workspace", persistent_volume_claim=claim)],
                ),
            ),
        ),
        opts=site.child(access.binding, storage),
    )


def pods_of(site: Site) -> pulumi.Output[Mapping[str, PodShape]]:
    """Head and work pods, each described once. Only their images may be known late."""
    images = {
        HEAD: site.args.get("head_image") or site.plan.head_image,
        WORK: site.args.get("work_image") or site.plan.work_image,
    }
    sizes = {HEAD: (site.plan.head_vcpus, site.plan.head_memory), WORK: (site.plan.work_vcpus, site.plan.work_memory)}

    def describe(known: Mapping[str, str]) -> Mapping[str, PodShape]:
        return {
            part: PodShape(
                image=image,
                vcpus=sizes[part][0],
                memory=sizes[part][1],
                service_account=site.named("runner"),
                claim=site.named("workspace"),
                speaks=part == HEAD,
            )
            for part, image in known.items()
        }

    return pulumi.Output.all(**images).apply(describe)


def build_template(
    site: Site, pods: pulumi.Output[Mapping[str, PodShape]], *depends_on: pulumi.Resource
) -> k8s.core.v1.PodTemplate:
    """The template of work pods, from the description that manifests of runs are rendered from."""
    name = site.named(WORK)

    def template(known: Mapping[str, PodShape]) -> dict[str, Any]:
        return {"metadata": metadata(site.labels, site.annotations), "spec": pod_spec(known[WORK], WORK)}

    return k8s.core.v1.PodTemplate(
        name,
        metadata=site.metadata(name),
        # It is JSON in the very words of Kubernetes, which the SDK passes on as they are.
        template=cast("pulumi.Input[k8s.core.v1.PodTemplateSpecArgs]", pods.apply(template)),
        opts=site.child(*depends_on),
    )


def record_of(site: Site, pods: pulumi.Output[Mapping[str, PodShape]]) -> pulumi.Output[str]:
    """What those who submit need to know of the environment, as JSON: the form that every language can carry."""

    def tell(known: Mapping[str, PodShape]) -> str:
        record = KubernetesRecord(
            environment=site.name,
            namespace=site.namespace,
            labels=site.labels,
            annotations=site.annotations,
            pods=known,
            cluster=site.plan.cluster,
        )
        return json.dumps(record.to_document(), sort_keys=True)

    return pods.apply(tell)
