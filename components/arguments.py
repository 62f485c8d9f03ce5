"""What a component was given, read with its platform's own model, and refused with every mistake at once.

Values that are Outputs are left out of the reading where the component takes them late; the component uses them as they
are.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar, cast

import pulumi
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from labelwright.environments.arguments import Arguments
from labelwright.problem import Problem, problem, suggest
from labelwright.rules import FIELD, FIELD_VALUE, KNOWN_VALUE

PlanT = TypeVar("PlanT", bound=Arguments)


def parse_args(
    name: str, args: Mapping[str, object], *, model: type[PlanT], late: Collection[str]
) -> tuple[PlanT, dict[str, str]]:
    """The plan of environment `name` and its own labels. `late` names the arguments that may be Outputs.

    Raises `pulumi.RunError` with every problem: these are a user's mistakes, and Pulumi shows them without a traceback.
    """
    where = f"environment {name!r}"
    found = _problems_in_labels(f"{where}.labels", args)
    given = {
        field: _plain(value)
        for field, value in args.items()
        if field != "labels" and value is not None and not (field in late and _is_late(value))
    }
    plan = None
    try:
        plan = model.model_validate(given)
        plan.model_fields_set.update(field for field in late if args.get(field) is not None)  # given, if not known yet
        found += plan.problems_in_name(name, where)
        found += plan.problems(lambda field: f"{where}.{field}")
    except ValidationError as error:
        known = ["labels", *model.model_fields]
        found += [_misread(where, detail, known) for detail in error.errors(include_url=False)]
    if found or plan is None:
        raise pulumi.RunError("\n".join(map(str, found)))
    return plan, dict(cast("Mapping[str, str]", args.get("labels") or {}))


def _is_late(value: object) -> bool:
    """Whether the value is an Output, or a list that holds one."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return not all(isinstance(item, str) for item in items)


def _plain(value: object) -> object:
    """A whole number as one: a packaged component gets every number as a float."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _misread(where: str, detail: ErrorDetails, known: Collection[str]) -> Problem:
    """An argument that is not of its kind, or that there is none of."""
    name = str(detail["loc"][0])
    if detail["type"] == "extra_forbidden":
        return problem(f"{where}.{name}", FIELD, repr(name), suggest(name, sorted(known)))
    return problem(f"{where}.{name}", FIELD_VALUE, detail["input"], f"{detail['msg']}.")


def _problems_in_labels(where: str, args: Mapping[str, object]) -> list[Problem]:
    """Labels that nobody can check yet: Outputs, secrets and unknowns. Their content is not shown: it may be secret."""
    labels: object = args.get("labels") or {}
    if not isinstance(labels, Mapping):
        return [_unknown(where, labels)]
    entries = cast("Mapping[str, object]", labels)
    return [_unknown(f"{where}.{key}", value) for key, value in entries.items() if not isinstance(value, str)]


def _unknown(where: str, got: object) -> Problem:
    """A label whose text is not there."""
    kind = "an Output" if isinstance(got, pulumi.Output) else f"a value of type {type(got).__name__}"
    return problem(where, KNOWN_VALUE, kind, "Write the text itself, such as 'genomics'.")
