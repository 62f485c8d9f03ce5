"""Runs one Pulumi program: the child process of the language host (`language.py`).

It may run in another Python environment than the host (runtime option `virtualenv`), so it imports the standard
library and `pulumi`, nothing else, and is run by its path. Exit code 32: the user has been told why it failed.
"""

# ruff: noqa: T201 - without the SDK there is nothing but print

import argparse
import asyncio
import logging
import os
import runpy
import signal
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

EXPLAINED = 32
INTERRUPTED = 130
FAREWELL_SECONDS = 1.0

if sys.path and Path(sys.path[0]).resolve() == Path(__file__).resolve().parent:
    del sys.path[0]  # the sandbox's own modules are no business of the program

try:
    import pulumi
    import pulumi.runtime
except ImportError as error:
    print(
        f"{sys.executable}: Pulumi's SDK is not installed in this Python environment ({error}). "
        "Install the project's requirements in it: pip install -r requirements.txt",
        file=sys.stderr,
        flush=True,
    )
    sys.exit(EXPLAINED)


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """Reads the command line that `language.run_command` writes."""
    parser = argparse.ArgumentParser()
    for name in ("project", "stack", "organization", "root-directory", "monitor", "engine"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--parallel", type=int, default=0)
    parser.add_argument("--dry-run", choices=("true", "false"), default="false")
    parser.add_argument("program")
    parser.add_argument("arguments", nargs="*")
    return parser.parse_args(arguments)


def configure(options: argparse.Namespace) -> None:
    """Connects the SDK of this process with the engine, the stack and its config."""
    pulumi.runtime.set_all_config(pulumi.runtime.get_config_env(), pulumi.runtime.get_config_secret_keys_env())
    settings = pulumi.runtime.Settings(
        project=options.project,
        stack=options.stack,
        organization=options.organization,
        root_directory=options.root_directory,
        monitor=options.monitor,
        engine=options.engine,
        parallel=options.parallel,
        dry_run=options.dry_run == "true",
    )
    pulumi.runtime.configure(settings)


def folder_of(program: str) -> Path:
    """The folder of a program that is given as a file or as a folder."""
    path = Path(program).absolute()
    return path if path.is_dir() else path.parent


def run_program(program: str) -> None:
    """Runs a file, or the `__main__.py` of a folder, with its folder first on the search path."""
    folder = folder_of(program)
    if Path(program).is_dir() and not (folder / "__main__.py").exists():
        raise pulumi.RunError(f"there is no Pulumi program (__main__.py) in {folder}")
    sys.path.insert(0, str(folder))
    runpy.run_path(program, run_name="__main__")


def traceback_of(error: Exception, program: str) -> str:
    """The traceback from the first line of the user's own code on; what led there is ours and says nothing to him."""
    frame = error.__traceback__
    while frame is not None and not _is_within(folder_of(program), frame.tb_frame.f_code.co_filename):
        frame = frame.tb_next
    return "".join(traceback.format_exception(type(error), error, frame or error.__traceback__))


def _is_within(folder: Path, filename: str) -> bool:
    """Whether code comes from a file below the folder; what is frozen into Python (`<frozen runpy>`) does not."""
    return not filename.startswith("<") and Path(filename).absolute().is_relative_to(folder)


def main(arguments: list[str]) -> int:
    """Runs the program to its end, its outputs and resources included."""
    options = parse_arguments(arguments)
    configure(options)
    sys.argv = [options.program, *options.arguments]
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=max(options.parallel, 1) * 4) if options.parallel else None
    if executor is not None:
        loop.set_default_executor(executor)
    # What is left unawaited after a failed resource is expected, and no news to the user.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: run_program(options.program)))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
    except Exception as error:  # noqa: BLE001 - whatever the program raises is shown to its author
        pulumi.log.error(f"Program failed with an unhandled exception:\n{traceback_of(error, options.program)}")
    else:
        return 0
    finally:
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)
        loop.close()
        sys.stdout.flush()
        sys.stderr.flush()
    return EXPLAINED


def end_when_interrupted(_number: int, _frame: FrameType | None) -> None:
    """Gives the program's own `finally` blocks a moment, then ends whatever still waits.

    The SDK waits for calls to the engine even then, and an engine that has been cancelled never answers them.
    """
    signal.signal(signal.SIGINT, lambda _n, _f: os._exit(INTERRUPTED))
    threading.Thread(target=lambda: (time.sleep(FAREWELL_SECONDS), os._exit(INTERRUPTED)), daemon=True).start()
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGINT, end_when_interrupted)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
