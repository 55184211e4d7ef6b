"""Text for people: worst first, then a line a table, then the totals."""

from __future__ import annotations

from pathlib import Path

import click

from inburgering_opendata.toolkit.ground.visible import visible
from inburgering_opendata.toolkit.validate.reports.by_table import TableChecks, by_table
from inburgering_opendata.toolkit.validate.reports.wording import counts, problem, title
from inburgering_opendata.toolkit.validate.result import CheckResult, Outcome, ValidationResult

_COLOURS = {
    Outcome.ERROR: "magenta",
    Outcome.FAILED: "red",
    Outcome.UNPROVEN: "yellow",
    Outcome.WARNING: "yellow",
}


def as_text(result: ValidationResult, _checked: Path) -> str:
    """The result with colours, which `click.echo` drops where there is no terminal to show them."""
    lines = [line for check in result.worst_first() for line in [*_problem(check), ""]]
    lines += [_table(table) for table in by_table(result)]
    outcome = click.style(f"{result.outcome.value}: ", bold=True)
    return "\n".join([*lines, outcome + counts(result)])


def _problem(check: CheckResult) -> list[str]:
    outcome = click.style(check.outcome.value.upper(), fg=_COLOURS[check.outcome], bold=True)
    heading = f"{outcome}  {title(check)} ({visible(check.expectation)})"
    return [heading, *(f"  {line}" for line in problem(check, "{:<10} {}"))]


def _table(table: TableChecks) -> str:
    good = table.outcome is Outcome.PASSED
    mark = click.style("✓ " if good else "✗ ", fg="green" if good else "red")
    return mark + table.summary()
