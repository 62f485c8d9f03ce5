"""The Kubernetes compute environment: everything that runs a pipeline's pods, and every object of it labelled.

Not called `kubernetes.py`: Pulumi runs this folder as a program, and there the name belongs to the Python client.
"""

import pulumi
import pulumi_kubernetes as k8s

from labelwright.environments.kubernetes import KubernetesArguments
from labelwright.program import forge_labels
from labelwright.vocabulary import Platform

from .arguments import parse_args
from .kubernetes_access import build_access
from .kubernetes_args import LATE, KubernetesEnvironmentArgs
from .kubernetes_site import Site
from .kubernetes_workloads import build_launcher, build_storage, build_template, pods_of, record_of
from .unshared import Unshared


class KubernetesEnvironment(Unshared, pulumi.ComponentResource):
    """A Kubernetes compute environment: namespace, service account with its rights, shared volume, launcher, template.

    Every object carries the labels of organization, workspace, team and environment, and so do the launcher's pods;
    selectors never do. A label changes in place; on the launcher's pods it is a rollout.
    """

    namespace: pulumi.Output[str]
    """Name of the namespace."""
    service_account: pulumi.Output[str]
    """Name of the service account of launcher, head and work pods."""
    claim: pulumi.Output[str]
    """Name of the claim on the shared volume."""
    launcher: pulumi.Output[str]
    """Name of the launcher's Deployment."""
    pod_template: pulumi.Output[str]
    """Name of the template of work pods."""
    forged_labels: pulumi.Output[dict[str, str]]
    """The labels that its objects carry."""
    forged_annotations: pulumi.Output[dict[str, str]]
    """Whole values of labels that had to be shortened, as its objects carry them."""
    record: pulumi.Output[str]
    """What submitting to it takes, as JSON: the content of environment.json, from which manifests are rendered."""

    def __init__(self, name: str, args: KubernetesEnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("labelwright:index:KubernetesEnvironment", name, {}, opts)
        site = self._site(name, args)
        made: tuple[pulumi.Resource, ...] = ()
        if site.plan.create_namespace:
            metadata = site.metadata(site.namespace, in_namespace=False)
            made = (k8s.core.v1.Namespace(site.named("namespace"), metadata=metadata, opts=site.child()),)
        access = build_access(site, *made)
        storage = build_storage(site, *made)
        pods = pods_of(site)
        launcher = build_launcher(site, access, storage)
        template = build_template(site, pods, *made)
        self.namespace = pulumi.Output.from_input(site.namespace)
        self.service_account = access.account.metadata.apply(_name)
        self.claim = storage.metadata.apply(_name)
        self.launcher = launcher.metadata.apply(_name)
        self.pod_template = template.metadata.apply(_name)
        self.forged_labels = pulumi.Output.from_input(dict(site.labels))
        self.forged_annotations = pulumi.Output.from_input(dict(site.annotations))
        self.record = record_of(site, pods)
        self.register_outputs({output: getattr(self, output) for output in KubernetesEnvironment.__annotations__})

    @property
    def shown(self) -> dict[str, pulumi.Output[str]]:
        """What a stack shows of it."""
        return {
            "claim": self.claim,
            "launcher": self.launcher,
            "namespace": self.namespace,
            "podTemplate": self.pod_template,
            "serviceAccount": self.service_account,
        }

    def _site(self, name: str, args: KubernetesEnvironmentArgs) -> Site:
        """What was asked for, checked. Raises `pulumi.RunError`."""
        plan, own = parse_args(name, args, model=KubernetesArguments, late=LATE)
        forged = forge_labels(name, own, Platform.KUBERNETES)
        if found := plan.problems_in_labels({*forged.labels, *own}, f"environment {name!r}.labels"):
            raise pulumi.RunError("\n".join(map(str, found)))
        return Site(
            name=name,
            component=self,
            args=args,
            plan=plan,
            forged=forged,
            namespace=plan.namespace or name,
        )


def _name(metadata: k8s.meta.v1.outputs.ObjectMeta) -> str:
    """The name of an object that has one."""
    return str(metadata.name)
