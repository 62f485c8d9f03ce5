"""Runs as the Nextflow target sees them, for tests with and without Nextflow itself."""

import json
from collections.abc import Mapping
from typing import Any

from labelwright.emit.view import SubmissionView
from labelwright.vocabulary import LabelRule, Platform

LABELS: Mapping[str, str] = {"cost-center": "cc-1234", "run": "run-2mnBxQ7", "team": "genomics"}


def a_view(
    labels: Mapping[str, str] = LABELS,
    *,
    processes: object = None,
    config: object = None,
    extras: Mapping[str, str] | None = None,
    **fields: Any,
) -> SubmissionView:
    """A run on AWS Batch with `labels`, static ones of its environment, changed as `fields` say."""
    documents = {"processes": processes, "nextflow-config": config}
    given = {name: json.dumps(document) for name, document in documents.items() if document is not None}
    declared = {key: value.replace("${", "$${") for key, value in labels.items()}
    values: dict[str, Any] = {
        "platform": Platform.AWS_BATCH,
        "environment": "genomics",
        "labels": labels,
        "declared": declared,
        "piped": declared,
        "rule": LabelRule.NATIVE,
        "extras": {**given, **(extras or {})},
    }
    return SubmissionView(**{**values, **fields})
