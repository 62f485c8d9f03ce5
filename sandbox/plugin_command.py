"""How a policy pack or a component package written in Python is run.

The same three ways as under Pulumi's own host: a pack through `pulumi.policy`, a package with a `__main__.py` by its
folder, and one without through `pulumi.run.plugin`, which looks for the components by the project's name.
"""

import tomllib
from pathlib import Path
from typing import Any, cast

from pulumi.runtime.proto import language_pb2 as messages

POLICY_PACK = "analyzer"


class PluginError(Exception):
    """The folder holds nothing that can be run; the message says what it would need."""


def plugin_command(request: messages.RunPluginRequest, interpreter: str) -> tuple[list[str], str]:
    """The command line of a plugin and the folder to run it in; raises PluginError."""
    folder = request.info.program_directory
    arguments = list(request.args)
    if request.kind == POLICY_PACK:  # a pack gets its own folder last, and runs in it
        return [interpreter, "-u", "-m", "pulumi.policy", *arguments, folder], folder
    if (Path(folder) / "__main__.py").exists():
        return [interpreter, "-u", folder, *arguments], request.pwd
    name = _project_name(Path(folder) / "pyproject.toml")
    return [interpreter, "-u", "-m", "pulumi.run.plugin", name, *arguments], request.pwd


def _project_name(path: Path) -> str:
    try:
        project = cast(dict[str, Any], tomllib.loads(path.read_text(encoding="utf-8"))["project"])
        return str(project["name"])
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise PluginError(
            f"{path.parent}: not a component package ({type(error).__name__}: {error}); it needs a __main__.py that "
            "calls component_provider_host(...), or a pyproject.toml with a project name"
        ) from error
