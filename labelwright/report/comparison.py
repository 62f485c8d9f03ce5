"""`labelwright render --compare` for people: a row for each different outcome of a label."""

from collections.abc import Mapping, Sequence

from labelwright.comparison import ComparedLabel, Comparison, Sent
from labelwright.problem import Problem
from labelwright.report.screen import screen, table, told
from labelwright.vocabulary import Platform


def comparison_as_text(comparison: Comparison, platforms: Sequence[Platform]) -> None:
    """Each label with what is sent of it and to whom; below, what keeps the run from which platforms."""
    shown = table("LABEL", "SENT AS", "ON", "NOTES")
    for label in comparison.labels:
        for number, (sent, where) in enumerate(label.outcomes.items()):
            shown.add_row(
                told(_declared(label) if number == 0 else "", style="bold"),
                told(_as(label, sent)),
                told(_names(where, platforms)),
                told("\n".join(sent.notes)),
            )
    screen().print(shown if shown.row_count else told("no labels"))
    for problem, refusing in _by_problem(comparison).items():
        screen().print(told(f"refused by {_names(refusing, platforms)}", style="bold red"))
        screen().print(told(f"  {problem}"), soft_wrap=True)


def _by_problem(comparison: Comparison) -> Mapping[Problem, Sequence[Platform]]:
    """Each problem once, with the platforms that have it: most have most of them."""
    found: dict[Problem, list[Platform]] = {}
    for platform, problems in comparison.problems.items():
        for one in problems:
            found.setdefault(one, []).append(platform)
    return found


def _names(some: Sequence[Platform], every: Sequence[Platform]) -> str:
    """Platforms in few words."""
    return "every platform" if len(some) == len(every) else ", ".join(some)


def _declared(label: ComparedLabel) -> str:
    """The label as its scope wrote it."""
    return label.key if label.value is None else f"{label.key}={label.value}"


def _as(label: ComparedLabel, sent: Sent) -> str:
    """What the platform gets; '-' for nothing."""
    if sent.key is None:
        return "-"
    return "as declared" if (sent.key, sent.value) == (label.key, label.value) else f"{sent.key}={sent.value}"
