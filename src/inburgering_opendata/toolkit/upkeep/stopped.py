"""A check that could not begin, as a result: what is wrong with the files of the project."""

from __future__ import annotations

import re
from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, Lines, OpendataError
from inburgering_opendata.toolkit.upkeep.lint.finding import Severity
from inburgering_opendata.toolkit.upkeep.lint.run import lint
from inburgering_opendata.toolkit.upkeep.lint.telling import within
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.reports.by_table import PROJECT
from inburgering_opendata.toolkit.validate.result import (
    CheckResult,
    Failure,
    Outcome,
    ValidationResult,
)

_STANDS = re.compile(r"(?:line|row) (?P<line>[0-9]+)\b")
"""How a problem begins that is one of a line, or of a row of a workbook."""


def stopped_by(error: OpendataError, named: Path | None) -> ValidationResult:
    """The result of a check that an error stopped before it could begin.

    Of a file of the project, everything that is wrong with its files is in it, so that a report
    names each file at fault; of another error, the file that it names.

    Args:
        named: the folder of the project, where somebody named it.
    """
    checks = []
    if error.kind is PROJECT_FILE_BROKEN:
        _, findings = lint(named)
        checks = [
            _check(each.path, each.problem, each.mend)
            for each in findings
            if each.severity is Severity.ERROR
        ]
    if not checks:
        path = error.details.get("path")
        place = path if isinstance(path, Path) else Path()
        told = [error.message.removeprefix(f"{path}: ")]
        for detail in error.details.values():
            if isinstance(detail, Lines):
                told = [*detail]
        checks = [_check(place, each, error.hint) for each in told]
    return ValidationResult((), tuple(checks))


def _check(path: Path, problem: str, mend: str) -> CheckResult:
    here = within(path.resolve(), Path.cwd())
    expected = "a file that every command can read"
    failures: tuple[Failure, ...] = ()
    if stands := _STANDS.match(problem):
        # Of a row of a source, so that it is shown beside that.
        failures = (Failure(key={}, expected=expected, observed=problem, line=int(stands["line"])),)
    return result(
        PROJECT,
        here,
        "project.file",
        Outcome.ERROR,
        "Nothing can be checked by a project whose own files are wrong.",
        expected=expected,
        observed=problem,
        failures=failures,
        hint=mend,
    )
