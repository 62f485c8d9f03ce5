# ruff: noqa: INP001 - a Pulumi program, not a package
"""Registers what `CASES` lists (name -> type and inputs), with the one line before it.

The inputs are sent as they are: no SDK is loaded, and no SDK's class can mend what the providers should refuse.
"""

import json
import os
from pathlib import Path

import pulumi

import labelwright

labelwright.inject({"team": "genomics"})
for name, case in json.loads(Path(os.environ["CASES"]).read_text(encoding="utf-8")).items():
    pulumi.CustomResource(case["type"], name, case["props"])
