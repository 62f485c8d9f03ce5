"""One thing that a check has found, in the one form from which every report for machines and forges is made.

`labelwright check` makes findings of the problems of stack config, `labelwright review` also of what a preview and its
policies said. Annotations, SARIF, JUnit and the comment of a pull request are written from them, in `report`.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from labelwright.problem import Problem

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"(\d+(?:\.\d+)+): ")
_IN_TEXT = re.compile(r"; rule (\d+(?:\.\d+)+): ")


class Severity(StrEnum):
    """How bad it is: an error fails the check, a warning is only told. GitHub and SARIF use the same two words."""

    ERROR = "error"
    WARNING = "warning"


class Location(NamedTuple):
    """A place in a file: its path from the root of the repository, with `/`; line and column count from 1."""

    file: str
    line: int = 1
    column: int | None = None


class Finding(NamedTuple):
    """What was found. `rule` is a number of docs/rules.md or the name of a policy; `subject` is what it is about.

    `subject` is a config path or a resource, `text` the whole message, `location` None where no file is known.
    """

    level: Severity
    rule: str
    subject: str
    text: str
    location: Location | None = None


def finding_of(problem: Problem, level: Severity, location: Location | None) -> Finding:
    """A problem of stack config as a finding."""
    number = _NUMBER.match(problem.rule)
    subject = problem.where.rpartition(" ")[2]
    rule = number[1] if number else problem.rule
    return Finding(level, rule, visible(subject), visible(str(problem)), location)


def rule_in(text: str, otherwise: str) -> str:
    """The number of the rule that a policy's message names, or `otherwise` where it names none.

    >>> rule_in("tags: got no 'team'; rule 3.2: a required key stands. Declare it.", "labels")
    '3.2'
    """
    found = _IN_TEXT.search(text)
    return found[1] if found else otherwise


def visible(text: str) -> str:
    r"""`text` with control characters written out, so that they drive no terminal and break no XML.

    >>> visible("a\x1b[1mb")
    'a\\x1b[1mb'
    """
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether the check has failed."""
    return any(one.level is Severity.ERROR for one in findings)
