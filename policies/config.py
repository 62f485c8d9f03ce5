"""The pack's own config (`--policy-pack-config`), read by the model of `labelwright:policies`.

The engine takes any name and any value; here a misspelt one is refused, with everything else that is wrong.
"""

from collections.abc import Mapping
from typing import cast

from labelwright import rules
from labelwright.problem import LabelError, Problem, problem, suggest
from labelwright.settings import Source
from labelwright.settings.parse import parse_tree
from labelwright.settings.policies import POLICY_FIELDS, REVIEWED, Policies, problems_in_policies

LABELS, ADVICE, REMEDIATION = "labels", "labels-advice", "labels-remediation"
"""The policies of the pack: what stops an update, what is worth a look, and what adds labels."""

NAMESPACE = "policy-pack-config"
_POLICIES = (LABELS, ADVICE, REMEDIATION)
_EVERY = "all"


def parse_config(config: Mapping[str, Mapping[str, object]]) -> Policies:
    """The settings of `labels` in a config of the pack, given as policy -> its properties.

    Raises `LabelError` with every problem.
    """
    found: list[Problem] = []
    for name, properties in config.items():
        if name not in (*_POLICIES, _EVERY):
            found.append(problem(f"{NAMESPACE}:{name}", rules.FIELD, repr(name), suggest(name, _POLICIES)))
        elif name != LABELS and properties:
            got, remedy = " and ".join(map(repr, properties)), f"Write it below {LABELS!r}: every policy reads that."
            found.append(problem(f"{NAMESPACE}:{name}", rules.FIELD, got, remedy))
    tree = cast("Mapping[str, object]", _whole(dict(config.get(LABELS, {}))))
    source = Source(tree=tree, namespace=NAMESPACE)
    policies, mistakes = parse_tree(Policies, tree, source, fields=POLICY_FIELDS, prefix=(LABELS,))
    policies = policies or Policies()
    found += mistakes
    found += problems_in_policies(policies, lambda path: source.where((LABELS, *path)), None)
    remedy = "Write it in stack config: 'labelwright review' judges it, and reads that."
    found += [
        problem(source.where((LABELS, name)), rules.FIELD, repr(name), remedy)
        for name in REVIEWED
        if name in policies.model_fields_set
    ]
    if found:
        raise LabelError(found)
    return policies


def _whole(value: object) -> object:
    """The same with whole numbers as such: the engine hands every number over as a float."""
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_whole(one) for one in cast("list[object]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value
