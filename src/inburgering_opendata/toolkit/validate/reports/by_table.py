"""The checks of a result, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.ground.visible import visible
from inburgering_opendata.toolkit.validate.result import (
    SEVERITY_LADDER,
    CheckedTable,
    CheckResult,
    Outcome,
    ValidationResult,
)

_DESCRIPTOR = "datapackage.json"

PROJECT = "(project)"
"""In the place of a package: a file of the project, whose path stands in the place of a table."""


@dataclass(frozen=True)
class TableChecks:
    """The checks of one table, or of a package as a whole; `read` is None for what has no rows."""

    package: str
    table: str
    checks: tuple[CheckResult, ...]
    read: CheckedTable | None

    @property
    def name(self) -> str:
        return visible(f"{self.package}/{self.table}")

    @property
    def rows(self) -> str:
        return f"{self.read.rows:,}" if self.read else ""

    @property
    def passed(self) -> str:
        passed = sum(check.outcome is Outcome.PASSED for check in self.checks)
        return f"{passed} of {len(self.checks)}"

    @property
    def outcome(self) -> Outcome:
        """The worst outcome; a table without checks has not passed."""
        outcomes = [check.outcome for check in self.checks]
        return max(outcomes, key=SEVERITY_LADDER.index, default=Outcome.ERROR)

    def summary(self) -> str:
        rows = f"{self.rows} rows, " if self.read else ""
        return f"{self.name}: {rows}{self.passed} checks passed"


def by_table(result: ValidationResult) -> list[TableChecks]:
    """Every table that was read or has a check, by name: none may vanish because it is broken."""
    read = {(table.package, table.table): table for table in result.tables}
    checks: dict[tuple[str, str], list[CheckResult]] = {name: [] for name in read}
    for check in result.checks:
        checks.setdefault((check.package, check.table), []).append(check)
    return [TableChecks(*name, tuple(checks[name]), read.get(name)) for name in sorted(checks)]


def file_of(package: str, table: str, checked: Path) -> str | None:
    """The file that a check of `table` is about, seen from where the command runs.

    None where there is no such file to open: inside a zip, or when several packages are meant.
    """
    if package == PROJECT:
        return table if Path(table).is_file() else None
    if checked.suffix.lower() in (".csv", ".parquet"):
        return checked.as_posix()
    if checked.suffix.lower() == ".zip" or package.startswith("("):
        return None
    folder = checked.parent if checked.name == _DESCRIPTOR else checked
    # Only the disk tells one package from a folder of packages, which may have a descriptor too.
    alone = (folder / _DESCRIPTOR).is_file() and not (folder / package / _DESCRIPTOR).is_file()
    home = folder if alone else folder / package
    return (home / (_DESCRIPTOR if table.startswith("(") else f"data/{table}.csv")).as_posix()
