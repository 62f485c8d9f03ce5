"""`make up`: the main job from beginning to end, in the sandbox: `python -m sandbox.tour`.

A real `pulumi up` with the policy pack, the coverage of what it made, the configs it wrote, and one run on each
platform: on AWS it is launched, and its labels are read back from the local cloud; elsewhere it is rendered. Nothing
here is special to the tour: the commands are printed, and work by hand after `eval "$(python -m sandbox env)"`.
"""

# ruff: noqa: S603, T201 - it runs the commands that it prints

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from labelwright.propagation import Config, rows_of
from labelwright.vocabulary import Phase, Platform
from sandbox.carried import CARRIED_BY, Carried
from sandbox.cloud import CloudError
from sandbox.engine import EngineError, obtain
from sandbox.session import ROOT, Sandbox, SandboxError

STACK = "dev"
LABELWRIGHT = str(Path(sys.executable).parent / "labelwright")
STEPS = 5  # the first one, the Python environment, is the Makefile's
CONFIGS = ROOT / "dist" / STACK
PIPELINE = ("--pipeline-label", "pipeline=rnaseq")
RUN = (*PIPELINE, "--var", "workflowId=2mnBxQ7")
"""What a launcher knows of a run when it submits it: here a pipeline's label, and the platform's id of the run."""
LAUNCHED = (Platform.AWS_BATCH, Platform.AWS_CLOUD)
"""Platforms that the sandbox has a service for."""


class TourError(Exception):
    """A step did not do what the next one needs; the message says which and what to look at."""


def main() -> int:
    """Runs every step; stops at the first one that fails, with its exit code."""
    console = Console(highlight=False, soft_wrap=True)
    sandbox = Sandbox()
    try:
        _say(console, 2, "Pulumi engine")
        engine = obtain(console.print)
        console.print(f"    {engine.version} ({engine.path})")
        _say(console, 3, "Local cloud")
        endpoint = sandbox.start(console.print)
        console.print(f"    {endpoint.url}, state in {sandbox.directory}")
        sandbox.enter()
        _say(console, 4, "Infrastructure, labelled and checked")
        _run(console, ["pulumi", "stack", "select", "--create", STACK])
        # The outputs are hundreds of lines; they are the files under dist/ as well.
        up = ["pulumi", "up", "--yes", "--stack", STACK, "--policy-pack", "policies", "--suppress-outputs"]
        _run(console, up)
        _run(console, [LABELWRIGHT, "coverage", "--stack", STACK])
        _say(console, 5, "A run on each platform")
        _runs(console)
    except TourError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"error: {' '.join(map(str, error.cmd))} ended with exit code {error.returncode}", file=sys.stderr)
        return 1
    except (SandboxError, CloudError, EngineError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; run the same command again to go on", file=sys.stderr)
        return 130
    console.print('\nTo go on by hand: eval "$(.venv/bin/python -m sandbox env)", then pulumi, aws or boto3 as usual.')
    return 0


def _say(console: Console, number: int, text: str) -> None:
    console.print(f"[bold]\\[{number}/{STEPS}] {text}[/bold]")
    sys.stdout.flush()


def _run(console: Console, command: list[str]) -> None:
    """Runs a command of the sandbox in the repository's root, its output going straight to ours."""
    console.print(f"[dim]$ {' '.join([Path(command[0]).name, *command[1:]])}[/dim]")
    sys.stdout.flush()
    subprocess.run(command, cwd=ROOT, check=True)


def _runs(console: Console) -> None:
    """Launches a run in the first environment of each platform, and shows the labels that the local cloud then has."""
    homes = {record.parent.name: record for record in sorted(CONFIGS.glob("*/environment.json"))}
    if not homes:
        raise TourError(f"nothing under {CONFIGS}; pulumi up writes the configs of each environment there")
    first: dict[str, str] = {}
    for name, record in homes.items():
        first.setdefault(json.loads(record.read_text(encoding="utf-8"))["platform"], name)
        for config in sorted(record.parent.glob("*/*.json")):
            console.print(f"    {config.relative_to(ROOT)}")
    for platform, name in first.items():
        if platform in LAUNCHED:
            # Without an id, one is made: each tour is a run of its own.
            job = _said(console, [LABELWRIGHT, "launch", name, "--stack", STACK, *PIPELINE, "--format", "json"])["job"]
            _show(console, CARRIED_BY[job["kind"]](job["id"]))
        else:
            configs = _said(console, [LABELWRIGHT, "render", name, "--stack", STACK, *RUN])
            _show_places(console, Platform(platform), configs)
    console.print("    The same run's labels, side by side:")
    _run(console, [LABELWRIGHT, "render", "--compare", "--stack", STACK, *RUN])
    console.print("    What was launched, as it is recorded:")
    _run(console, [LABELWRIGHT, "runs", "list"])


def _show(console: Console, carried: Carried) -> None:
    """The labels that were read back, side by side."""
    console.print(f"    {carried.what}; read back with boto3:")
    table = Table("label", *carried.labels)
    for key in sorted({key for labels in carried.labels.values() for key in labels}):
        table.add_row(key, *(labels.get(key, "") for labels in carried.labels.values()))
    console.print(table)


def _show_places(console: Console, platform: Platform, configs: Mapping[str, Any]) -> None:
    """What is ready to be sent where the sandbox has no service to send it to: each config, and what it labels."""
    for config in configs:
        # A head job's config comes before those of work jobs, which may bear the same name.
        labelled = _labelled(platform, Phase.SUBMISSION, config) or _labelled(platform, Phase.EXECUTION, config)
        console.print(f"    {config}: ready to be sent, with all labels of the run on {', '.join(labelled)}")


def _labelled(platform: Platform, phase: Phase, config: str) -> list[str]:
    """What a config labels in a phase, as the propagation table calls it."""
    places = ((row.what, row.where) for row in rows_of(platform, phase))
    return [what for what, where in places if isinstance(where, Config) and where.name == config]


def _said(console: Console, command: list[str]) -> dict[str, Any]:
    """What a command printed as JSON; its remarks go straight to the person."""
    console.print(f"[dim]$ {' '.join([Path(command[0]).name, *command[1:]])}[/dim]")
    sys.stdout.flush()
    answer = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return cast(dict[str, Any], json.loads(answer.stdout))


if __name__ == "__main__":
    sys.exit(main())
