"""Write `labelwright/placement/table.json` from the installed provider SDKs: `python -m tools.placement_table`.

The table says of every resource type of an SDK whether it takes labels and in which property. What people decided by
hand (`special.py`, `look_alikes.json`) is checked against the SDK here, and a property that looks like labels and that
nobody has judged yet is an error: a new SDK version cannot slip something in. Same SDKs, same bytes.

`--check` writes nothing and exits 1 when the file is stale. Takes about a minute: every type of the SDKs is imported.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from typing import TypeAlias

from labelwright.placement.kubernetes import OBJECT_LABELS
from labelwright.placement.places import EACH, Place, parse_path
from labelwright.placement.shapes import KEY_NAME, Shape
from labelwright.placement.special import SPECIAL
from labelwright.placement.table import LOOK_ALIKES, TABLE, PackageTable, is_alien, short_name
from sandbox import sdk

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "aws": ("tags",),
    "azure-native": ("tags",),
    "gcp": ("labels", "userLabels"),
    "kubernetes": (OBJECT_LABELS,),
}
"""The SDKs that the table covers, and the paths that hold labels there."""

LIKE_LABELS = re.compile(r"^(tags|labels)$|(Tags|Labels)$")
COMPUTED = frozenset({"tagsAll"})
"""Inputs of state only: the provider computes them."""

Judged: TypeAlias = Mapping[str, Mapping[str, str]]


class UnjudgedError(Exception):
    """What a person has to look at before a table can be written, one finding a line."""


def main() -> int:
    """Write or check the table; returns the exit code."""
    parser = argparse.ArgumentParser(description="Write the placement table from the installed provider SDKs.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the table is stale")
    check = parser.parse_args().check
    try:
        text = render(every_table())
    except UnjudgedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if check:
        fresh = TABLE.read_text(encoding="utf-8") == text
        sys.stdout.write(
            "placement table: fresh\n" if fresh else "placement table: stale; run python -m tools.placement_table\n"
        )
        return 0 if fresh else 1
    TABLE.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{TABLE.name}: {len(text) // 1024} KiB\n")
    return 0


def every_table() -> dict[str, PackageTable]:
    """The tables of all SDKs, each made in a process of its own: an SDK that was walked keeps half a gigabyte."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as processes:
        return dict(zip(PACKAGES, processes.map(package_table, PACKAGES), strict=True))


def package_table(package: str) -> PackageTable:
    """The table of one SDK. Raises `UnjudgedError` with every finding."""
    judged = json.loads(LOOK_ALIKES.read_text(encoding="utf-8"))
    labels: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in PACKAGES[package]}
    untaggable: dict[str, list[str]] = defaultdict(list)
    findings = list(stale_judgements(package, judged))
    for token in sdk.tokens(package):
        if package == "kubernetes" and is_alien(token):
            continue
        findings += unjudged(token, judged)
        module, name = short_name(token).split(":")
        found = label_property(token, judged["look_alikes"])
        if found is not None:
            labels[found][module].append(name)
        elif token not in SPECIAL:
            untaggable[module].append(name)
    findings += broken_special(package)
    if findings:
        raise UnjudgedError("\n".join(findings))
    return {"version": version(f"pulumi-{package}"), "labels": labels, "untaggable": untaggable}


def label_property(token: str, look_alikes: Judged) -> str | None:
    """The path that holds this type's labels as a map of text; special types have none here."""
    if token in SPECIAL:
        return None
    fitting = [path for path in PACKAGES[token.partition(":")[0]] if broken_path(token, path, Shape.MAP) is None]
    return next((path for path in fitting if path not in look_alikes.get(token, {})), None)


def is_label_map(kind: sdk.Type) -> bool:
    """Whether a property is a map from text to text."""
    return kind.kind is sdk.Kind.MAP and kind.item is not None and kind.item.kind is sdk.Kind.STRING


def unjudged(token: str, judged: Mapping[str, Judged]) -> Iterator[str]:
    """Root properties of a type that look like labels and that neither a rule nor a person has placed."""
    known = {*judged["look_alikes"].get(token, {}), *judged["later"].get(token, {}), *COMPUTED}
    known.update(parse_path(place.path)[0] for place in special_places(token))
    for name, field in sdk.resource_shape(token).inputs.items():
        collection = field.type.kind in (sdk.Kind.MAP, sdk.Kind.LIST, sdk.Kind.OBJECT)
        if (
            LIKE_LABELS.search(name)
            and collection
            and name not in known
            and name != label_property(token, judged["look_alikes"])
        ):
            yield f"{token}: {name} looks like labels; judge it in {LOOK_ALIKES.name} or in special.py"


