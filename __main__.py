"""The project: every environment that stack config declares, built and labelled, with its job configs published."""

import pulumi

from components import build
from labelwright import program, transform

settings = program.read_settings()
transform.register(program.injections(settings))
program.begin(settings)

shared: list[pulumi.Resource] = []
for environment in program.in_order(settings):
    opts = pulumi.ResourceOptions(depends_on=shared)
    built = build(environment.platform, environment.name, environment.given, opts)
    shared += built.shared
    program.publish(environment.name, built.shown, built.record)
program.publish_launchables(settings)
