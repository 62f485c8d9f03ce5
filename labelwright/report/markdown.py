"""Reports as Markdown: the comment of a pull request, and the summary of a job.

Whatever a person, a program or a policy wrote is set as code, where it can be no mention, link, image or HTML.
GitHub's Markdown: https://github.github.com/gfm/
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from labelwright.changes import LabelChanges
from labelwright.finding import visible
from labelwright.preview import Violation
from labelwright.problem import Problem
from labelwright.report.changes import in_one_line
from labelwright.review import LabelEdit, Review
from labelwright.vocabulary import Effect

COMMENT = 65_536
"""The characters of a comment on GitHub."""
CELL = 600
"""The characters of one text in a table: a single one must not fill the comment."""
_NAMED = 5
"""So many resources are named, the others counted."""
_MARKED = re.compile(r"([\\`*_\[\]<>!|~&$])")
_LIVELY = re.compile(r"[@#]|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
"""What GitHub makes a mention, an issue or a link of, wherever it stands."""
_STATUSES = ("covered", "partly", "skipped", "untaggable")


@dataclass
class Table:
    """A section of the report: a heading, what is said below it, and a table, of which rows can be left out."""

    heading: str
    said: str = ""
    columns: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()
    left_out: int = 0

    def __str__(self) -> str:
        lines = [f"### {self.heading}", "", *([self.said, ""] if self.said else [])]
        if self.rows:
            lines += [_row(self.columns), _row(["---"] * len(self.columns)), *map(_row, self.rows), ""]
        if self.left_out:
            rows = "1 more row is" if self.left_out == 1 else f"{self.left_out:,} more rows are"
            lines += [
                f"*{rows} left out: a comment has room for {COMMENT:,} characters. The job's log has them all.*",
                "",
            ]
        return "\n".join(lines)


def problems_as_markdown(problems: Sequence[Problem], warnings: Sequence[Problem], stack: str) -> str:
    """`labelwright check` as a comment."""
    tables = [_problems("Stack config", problems), _problems("Worth a look", warnings)]
    return _comment(stack, "" if problems else "✅ No problems.", tables)


def review_as_markdown(review: Review) -> str:
    """`labelwright review` as a comment: the verdict first, then what keeps it from being deployed, then the rest."""
    tables = [
        _problems("Stack config", review.problems),
        _violations(review.violations),
        _errors(review.errors),
        _edits(review.edits),
        _interrupted(review.changes),
        _coverage(review),
        _problems("Worth a look", review.warnings),
    ]
    return _comment(review.stack, _verdict(review), tables)


def marker(stack: str) -> str:
    """The first line of every comment on `stack`, by which the next run finds the comment that it rewrites."""
    return f"<!-- labelwright:{quote(stack, safe='').replace('-', '%2D')} -->"


def _comment(stack: str, verdict: str, tables: Iterable[Table | None]) -> str:
    """Everything in one text, and as many rows as there is room for."""
    shown = [table for table in tables if table is not None]
    head = "\n".join([marker(stack), f"## Labels of stack {code(stack)}", "", *([verdict, ""] if verdict else [])])
    while len(text := "\n".join([head, *map(str, shown)])) > COMMENT:
        _shorten(shown, len(text) - COMMENT)
    return text


def _shorten(tables: Sequence[Table], surplus: int) -> None:
    """Leave out rows of the longest table, the last ones: as many as the surplus needs, or half of it."""
    longest = max(tables, key=lambda table: sum(len(_row(row)) for row in table.rows))
    kept, gone = len(longest.rows), 0
    while kept > len(longest.rows) // 2 and gone <= surplus:
        kept -= 1
        gone += len(_row(longest.rows[kept])) + 1
    longest.left_out += len(longest.rows) - kept
    longest.rows = longest.rows[:kept]


def _verdict(review: Review) -> str:
    """Whether it may be deployed, and what it costs, in one line."""
    mandatory = sum(one.is_mandatory for one in review.violations)
    counts = (
        (len(review.problems), "problem", "in stack config"),
        (mandatory, "resource", "against a mandatory policy"),
        (len(review.errors), "error", "in the preview"),
    )
    wrong = [f"{count:,} {what}{'s' * (count > 1)} {where}" for count, what, where in counts if count]
    if review.has_failed:
        return f"❌ **Not to be deployed**: {', '.join(wrong) or 'the preview has failed'}."
    unjudged = "" if review.preview.violations is not None else " The policies were not asked."
    return f"✅ {plain(in_one_line(review.changes))}.{unjudged}"


def _problems(heading: str, problems: Sequence[Problem]) -> Table | None:
    """What is wrong with stack config, a row a problem."""
    if not problems:
        return None
    rows = [(code(one.where), code(one.got), plain(one.rule), plain(one.remedy)) for one in problems]
    return Table(heading, columns=("Where", "Got", "Rule", "Remedy"), rows=rows)


def _violations(violations: Sequence[Violation]) -> Table | None:
    """What the policies found, a row a problem; mandatory ones first."""
    if not violations:
        return None
    ordered = sorted(violations, key=lambda one: not one.is_mandatory)
    rows = [
        (
            "**mandatory**" if one.is_mandatory else "advisory",
            f"{code(one.urn.rpartition('::')[2])} {code(one.type)}" if one.urn else "the stack",
            plain(problem),
        )
        for one in ordered
        for problem in one.problems
    ]
    return Table("Policies", columns=("Level", "Resource", "Problem"), rows=rows)


def _errors(errors: Sequence[str]) -> Table | None:
    """Why the preview did not come to its end."""
    return Table("Preview", columns=("Error",), rows=[(code(error),) for error in errors]) if errors else None


def _edits(edits: Sequence[LabelEdit]) -> Table | None:
    """Which labels change on what stands, from what to what."""
    if not edits:
        return None
    rows = [(code(one.key), _value(one.before), _value(one.after), _named(one.names)) for one in edits]
    return Table("Labels that change", columns=("Label", "Before", "After", "On"), rows=rows)


def _interrupted(changes: LabelChanges) -> Table | None:
    """What does not keep running when the labels change."""
    costly = [one for effect in (Effect.REPLACEMENT, Effect.ROLLOUT) for one in changes.of(effect)]
    if not costly:
        return None
    words = {Effect.REPLACEMENT: "**replaced**", Effect.ROLLOUT: "**restarted**"}
    rows = [
        (
            words[one.effect],
            f"{code(one.name)} {code(one.type)}",
            ", ".join(code(key) for key in dict.fromkeys(key for keys in one.keys.values() for key in keys)),
            plain(one.reason),
        )
        for one in costly
    ]
    return Table("What an edit of labels stops", columns=("What", "Resource", "Labels", ""), rows=rows)


def _coverage(review: Review) -> Table | None:
    """How many resources carry the labels that stack config declares now, before the update and after it."""
    totals = {"before": review.before, "after": review.after}
    rows = [
        (word, str(of["resources"]), *(str(of[status]) for status in _STATUSES), _share(of))
        for word, of in totals.items()
        if of is not None
    ]
    if not rows:
        return None
    columns = ("", "Resources", *(status.capitalize() for status in _STATUSES), "Share")
    return Table("Coverage", columns=columns, rows=rows)


def _share(totals: Mapping[str, int]) -> str:
    """How much of what takes labels has all of them."""
    taggable = totals["covered"] + totals["partly"]
    return f"{100 * totals['covered'] / taggable:.1f} %" if taggable else "-"


def _named(names: Sequence[str]) -> str:
    """The first resources by name, the others counted."""
    more = len(names) - _NAMED
    return ", ".join([*map(code, names[:_NAMED]), *([f"{more} more"] if more > 0 else [])])


def _value(value: str | None) -> str:
    """A label's value, or that there is none."""
    return "*none*" if value is None else code(value) if value else "*empty*"


def _row(cells: Iterable[str]) -> str:
    """One row of a table."""
    return f"| {' | '.join(cells)} |"


def code(text: str) -> str:
    r"""Any text as code in a table: a fence longer than any inside it, no line ends, no bare `|`.

    >>> code("a|b `c`")
    '`` a\\|b `c` ``'
    """
    inner = _clipped(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall(r"`+", inner)), default=0)
    pad = " " if longest or inner != inner.strip() else ""
    return f"{'`' * (longest + 1)}{pad}{inner or ' '}{pad}{'`' * (longest + 1)}"


def plain(text: str) -> str:
    r"""Any text as prose that is nothing but text: an empty comment keeps a mention or a link from coming alive.

    >>> plain("ask *@team*")
    'ask \\*@<!-- -->team\\*'
    """
    escaped = _MARKED.sub(r"\\\1", _clipped(text))
    return _LIVELY.sub(lambda found: f"{found[0]}<!-- -->", escaped)


def _clipped(text: str) -> str:
    """Text on one line, and of a text beyond measure how much of it is not shown."""
    line = " ".join(visible(text).split())
    return line if len(line) <= CELL else f"{line[:CELL]}… ({len(line) - CELL:,} characters more)"
