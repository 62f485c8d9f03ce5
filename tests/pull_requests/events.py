"""Event logs as the engine writes them, made by hand: only what a reader of them looks at."""

import json
from collections.abc import Mapping
from typing import Any

URN = "urn:pulumi:dev::labelwright::"
QUEUE = f"{URN}aws:sqs/queue:Queue::jobs"
JOB = f"{URN}kubernetes:batch/v1:Job::index"
END = {"summaryEvent": {"isPreview": True, "result": "succeeded"}}
MESSAGE = (
    "Labels are such as the cloud takes.\njobs (aws:sqs/queue:Queue): 2 problems with its labels\n"
    "  - tags.bad--key: got 'bad--key'; rule 2.1.4: single. Write 'bad-key', for example.\n"
    "  - tags: got no 'team'; rule 3.2: required. Declare it.\n"
)


def log(*events: Mapping[str, Any]) -> str:
    """The events as a file."""
    return "".join(json.dumps({"sequence": number, **event}) + "\n" for number, event in enumerate(events))


def state(urn: str, **inputs: Any) -> dict[str, Any]:
    """A resource as the engine shows it."""
    return {"urn": urn, "type": urn.split("::")[2].rpartition("$")[2], "custom": True, "inputs": inputs}


def step(op: str, urn: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the engine is about to do; `old` and `new` are inputs."""
    shown = [None if inputs is None else state(urn, **inputs) for inputs in (old, new)]
    return {"resourcePreEvent": {"metadata": {"op": op, "urn": urn, "old": shown[0], "new": shown[1]}}}


def violation(message: str = MESSAGE, level: str = "mandatory", urn: str = QUEUE) -> dict[str, Any]:
    """What a policy found."""
    told = {"policyName": "labels", "policyPackName": "labelwright", "enforcementLevel": level}
    return {"policyEvent": {"resourceUrn": urn, "message": message, **told}}


def said(message: str, severity: str = "error") -> dict[str, Any]:
    """A line of the log."""
    return {"diagnosticEvent": {"message": message, "severity": severity}}
