"""Workflow commands of GitHub Actions, which show problems beside the lines they are in.

GitHub shows ten errors and ten warnings a step. So every check gets its one annotation first, on
its first failing row; only then come the other rows.
"""

from __future__ import annotations

import os
from pathlib import Path

from inburgering_opendata.toolkit.ground.visible import visible
from inburgering_opendata.toolkit.validate.reports.by_table import by_table, file_of
from inburgering_opendata.toolkit.validate.reports.markdown import as_markdown
from inburgering_opendata.toolkit.validate.reports.wording import (
    SHOWN,
    counts,
    nothing_checked,
    problem,
    row,
    title,
)
from inburgering_opendata.toolkit.validate.result import (
    CheckResult,
    Failure,
    Outcome,
    ValidationResult,
)


def as_github(result: ValidationResult, checked: Path) -> str:
    """One annotation a line, then a line a table and the totals for those who read the log."""
    problems = result.worst_first()
    lines = [_whole_check(check, checked) for check in problems]
    lines += [line for check in problems for line in _further_rows(check, checked)]
    if nothing_checked(result):
        lines.append(f"::error title=opendata validate::{_data(counts(result))}")
    lines += [f"{table.outcome.value}: {table.summary()}" for table in by_table(result)]
    return "\n".join([*lines, f"{result.outcome.value}: {counts(result)}"])


def append_step_summary(result: ValidationResult, checked: Path) -> None:
    """Add the Markdown report to the page of the job, where GitHub names a file for that."""
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(path).open("ab") as summary:
            summary.write(as_markdown(result, checked).encode("utf-8", "backslashreplace") + b"\n")


def _rows_with_a_line(check: CheckResult) -> list[Failure]:
    return [failure for failure in check.failures if failure.line is not None][:SHOWN]


def _whole_check(check: CheckResult, checked: Path) -> str:
    rows = _rows_with_a_line(check)
    return _command(check, checked, rows[0].line if rows else None, problem(check))


def _further_rows(check: CheckResult, checked: Path) -> list[str]:
    return [
        _command(check, checked, failure.line, [row(failure)])
        for failure in _rows_with_a_line(check)[1:]
    ]


def _command(check: CheckResult, checked: Path, line: int | None, message: list[str]) -> str:
    name = "warning" if check.outcome is Outcome.WARNING else "error"
    file = file_of(check.package, check.table, checked)
    return annotation(
        name,
        file=file and visible(file),
        line=line,
        title=f"{check.outcome.value}: {title(check)}",
        message="\n".join(message),
    )


def annotation(name: str, *, file: str | None, line: int | None, title: str, message: str) -> str:
    """One annotation: `name` is error, warning or notice."""
    details = {"file": file, "line": None if line is None else str(line), "title": title}
    properties = ",".join(f"{key}={_property(value)}" for key, value in details.items() if value)
    return f"::{name} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
