"""Findings as workflow commands of GitHub Actions: the runner shows each beside the line that it is about.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterable

from labelwright.finding import Finding

_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))


def annotations(findings: Iterable[Finding]) -> str:
    """A command a finding, each on a line of its own; "" where there is none."""
    return "".join(f"{_command(one)}\n" for one in findings)


def _command(finding: Finding) -> str:
    """`::error file=Pulumi.dev.yaml,line=12,col=7,title=...::text`."""
    told = {"title": f"labelwright {finding.rule}: {finding.subject}"}
    if place := finding.location:
        column = {} if place.column is None else {"col": str(place.column)}
        told = {"file": place.file, "line": str(place.line), **column, **told}
    properties = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in told.items())
    return f"::{finding.level} {properties}::{_escaped(finding.text, _DATA)}"


def _escaped(text: str, how: Iterable[tuple[str, str]]) -> str:
    """`text` as a command takes it: nothing in it can end the command, or begin another."""
    for character, written in how:
        text = text.replace(character, written)
    return text
