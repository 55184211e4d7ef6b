"""Findings as text, as JSON, and as annotations of GitHub Actions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from inburgering_opendata.toolkit.ground.visible import shown
from inburgering_opendata.toolkit.upkeep.lint.finding import LADDER, Finding, Severity
from inburgering_opendata.toolkit.validate.reports.github import annotation

_COUNTED = {
    Severity.ERROR: "wrong",
    Severity.DRAFT: "still to be written",
    Severity.WARNING: "to be looked at",
}


def as_text(findings: Sequence[Finding], root: Path) -> str:
    """File by file, each finding with what to do; the numbers at the end."""
    lines = []
    for path, of_file in groupby(findings, key=lambda each: each.path):
        lines.append(shown(within(path, root)))
        last = ""
        for each in of_file:
            if last not in ("", each.mend):
                lines.append(f"    {shown(last)}")
            lines.append(f"  {each.severity.value}: {shown(each.problem)}")
            last = each.mend
        lines.append(f"    {shown(last)}")
    return "\n".join([*lines, counts(findings)])


def counts(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity, in words."""
    numbers = [
        f"{number} {_COUNTED[severity]}"
        for severity in LADDER
        if (number := sum(each.severity is severity for each in findings))
    ]
    return f"the files of the project: {', '.join(numbers) or 'nothing is wrong'}"


def told(finding: Finding, root: Path) -> dict[str, str]:
    """A finding as JSON has it."""
    return {
        "path": within(finding.path, root),
        "severity": finding.severity.value,
        "problem": finding.problem,
        "mend": finding.mend,
    }


def as_annotations(findings: Sequence[Finding]) -> str:
    """One annotation a line, the worst first, as GitHub shows ten of a step."""
    worst = sorted(findings, key=lambda each: LADDER.index(each.severity))
    lines = [
        annotation(
            "error" if each.severity is Severity.ERROR else "warning",
            file=_from_here(each.path),
            line=None,
            title=f"opendata lint: {each.severity.value}",
            message=f"{each.problem}\n{each.mend}",
        )
        for each in worst
    ]
    return "".join(f"{line}\n" for line in [*lines, counts(findings)])


def within(path: Path, root: Path) -> str:
    """A path as seen from the project."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _from_here(path: Path) -> str:
    return within(path.resolve(), Path.cwd())
