"""The server that the engine asks: it answers whatever the program does, and ends with it."""

import asyncio
import gc
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import grpc  # type: ignore[import-untyped]
import pulumi
import pytest
from pulumi.runtime import settings
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from labelwright import callback

BLOCKED = 1.0
"""Seconds for which a program does something slow."""


class Monitor:
    """Stands for the engine: takes the registration, and asks."""

    def __init__(self) -> None:
        self.registered: list[callback_pb2.Callback] = []

    def RegisterStackTransform(self, request: callback_pb2.Callback) -> None:  # noqa: N802 - gRPC's name
        """What the engine is told."""
        self.registered.append(request)

    def ask(self, name: str) -> resource_pb2.TransformResponse:
        """One request, as the engine makes it; raises what it would see."""
        (to,) = self.registered
        with cast("Any", grpc).insecure_channel(to.target) as channel:
            request = resource_pb2.TransformRequest(name=name).SerializeToString()
            stub: Any = callback_pb2_grpc.CallbacksStub(channel)
            reply = stub.Invoke(callback_pb2.CallbackInvokeRequest(token=to.token, request=request), timeout=20)
        return resource_pb2.TransformResponse.FromString(reply.response)


@pytest.fixture
def monitor(monkeypatch: pytest.MonkeyPatch) -> Generator[Monitor]:
    """An engine that knows transforms."""
    made = Monitor()
    monkeypatch.setattr(settings, "get_monitor", lambda: made)
    monkeypatch.setattr(
        settings, "monitor_supports_feature", {resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS}.__contains__
    )
    yield made
    gc.collect()


def named(request: resource_pb2.TransformRequest) -> resource_pb2.TransformResponse:
    """An answer that shows what was asked."""
    response = resource_pb2.TransformResponse()
    response.properties.update({"name": request.name})
    return response


def program(answer: Callable[..., Any], then: Callable[[], Any]) -> Any:
    """A program that registers its callback on a running loop, and goes on."""

    async def run() -> Any:
        known: Any = settings.Settings(project="shop", stack="dev")
        known.callbacks = asyncio.get_running_loop()  # as the SDK's own server does, which keeps the loop
        settings.configure(known)
        callback.register(answer)
        return then()

    return asyncio.run(run())


def answers(monitor: Monitor) -> bool:
    """Whether anybody still listens."""
    try:
        monitor.ask("b")
    except cast("Any", grpc).RpcError:
        return False
    return True


def test_a_request_is_answered_while_the_program_does_something_slow(monitor: Monitor) -> None:
    """The SDK's own callback waits for the program's loop: there, this stalls (pulumi/pulumi#20992)."""
    with ThreadPoolExecutor() as engine:

        def slow() -> tuple[Any, float]:
            start = time.monotonic()
            asked = engine.submit(lambda: (monitor.ask("a"), time.monotonic() - start))
            time.sleep(BLOCKED)
            return asked.result()

        response, waited = program(named, slow)
    assert response.properties["name"] == "a"
    assert waited < BLOCKED


def test_requests_are_answered_one_at_a_time(monitor: Monitor) -> None:
    """Who labels notes what was registered so far, without locks."""
    running: list[int] = []
    most: list[int] = []

    def answer(request: resource_pb2.TransformRequest) -> resource_pb2.TransformResponse:
        running.append(1)
        most.append(len(running))
        time.sleep(0.01)
        running.pop()
        return named(request)

    def ask_many() -> list[str]:
        with ThreadPoolExecutor(8) as engine:
            return [str(one.properties["name"]) for one in engine.map(monitor.ask, "abcdefgh")]

    assert program(answer, ask_many) == list("abcdefgh")
    assert max(most) == 1


def test_a_mistake_of_ours_is_told_to_the_engine(monitor: Monitor) -> None:
    """The resource fails with the reason; nothing hangs."""

    def broken(_: resource_pb2.TransformRequest) -> resource_pb2.TransformResponse:
        raise KeyError("team")

    def ask() -> Any:
        with pytest.raises(cast("Any", grpc).RpcError) as caught:
            monitor.ask("a")
        return caught.value

    error = program(broken, ask)
    assert error.code() is cast("Any", grpc).StatusCode.UNKNOWN
    assert error.details() == "labelwright: KeyError: 'team'"


def test_an_answer_knows_project_and_stack(monitor: Monitor) -> None:
    """The SDK keeps them per context, and a thread of its own has an empty one."""
    found: list[tuple[str, str]] = []

    def answer(_: resource_pb2.TransformRequest) -> resource_pb2.TransformResponse:
        found.append((pulumi.get_project(), pulumi.get_stack()))
        return resource_pb2.TransformResponse()

    program(answer, lambda: monitor.ask("a"))
    assert found == [("shop", "dev")]


def test_the_server_ends_with_the_programs_loop(monitor: Monitor) -> None:
    """One process may run many programs (Automation API): none leaves a server behind."""
    program(named, lambda: monitor.ask("a"))
    gc.collect()
    until = time.monotonic() + 10
    while answers(monitor) and time.monotonic() < until:
        time.sleep(0.05)
    assert not answers(monitor)


def test_an_engine_without_transforms_is_refused(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, before anything is registered."""
    monkeypatch.setattr(settings, "monitor_supports_feature", set[int]().__contains__)
    with pytest.raises(pulumi.RunError, match=r"does not support transforms. Update it to 3\.181"):
        program(named, lambda: None)
    assert monitor.registered == []
