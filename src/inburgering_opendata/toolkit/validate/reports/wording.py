"""The words that every format shares: what a check demanded, what it saw, and which rows failed."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.visible import visible
from inburgering_opendata.toolkit.validate.result import (
    CheckResult,
    Failure,
    Outcome,
    ValidationResult,
)

SHOWN = 10
"""Failing rows shown to people; the JSON has them all."""


def title(check: CheckResult) -> str:
    return visible(f"{check.package}/{check.table}: {check.check}")


def facts(check: CheckResult) -> list[tuple[str, str]]:
    """What is known of the check as a whole, each with its label."""
    found = [("why", check.reason), ("expected", check.expected), ("observed", check.observed)]
    if check.difference:
        found.append(("difference", check.difference))
    return [(label, visible(value)) for label, value in found]


def key_of(failure: Failure) -> str:
    return visible(", ".join(f"{name} {value}" for name, value in failure.key.items()))


def row(failure: Failure) -> str:
    """One failing row or group: where it is, and what is wrong with it."""
    line = f"line {failure.line}" if failure.line is not None else ""
    where = ", ".join(filter(None, (line, key_of(failure))))
    text = f"expected {visible(failure.expected)}, observed {visible(failure.observed)}"
    if failure.difference:
        text += f", difference {visible(failure.difference)}"
    return f"{where}: {text}" if where else text


def not_shown(check: CheckResult) -> str | None:
    """How many failing rows are left out, and where they are."""
    more = len(check.failures) - SHOWN
    return f"… and {more:,} more: see --format json" if more > 0 else None


def problem(check: CheckResult, labelled: str = "{}: {}") -> list[str]:
    """Everything there is to say about a check that did not pass, a line each."""
    lines = [labelled.format(label, value) for label, value in facts(check)]
    lines += [f"  - {row(failure)}" for failure in check.failures[:SHOWN]]
    if more := not_shown(check):
        lines.append(f"    {more}")
    if check.hint:
        lines.append(labelled.format("what to do", visible(check.hint)))
    return lines


def counts(result: ValidationResult) -> str:
    """How many checks ended how, in words."""
    found = ", ".join(f"{count:,} {name}" for name, count in result.counts().items() if count)
    if not found:
        return "nothing was checked"
    return f"{found}, but no table was checked" if nothing_checked(result) else found


def nothing_checked(result: ValidationResult) -> bool:
    """Whether the run is an error that no check of its own tells of."""
    return result.outcome is Outcome.ERROR and not result.counts()[Outcome.ERROR]
