"""Running the rules on one resource, and saying what they found in one message."""

from collections.abc import Mapping

from policies.labelled import LabelledResource
from policies.rules import RULES, Rule


def summary(resource: LabelledResource, rules: Mapping[str, Rule] = RULES) -> str | None:
    """One readable message with every problem of the resource, or None when there is none.

    A rule that fails itself is reported as that, and the others still count: an exception in a policy would end the
    whole update with a traceback.
    """
    lines: list[str] = []
    for name, rule in rules.items():
        try:
            lines += map(str, rule(resource))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other rules go on
            lines.append(
                f"the rule {name!r} failed itself ({type(error).__name__}: {error}); this is a bug in labelwright, "
                "not in the resource. Please report it"
            )
    if not lines:
        return None
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    return "\n".join(
        [f"{resource.name} ({resource.type}): {count} with its labels", *(f"  - {line}" for line in lines)]
    )
