"""Reads stack config as a running Pulumi program was given it: what the engine merged, decrypted and overrode.

Imports Pulumi, so only the Pulumi side may import it. The files are looked at as well, where they can be seen, for the
lines that a person needs; a value that the engine has otherwise (`--config`, ESC) is taken from the engine.
"""

import json
from itertools import zip_longest
from pathlib import Path as FilePath
from typing import cast

import pulumi
from pulumi.runtime import config as engine_config

from labelwright.settings.files import read_files
from labelwright.settings.source import NAMESPACE, Date, Path, Secret, Source


def read_engine() -> Source:
    """What this program was given. Encrypted values stay unread."""
    prefix = f"{NAMESPACE}:"
    given = {**engine_config.get_config_env(), **engine_config.CONFIG.get()}
    stack, project = pulumi.get_stack(), pulumi.get_project()
    files = read_files(FilePath.cwd(), stack)
    tree: dict[str, object] = {}
    elsewhere: set[Path] = set()
    for name, text in given.items():
        if name.startswith(prefix):
            key = name.removeprefix(prefix)
            tree[key] = _value(name, text, (key,), files.tree.get(key), elsewhere)
    lines = {path: line for path, line in files.lines.items() if path not in elsewhere}
    return Source(tree=tree, lines=lines, texts=files.texts, problems=files.problems, stack=stack, project=project)


def _value(name: str, text: str, path: Path, in_file: object, elsewhere: set[Path]) -> object:
    """The value of one config key: objects and lists come as JSON, everything else as text."""
    if engine_config.is_config_secret(name):
        return in_file if in_file is not None else Secret()
    try:
        value: object = json.loads(text) if text[:1] in {"{", "["} else text
    except json.JSONDecodeError:
        value = text
    return _joined(value, path, in_file, elsewhere)


def _joined(value: object, path: Path, in_file: object, elsewhere: set[Path]) -> object:
    """The engine's value, with the dates that stand in the file, which the engine spells in another way.

    Notes in `elsewhere` the paths whose value is not the file's, and so has no line there.
    """
    match value, in_file:
        case dict(), dict():
            pairs, known = cast("dict[str, object]", value), cast("dict[str, object]", in_file)
            return {key: _joined(one, (*path, key), known.get(key), elsewhere) for key, one in pairs.items()}
        case list(), list():
            items, written = cast("list[object]", value), cast("list[object]", in_file)
            both = enumerate(zip_longest(items, written[: len(items)]))
            return [_joined(one, (*path, index), known, elsewhere) for index, (one, known) in both]
        case str(), Date() if value.startswith(in_file.text[:4]):
            return in_file
        case _:
            if value != in_file:
                elsewhere.add(path)
            return value
