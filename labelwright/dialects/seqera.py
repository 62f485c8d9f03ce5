"""What Seqera Platform allows a resource label to be, whatever cloud it goes to.

Not the dialect of a platform, since work runs elsewhere: emitters for Seqera ask it. A label there is its name and its
value together, and a value is text or one whole variable, which Seqera itself resolves at each launch.
Names and values keep the portable rule, which is Seqera's own. Its validator of values counts letters and digits only,
its pages all characters: what keeps the stricter of the two is taken by both.
Source: seqeralabs/terraform-provider-seqera, internal/validators and the guide on dynamic labels.
"""

from collections.abc import Mapping
from functools import lru_cache

from labelwright import grammar, rules
from labelwright.dialects import aws
from labelwright.dynamic import is_dynamic, problems_in_template
from labelwright.problem import Problem, problem
from labelwright.vocabulary import LabelRule

MOST = 25
VARIABLES = ("workflowId", "sessionId", "userName")
"""The variables that Seqera knows. GET /labels/dynamic/allowed answers with those of one server."""

_PLACEHOLDERS = frozenset(f"${{{name}}}" for name in VARIABLES)


def problems(labels: Mapping[str, str], *, on_aws: bool, on_studio: bool = False, where: str) -> list[Problem]:
    """Everything that keeps `labels` from being the resource labels of one thing in Seqera; dynamic ones as templates.

    `on_aws`: Seqera refuses more there. `on_studio`: a Studio takes no dynamic labels.
    """
    found = [] if len(labels) <= MOST else [_too_many(len(labels), where)]
    for key, value in labels.items():
        if _is_sound(key, value, on_aws=on_aws, on_studio=on_studio):
            continue
        place = f"{where}.{key}"
        found += problems_in_key(key, on_aws=on_aws, where=place)
        found += problems_in_value(value, on_aws=on_aws, on_studio=on_studio, where=place)
    return found


def problems_in_key(key: str, *, on_aws: bool, where: str) -> list[Problem]:
    """Everything that keeps `key` from being a label's name."""
    if on_aws:
        return aws.problems_in_key(key, rule=LabelRule.PORTABLE, where=where)
    return grammar.problems_in_key(key, where)


def problems_in_value(value: str, *, on_aws: bool, on_studio: bool = False, where: str) -> list[Problem]:
    """Everything that keeps `value` from being a label's value: text, or a variable that Seqera knows and no more."""
    if is_dynamic(value):
        found = problems_in_template(value, where)
        if on_studio:
            found.append(problem(where, rules.STUDIO, repr(value), "Write a fixed value, or leave the label to runs."))
        elif not found and not is_known_variable(value):
            known = ", ".join(f"'${{{name}}}'" for name in VARIABLES)
            remedy = f"Give its variables a value (--var), or write one of {known} alone."
            found.append(problem(where, rules.SEQERA_WHOLE, repr(value), remedy))
        return found
    if on_aws:
        return aws.problems_in_value(value, rule=LabelRule.PORTABLE, where=where)
    return grammar.problems_in_value(value, where)


def is_known_variable(text: str) -> bool:
    """Whether `text` is one whole variable that Seqera resolves itself.

    >>> is_known_variable("${workflowId}"), is_known_variable("run-${workflowId}"), is_known_variable("${runName}")
    (True, False, False)
    """
    return text in _PLACEHOLDERS


@lru_cache(maxsize=4096)
def _is_sound(key: str, value: str, *, on_aws: bool, on_studio: bool) -> bool:
    """Whether one label has no problem. Cached: the same labels recur from run to run."""
    return not (
        problems_in_key(key, on_aws=on_aws, where="")
        or problems_in_value(value, on_aws=on_aws, on_studio=on_studio, where="")
    )


def _too_many(count: int, where: str) -> Problem:
    """More labels than one thing takes."""
    return problem(where, rules.SEQERA_COUNT, f"{count} labels", f"Remove {count - MOST} of them.")
