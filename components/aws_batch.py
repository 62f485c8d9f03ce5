"""The AWS Batch compute environment: everything that runs a pipeline's jobs, and every piece of it labelled."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from labelwright.environments.aws_batch import AwsBatchArguments
from labelwright.program import forge_labels
from labelwright.vocabulary import Platform

from .arguments import parse_args
from .aws_batch_args import LATE, AwsBatchEnvironmentArgs
from .aws_batch_compute import build_compute_environment, build_launch_template, build_queues
from .aws_batch_jobs import Part, forge_job, record_of
from .aws_batch_network import build_network
from .aws_batch_roles import allow_head, build_roles
from .aws_batch_site import Site
from .aws_batch_storage import build_storage

LOG_DAYS = 30


class AwsBatchEnvironment(pulumi.ComponentResource):
    """An AWS Batch compute environment with its queues, roles, storage and job definitions.

    Every taggable part carries the labels of organization, workspace, team and environment. With the default service
    role and allocation strategy a label changes in place; with a dedicated service role, or BEST_FIT, AWS replaces the
    compute environment, and `pulumi preview` says so.
    """

    compute_environment_arn: pulumi.Output[str]
    """ARN of the compute environment."""
    ecs_cluster_arn: pulumi.Output[str]
    """ARN of the ECS cluster that AWS Batch keeps for it."""
    head_queue_arn: pulumi.Output[str]
    """ARN of the job queue for head jobs."""
    work_queue_arn: pulumi.Output[str]
    """ARN of the job queue for the work of a run."""
    head_job_definition_arn: pulumi.Output[str]
    """ARN, with revision, of the job definition for head jobs."""
    work_job_definition_arn: pulumi.Output[str]
    """ARN, with revision, of the job definition for the work of a run."""
    head_role_arn: pulumi.Output[str]
    """ARN of the role that head jobs act with."""
    work_role_arn: pulumi.Output[str]
    """ARN of the role that work jobs act with."""
    execution_role_arn: pulumi.Output[str]
    """ARN of the role with which ECS starts the containers."""
    log_group_name: pulumi.Output[str]
    """Name of the log group of all jobs."""
    forged_labels: pulumi.Output[dict[str, str]]
    """The labels that its resources carry."""
    record: pulumi.Output[str]
    """What submitting to it takes, as JSON: the content of environment.json, from which job configs are rendered."""

    def __init__(self, name: str, args: AwsBatchEnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("labelwright:index:AwsBatchEnvironment", name, {}, opts)
        plan, own = parse_args(name, args, model=AwsBatchArguments, late=LATE)
        site = Site(name=name, component=self, args=args, plan=plan, forged=forge_labels(name, own, Platform.AWS_BATCH))
        network = build_network(site)
        storage = build_storage(site, network)
        log_group = aws.cloudwatch.LogGroup(
            site.named("logs"), retention_in_days=LOG_DAYS, tags=site.tags, opts=site.child()
        )
        roles = build_roles(site, log_group, storage)
        self._shared = [roles.linked] if roles.linked else []
        template = None if plan.on_fargate else build_launch_template(site, storage)
        compute = build_compute_environment(site, network, roles, template, storage)
        head_queue, work_queue = build_queues(site, compute)
        allow_head(site, roles, log_group, (head_queue, work_queue))
        head_image, work_image = args.get("head_image") or plan.head_image, args.get("work_image") or plan.work_image
        is_public = plan.on_fargate and network.assign_public_ip
        parts = (
            Part("head", plan.head_vcpus, plan.head_memory, head_image, head_queue, roles.head, is_public),
            Part("work", plan.work_vcpus, plan.work_memory, work_image, work_queue, roles.work, is_public),
        )
        jobs = {part.name: forge_job(site, part, roles, log_group, storage) for part in parts}
        self.compute_environment_arn = compute.arn
        self.ecs_cluster_arn = compute.ecs_cluster_arn
        self.head_queue_arn = head_queue.arn
        self.work_queue_arn = work_queue.arn
        self.head_job_definition_arn = jobs["head"].definition.arn
        self.work_job_definition_arn = jobs["work"].definition.arn
        self.head_role_arn = roles.head.arn
        self.work_role_arn = roles.work.arn
        self.execution_role_arn = roles.execution.arn
        self.log_group_name = log_group.name
        self.forged_labels = pulumi.Output.from_input(site.tags)
        self.record = record_of(site, compute, jobs)
        self.register_outputs({output: getattr(self, output) for output in AwsBatchEnvironment.__annotations__})
        if not plan.updates_in_place:
            self._warn_of_replacement()

    @property
    def shared(self) -> Sequence[pulumi.Resource]:
        """What other environments of the stack use, and must stand as long as they do: the service-linked role."""
        return self._shared

    @property
    def shown(self) -> dict[str, pulumi.Output[str]]:
        """What a stack shows of it: each ARN under a short name."""
        return {
            "computeEnvironment": self.compute_environment_arn,
            "ecsCluster": self.ecs_cluster_arn,
            "headJobDefinition": self.head_job_definition_arn,
            "headQueue": self.head_queue_arn,
            "workJobDefinition": self.work_job_definition_arn,
            "workQueue": self.work_queue_arn,
        }

    def _warn_of_replacement(self) -> None:
        """Say before it happens what a label change will cost."""
        pulumi.warn(
            "With a dedicated service role, or without a progressive or optimised allocation strategy, AWS replaces "
            "this compute environment when a label changes. Use serviceRole: linked to change labels in place.",
            resource=self,
        )
