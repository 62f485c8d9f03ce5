"""Arrows point one way: a module imports only what lies below it, and the pure core knows no Pulumi and no cloud."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "labelwright"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("rules", "tokens", "vocabulary"),
    ("permissions", "problem", "propagation"),
    ("billing", "dynamic", "finding", "grammar", "search"),
    ("model", "dialects"),
    ("scopes",),
    ("resolve",),
    ("submitted", "placement"),
    ("lineage", "prepared"),
    ("changes", "comparison", "coverage", "explanation", "labelled", "preview"),
    ("review",),
    ("emit",),
    ("environments",),
    ("yaml_edit",),
    ("kestra_flow",),
    ("settings", "state", "recovery", "drift", "policy_import"),
    ("given",),
    ("launcher",),
    ("runs",),
    ("label_edit", "launch"),
    ("callback", "properties"),
    ("transform",),
    ("program",),
    ("report",),
    ("cli",),
)
"""Lowest first; names on one line do not know each other."""

PURE = {name for layer in LAYERS[: LAYERS.index(("environments",)) + 1] for name in layer}
HEAVY = {"pulumi", "pulumi_aws", "pulumi_policy", "boto3", "botocore", "moto", "grpc", "rich", "click", "ruamel"}


def modules() -> list[Path]:
    """Every module of the library."""
    return sorted(LIBRARY.rglob("*.py"))


def room(path: Path) -> str:
    """The first name below `labelwright`."""
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Dotted names that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "labelwright":
                yield from (f"labelwright.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(LIBRARY)))
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    """A room may use itself and lower ones."""
    own = room(path)
    rank = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    if own == "__init__":
        return
    for name in imported(path):
        if not name.startswith("labelwright."):
            continue
        other = name.split(".")[1]
        assert other == own or rank[other] < rank[own], f"{own} imports {other}"


@pytest.mark.parametrize("path", [path for path in modules() if room(path) in PURE], ids=lambda path: path.name)
def test_the_core_is_pure(path: Path) -> None:
    """Standard library and pydantic only, so that it starts fast and runs anywhere."""
    assert not {name.split(".")[0] for name in imported(path)} & HEAVY


def test_every_module_has_its_layer() -> None:
    """A new room is put into the picture on purpose."""
    assert {room(path) for path in modules()} - {"__init__"} == {name for layer in LAYERS for name in layer}


@pytest.mark.parametrize("folder", ["labelwright", "components", "policies", "sandbox", "tools"])
def test_modules_stay_small(folder: str) -> None:
    """400 lines at most."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / folder).rglob("*.py")}
    assert {path: size for path, size in sizes.items() if size > 400} == {}


def test_the_library_does_not_know_the_sandbox() -> None:
    """Nothing that a user runs in production needs the local cloud."""
    for folder in ("labelwright", "components", "policies"):
        for path in (ROOT / folder).rglob("*.py"):
            assert "sandbox" not in {name.split(".")[0] for name in imported(path)}, path
