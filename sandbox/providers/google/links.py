"""How Google's resources name each other: by id, by self link, or by name alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox.providers.google.kinds import Kind, kind_of
from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Properties, Value

DEFAULT_NETWORK = "default"
"""Every project has a network of this name from its beginning, with a subnetwork in each region."""


def plain(value: Value) -> str:
    """Return the last part of a name, id or link: `regions/europe-west1` is `europe-west1`."""
    return str(value).rstrip("/").rpartition("/")[2]


def identity_of(kind: Kind, inputs: Mapping[str, Value]) -> str:
    """Build an id; raises `ProviderError` where a part of it is missing."""
    missing = sorted(part for part in kind.parts if inputs.get(part) in (None, ""))
    if missing:
        wanted = " and ".join(f'"{part}"' for part in missing)
        raise ProviderError(
            f"{kind.token}: {wanted}: required field is not set; give it, or set it for the provider "
            f"(`pulumi config set gcp:{missing[0]} ...`)"
        )
    whole = {"role", "member"}
    parts = {part: str(inputs[part]) if part in whole else plain(inputs[part]) for part in kind.parts}
    return kind.identity.format_map(parts)


def link_of(kind: Kind, identity: str) -> str:
    """Return the self link; empty for a type that has none."""
    return f"{kind.api}{identity}" if kind.api else ""


def target(token: str, value: str, inputs: Mapping[str, Value]) -> str | None:
    """Return the id of what a reference means; None where it leads to what the sandbox does not keep."""
    kind = kind_of(token)
    if kind.token == "gcp:serviceaccount/account:Account":  # noqa: S105 - a type
        return _account(value)
    bare = re.sub(r"^https://[^/]+/(compute|storage)/[^/]+/(b/)?", "", value)
    place: Properties = {part: inputs[part] for part in kind.parts if part in inputs}
    for word, name in re.findall(r"(project|region|zone|location)s/([^/]+)", bare):
        place[word] = name
    own = "name" if "name" in kind.parts else next(iter(kind.parts - place.keys()), "name")
    return identity_of(kind, {**place, own: plain(bare)})


def _account(value: str) -> str | None:
    """Find the service account of an email or IAM member; Google's own, users and groups are none of ours."""
    found = re.fullmatch(r"(?:serviceAccount:)?([^:@/]+@([^@/]+)\.iam\.gserviceaccount\.com)", value)
    if found is None or found[2].startswith("gcp-sa-"):
        return None
    return f"projects/{found[2]}/serviceAccounts/{found[1]}"
