"""Findings as SARIF 2.1.0, the form that code scanning reads.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
What GitHub makes of it: https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from labelwright.finding import Finding, Location
from labelwright.rules import all_rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Sequence[Finding], stack: str) -> dict[str, Any]:
    """One run of one tool, in a category of its own for each stack, so that stacks do not close each other's alerts."""
    rules = list(dict.fromkeys(one.rule for one in findings))
    driver = {
        "name": "labelwright",
        "version": version("labelwright"),
        "rules": _rules(rules),
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"labelwright/{stack}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, rules.index(one.rule)) for one in findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(numbers: Iterable[str]) -> list[dict[str, Any]]:
    """What is to be known of each rule that was broken; of a policy of somebody else's, its name."""
    ours = {rule.number: rule for rule in all_rules()}
    found: list[dict[str, Any]] = []
    for number in numbers:
        rule = ours.get(number)
        described = {"id": number, "shortDescription": {"text": rule.text if rule else number}}
        found.append({**described, "helpUri": rule.source} if rule and rule.source else described)
    return found


def _result(finding: Finding, index: int) -> dict[str, Any]:
    """One finding. Its fingerprint is what it is about and what it says, so that it stays the same when lines move."""
    told = "\0".join((finding.rule, finding.subject, finding.text.partition(": ")[2]))
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": str(finding.level),
        "message": {"text": finding.text},
        "locations": [_location(finding)],
        "partialFingerprints": {"labelwright/v1": hashlib.sha256(told.encode()).hexdigest()},
    }


def _location(finding: Finding) -> dict[str, Any]:
    """Where it stands in a file, and what it is about."""
    logical: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.subject}]}
    return {"physicalLocation": _physical(finding.location), **logical} if finding.location else logical


def _physical(place: Location) -> dict[str, Any]:
    """A line of a file, by a path from the root of the repository."""
    column = {} if place.column is None else {"startColumn": place.column}
    return {
        "artifactLocation": {"uri": quote(place.file), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": place.line, **column},
    }
