"""Google's own types as a judge of what we emit, in a process of their own.

Pulumi's SDK and Google's client each bring a `google.rpc.Status`, and protobuf lets a process have only one of them.
"""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).parents[1]
CALLS = "calls"
"""The question for the calls of a client, beside the names of configs."""


class RefusedError(ValueError):
    """What Google's types do not know, or know as something else."""


def taken(config: str, body: dict[str, Any]) -> dict[str, Any]:
    """A request as Google's client reads it and would send it; `config` is `create-job` or `insert-instance`.

    Raises `RefusedError`. What is false or empty is left out, as protobuf does.
    """
    return _asked(config, body)


@cache
def calls(service: str, client: str) -> frozenset[str]:
    """The names of all calls of one of Google's clients (`batch`, `compute`); none where there is no such client."""
    return frozenset(_asked(CALLS, [service, client]))


def _asked(question: str, given: object) -> Any:
    """What the judge says. Raises `RefusedError`."""
    judge = _judge()
    assert judge.stdin is not None
    assert judge.stdout is not None
    judge.stdin.write(json.dumps([question, given]) + "\n")
    judge.stdin.flush()
    answer = json.loads(judge.stdout.readline())
    if "refused" in answer:
        raise RefusedError(answer["refused"])
    return answer["taken"]


def as_sent(value: Any) -> Any:
    """A body in the form in which protobuf writes one: numbers as text, nothing that is false or empty."""
    if isinstance(value, dict):
        known = {key: as_sent(inner) for key, inner in cast("dict[str, Any]", value).items()}
        return {key: inner for key, inner in known.items() if inner not in ("False", {}, [])}
    if isinstance(value, list):
        return [as_sent(inner) for inner in cast("list[Any]", value)]
    return str(value)


@cache
def _judge() -> subprocess.Popen[str]:
    """The process, started once: reading Google's types takes seconds. It ends with its input, and so with us."""
    command = [sys.executable, "-m", "tests.google_types"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _serve() -> None:
    """Read requests, one a line, and answer each."""
    from google.cloud import batch_v1, compute_v1  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

    types: dict[str, Any] = {
        "create-job": batch_v1.CreateJobRequest,
        "insert-instance": compute_v1.InsertInstanceRequest,
    }
    clients: dict[str, Any] = {"batch": batch_v1, "compute": compute_v1}

    def read(config: str, body: object) -> Any:
        taken = types[config].from_json(json.dumps(body), ignore_unknown_fields=False)
        sent = types[config].to_json(taken, always_print_fields_with_no_presence=False, use_integers_for_enums=False)
        return json.loads(sent)

    def known(service: str, client: str) -> list[str]:
        return dir(getattr(clients[service], client)) if hasattr(clients[service], client) else []

    for line in sys.stdin:
        question, body = json.loads(line)
        try:
            answer = {"taken": known(*body) if question == CALLS else read(question, body)}
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a refusal
            answer = {"refused": str(error)}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    _serve()
