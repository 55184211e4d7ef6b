"""What a validation found: one result a check, and one outcome and exit code for the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, NOT_PROVEN


class Outcome(StrEnum):
    """How a check ended, best first."""

    PASSED = "passed"
    WARNING = "warning"
    UNPROVEN = "unproven"
    """It agrees with what the release says of itself, and with nothing that can be trusted."""
    FAILED = "failed"
    ERROR = "error"
    """It could not be checked."""


SEVERITY_LADDER = tuple(Outcome)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One thing that is wrong: a row (`line` of the file, `key`), or a group (`key` alone)."""

    key: Mapping[str, str]
    expected: str
    observed: str
    difference: str | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """How one check of one table ended."""

    package: str
    table: str
    check: str
    """Identifier of the check, unique within its table."""
    expectation: str
    """The kind of check: a type of expectation, or the tool that made it."""
    outcome: Outcome
    reason: str
    """Why the check is there."""
    expected: str
    observed: str
    difference: str | None = None
    unexpected_count: int = 0
    failures: Sequence[Failure] = ()
    """Every one, however many; gone through one by one they never fill the memory."""
    hint: str | None = None

    def to_dict(self) -> dict[str, Any]:
        failures = [asdict(failure) for failure in self.failures]
        return asdict(replace(self, failures=())) | {"failures": failures}


@dataclass(frozen=True)
class CheckedTable:
    """A table that was read, with the fingerprint of the file that was checked."""

    package: str
    table: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class ValidationResult:
    """Everything a run of `opendata validate` found."""

    tables: tuple[CheckedTable, ...]
    checks: tuple[CheckResult, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst outcome that decides the run: wrong data before what could not be checked."""
        outcomes = {result.outcome for result in self.checks}
        if Outcome.FAILED in outcomes:
            return Outcome.FAILED
        if Outcome.ERROR in outcomes or not self.checks or not self.tables:
            return Outcome.ERROR
        if Outcome.UNPROVEN in outcomes:
            return Outcome.UNPROVEN
        return Outcome.WARNING if Outcome.WARNING in outcomes else Outcome.PASSED

    @property
    def exit_code(self) -> int:
        return self.exit_code_for(Outcome.FAILED)

    def exit_code_for(self, fail_on: Outcome) -> int:
        """The exit code when an outcome of `fail_on` or worse counts as wrong data."""
        if self.outcome is Outcome.ERROR:
            return NOT_DONE
        if self.outcome is Outcome.UNPROVEN:
            return NOT_PROVEN
        bad = SEVERITY_LADDER.index(self.outcome) >= SEVERITY_LADDER.index(fail_on)
        return DATA_WRONG if bad else 0

    def counts(self) -> dict[str, int]:
        found = Counter(result.outcome for result in self.checks)
        return {outcome.value: found[outcome] for outcome in Outcome}

    def worst_first(self) -> list[CheckResult]:
        """Everything that did not pass, worst first, then by table and check."""
        return sorted(
            (result for result in self.checks if result.outcome is not Outcome.PASSED),
            key=lambda r: (-SEVERITY_LADDER.index(r.outcome), r.package, r.table, r.check),
        )

    def to_dict(self) -> dict[str, Any]:
        """The whole result; the same for the same data, so that it can be published."""
        return {**self.summary(), "checks": [result.to_dict() for result in self.checks]}

    def summary(self) -> dict[str, Any]:
        """The result without its checks."""
        return {
            "outcome": self.outcome.value,
            "counts": self.counts(),
            "tables": [asdict(table) for table in self.tables],
        }


@dataclass
class Findings:
    """Collects the results of the steps of a run."""

    tables: list[CheckedTable] = field(default_factory=list)
    checks: list[CheckResult] = field(default_factory=list)

    def finish(self) -> ValidationResult:
        order = sorted(self.checks, key=lambda r: (r.package, r.table, r.check))
        return ValidationResult(tuple(self.tables), tuple(order))

    def add(self, results: Iterable[CheckResult]) -> None:
        self.checks.extend(results)
