"""The Python language host: what Pulumi's engine asks to run a Python program, policy pack or component package.

It is used only where the CLI does not bring Pulumi's own `pulumi-language-python` beside it, as one built with the go
tool does not. The engine starts it (`python -m sandbox.language [FLAGS] ENGINE`), reads the port from its first line
and talks gRPC to it: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto

Python environments: the runtime option `virtualenv`, relative to the project's (or pack's) folder, else the
interpreter that runs this host.
"""

# ruff: noqa: ARG002, N802, S603, T201 - gRPC's names and signatures; its commands; the engine reads the port

import json
import os
import platform
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto.analyzer_pb2 import AnalyzerStackConfigureRequest
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeServicer, add_LanguageRuntimeServicer_to_server

from sandbox.children import Child, Children, outcome
from sandbox.plugin_command import POLICY_PACK, PluginError, plugin_command
from sandbox.policy_front import PolicyFront, environment_of

PROGRAM_RUNNER = Path(__file__).resolve().parent / "program.py"
# The runner has shown the user why it failed (program.py): the engine need not say so again.
EXPLAINED = 32
UNLIMITED = 400 * 1024 * 1024
# Otherwise gRPC tells the user of every connection that the engine closes at the end, in lines of its own making.
QUIET = {"GRPC_VERBOSITY": "ERROR"}
# gRPC for Python has no types; this is the context of one call.
Context = Any


class InterpreterError(Exception):
    """The Python environment that a project asks for is not there; the message says which and what to do."""


def interpreter_of(info: messages.ProgramInfo) -> str:
    """The interpreter for a program: that of the runtime option `virtualenv`, else the one running this host."""
    wanted = dict(info.options).get("virtualenv")
    if wanted is None:
        return sys.executable
    if not isinstance(wanted, str):
        raise InterpreterError(f"runtime option virtualenv: must be a path (got {wanted!r}), e.g. virtualenv: .venv")
    folder = Path(info.root_directory) / wanted
    for candidate in (folder / "bin" / "python", folder / "Scripts" / "python.exe"):
        if candidate.exists():
            return str(candidate)
    raise InterpreterError(
        f"runtime option virtualenv: there is no Python environment at {folder} (got {wanted!r}, relative to "
        f"{info.root_directory}). Create it (make up does) or leave the option out to use {sys.executable}"
    )


def run_command(request: messages.RunRequest, interpreter: str, engine: str) -> list[str]:
    """The command line that runs a program; its configuration travels in the environment (`run_environment`)."""
    given = {
        "project": request.project,
        "stack": request.stack,
        "organization": request.organization,
        "root-directory": request.info.root_directory,
        "monitor": request.monitor_address,
        "engine": engine,
        "parallel": str(request.parallel),
        "dry-run": "true" if request.dryRun else "false",
    }
    flags = [f"--{name}={value}" for name, value in given.items() if value]
    return [interpreter, "-u", str(PROGRAM_RUNNER), *flags, "--", request.info.entry_point, *request.args]


def run_environment(request: messages.RunRequest) -> dict[str, str]:
    """The environment of a program: ours, and the stack's config in the variables that Pulumi's SDK reads."""
    return {
        **QUIET,
        **os.environ,
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }


def parse_environment(entries: Iterable[str]) -> dict[str, str]:
    """`NAME=value` entries, as the engine sends them."""
    parts = (entry.partition("=") for entry in entries)
    return {name: value for name, _, value in parts}


def output_message(name: str, chunk: bytes) -> messages.RunPluginResponse:
    """What a plugin printed, for the engine; `name` is `stdout` or `stderr`."""
    if name == "stdout":
        return messages.RunPluginResponse(stdout=chunk)
    return messages.RunPluginResponse(stderr=chunk)


