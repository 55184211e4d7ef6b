"""JUnit XML, which CI servers show as test results: a suite a table, a case a check.

`failed` is a failure and `error` an error. A warning is a case that passed, with its message as
output: JUnit has no word for it, and `skipped` would say that it was not checked.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

from inburgering_opendata.toolkit.ground.visible import visible
from inburgering_opendata.toolkit.validate.reports.by_table import TableChecks, by_table, file_of
from inburgering_opendata.toolkit.validate.reports.wording import (
    counts,
    nothing_checked,
    problem,
)
from inburgering_opendata.toolkit.validate.result import CheckResult, Outcome, ValidationResult

_ELEMENTS = {
    Outcome.FAILED: "failure",
    Outcome.UNPROVEN: "error",
    Outcome.ERROR: "error",
}


def as_junit(result: ValidationResult, checked: Path) -> str:
    root = ET.Element("testsuites", name="opendata validate")
    for table in by_table(result):
        root.append(_suite(table, checked))
    if nothing_checked(result):
        # Zero tests would look like success to most readers.
        root.append(_nothing(counts(result)))
    for suite in (*root, root):
        _count(suite)
    ET.indent(root)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + ET.tostring(root, encoding="unicode")


def _suite(table: TableChecks, checked: Path) -> ET.Element:
    suite = ET.Element("testsuite", name=table.name)
    for check in table.checks:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=visible(f"{table.package}.{table.table}"),
            name=visible(check.check),
        )
        if path := file_of(table.package, table.table, checked):
            case.set("file", visible(path))
        if check.outcome is not Outcome.PASSED:
            case.append(_problem(check))
    return suite


def _problem(check: CheckResult) -> ET.Element:
    if check.outcome in _ELEMENTS:
        message = f"expected {visible(check.expected)}, observed {visible(check.observed)}"
        details = {"message": message, "type": visible(check.expectation)}
        element = ET.Element(_ELEMENTS[check.outcome], details)
    else:
        element = ET.Element("system-out")
    element.text = "\n".join([check.outcome.value, *problem(check)])
    return element


def _nothing(message: str) -> ET.Element:
    suite = ET.Element("testsuite", name="opendata")
    case = ET.SubElement(suite, "testcase", classname="opendata", name="something was checked")
    ET.SubElement(case, "error", message=message)
    return suite


def _count(element: ET.Element) -> None:
    found = Counter(child.tag for child in element.iter())
    element.set("tests", str(found["testcase"]))
    element.set("failures", str(found["failure"]))
    element.set("errors", str(found["error"]))
    element.set("skipped", "0")
