"""What a target is given beside the run, read: words from a closed list, and names that something else will judge."""

from collections.abc import Sequence

from labelwright import rules
from labelwright.emit.view import SubmissionView
from labelwright.problem import LabelError, problem, suggest


def word(view: SubmissionView, name: str, known: Sequence[str]) -> str:
    """The extra `name`, one of `known`, of which the first is the default. Raises `LabelError`."""
    given = view.extras.get(name, known[0])
    if given not in known:
        raise LabelError([problem(f"--with {name}", rules.EXTRA, repr(given), suggest(given, known))])
    return given


def words(view: SubmissionView, *names: str) -> dict[str, str]:
    """Those of the extras `names` that were given and are not empty."""
    return {name: text for name in names if (text := view.extras.get(name))}
