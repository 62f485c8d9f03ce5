"""Azure Policy definitions about tags: what their `if` calls a violation, turned round into what it demands.

Structure: https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from labelwright.policy_import.azure_conditions import Demand, Means, UnsaidError, demands, resolved, tag_of
from labelwright.policy_import.wanted import Wanted

PACKAGE = "azure-native"
JUDGING = frozenset({"audit", "deny"})
FILLING = frozenset({"append", "modify"})

Definition = Mapping[str, Any]  # a policy definition has no type of its own here


def definitions(document: object) -> list[Definition]:
    """The definitions in what `az policy definition show|list` or the REST API prints; none where there are none."""
    if isinstance(document, list):
        return [one for part in cast("list[object]", document) for one in definitions(part)]
    if not isinstance(document, Mapping):
        return []
    found = cast("Mapping[str, Any]", document)
    if isinstance(found.get("value"), list):
        return definitions(found["value"])
    inner = found.get("properties")
    named = {**cast("Mapping[str, Any]", inner), "name": found.get("name")} if isinstance(inner, Mapping) else found
    return [named] if "policyRule" in named else []


def add_definition(definition: Definition, given: Mapping[str, Any], where: str, wanted: Wanted) -> None:
    """Put what one definition demands into the words of our own. `given` are values of its parameters, by name."""
    name = definition.get("displayName") or definition.get("name") or "a definition"
    place = f"{where}: {name}"
    rule = definition["policyRule"]
    try:
        parameters = {**_defaults(definition), **given}
        effect = str(resolved(rule["then"]["effect"], parameters)).casefold()
        if effect not in JUDGING | FILLING:
            raise UnsaidError(f"effect {effect}")  # noqa: TRY301 - one way out for all that is not said
        found = demands(rule["if"], parameters)
        if effect in FILLING:
            found = list(_filled(found, rule["then"].get("details"), parameters, place, wanted))
    except UnsaidError as reason:
        wanted.left_out.append(f"{place}: {reason}")
        return
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        wanted.left_out.append(f"{place}: not of the form of a definition ({error})")
        return
    for demand in found:
        _add(demand, place, wanted)
    if effect == "audit":
        wanted.notes.append(f"{place}: only audited there; here a rule has one level for all keys")


def _defaults(definition: Definition) -> dict[str, Any]:
    """Parameters with the values that they have where nobody gives one."""
    declared: Mapping[str, Mapping[str, Any]] = definition.get("parameters") or {}
    return {name: one["defaultValue"] for name, one in declared.items() if "defaultValue" in one}


def _filled(
    found: list[Demand], details: Any, parameters: Mapping[str, Any], place: str, wanted: Wanted
) -> Iterator[Demand]:
    """What `append` and `modify` come to: Azure fills a key in, and here somebody must declare it."""
    is_object = isinstance(details, Mapping)
    operations: Any = cast("Mapping[str, Any]", details).get("operations") if is_object else details
    values = {
        key: one.get("value")
        for one in cast("list[Mapping[str, Any]]", operations or [])
        if (key := tag_of(resolved(one.get("field", ""), parameters))) is not None
    }
    if not values:
        raise UnsaidError("it changes something else than a tag")
    for key, value in values.items():
        wanted.notes.append(f"{place}: Azure fills in {key} with {_said(value, parameters)}; here it must be declared")
        yield Demand(key, Means.REQUIRED, narrowed=any(one.narrowed for one in found))


def _said(value: object, parameters: Mapping[str, Any]) -> str:
    """A value as text, or the expression that it is."""
    try:
        return repr(resolved(value, parameters))
    except UnsaidError:
        return str(value)


def _add(demand: Demand, place: str, wanted: Wanted) -> None:
    """One demand."""
    if demand.means is Means.REQUIRED:
        wanted.require(PACKAGE, demand.key)
    elif demand.means is Means.FORBIDDEN:
        wanted.forbid(demand.key)
    elif demand.means is Means.ALLOWED:
        wanted.allow(demand.key, demand.values)
    else:
        wanted.fit(demand.key, demand.values[0])
    if demand.narrowed:
        wanted.notes.append(f"{place}: {demand.key} is judged on some resources there, on all of Azure here")
    if demand.means is not Means.REQUIRED:
        wanted.notes.append(
            f"{place}: {demand.key} is judged on Azure, without case, there; on every cloud, with case, here"
        )
