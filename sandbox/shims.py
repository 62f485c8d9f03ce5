"""The small executables through which the CLI finds our Python: the CLI itself, providers, language host.

Plugins go into the plugin cache of the sandbox's own PULUMI_HOME, under the version of the SDK that is installed, as
if they had been downloaded: the engine then takes them without a word, and nothing leaks into other checkouts.
"""

import shlex
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sandbox.engine import SHIM_MARKER, Engine

# (provider, the distribution of its SDK). `python -m sandbox.providers NAME` serves it.
PROVIDERS = (
    ("aws", "pulumi-aws"),
    ("azure-native", "pulumi-azure-native"),
    ("gcp", "pulumi-gcp"),
    ("kubernetes", "pulumi-kubernetes"),
)
_BOOT = (
    "import runpy, sys; sys.path.insert(0, sys.argv[1]); del sys.argv[1]; "
    "runpy.run_module({!r}, run_name='__main__', alter_sys=True)"
)


def write(bin_directory: Path, plugins: Path, engine: Engine, root: Path) -> None:
    """Writes every shim; what is already right is left untouched, so a running engine is not disturbed."""
    (bin_directory / SHIM_MARKER).touch()
    _executable(bin_directory / "pulumi", f'exec {shlex.quote(str(engine.path))} "$@"')
    wanted: dict[str, str] = {}
    for name, distribution in PROVIDERS:
        try:
            wanted[f"resource-{name}-v{version(distribution)}"] = _module("sandbox.providers", root, name)
        except PackageNotFoundError:
            continue
    if not engine.has_python_host:
        wanted[f"language-python-v{version('pulumi')}"] = _module("sandbox.language", root)
    for folder, line in wanted.items():
        (plugins / folder).mkdir(parents=True, exist_ok=True)
        _executable(plugins / folder / f"pulumi-{folder.rpartition('-v')[0]}", line)


def _module(module: str, root: Path, *arguments: str) -> str:
    """A shell line that runs one of our modules, wherever the caller stands and whatever its PYTHONPATH is."""
    command = [sys.executable, "-P", "-c", _BOOT.format(module), str(root), *arguments]
    return f'exec {shlex.join(command)} "$@"'


def _executable(path: Path, line: str) -> None:
    text = f"#!/bin/sh\n{line}\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    new.chmod(0o755)
    new.replace(path)
