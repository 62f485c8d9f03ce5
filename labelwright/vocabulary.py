"""The words of the domain as enumerations, so that no module spells one in its own way.

Each class says which axis it is and who reads it. Values are the spelling that stack config, JSON reports and the
command line use.
"""

from enum import StrEnum


class Platform(StrEnum):
    """What kind of compute environment is meant. Stack config names it; components and emitters are chosen by it."""

    AWS_BATCH = "aws-batch"
    AWS_CLOUD = "aws-cloud"
    GOOGLE_BATCH = "google-batch"
    GOOGLE_CLOUD = "google-cloud"
    AZURE_BATCH = "azure-batch"
    AZURE_CLOUD = "azure-cloud"
    KUBERNETES = "kubernetes"


class Cloud(StrEnum):
    """Whose rules labels keep, and in whose form they are sent. Stack config names it for types of other packages."""

    AWS = "aws"
    AZURE = "azure"
    GOOGLE = "google"
    KUBERNETES = "kubernetes"


class Phase(StrEnum):
    """When a label is applied: resources are forged, a head job is submitted, the run's work is executed."""

    FORGE = "forge"
    SUBMISSION = "submission"
    EXECUTION = "execution"


class Effect(StrEnum):
    """What a change of labels does to what carries them, mildest first. Places say it, `changes` counts it.

    What a rollout restarts, and what a replacement makes anew, is interrupted; in place nothing is.
    """

    IN_PLACE = "in-place"
    ROLLOUT = "rollout"
    REPLACEMENT = "replacement"


class Scope(StrEnum):
    """Who set a label. `scopes` orders them; every report names the winner by it."""

    ORGANIZATION = "organization"
    WORKSPACE = "workspace"
    TEAM = "team"
    ENVIRONMENT = "environment"
    PIPELINE = "pipeline"
    ACTION = "action"
    RUN = "run"
    STUDIO = "studio"
    RESOURCE = "resource"


class Combine(StrEnum):
    """What a scope does with the labels of the scopes before it: add to them, or put its own in their place."""

    MERGE = "merge"
    REPLACE = "replace"


class LabelRule(StrEnum):
    """How strict the workspace is: what every cloud accepts, or whatever the target cloud itself allows."""

    PORTABLE = "portable"
    NATIVE = "native"


class Level(StrEnum):
    """What it means when a rule of the policy pack is broken: the update is stopped, somebody is told, or neither."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    DISABLED = "disabled"


class Status(StrEnum):
    """How far a run is. The store of runs keeps it, and searches ask for it.

    `submitting` is reserved and not yet sent; `unknown` is what was sent and can no longer be asked for.
    """

    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class OnFailure(StrEnum):
    """What a dynamic label does whose value stays unresolved, or is illegal once resolved."""

    FAIL = "fail"
    OMIT = "omit"
    SANITISE = "sanitise"
