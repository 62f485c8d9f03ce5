"""A stand-in for GitHub's REST API on this machine: the comments of pull requests, page by page."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

BOT = "github-actions[bot]"


class Forge:
    """One repository `acme/shop`. `is_read_only` is how a fork's token finds it. `url` goes into GITHUB_API_URL."""

    def __init__(self, *, is_read_only: bool = False) -> None:
        self.comments: list[dict[str, Any]] = []
        self.is_read_only = is_read_only
        self.is_broken = False
        self.calls: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()

    def says(self, body: str, author: str = BOT) -> dict[str, Any]:
        """Somebody has commented."""
        number = len(self.comments) + 1
        comment = {"id": number, "user": {"login": author}, "body": body, "html_url": f"{self.url}/{number}"}
        self.comments.append(comment)
        return comment

    def rewrites(self, number: int, body: str) -> dict[str, Any]:
        """A comment has a new text."""
        self.comments[number - 1]["body"] = body
        return self.comments[number - 1]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        forge = self

        class Handler(BaseHTTPRequestHandler):
            """Answers as https://docs.github.com/rest/issues/comments has it."""

            def do_GET(self) -> None:
                asked = {name: int(values[0]) for name, values in parse_qs(urlparse(self.path).query).items()}
                first = (asked["page"] - 1) * asked["per_page"]
                self._answer(200, forge.comments[first : first + asked["per_page"]])

            def do_POST(self) -> None:
                body = self._body()
                self._written(lambda: forge.says(body))

            def do_PATCH(self) -> None:
                body, number = self._body(), int(self.path.rpartition("/")[2])
                self._written(lambda: forge.rewrites(number, body))

            def _written(self, write: Any) -> None:
                forge.calls.append(f"{self.command} {self.path}")
                if forge.is_broken:
                    self._answer(500, {"message": "Server Error"})
                elif forge.is_read_only:
                    self._answer(403, {"message": "Resource not accessible by integration"})
                else:
                    self._answer(200, write())

            def _body(self) -> str:
                return json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]

            def _answer(self, status: int, document: object) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
                """Not into the tests' output."""

        return Handler
