"""The project: every environment that stack config declares, built and labelled, with its job configs published."""

from typing import cast

import pulumi

from components import ENVIRONMENTS, AwsBatchEnvironmentArgs
from labelwright import program, transform

settings = program.read_settings()
transform.register(*program.injections(settings))
program.begin(settings)

shared: list[pulumi.Resource] = []
for environment in program.in_order(settings):
    # pydantic has read these arguments with the very names and types of the component's own
    args = cast("AwsBatchEnvironmentArgs", environment.given)
    built = ENVIRONMENTS[environment.platform](environment.name, args, pulumi.ResourceOptions(depends_on=shared))
    shared += built.shared
    program.publish(environment.name, built.arns, built.record)
