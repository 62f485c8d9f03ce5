"""`labelwright check` for people: a block a problem."""

from collections.abc import Iterable

from labelwright.problem import Problem
from labelwright.report.screen import screen, told
from labelwright.settings import Settings


def problems_as_text(problems: Iterable[Problem], settings: Settings, stack: str) -> None:
    """Each problem as where, what was got, the rule and the remedy; or that there are none."""
    console = screen()
    found = list(problems)
    for one in found:
        problem_as_text(one)
    if found:
        console.print(told(f"{len(found)} problem{'s' * (len(found) > 1)} in stack {stack}", style="bold red"))
    else:
        count = len(settings.environments)
        console.print(told(f"stack {stack}: no problems in {count} environment{'s' * (count != 1)}", style="green"))


def problem_as_text(one: Problem) -> None:
    """One problem, four lines."""
    console = screen()
    console.print(told(one.where, style="bold"), soft_wrap=True)
    console.print(told(f"  got {one.got}"), soft_wrap=True)
    console.print(told(f"  rule {one.rule}"), soft_wrap=True)
    console.print(told(f"  {one.remedy}", style="green"), soft_wrap=True)
