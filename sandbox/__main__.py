"""The sandbox's command line: `python -m sandbox start|stop|status|env|labels|engine|reset [--state DIR]`.

Exit codes: 0 fine, 1 not running or failed, 2 wrong use.
"""

# ruff: noqa: T201 - printing is what a command line does

import argparse
import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

try:
    from sandbox.cloud import CloudError
    from sandbox.engine import EngineError, obtain
    from sandbox.held import held
    from sandbox.session import Sandbox, SandboxError, foreign_variables
except ImportError as missing:  # PackageNotFoundError is one too: this Python has not what the project installs
    needed = missing.name or str(missing)
    sys.exit(f"error: {needed} is not installed for {sys.executable}; use .venv/bin/python, which make up makes")


def start(sandbox: Sandbox) -> int:
    """Starts it and says how to use it."""
    before = sandbox.cloud.endpoint()
    endpoint = sandbox.start()
    state = "already runs" if before == endpoint else "runs"
    print(f'The sandbox {state} at {endpoint.url}. To use it by hand: eval "$(python -m sandbox env)"')
    diverged = sandbox.status().diverged
    if diverged:
        print(
            f"warning: {len(diverged)} requests were answered differently when state was restored "
            f"(numbers {', '.join(map(str, diverged[:10]))}); see {sandbox.cloud.log}, or start anew with reset",
            file=sys.stderr,
        )
    return 0


def stop(sandbox: Sandbox) -> int:
    """Stops it; being stopped already is fine."""
    print("The sandbox has stopped; its state is kept." if sandbox.stop() else "The sandbox was not running.")
    return 0


def status(sandbox: Sandbox) -> int:
    """Says what there is; exit code 0 where it runs, else 1."""
    found = sandbox.status()
    cli = f"{found.engine.version} ({found.engine.path})" if found.engine else "not there yet; start gets it"
    running = f"{found.endpoint.url}, process {found.endpoint.pid}" if found.endpoint else "not running"
    print(f"cloud   {running}")
    print(f"engine  {cli}")
    print(f"state   {found.directory}")
    if found.endpoint:
        print(f"changes {found.requests} recorded, {len(found.diverged)} of them restored differently")
    return 0 if found.endpoint else 1


def env(sandbox: Sandbox) -> int:
    """Prints what a shell needs, to be evaluated by it."""
    lines = [f"export {name}={shlex.quote(value)}" for name, value in sandbox.environment().items()]
    lines = [f"unset {name}" for name in foreign_variables()] + lines
    print("\n".join(lines))
    return 0


def labels(sandbox: Sandbox, prefix: str, form: str) -> int:
    """Shows what the local Google, Azure and Kubernetes hold, with its labels."""
    found = held(sandbox.directory, prefix)
    if form == "json":
        print(json.dumps([{**asdict(each), "labels": dict(each.labels)} for each in found], indent=2))
        return 0
    for each in found:
        print(f"{each.type}  {each.id}")
        if each.labels:
            print(f"    {each.place}: {' '.join(f'{key}={value}' for key, value in each.labels)}")
    return 0


def engine(_: Sandbox) -> int:
    """Gets the Pulumi CLI where it is not there yet, starts nothing."""
    found = obtain()
    print(f"Pulumi CLI: {found.version} ({found.path})")
    return 0


def reset(sandbox: Sandbox) -> int:
    """Throws everything away."""
    print("The sandbox and all its state are gone." if sandbox.reset() else "There was nothing to remove.")
    return 0


COMMANDS: dict[str, Callable[..., int]] = {
    "start": start,
    "stop": stop,
    "status": status,
    "env": env,
    "labels": labels,
    "engine": engine,
    "reset": reset,
}


def main(arguments: list[str]) -> int:
    """Reads the command line, calls, and turns our errors into one line each."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local cloud and engine for `pulumi up`.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
        sub.add_argument("--state", type=Path, help="state directory (default: .sandbox/, or LABELWRIGHT_SANDBOX)")
    about = commands.choices["labels"]
    about.add_argument("prefix", nargs="?", default="", help="only types that begin so, e.g. azure-native:batch")
    about.add_argument("--format", choices=("text", "json"), default="text", help="text for people, json for programs")
    options = parser.parse_args(arguments)
    given = [options.prefix, options.format] if options.command == "labels" else []
    try:
        return COMMANDS[options.command](Sandbox(options.state), *given)
    except (SandboxError, CloudError, EngineError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
