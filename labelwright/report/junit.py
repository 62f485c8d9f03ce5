"""Findings as JUnit XML, which every CI system shows as test results. A form by custom: no body has published it.

What the common readers agree on: https://github.com/testmoapp/junitxml
"""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from labelwright.finding import Finding, Severity


def junit(findings: Sequence[Finding], stack: str) -> str:
    """A test case a finding: an error has failed, a warning has passed and says so. Without findings, one has passed.

    A report without any test case is taken for a broken one by most readers.
    """
    failures = sum(one.level is Severity.ERROR for one in findings)
    counts = {"tests": str(len(findings) or 1), "failures": str(failures), "errors": "0", "skipped": "0", "time": "0"}
    root = ET.Element("testsuites", {"name": "labelwright", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": f"labels of stack {stack}", **counts})
    if not findings:
        _case(suite, stack, "no problems")
    for one in findings:
        _show(one, _case(suite, stack, f"{one.subject}: {one.rule}", one))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(suite: ET.Element, stack: str, name: str, finding: Finding | None = None) -> ET.Element:
    """One test case, with the file and the line that it is about where they are known."""
    place = finding.location if finding else None
    where = {"file": place.file, "line": str(place.line)} if place else {}
    about = {"classname": f"labelwright.{stack}", "name": name, "time": "0", **where}
    return ET.SubElement(suite, "testcase", about)


def _show(finding: Finding, case: ET.Element) -> None:
    """What was found, below its test case."""
    if finding.level is Severity.ERROR:
        message = finding.text.splitlines()[0] if finding.text else finding.rule
        ET.SubElement(case, "failure", message=message, type=finding.rule).text = finding.text
    else:
        ET.SubElement(case, "system-out").text = f"warning: {finding.text}"
