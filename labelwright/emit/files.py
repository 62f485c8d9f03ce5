"""The emitted configs as files under `dist/<stack>/<environment>/`, each whole or not there at all.

dist/<stack>/<environment>/environment.json           what `labelwright render` reads
dist/<stack>/<environment>/<job>/<config>.json        what a job is submitted with, such as submit-job.json
"""

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from labelwright.emit.document import JsonObject
from labelwright.emit.launch import Launch
from labelwright.emit.record import EnvironmentRecord, parse_record


def configs_of(record: EnvironmentRecord) -> Mapping[str, Mapping[str, JsonObject]]:
    """Job -> file stem -> body, as forged: static labels only. Stack outputs and files both show this."""
    launch = Launch(labels=record.labels)
    return {job: record.configs(job, launch) for job in record.job_names}


def write_configs(folder: Path, record: EnvironmentRecord) -> tuple[Path, ...]:
    """Write every file of one environment below `folder` (`dist/<stack>`), and say which."""
    home = folder / record.environment
    bodies: dict[Path, JsonObject] = {
        home / job / f"{stem}.json": body
        for job, configs in configs_of(record).items()
        for stem, body in configs.items()
    }
    bodies[home / "environment.json"] = record.to_document()
    for path, body in bodies.items():
        _write(path, json.dumps(body, indent=2, sort_keys=True) + "\n")
    return tuple(sorted(bodies))


def read_record(folder: Path, environment: str) -> EnvironmentRecord | None:
    """What was written of one environment; None where nothing was, or nothing that this version reads."""
    try:
        return parse_record(json.loads((folder / environment / "environment.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def remove_stale(folder: Path, environments: Collection[str]) -> tuple[Path, ...]:
    """Remove below `folder` what was written for environments that are no more, and say which folders those were.

    Only a folder with our record in it is ours to remove.
    """
    records = folder.glob("*/environment.json")
    stale = sorted(record.parent for record in records if record.parent.name not in environments)
    for home in stale:
        shutil.rmtree(home)
    return tuple(stale)


def _write(path: Path, text: str) -> None:
    """Put `text` at `path` in one step: a reader, or a kill in the middle, never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)  # mkstemp makes it private; what is submitted is no secret
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
