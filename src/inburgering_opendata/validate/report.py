"""A validation result for people and for machines."""

from __future__ import annotations

import json

import click

from inburgering_opendata.validate.result import CheckResult, Failure, Outcome, ValidationResult

SHOWN = 10
"""Failing rows shown on screen; the machine-readable report has them all."""

_COLOURS = {Outcome.ERROR: "magenta", Outcome.FAILED: "red", Outcome.WARNING: "yellow"}


def as_json(result: ValidationResult) -> str:
    """The whole result, every failing row included."""
    return json.dumps(result.to_dict(), indent=2, ensure_ascii=False)


def echo_text(result: ValidationResult) -> None:
    """The result for people: worst first, then how many checks each table passed."""
    for check in result.worst_first():
        _echo_check(check)
    for table in result.tables:
        of_table = [
            c for c in result.checks if (c.package, c.table) == (table.package, table.table)
        ]
        passed = sum(check.outcome is Outcome.PASSED for check in of_table)
        good = passed == len(of_table)
        click.secho("✓ " if good else "✗ ", fg="green" if good else "red", nl=False)
        name = f"{table.package}/{table.table}"
        click.echo(f"{name}: {table.rows:,} rows, {passed} of {len(of_table)} checks passed")
    counts = ", ".join(f"{count} {name}" for name, count in result.counts().items() if count)
    click.secho(f"{result.outcome.value}: ", bold=True, nl=False)
    click.echo(counts or "nothing was checked")


def _echo_check(check: CheckResult) -> None:
    click.secho(check.outcome.value.upper(), fg=_COLOURS[check.outcome], bold=True, nl=False)
    click.echo(f"  {check.package}/{check.table}: {check.check} ({check.expectation})")
    click.echo(f"  why        {check.reason}")
    click.echo(f"  expected   {check.expected}")
    click.echo(f"  observed   {check.observed}")
    if check.difference:
        click.echo(f"  difference {check.difference}")
    for failure in check.failures[:SHOWN]:
        click.echo(f"    - {_failure(failure)}")
    if len(check.failures) > SHOWN:
        click.echo(f"    … and {len(check.failures) - SHOWN} more: see --format json")
    if check.hint:
        click.echo(f"  what to do {check.hint}")
    click.echo()


def _failure(failure: Failure) -> str:
    where = [f"line {failure.line}"] if failure.line is not None else []
    where += [f"{name} {value}" for name, value in failure.key.items()]
    text = f"{', '.join(where)}: " if where else ""
    text += f"expected {failure.expected}, observed {failure.observed}"
    return text + (f", difference {failure.difference}" if failure.difference else "")
