"""`labelwright render --target`: a run as another system takes it. Options in, one text out."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from labelwright.cli.documents import as_json
from labelwright.cli.options import fail_with, give_up, warn
from labelwright.cli.run import Run
from labelwright.dynamic import is_dynamic, parse_template, problems_in_template
from labelwright.emit.extras import word
from labelwright.emit.target import TARGETS, SubmissionView, Target
from labelwright.model import LabelSet
from labelwright.problem import LabelError, suggest
from labelwright.resolve import Resolved, resolve
from labelwright.scopes import Carrier
from labelwright.settings import Environment, Settings
from labelwright.vocabulary import Scope

_FILES = {
    "labels-export": "Labels of the Seqera workspace: what GET /labels, or 'tw -o json labels list', prints.",
    "into": "A Kestra flow of yours: printed with the labels put in, everything else kept.",
    "processes": "Nextflow: labels of single processes, JSON or YAML: withName:PATTERN or withLabel:PATTERN -> labels.",
    "nextflow-config": "Nextflow: the pipeline's own config, as 'nextflow config -output json PIPELINE' prints it.",
}
"""Extras that are read from a file ("-": standard input), each by an option of its own."""

_INTO = "into"

_DOCUMENTS = frozenset({"processes", "nextflow-config"})
"""Those that may be YAML, and are handed on as JSON."""


def target_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a target to `command`, which gets them as `target`: a `Choice`, or None for the platform."""

    @wraps(command)
    def collected(*, target: str | None, extras: tuple[str, ...], write: bool, **others: Any) -> Any:
        files = {name: others.pop(name.replace("-", "_")) for name in _FILES}
        return command(target=Choice.of(target, extras, files, write=write), **others)

    given: Callable[..., Any] = collected
    given = click.option("--write", is_flag=True, help="With --into: change the file instead of printing it.")(given)
    for name, text in reversed(_FILES.items()):
        given = click.option(f"--{name}", type=click.Path(path_type=Path), metavar="FILE", help=text)(given)
    given = click.option(
        "--with", "extras", multiple=True, metavar="NAME=VALUE", help="What the target asks for besides, such as flow."
    )(given)
    text = "Another system's form instead: " + ", ".join(TARGETS) + "."
    return click.option("--target", metavar="TARGET", help=text)(given)


@dataclass(frozen=True, slots=True)
class Choice:
    """The target that was chosen, with what was given for it. `written`: the file that is to be changed."""

    name: str
    target: Target
    extras: Mapping[str, str]
    written: Path | None = None

    @classmethod
    def of(
        cls, name: str | None, extras: tuple[str, ...], files: Mapping[str, Path | None], *, write: bool
    ) -> "Choice | None":
        """The choice that the options describe. Wrong use ends the command."""
        given = {option: path for option, path in files.items() if path is not None}
        if name is None:
            if given or extras:
                give_up(f"{'--with' if extras else '--' + next(iter(given))}: belongs to a --target. Name one.")
            if write:
                give_up("--write: belongs to --into. Name the file of a Kestra flow.")
            return None
        if name not in TARGETS:
            give_up(f"--target: got {name!r}. {suggest(name, TARGETS)}")
        target = TARGETS[name]
        texts = _named(name, target, extras)
        for option, path in given.items():
            if option not in target.takes:
                give_up(f"--{option}: {name} does not take it. {_taken(target)}")
            texts[option] = _read(option, path)
        for missing in sorted(target.needs - texts.keys()):
            how = f"--{missing} FILE" if missing in _FILES else f"--with {missing}=..."
            give_up(f"--target: {name} needs {how}: {target.takes[missing]}")
        if write and str(given.get(_INTO, "-")) == "-":
            give_up("--write: which file? Name it with --into FILE.")
        return cls(name, target, texts, given[_INTO] if write else None)

    def show(self, settings: Settings, environment: Environment, run: Run) -> None:
        """Print the run as the target takes it; findings end the command with their exit code."""
        try:
            view = view_of(settings, environment, run, self.extras)
            text, notes = self._put_into(view) if _INTO in self.extras else (self.target.emit(view), ())
        except LabelError as error:
            fail_with(error)
        for key, note in view.notes.items():
            warn(f"{key}: {note}")
        for remark in (*self.target.remarks(view), *notes):
            warn(remark)
        if self.written is None:
            click.echo(text, nl=not text.endswith("\n"))
        elif text != self.extras[_INTO]:
            _write(self.written, self.extras[_INTO], text)

    def _put_into(self, view: SubmissionView) -> tuple[str, Sequence[str]]:
        """The flow of `--into` with the labels in it, and what differs. Raises `LabelError`."""
        from labelwright.emit import kestra  # noqa: PLC0415 - of this one target
        from labelwright.kestra_flow import put_labels  # noqa: PLC0415 - ruamel.yaml is heavy

        return put_labels(
            self.extras[_INTO],
            kestra.flow_labels(view),
            form=word(view, "form", kestra.FORMS),
            task=kestra.task_id(view),
            locked=view.locked,
        )


