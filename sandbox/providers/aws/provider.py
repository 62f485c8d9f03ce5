"""The AWS provider of the sandbox: every type that pulumi_aws has is judged, the supported ones are created in moto."""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping

from sandbox import sdk
from sandbox.providers.aws import functions
from sandbox.providers.aws.base import AwsResource
from sandbox.providers.aws.batch import ComputeEnvironment, JobQueue, SchedulingPolicy
from sandbox.providers.aws.cloud import AwsCloud, cloud_from_config
from sandbox.providers.aws.ec2 import InternetGateway, RouteTable, RouteTableAssociation, Subnet, Vpc
from sandbox.providers.aws.efs import AccessPoint, FileSystem, MountTarget
from sandbox.providers.aws.fsx import LustreFileSystem
from sandbox.providers.aws.iam import (
    InstanceProfile,
    Policy,
    Role,
    RolePolicy,
    RolePolicyAttachment,
    ServiceLinkedRole,
)
from sandbox.providers.aws.instance import Instance
from sandbox.providers.aws.job_definition import JobDefinition
from sandbox.providers.aws.launch_template import LaunchTemplate
from sandbox.providers.aws.logs import LogGroup
from sandbox.providers.aws.s3 import Bucket
from sandbox.providers.aws.security_groups import SecurityGroup, SecurityGroupEgressRule, SecurityGroupIngressRule
from sandbox.providers.aws.sqs import Queue
from sandbox.providers.resource import Provider, ProviderError
from sandbox.providers.wire import Properties

RESOURCES: tuple[type[AwsResource], ...] = (
    AccessPoint,
    Bucket,
    ComputeEnvironment,
    FileSystem,
    Instance,
    InstanceProfile,
    InternetGateway,
    JobDefinition,
    JobQueue,
    LaunchTemplate,
    LogGroup,
    LustreFileSystem,
    MountTarget,
    Policy,
    Queue,
    Role,
    RolePolicy,
    RolePolicyAttachment,
    RouteTable,
    RouteTableAssociation,
    SchedulingPolicy,
    SecurityGroup,
    SecurityGroupEgressRule,
    SecurityGroupIngressRule,
    ServiceLinkedRole,
    Subnet,
    Vpc,
)
"""The types that are created in moto; every other type of the SDK is checked and diffed, and refused at Create."""

_BY_TOKEN: Mapping[str, type[AwsResource]] = {kind.token: kind for kind in RESOURCES}


class AwsProvider(Provider):
    """pulumi-aws, as far as the sandbox goes; opens its cloud on first need."""

    package = "aws"

    def __init__(self) -> None:
        self._config: Properties = {}
        self._cloud: AwsCloud | None = None

    @property
    def version(self) -> str:
        """The version of the installed pulumi-aws."""
        return importlib.metadata.version("pulumi-aws")

    @property
    def cloud(self) -> AwsCloud:
        """The configured cloud; raises `ProviderError` when the endpoint is not a local one."""
        if self._cloud is None:
            self._cloud = cloud_from_config(self._config)
        return self._cloud

    def configure(self, config: Properties) -> None:
        """Take provider properties and open the cloud, so that a wrong endpoint is refused before anything runs."""
        self._config = config
        self._cloud = cloud_from_config(config)

    def resource(self, token: str) -> AwsResource:
        """Return the record of a type; raises `UnknownTokenError` for one that pulumi_aws does not have."""
        sdk.resource_class(token)
        return _BY_TOKEN[token](self.cloud) if token in _BY_TOKEN else _only_checked(token, self.cloud)

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a supported function."""
        return functions.answer(self.cloud, token, arguments)


def _only_checked(kind: str, cloud: AwsCloud) -> AwsResource:
    """Return the record of a type that has none of its own: judged, diffed, previewed, never made."""
    return type("OnlyChecked", (_OnlyChecked,), {"token": kind})(cloud)


class _OnlyChecked(AwsResource):
    """A type that the SDK has and the sandbox does not create: judged, diffed, previewed, never made."""

    def _create(self, inputs: Properties, token: str | None) -> str:
        raise self._refusal("create")

    def _describe(self, identity: str) -> None:
        raise self._refusal("read")

    def _delete(self, identity: str, state: Properties) -> None:
        raise self._refusal("delete")

    def _refusal(self, verb: str) -> ProviderError:
        supported = ", ".join(sorted(_BY_TOKEN))
        return ProviderError(f"the sandbox does not {verb} {self.token}; supported: {supported}")
