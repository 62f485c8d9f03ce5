"""The project: every environment that stack config declares, built and labelled, with its job configs published."""

from typing import cast

from components import ENVIRONMENTS, AwsBatchEnvironmentArgs
from labelwright import program, transform

settings = program.read_settings()
transform.register(*program.injections(settings))

for environment in settings.environments:
    # pydantic has read these arguments with the very names and types of the component's own
    args = cast("AwsBatchEnvironmentArgs", environment.given)
    built = ENVIRONMENTS[environment.platform](environment.name, args)
    program.publish(environment.name, built.arns, built.record)
