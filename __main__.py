"""The project: every environment that stack config declares, built and labelled, with its job configs published."""

from components import build
from labelwright import program, transform

settings = program.read_settings()
transform.register(*program.injections(settings))

for environment in settings.environments:
    built = build(environment.platform, environment.name, environment.given)
    program.publish(environment.name, built.shown, built.record)
