"""Markdown, for a pull request or the summary of a job: the tables, then a section a problem."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from inburgering_opendata.toolkit.ground.visible import visible
from inburgering_opendata.toolkit.validate.reports.by_table import by_table
from inburgering_opendata.toolkit.validate.reports.wording import (
    SHOWN,
    counts,
    facts,
    key_of,
    not_shown,
    title,
)
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, ValidationResult

_MEANINGFUL = re.compile(r"[\\`*_\[\]|~$]")


def as_markdown(result: ValidationResult, checked: Path) -> str:
    lines = [
        f"# Validation of {plain(checked)}: {result.outcome.value}",
        "",
        counts(result),
        "",
        *table_head("outcome", "table", "rows", "checks passed"),
        *(
            table_row(table.outcome.value, table.name, table.rows, table.passed)
            for table in by_table(result)
        ),
    ]
    return "\n".join([*lines, *(line for c in result.worst_first() for line in _section(c))])


def _section(check: CheckResult) -> list[str]:
    lines = ["", f"## {check.outcome.value.upper()}: {plain(title(check))}", ""]
    lines += [f"- **{label}** {plain(value)}" for label, value in facts(check)]
    if check.failures:
        lines += ["", *table_head("line", "key", "expected", "observed", "difference")]
        lines += [_failure(failure) for failure in check.failures[:SHOWN]]
    if more := not_shown(check):
        lines += ["", more]
    if check.hint:
        lines += ["", f"**What to do:** {plain(check.hint)}"]
    return lines


def _failure(failure: Failure) -> str:
    line = "" if failure.line is None else str(failure.line)
    seen = (failure.expected, failure.observed, failure.difference or "")
    return table_row(line, key_of(failure), *seen)


def table_head(*headings: str) -> list[str]:
    return [table_row(*headings), "|" + "---|" * len(headings)]


def table_row(*cells: str) -> str:
    return "| " + " | ".join(plain(cell) for cell in cells) + " |"


def plain(value: object) -> str:
    """A value as itself: nothing in it is Markdown or HTML."""
    return _MEANINGFUL.sub(r"\\\g<0>", escape(visible(value), quote=False))
