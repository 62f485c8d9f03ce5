"""No key and no value holds what looks like a credential: labels are printed, billed and searched by many.

Only shapes that their makers chose so that scanners find them, and others never take for one: a rule that cries wolf is
switched off. What is found is never shown.
Sources: https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids,
https://api.slack.com/concepts/token-types, https://www.rfc-editor.org/rfc/rfc7519, https://www.rfc-editor.org/rfc/rfc7468
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from labelwright import rules
from labelwright.problem import Problem, problem
from policies.labelled import LabelledResource

_BEFORE, _AFTER = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"

SHAPES: Mapping[str, re.Pattern[str]] = {
    "an AWS access key id": re.compile(rf"{_BEFORE}(?:AKIA|ASIA)[A-Z2-7]{{16}}{_AFTER}"),
    "a GitHub token": re.compile(rf"{_BEFORE}(?:gh[pousr]_[A-Za-z0-9]{{36,}}|github_pat_[A-Za-z0-9_]{{22,}})"),
    "a GitLab token": re.compile(rf"{_BEFORE}glpat-[A-Za-z0-9_-]{{20,}}"),
    "a Slack token": re.compile(rf"{_BEFORE}xox[abeoprs]-[A-Za-z0-9-]{{10,}}"),
    "a Google API key": re.compile(rf"{_BEFORE}AIza[A-Za-z0-9_-]{{35}}(?![A-Za-z0-9_-])"),
    "a Stripe key": re.compile(rf"{_BEFORE}[rs]k_live_[A-Za-z0-9]{{16,}}"),
    "a Pulumi access token": re.compile(rf"{_BEFORE}pul-[0-9a-f]{{40}}{_AFTER}"),
    "a JSON Web Token": re.compile(rf"{_BEFORE}eyJ[A-Za-z0-9_-]{{6,}}\.eyJ[A-Za-z0-9_-]{{2,}}\."),
    "a private key": re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY"),
    "a password in an address": re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s:@]+@"),
}
"""What looks like it -> its shape, found anywhere in a text."""

_REMEDY = "Remove it and revoke it: whoever reads the resource, its state or the bill has seen it."


def problems(resource: LabelledResource) -> list[Problem]:
    """Each key and each known value that holds one, told by kind and length."""
    return [
        problem(
            f"{path}.{_shown(key)}", rules.SECRET_VALUE, f"what looks like {kind} ({len(text)} characters)", _REMEDY
        )
        for path, key, text in _texts(resource)
        for kind in kinds(text)
    ]


@lru_cache(maxsize=4096)
def kinds(text: str) -> tuple[str, ...]:
    """What the text looks like to hold. The same few labels stand on most resources of a stack."""
    return tuple(kind for kind, shape in SHAPES.items() if shape.search(text))


def without_secrets(resource: LabelledResource) -> LabelledResource:
    """The resource with unknown values in the place of credentials, for all that is to be shown or judged besides.

    A label whose key holds one is left out.
    """
    if not any(kinds(text) for _, _, text in _texts(resource)):
        return resource
    return replace(
        resource,
        places=tuple(
            replace(
                place,
                labels={
                    key: None if value is None or kinds(value) else value
                    for key, value in place.labels.items()
                    if not kinds(key)
                },
            )
            for place in resource.places
        ),
    )


def _texts(resource: LabelledResource) -> Iterator[tuple[str, str, str]]:
    """Path, key, and the key itself or its value, for all that is known."""
    for place in resource.places:
        for key, value in place.labels.items():
            yield place.path, key, key
            if value is not None:
                yield place.path, key, value


def _shown(key: str) -> str:
    """A key for a message."""
    return f"[a key of {len(key)} characters]" if kinds(key) else key