class Host(LanguageRuntimeServicer):
    """The service. One engine talks to it, several programs and plugins may run at a time."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self.children = Children()

    def Handshake(self, request: messages.LanguageHandshakeRequest, context: Context) -> Any:
        """The engine introduces itself; its address is where programs send their log."""
        self._engine = request.engine_address
        return messages.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Empty, context: Context) -> Any:
        """This host's version: that of the Pulumi SDK which it speaks for."""
        return plugin_pb2.PluginInfo(version=version("pulumi"))

    def GetRequiredPlugins(self, request: messages.GetRequiredPluginsRequest, context: Context) -> Any:
        """None: providers are loaded when the first resource of theirs comes, so that only those in use are."""
        return messages.GetRequiredPluginsResponse()

    def GetRequiredPackages(self, request: messages.GetRequiredPackagesRequest, context: Context) -> Any:
        """None, for the same reason."""
        return messages.GetRequiredPackagesResponse()

    def InstallDependencies(self, request: messages.InstallDependenciesRequest, context: Context) -> Iterator[Any]:
        """Nothing to install: the environment that runs this host has everything."""
        return iter(())

    def RuntimeOptionsPrompts(self, request: messages.RuntimeOptionsRequest, context: Context) -> Any:
        """Nothing to ask."""
        return messages.RuntimeOptionsResponse()

    def Template(self, request: messages.TemplateRequest, context: Context) -> Any:
        """Nothing to prepare in a new project."""
        return messages.TemplateResponse()

    def Link(self, request: messages.LinkRequest, context: Context) -> Any:
        """Nothing to link: packages are imported from the environment."""
        return messages.LinkResponse()

    def About(self, request: messages.AboutRequest, context: Context) -> Any:
        """For `pulumi about`."""
        interpreter = self._interpreter(request.info, context)
        if interpreter == sys.executable:
            found = platform.python_version()
        else:
            shown = subprocess.run([interpreter, "--version"], capture_output=True, text=True, check=False)
            found = shown.stdout.strip().removeprefix("Python ")
        return messages.AboutResponse(executable=interpreter, version=found, metadata={"host": "labelwright sandbox"})

    def GetProgramDependencies(self, request: messages.GetProgramDependenciesRequest, context: Context) -> Any:
        """The distributions in the program's environment, for `pulumi about`."""
        listing = (
            "import json, importlib.metadata as m;"
            "print(json.dumps(sorted((d.metadata['Name'], d.version) for d in m.distributions())))"
        )
        command = [self._interpreter(request.info, context), "-c", listing]
        shown = subprocess.run(command, capture_output=True, text=True, check=False)
        if shown.returncode != 0:
            context.abort(grpc.StatusCode.INTERNAL, shown.stderr.strip())
        pairs = json.loads(shown.stdout)
        found = [messages.DependencyInfo(name=str(name), version=str(number)) for name, number in pairs]
        return messages.GetProgramDependenciesResponse(dependencies=found)

    def Run(self, request: messages.RunRequest, context: Context) -> Any:
        """Runs a Pulumi program to its end in a process of its own."""
        try:
            command = run_command(request, interpreter_of(request.info), self._engine)
        except InterpreterError as error:
            return messages.RunResponse(error=str(error))
        child = self.children.start(command, request.info.program_directory, run_environment(request))
        context.add_callback(lambda: self.children.end(child))  # the engine gave up the call
        code = child.wait()
        self.children.forget(child)
        if code == EXPLAINED:
            return messages.RunResponse(bail=True)
        return messages.RunResponse(error="" if code == 0 else f"the program {outcome(code)}")

    def RunPlugin(self, request: messages.RunPluginRequest, context: Context) -> Iterator[Any]:
        """Runs a policy pack or component package, handing on what it prints, to its end."""
        try:
            command, folder = plugin_command(request, interpreter_of(request.info))
        except (InterpreterError, PluginError) as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
            return
        environment = {**QUIET, **os.environ, **parse_environment(request.env)}
        if request.kind == POLICY_PACK:
            yield from self._run_pack(command, folder, environment, context)
            return
        child = self._start_plugin(command, folder, environment, context)
        for name, chunk in self.children.output(child):
            yield output_message(name, chunk)
        yield messages.RunPluginResponse(exitcode=child.wait())
        self.children.forget(child)

    def _run_pack(
        self, command: list[str], folder: str, environment: dict[str, str], context: Context
    ) -> Iterator[Any]:
        """A policy pack behind its `PolicyFront`; the engine gets the front's port in place of the pack's."""
        front = PolicyFront()
        yield messages.RunPluginResponse(stdout=f"{front.port}\n".encode())
        try:
            configuration = front.configuration(context.is_active)
            if configuration is not None:
                environment |= environment_of(AnalyzerStackConfigureRequest.FromString(configuration))
            child = self._start_plugin(command, folder, environment, context)
            first = b""
            attached = False
            for name, printed in self.children.output(child):
                chunk = printed
                if name == "stdout" and not attached:  # the pack's own port is the first line that it prints
                    first += printed
                    line, newline, chunk = first.partition(b"\n")
                    if not newline:
                        continue
                    front.attach(int(line), configuration)
                    attached = True
                if chunk:
                    yield output_message(name, chunk)
            yield messages.RunPluginResponse(exitcode=child.wait())
            self.children.forget(child)
        finally:
            front.close()

    def _start_plugin(self, command: list[str], folder: str, environment: dict[str, str], context: Context) -> Child:
        child = self.children.start(command, folder, environment, piped=True)
        if not context.add_callback(lambda: self.children.end(child)):  # the engine has gone in the meantime
            self.children.end(child)
        return child

    def Cancel(self, request: Empty, context: Context) -> Any:
        """The user interrupted the engine: whatever runs is asked to end."""
        self.children.end_all()
        return Empty()

    def _interpreter(self, info: messages.ProgramInfo, context: Context) -> str:
        try:
            return interpreter_of(info)
        except InterpreterError as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
            raise


def _leave_with_the_engine(host: Host, engine_process: int) -> None:
    """Ends everything when the engine is gone (SIGKILL sends no farewell): our parent is then another process."""
    while os.getppid() == engine_process:
        time.sleep(0.5)
    host.children.end_all(grace=1.0)
    os._exit(1)


def main(arguments: list[str]) -> int:
    """Serves until the engine ends it. The last argument, where it is no flag, is the engine's address."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    engine = arguments[-1] if arguments and not arguments[-1].startswith("-") else ""
    host = Host(engine)
    # Each program and plugin holds a worker for as long as it runs.
    options = [("grpc.max_receive_message_length", UNLIMITED), ("grpc.max_send_message_length", UNLIMITED)]
    server = grpc.server(ThreadPoolExecutor(max_workers=64), options=options)
    add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    threading.Thread(target=_leave_with_the_engine, args=(host, os.getppid()), daemon=True).start()
    try:
        server.wait_for_termination()
    except KeyboardInterrupt:
        host.children.end_all()
        server.stop(None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
