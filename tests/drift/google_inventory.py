"""Drift of a Google stack through Google's own SDK, in a process of its own (tests/google_types.py says why).

Takes what Cloud Asset Inventory answers to a search, and to the wish for whole resources, page by page (`{"status":
..., "body": ...}`), and a state, as JSON on standard input; prints what was judged, and the requests that were sent.
"""

import json
import sys
from typing import Any, cast

import responses

from labelwright.drift.google import GoogleReader
from labelwright.drift.judge import judge
from labelwright.drift.reader import UnreachableError
from labelwright.vocabulary import Cloud


def main() -> None:
    """Judge what was given."""
    from google.auth.credentials import AnonymousCredentials  # noqa: PLC0415 - every module of tests is imported
    from google.cloud import asset_v1  # noqa: PLC0415 - the same

    given: dict[str, Any] = json.load(sys.stdin)
    client = cast("Any", asset_v1.AssetServiceClient)(credentials=AnonymousCredentials(), transport="rest")
    with responses.RequestsMock(assert_all_requests_are_fired=False) as answers:
        project = "https://cloudasset.googleapis.com/v1/projects/demo"
        for url, pages in ((f"{project}:searchAllResources", given["pages"]), (f"{project}/assets", given["whole"])):
            for page in pages:
                answers.get(url, json=page["body"], status=page["status"])
        try:
            found = [
                one.document()
                for batch in judge(given["state"], (), {Cloud.GOOGLE: GoogleReader(lambda: client)})
                for one in batch
            ]
            said = ""
        except UnreachableError as error:
            found, said = [], str(error)
        calls = cast("list[Any]", list(answers.calls))
        sent = [f"{call.request.method} {call.request.url}" for call in calls]
    sys.stdout.write(json.dumps({"judged": found, "sent": sent, "error": said}))


if __name__ == "__main__":
    main()