def stale_judgements(package: str, judged: Mapping[str, Judged]) -> Iterator[str]:
    """Judgements on properties that the SDK does not have (any more)."""
    for section in ("look_alikes", "later"):
        for token, properties in judged[section].items():
            if token.startswith(f"{package}:"):
                inputs = inputs_of(token)
                yield from (f"{token}: the SDK has no {name} ({section})" for name in properties if name not in inputs)


def broken_special(package: str) -> Iterator[str]:
    """Paths and settings of `special.py` that the SDK does not have, or that have another shape there."""
    for token, taggable in SPECIAL.items():
        if token.startswith(f"{package}:"):
            yield from (
                f"{token}: {reason}"
                for place in taggable.places
                if (reason := broken_path(token, place.path, place.shape))
            )
            yield from (
                f"{token}: {item.path}: the SDK has no such setting"
                for item in taggable.settings
                if type_at(token, item.path) is None
            )


def broken_path(token: str, path: str, shape: Shape) -> str | None:
    """Why a path is not one of the SDK, or None when it is and leads to the shape that we say."""
    kind = type_at(token, path)
    if kind is None:
        return f"{path}: the SDK has no such path (at {first_missing(token, path)})"
    return None if fits(token, kind, shape) else f"{path}: not of the shape {shape.value!r}"


def type_at(token: str, path: str) -> sdk.Type | None:
    """What the SDK has at the end of a path, or None."""
    return type_after(token, parse_path(path))


def type_after(token: str, steps: tuple[str, ...]) -> sdk.Type | None:
    """What the SDK has after some steps from a type, or None."""
    fields = inputs_of(token)
    kind: sdk.Type | None = None
    for step in steps:
        if step == EACH:
            kind = kind.item if kind is not None and kind.kind is sdk.Kind.LIST else None
        else:
            kind = fields[step].type if step in fields else None
        if kind is None:
            return None
        fields = kind.fields
    return kind


def first_missing(token: str, path: str) -> str:
    """The first step of a path that the SDK does not have."""
    steps = parse_path(path)
    return next(step for at, step in enumerate(steps) if type_after(token, steps[: at + 1]) is None)


def fits(token: str, kind: sdk.Type, shape: Shape) -> bool:
    """Whether a property is of the shape that we say; of one that the SDK leaves open, a person has said so."""
    if shape in KEY_NAME:
        return kind.item is not None and {KEY_NAME[shape], "value"} <= kind.item.fields.keys()
    return is_label_map(kind) or (kind.kind is sdk.Kind.ANY and token in SPECIAL)


def special_places(token: str) -> tuple[Place, ...]:
    """The places that `special.py` gives a type."""
    return SPECIAL[token].places if token in SPECIAL else ()


def inputs_of(token: str) -> Mapping[str, sdk.Field]:
    """The inputs of a type; none when the SDK does not have it."""
    try:
        return sdk.resource_shape(token).inputs
    except sdk.UnknownTokenError:
        return {}


def render(packages: Mapping[str, PackageTable]) -> str:
    """The file's text: sorted, one module a line, so that a new SDK version makes a diff that can be read."""
    about = "Generated by tools/placement_table.py from the provider SDKs. Do not edit."
    body = ",\n".join(f'  "{package}": {_render_package(table)}' for package, table in sorted(packages.items()))
    return f'{{\n "about": {json.dumps(about)},\n "packages": {{\n{body}\n }}\n}}\n'


def _render_package(table: PackageTable) -> str:
    """One package of the file."""
    labels = ",\n".join(
        f"    {json.dumps(name)}: {_render_modules(modules, '     ')}"
        for name, modules in sorted(table["labels"].items())
    )
    untaggable = _render_modules(table["untaggable"], "    ")
    return (
        f'{{\n   "version": {json.dumps(table["version"])},\n'
        f'   "labels": {{\n{labels}\n   }},\n   "untaggable": {untaggable}\n  }}'
    )


def _render_modules(modules: Mapping[str, list[str]], indent: str) -> str:
    """Modules with the names of their types, one module a line."""
    lines = (f"{indent}{json.dumps(module)}: {json.dumps(sorted(names))}" for module, names in sorted(modules.items()))
    return "{\n" + ",\n".join(lines) + f"\n{indent[:-1]}}}"


if __name__ == "__main__":
    sys.exit(main())
