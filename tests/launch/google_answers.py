"""Launches on Google's platforms through its own clients, in a process of their own (tests/google_types.py says why).

Takes cases as JSON on standard input, `{name: {"platform", "call", "name", "labels", "body", "answers"}}`; an answer is
`[method, url, status, body]`. Prints of each what came of it, and the requests that were sent.
"""

import json
import sys
from typing import Any, cast

import responses

from labelwright.launch.google_batch import GoogleBatch
from labelwright.launch.google_cloud import GoogleCloud
from labelwright.launch.plan import Plan, Request
from labelwright.launch.submitter import LaunchError
from labelwright.vocabulary import Platform


def main() -> None:
    """Launch what was given."""
    from google.auth.credentials import AnonymousCredentials  # noqa: PLC0415 - every module of tests is imported
    from google.cloud import batch_v1, compute_v1  # noqa: PLC0415 - the same

    batch = cast("Any", batch_v1.BatchServiceClient)(credentials=AnonymousCredentials(), transport="rest")
    machines = cast("Any", compute_v1.InstancesClient)(credentials=AnonymousCredentials())
    submitters = {Platform.GOOGLE_BATCH: GoogleBatch(batch), Platform.GOOGLE_CLOUD: GoogleCloud(machines)}
    cases: dict[str, Any] = json.load(sys.stdin)
    sys.stdout.write(
        json.dumps({name: done(submitters[Platform(one["platform"])], one) for name, one in cases.items()})
    )


def done(submitter: GoogleBatch | GoogleCloud, case: dict[str, Any]) -> dict[str, Any]:
    """What came of one case."""
    platform = Platform(case["platform"])
    plan = Plan(platform, case["name"], case["labels"], (Request("", "", "", case["body"]),))
    with responses.RequestsMock(assert_all_requests_are_fired=False) as answers:
        for method, url, status, body in case["answers"]:
            answers.add(method, url, json=body, status=status)
        try:
            made = submitter.find(plan) if case["call"] == "find" else submitter.submit(plan)
            came = None if made is None else [made.id, made.kind, dict(made.labels)]
        except LaunchError as error:
            came = [type(error).__name__, str(error)]
        calls = cast("list[Any]", list(answers.calls))
        sent = [[call.request.method, call.request.url, json.loads(call.request.body or "null")] for call in calls]
    return {"came": came, "sent": sent}


if __name__ == "__main__":
    main()