def view_of(
    settings: Settings, environment: Environment, run: Run, extras: Mapping[str, str] | None = None
) -> SubmissionView:
    """The launch as every target sees it. Raises `LabelError`."""
    known = run.known
    resolved = run.resolved(environment)
    # A Studio waits for nothing: it takes no dynamic label, and whoever makes it is told so.
    ready = resolved if run.carrier is Carrier.STUDIO else _without_pending(resolved, known)
    submitted = run.sent(ready, environment.platform)
    studio, pipeline = run.scopes.get(Scope.STUDIO), run.scopes.get(Scope.PIPELINE)
    upper = (*settings.stack_layers, environment.layer, *([pipeline.layer] if pipeline else []))
    return SubmissionView(
        platform=environment.platform,
        environment=environment.name,
        labels=submitted.labels,
        declared=resolved.values,
        notes=submitted.notes,
        annotations=submitted.annotations,
        renamed=submitted.renamed,
        variables=known,
        forged=settings.forge_labels(environment.layer).static,
        piped=resolve(upper, Carrier.RUN).values,
        defaults={label.key: label.value for label in settings.workspace.labels.labels if label.value is not None},
        locked=resolved.locked,
        stack=settings.stack,
        pipeline=known.get("pipelineName", ""),
        studio=(studio.name or environment.name) if studio else "",
        run=run.id,
        rule=settings.rule,
        on_failure=settings.unresolved,
        processes={selector: _as_text(labels) for selector, labels in pipeline.processes} if pipeline else {},
        extras=extras or {},
    )


def _as_text(labels: LabelSet) -> dict[str, str | None]:
    """Labels as they were written."""
    return {label.key: label.value for label in labels.labels}


def _without_pending(resolved: Resolved, known: Mapping[str, str]) -> Resolved:
    """The labels whose value can be known: those that wait for a variable are the target's to place, or to refuse."""
    return Resolved(labels=tuple(label for label in resolved.labels if not _is_pending(label.value, known)))


def _is_pending(text: str | None, known: Mapping[str, str]) -> bool:
    """Whether a value waits for a variable. A text that is no template does not: it is wrong, and said to be."""
    if text is None or not is_dynamic(text) or problems_in_template(text, ""):
        return False
    return bool(parse_template(text).missing(known))


def _named(name: str, target: Target, extras: tuple[str, ...]) -> dict[str, str]:
    """What `--with` gives. Wrong use ends the command."""
    texts: dict[str, str] = {}
    for text in extras:
        key, equals, value = text.partition("=")
        if not equals or key not in target.takes or key in _FILES:
            give_up(f"--with: got {text!r}, and {name} does not take it. {_taken(target)}")
        if key in texts:
            give_up(f"--with: got {key!r} twice. Keep one of the two.")
        texts[key] = value
    return texts


def _taken(target: Target) -> str:
    """What a target takes, for a remedy."""
    ways = [f"--{name} FILE" if name in _FILES else f"--with {name}=..." for name in target.takes]
    return f"It takes {', '.join(ways)}." if ways else "It takes nothing besides the run."


def _read(option: str, path: Path) -> str:
    """The text of a file that an option names. Wrong use ends the command."""
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_bytes().decode()  # line ends are kept
    except (OSError, UnicodeDecodeError) as error:
        give_up(f"--{option}: {path}: {error}")
    return as_json(option, text) if option in _DOCUMENTS else text


def _write(path: Path, before: str, text: str) -> None:
    """The file with another text, whole or as it was. Wrong use, and an edit of somebody else's, end the command."""
    from labelwright.yaml_edit import Snapshot, write_text  # noqa: PLC0415 - ruamel.yaml is heavy

    try:
        write_text(Snapshot(path.resolve(), before.encode()), text)
    except ValueError as error:
        give_up(f"--write: {error}")
