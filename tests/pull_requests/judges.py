"""Who judges what we write for others: actionlint for workflows, and the published JSON schema for SARIF.

Both come as Go modules, pinned and checksummed in `tools/judges`; what is built lies in the user's cache. A machine
without Go skips the tests that need them.
"""

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sandbox.building import GoTool, one_at_a_time, run_go_build
from sandbox.engine import cache_directory

_MODULE = Path(__file__).parents[2] / "tools" / "judges"
_SARIF = "github.com/owenrumney/go-sarif/v3"
"""It carries the schema that OASIS has published, as it is."""
ACTIONLINT = GoTool("actionlint", "github.com/rhysd/actionlint/cmd/actionlint", _MODULE, "github.com/rhysd/actionlint")


@cache
def actionlint() -> Path:
    """The linter of workflows."""
    _need_go()
    home = cache_directory().parent / "actionlint" / ACTIONLINT.version
    program = home / "actionlint"
    with one_at_a_time(home.parent / f"{ACTIONLINT.version}.lock", ACTIONLINT.title, print):
        if not program.exists():
            home.mkdir(exist_ok=True)
            half = home / "half"
            run_go_build(ACTIONLINT, {}, half, print)
            half.rename(program)
    return program


@cache
def sarif_schema() -> dict[str, Any]:
    """The JSON schema of SARIF 2.1.0."""
    _need_go()
    found = json.loads(_go("mod", "download", "-json", _SARIF))
    text = (Path(found["Dir"]) / "pkg" / "report" / "v210" / "sarif" / "schema.go").read_text(encoding="utf-8")
    inside = re.search(r"`(.*)`", text, re.DOTALL)
    assert inside, "the module keeps its schema elsewhere"
    return json.loads(inside[1])


def _go(*words: str) -> str:
    """What `go` prints, asked in the module that pins the judges."""
    command = ["go", *words]
    return subprocess.run(command, cwd=_MODULE, capture_output=True, text=True, timeout=300, check=True).stdout


def _need_go() -> None:
    if shutil.which("go") is None:
        pytest.skip("Go is not installed; it gets the judges of workflows and SARIF")
