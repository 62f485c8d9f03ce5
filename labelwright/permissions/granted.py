"""What documents grant that stand somewhere already, held against what a platform needs: `permissions --check`.

Rights are a sum, so all the documents that an identity has are judged together. What is around them (boundaries,
policies of an organization, where a role is bound) is not seen here, and whoever is shown the result is told so.
How AWS puts statements together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from labelwright.permissions.document import Document, Need

_CONTROL, _DATA = "control ", "data "
"""Before permissions of Azure: those on resources and those on what is in them are granted apart from each other."""
_EVERYTHING = ("*",)


@dataclass(frozen=True, slots=True)
class Grant:
    """What one part of a document says of some permissions, as patterns with `*` and `?`.

    `limits` says why it does not hold everywhere, "" where it does.
    """

    patterns: tuple[str, ...]
    excepted: tuple[str, ...] = ()
    is_denial: bool = False
    limits: str = ""

    def is_about(self, permission: str) -> bool:
        """Whether it says anything of a permission."""
        return _matches(self.patterns, permission) and not _matches(self.excepted, permission)


class Lack(NamedTuple):
    """A permission that is needed and not granted, or not everywhere."""

    need: Need
    reason: str


class Checked(NamedTuple):
    """What is missing, what is granted in part only, and how many permissions are granted."""

    missing: tuple[Lack, ...]
    partly: tuple[Lack, ...]
    granted: int


def parse_grants(platform: str, documents: Iterable[object]) -> list[Grant]:
    """What documents grant, in the form of the platform's cloud, or as its tool prints them. Raises ValueError."""
    found: list[Grant] = []
    for document in documents:
        grants = list(_READERS[platform.partition("-")[0]](document))
        if not grants:
            raise ValueError(f"it grants nothing. {_FORMS[platform.partition('-')[0]]}")
        found += grants
    return found


def checked(document: Document, grants: Sequence[Grant]) -> Checked:
    """Hold the grants against what a document of ours is for."""
    missing: list[Lack] = []
    partly: list[Lack] = []
    needs = list(dict.fromkeys(document.needs))
    for need in needs:
        permission = _spelt(document, need)
        about = [one for one in grants if one.is_about(permission)]
        denials, allowances = ([one for one in about if one.is_denial is denied] for denied in (True, False))
        if not allowances:
            missing.append(Lack(need, "nothing allows it"))
        elif any(not one.limits for one in denials):
            missing.append(Lack(need, "denied"))
        elif denials:
            partly.append(Lack(need, f"denied {denials[0].limits}"))
        elif all(one.limits for one in allowances):
            partly.append(Lack(need, f"allowed {allowances[0].limits}"))
    return Checked(tuple(missing), tuple(partly), len(needs) - len(missing) - len(partly))


def _spelt(document: Document, need: Need) -> str:
    """A permission as the readers below spell it."""
    if document.body.get("kind") == "List":
        verb, _, resource = need.permission.partition(" ")
        name, slash, part = resource.partition("/")
        resource, _, group = name.partition(".")
        return _on_kubernetes(verb, group, f"{resource}{slash}{part}")
    if "DataActions" in document.body:
        is_data = need.permission in cast("Sequence[str]", document.body["DataActions"])
        return f"{_DATA if is_data else _CONTROL}{need.permission}"
    return need.permission


def _matches(patterns: Iterable[str], permission: str) -> bool:
    """Whether one of the patterns is for a permission; AWS and Azure take no account of case."""
    return any(_compiled(one).fullmatch(permission) for one in patterns)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE)


def _aws(document: object) -> Iterator[Grant]:
    """An IAM policy, or what `aws iam get-policy-version` and `get-role-policy` print."""
    policy = _inner(document, "PolicyVersion", "Document", "PolicyDocument")
    for one in _mappings(policy.get("Statement")):
        resources, excepted = _texts(one.get("Resource")), _texts(one.get("NotAction"))
        limits = "under a condition only" if one.get("Condition") else ""
        if "*" not in resources:
            limits = "for some resources only"
        patterns = _EVERYTHING if excepted else _texts(one.get("Action"))
        yield Grant(patterns, excepted, one.get("Effect") == "Deny", limits)


def _azure(document: object) -> Iterator[Grant]:
    """A role definition, in the form that is written or the one that `az role definition list` prints."""
    for role in _mappings(document):
        known = {name[:1].lower() + name[1:]: value for name, value in role.items()}
        for one in _mappings(known.get("permissions")) or [known]:
            kinds = ((_CONTROL, "actions", "notActions"), (_DATA, "dataActions", "notDataActions"))
            for mark, allowed, excepted in kinds:
                if patterns := _marked(mark, one.get(allowed)):
                    yield Grant(patterns, _marked(mark, one.get(excepted)))


def _google(document: object) -> Iterator[Grant]:
    """A role, as `gcloud iam roles describe` prints it."""
    for role in _mappings(document):
        if patterns := _texts(role.get("includedPermissions")):
            yield Grant(patterns)


def _kubernetes(document: object) -> Iterator[Grant]:
    """Roles and ClusterRoles, and lists of them. Where they are bound is not looked at."""
    for one in _mappings(document):
        yield from (grant for item in _mappings(one.get("items")) for grant in _kubernetes(item))
        for rule in _mappings(one.get("rules")):
            limits = "for some names only" if rule.get("resourceNames") else ""
            patterns = (
                _on_kubernetes(verb, group, resource)
                for verb in _texts(rule.get("verbs"))
                for resource in _texts(rule.get("resources"))
                for group in _texts(rule.get("apiGroups"))
            )
            if found := tuple(patterns):
                yield Grant(found, limits=limits)


def _on_kubernetes(verb: str, group: str, resource: str) -> str:
    """A permission, or a pattern of some: each part may be `*`, and that of resources is for parts of them too."""
    return f"{verb} {group}|{resource}"


def _inner(document: object, *names: str) -> Mapping[str, Any]:
    """The document within what a tool wraps around it."""
    found = _mappings(document)[:1]
    value: Mapping[str, Any] = found[0] if found else {}
    for name in names:
        value = next(iter(_mappings(value.get(name))), value)
    return value


def _mappings(value: object) -> list[Mapping[str, Any]]:
    """The mappings in a list, or the one that stands alone."""
    given = cast("list[object]", value if isinstance(value, list) else [value])
    return [cast("Mapping[str, Any]", one) for one in given if isinstance(one, Mapping)]


def _texts(value: object) -> tuple[str, ...]:
    """The texts in a list, or the one that stands alone."""
    given = cast("list[object]", value if isinstance(value, list) else [value])
    return tuple(one for one in given if isinstance(one, str))


def _marked(mark: str, value: object) -> tuple[str, ...]:
    return tuple(f"{mark}{one}" for one in _texts(value))


_READERS: Mapping[str, Callable[[object], Iterator[Grant]]] = {
    "aws": _aws,
    "azure": _azure,
    "google": _google,
    "kubernetes": _kubernetes,
}
_FORMS: Mapping[str, str] = {
    "aws": "Give IAM policies: JSON with 'Statement', as 'aws iam get-policy-version' or 'get-role-policy' print it.",
    "azure": "Give role definitions: JSON with 'Actions', as 'az role definition list' prints them.",
    "google": "Give roles: JSON or YAML with 'includedPermissions', as 'gcloud iam roles describe' prints them.",
    "kubernetes": "Give Roles or ClusterRoles: JSON or YAML with 'rules', as 'kubectl get clusterrole -o yaml' prints.",
}
