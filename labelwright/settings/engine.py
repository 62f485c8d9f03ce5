"""Reads stack config as a running Pulumi program was given it: what the engine merged, decrypted and overrode.

Imports Pulumi, so only the Pulumi side may import it. The files are looked at as well, where they can be seen, for the
lines that a person needs; a value that the engine has otherwise (`--config`, ESC) is taken from the engine.
"""

import json
from pathlib import Path as FilePath

import pulumi
from pulumi.runtime import config as engine_config

from labelwright.settings.files import read_files
from labelwright.settings.source import NAMESPACE, Secret, Source


def read_engine() -> Source:
    """What this program was given. Encrypted values stay unread."""
    prefix = f"{NAMESPACE}:"
    given = {**engine_config.get_config_env(), **engine_config.CONFIG.get()}
    stack, project = pulumi.get_stack(), pulumi.get_project()
    files = read_files(FilePath.cwd(), stack)
    tree = {
        name.removeprefix(prefix): _value(name, text, files.tree.get(name.removeprefix(prefix)))
        for name, text in given.items()
        if name.startswith(prefix)
    }
    lines = {path: line for path, line in files.lines.items() if tree.get(str(path[0])) == files.tree.get(str(path[0]))}
    return Source(tree=tree, lines=lines, problems=files.problems, stack=stack, project=project)


def _value(name: str, text: str, in_file: object) -> object:
    """The value of one config key: objects and lists come as JSON, everything else as text."""
    if engine_config.is_config_secret(name):
        return in_file if in_file is not None else Secret()
    try:
        value = json.loads(text) if text[:1] in {"{", "["} else text
    except json.JSONDecodeError:
        return text
    return in_file if value == in_file else value
