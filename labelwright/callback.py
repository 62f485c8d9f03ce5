"""The engine's way into a running program: it asks here, over gRPC, what is to change on each resource.

The SDK has such a server of its own (`pulumi.runtime.register_resource_transform`). It answers on the program's event
loop, which is busy while resources are registered and stands still while the program does something slow, and it
decodes and encodes everything on the way. This one has a thread of its own and hands the request over as it came
(docs/adr/0011). Contract: pulumi/pulumi `proto/pulumi/callback.proto` and `resource.proto`.
"""

import asyncio
import contextvars
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc  # type: ignore[import-untyped]
import pulumi
from pulumi.runtime import settings, stack
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

Answer = Callable[[resource_pb2.TransformRequest], resource_pb2.TransformResponse]
"""What is to become of one resource; an empty response leaves it as it is."""

TOKEN = "labelwright"  # noqa: S105 - the name of the callback, no secret

# As the SDK has it: properties may be large, and a busy program may let a request wait.
_OPTIONS = (
    ("grpc.max_receive_message_length", 400 * 1024 * 1024),
    ("grpc.server_max_unrequested_time_in_server", 30 * 60),
    ("grpc.so_reuseport", 0),
)


class _Servicer(callback_pb2_grpc.CallbacksServicer):
    """Asks `answer`, in a context in which the SDK knows the program."""

    def __init__(self, answer: Answer, context: contextvars.Context) -> None:
        self._answer, self._context = answer, context

    def Invoke(  # noqa: N802 - gRPC's name
        self,
        request: callback_pb2.CallbackInvokeRequest,
        context: Any,  # grpc has no types
    ) -> callback_pb2.CallbackInvokeResponse:
        """One request, one answer. What is raised here reaches the user as the error of that resource."""
        try:
            asked = resource_pb2.TransformRequest.FromString(request.request)
            answered = self._context.run(self._answer, asked)
        except Exception as error:
            context.abort(grpc.StatusCode.UNKNOWN, f"labelwright: {type(error).__name__}: {error}")
            raise
        return callback_pb2.CallbackInvokeResponse(response=answered.SerializeToString())


def register(answer: Answer) -> None:
    """Ask `answer` about every resource that is registered from now on, one at a time.

    Raises `pulumi.RunError` where the CLI is too old to ask.
    """
    if not settings.monitor_supports_feature(resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS):
        raise pulumi.RunError("The Pulumi CLI does not support transforms. Update it to 3.181 or newer.")
    monitor: Any = settings.get_monitor()
    # What was registered before is not asked about; without waiting, that would be a matter of luck.
    stack._wait_for_pending_rpcs()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - there is no public way
    # One worker: parents come before their children, and nothing needs a lock.
    server = grpc.server(ThreadPoolExecutor(1, thread_name_prefix=TOKEN), options=_OPTIONS)
    callback_pb2_grpc.add_CallbacksServicer_to_server(_Servicer(answer, _context()), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    # The program ends with its loop; one process may run several (Automation API).
    weakref.finalize(asyncio.get_running_loop(), server.stop, None)
    monitor.RegisterStackTransform(callback_pb2.Callback(token=TOKEN, target=f"127.0.0.1:{port}"))


def _context() -> contextvars.Context:
    """What an answer may ask the SDK for: the names of project and stack, and the engine's log.

    No copy of the program's own context: that one holds the loop, which could then never end.
    """
    project, name, engine = pulumi.get_project(), pulumi.get_stack(), settings.get_engine()
    context = contextvars.Context()
    context.run(lambda: settings.configure(settings.Settings(project=project, stack=name, engine=engine)))
    return context
