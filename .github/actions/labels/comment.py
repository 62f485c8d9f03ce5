# ruff: noqa: INP001, T201 - a script of an action; printing is how it speaks to the runner
"""Puts a report on a pull request, as one comment that each run rewrites: `comment.py labels.md`.

The report's first line is a marker, by which the comment is found again. Only a comment of COMMENT_AUTHOR is rewritten:
anybody may write the marker. Standard library only. Where the token may not comment (a pull request from a fork), it
says so, and the job goes on: its summary has the same text. https://docs.github.com/rest/issues/comments
"""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = 100
"""Comments in one answer, the most there may be."""
REFUSED = (403, 404)
"""What GitHub answers where the token has no right to something; 404 where it may not even know of it."""


class GitHub:
    """The comments of one pull request."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._repository = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}/issues"
        self._pull_request = environment["PULL_REQUEST"]
        self._token = environment["TOKEN"]

    def comments(self) -> Iterator[dict[str, Any]]:
        """Every comment, oldest first."""
        page = 1
        while True:
            found = self._call("GET", f"/{self._pull_request}/comments?per_page={PAGE}&page={page}")
            yield from found
            if len(found) < PAGE:
                return
            page += 1

    def write(self, body: str) -> dict[str, Any]:
        """A new comment."""
        return self._call("POST", f"/{self._pull_request}/comments", body)

    def rewrite(self, number: int, body: str) -> dict[str, Any]:
        """Another text for a comment that is there."""
        return self._call("PATCH", f"/comments/{number}", body)

    def _call(self, method: str, path: str, body: str | None = None) -> Any:
        """What the REST API answers."""
        request = urllib.request.Request(  # noqa: S310 - the address is the runner's own
            f"{self._repository}{path}",
            method=method,
            data=None if body is None else json.dumps({"body": body}).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "User-Agent": "labelwright",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return json.load(answer)


def publish(github: GitHub, text: str, author: str) -> str:
    """Rewrite the report's comment, or write the first one; what was done, for the log."""
    marker = text.partition("\n")[0].strip()
    for comment in github.comments():
        if comment["user"]["login"] == author and str(comment["body"]).lstrip().startswith(marker):
            return f"rewritten: {github.rewrite(comment['id'], text)['html_url']}"
    return f"written: {github.write(text)['html_url']}"


def main(arguments: list[str]) -> int:
    """Publish the file that is named."""
    text = Path(arguments[0]).read_text(encoding="utf-8")
    try:
        print(f"comment {publish(GitHub(dict(os.environ)), text, os.environ['COMMENT_AUTHOR'])}")
    except urllib.error.HTTPError as error:
        if error.code not in REFUSED:
            raise
        print("::notice title=labelwright::No right to comment here (a fork?): the report is in the job's summary.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
