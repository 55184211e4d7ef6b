"""Workflow commands of GitHub Actions, which show problems beside the lines they are in.

GitHub shows ten errors and ten warnings a step. So every check gets its one annotation first, on
its first failing row; only then come the other rows.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

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


class Place(Protocol):
    """Where somebody edits a row."""

    @property
    def file(self) -> Path: ...
    @property
    def line(self) -> int: ...
    @property
    def cell(self) -> str:
        """In words, where a line alone does not tell, as in a workbook; else empty."""


PlaceOf = Callable[[str, Mapping[str, str], str], Place | None]
"""From a table, the key of a row and a check that it failed to where somebody edits it."""


def _nowhere(_: str, __: Mapping[str, str], ___: str) -> None:
    return None


def as_github(result: ValidationResult, checked: Path, place_of: PlaceOf = _nowhere) -> str:
    """One annotation a line, then a line a table and the totals for those who read the log.

    Args:
        place_of: where a row is edited; where that is known the annotation stands there.
    """
    problems = result.worst_first()
    lines = [_whole_check(check, checked, place_of) for check in problems]
    lines += [line for check in problems for line in _further_rows(check, checked, place_of)]
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


def _whole_check(check: CheckResult, checked: Path, place_of: PlaceOf) -> str:
    rows = _rows_with_a_line(check)
    return _command(check, checked, rows[0] if rows else None, problem(check), place_of)


def _further_rows(check: CheckResult, checked: Path, place_of: PlaceOf) -> list[str]:
    return [
        _command(check, checked, failure, [row(failure)], place_of)
        for failure in _rows_with_a_line(check)[1:]
    ]


def _command(
    check: CheckResult,
    checked: Path,
    failure: Failure | None,
    message: list[str],
    place_of: PlaceOf,
) -> str:
    name = "warning" if check.outcome is Outcome.WARNING else "error"
    file = file_of(check.package, check.table, checked)
    line = failure.line if failure else None
    if failure and (edited := place_of(check.table, failure.key, check.check)):
        file, line = _from_here(edited.file), edited.line
        message = [*([visible(edited.cell)] if edited.cell else []), *message]
    return annotation(
        name,
        file=file and visible(file),
        line=line,
        title=f"{check.outcome.value}: {title(check)}",
        message="\n".join(message),
    )


def _from_here(path: Path) -> str:
    whole = path.resolve()
    here = Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else path).as_posix()


def annotation(name: str, *, file: str | None, line: int | None, title: str, message: str) -> str:
    """One annotation: `name` is error, warning or notice."""
    details = {"file": file, "line": None if line is None else str(line), "title": title}
    properties = ",".join(f"{key}={_property(value)}" for key, value in details.items() if value)
    return f"::{name} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
