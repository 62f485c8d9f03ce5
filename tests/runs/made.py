"""Runs to record, and the words with which the tests ask for them."""

from datetime import UTC, datetime, timedelta

from labelwright.runs.run import Job, Run, RunLabel
from labelwright.search import Query, parse_query
from labelwright.vocabulary import Phase, Platform, Scope, Status

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PHASES = (Phase.SUBMISSION, Phase.EXECUTION)


def a_run(number: int = 0, *, platform: Platform = Platform.AWS_BATCH, stack: str = "dev", **labels: str) -> Run:
    """The run `run-NUMBER`, launched so many minutes before NOW; `cost_center` is the label cost-center."""
    return Run(
        project="shop",
        stack=stack,
        id=f"run-{number}",
        environment="batch",
        platform=platform,
        launched=NOW - timedelta(minutes=number),
        pipeline="rnaseq",
        user="anna",
        status=Status.SUCCEEDED,
        labels=some_labels({key.replace("_", "-"): value for key, value in labels.items()}),
        jobs=(Job("head", f"job-{number}", "aws-batch-job"),),
    )


def some_labels(labels: dict[str, str]) -> tuple[RunLabel, ...]:
    """Labels of a team, sent as they stand."""
    return tuple(RunLabel(key, value, Scope.TEAM, PHASES) for key, value in sorted(labels.items()))


def asked(text: str) -> Query:
    """A search as people write it."""
    return parse_query(text, now=NOW)
