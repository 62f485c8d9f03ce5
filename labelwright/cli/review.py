"""`labelwright review`: what a change means for labels, from the event log of its preview."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from labelwright.cli.exported import file_argument
from labelwright.cli.findings import FORGE_FORMATS, Places, findings_option, print_findings
from labelwright.cli.options import FINDINGS, give_up, print_json, project_option, read_project
from labelwright.coverage import parse_resources
from labelwright.finding import Finding, Severity, rule_in, visible
from labelwright.lineage import environments_of
from labelwright.preview import Preview, Violation, parse_preview
from labelwright.review import CHANGES, Review, review
from labelwright.settings import Reading
from labelwright.settings.injections import injections_of


@click.command("review")
@file_argument(required=True)
@project_option
@findings_option
def command(*, file: Path, project: Path, stack: str | None, form: str) -> None:
    """Show what a change means for labels: problems, violations, what changes, restarts and is replaced, coverage.

    FILE is the event log of a preview: PULUMI_DEBUG_COMMANDS=true pulumi preview --policy-pack policies --event-log
    FILE. Exit code 0: it may be deployed. 1: it must not. 2: wrong use.
    """
    root, name, reading = read_project(project, stack)
    try:
        preview = parse_preview(_text(file), str(file))
        today, rule = datetime.now(UTC).date(), reading.settings.policies.of(CHANGES)
        found = review(
            name,
            preview,
            injections_of(reading.settings),
            problems=reading.problems,
            warnings=reading.warnings,
            level_on=lambda type_token, resource: rule.level_on(type_token, resource, today),
        )
    except ValueError as error:
        give_up(str(error))
    if form in FORGE_FORMATS:
        print_findings(form, _findings(found, Places(root, name, reading), reading), name)
    elif form == "json":
        print_json(found.document())
    elif form == "markdown":
        from labelwright.report.markdown import review_as_markdown  # noqa: PLC0415 - only this form needs it

        click.echo(review_as_markdown(found))
    else:
        from labelwright.report.review import review_as_text  # noqa: PLC0415 - rich is for people only

        review_as_text(found)
    sys.exit(FINDINGS if found.has_failed else 0)


def _text(file: Path) -> str:
    """The text of the log. Raises ValueError where it cannot be read."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{file}: cannot be read ({error}). Name the event log of a preview.") from error


def _findings(found: Review, places: Places, reading: Reading) -> list[Finding]:
    """Everything that was found; a resource's at the line of its environment, where its labels are declared."""
    environments = _environments(found.preview, reading)
    findings = places.findings()
    for one in found.violations:
        place = places.stack_file(environments.get(one.urn))
        findings += [
            Finding(
                _level(one), rule_in(text, one.policy), visible(_name(one)), visible(f"{_name(one)}: {text}"), place
            )
            for text in one.problems
        ]
    at_stack = places.stack_file()
    return findings + [
        Finding(Severity.ERROR, "preview", found.stack, visible(text), at_stack) for text in found.errors
    ]


def _environments(preview: Preview, reading: Reading) -> dict[str, str | None]:
    """URN -> the environment that a resource of the preview belongs to."""
    return environments_of(parse_resources(preview.document), [one.name for one in reading.settings.environments])


def _level(violation: Violation) -> Severity:
    return Severity.ERROR if violation.is_mandatory else Severity.WARNING


def _name(violation: Violation) -> str:
    """The resource for a person."""
    return f"{violation.urn.rpartition('::')[2]} ({violation.type})" if violation.urn else "the stack"
