"""What an engine does, and what is the same whichever engine does it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from inburgering_opendata.toolkit.validate.arguments import with_values_of_columns
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.preconditions import TableState, obstacle
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding
from inburgering_opendata.toolkit.validate.spill import gathered
from inburgering_opendata.toolkit.validate.workspace import TableFile

Place = tuple[int | None, dict[str, str]]
"""Where a row stands: its line, for a format with lines, and its primary key."""

LOCATED = 10_000
"""Rows whose places are looked up at a time."""


class UnreadableTableError(Exception):
    """A file that cannot be read as a table at all; `problems` say why, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


class Engine(ABC):
    """Opens tables and judges checks; everything around that is decided here."""

    name: str

    @abstractmethod
    def open(self, file: TableFile) -> TableState:
        """Read the table, or remember that it was read; raises `UnreadableTableError`."""

    @abstractmethod
    def judge(
        self, file: TableFile, checks: Sequence[Check], references: Mapping[str, TableFile]
    ) -> Mapping[str, Finding | str]:
        """By id of the check: what was found, or why it could not be found out.

        Only checks without an obstacle are asked, so every column and reference is there, and what
        they compare with is of the types of the columns; None stands for an empty cell.
        """

    @abstractmethod
    def locate(self, file: TableFile, rows: Sequence[int]) -> list[Place]:
        """For each of `rows`, in order, the line of the file, where it has lines, and the key."""

    def close(self) -> None:  # noqa: B027  (most engines hold nothing)
        """Let go of what the engine holds outside this process."""

    def run(
        self, file: TableFile, checks: Sequence[Check], references: Mapping[str, TableFile]
    ) -> list[CheckResult]:
        """The result of each check on the table, which can be opened, in the same order."""
        answers = self.answers(file, checks, references)
        return [self._result(file, check, answers[check.id]) for check in checks]

    def answers(
        self, file: TableFile, checks: Sequence[Check], references: Mapping[str, TableFile]
    ) -> dict[str, Finding | str]:
        """By id of the check: what was found, or why it could not be asked or found out."""
        state = self.open(file)
        state = replace(state, empty=state.empty - file.schema.columns_may_be_empty)
        states = self._states(checks, references)
        obstacles = {check.id: obstacle(check, state, states) for check in checks}
        possible = []
        for check in checks:
            if obstacles[check.id] is None:
                assert check.rule is not None
                try:
                    kwargs = with_values_of_columns(check.rule, check.kwargs, file.schema)
                    possible.append(replace(check, kwargs=kwargs))
                except (TypeError, ValueError) as error:
                    obstacles[check.id] = str(error)
        judged = self.judge(file, possible, references) if possible else {}
        return {check.id: obstacles[check.id] or judged[check.id] for check in checks}

    def _states(
        self, checks: Iterable[Check], references: Mapping[str, TableFile]
    ) -> dict[str, TableState | None]:
        names = {name for check in checks for name, _ in check.references}
        return {name: self._state(references.get(name)) for name in names}

    def _state(self, file: TableFile | None) -> TableState | None:
        if file is None or file.scan is None or file.scan.problem:
            return None
        try:
            return self.open(file)
        except UnreadableTableError:
            return None

    def _result(self, file: TableFile, check: Check, answer: Finding | str) -> CheckResult:
        if isinstance(answer, str):
            return CheckResult(
                package=file.package,
                table=file.name,
                check=check.id,
                expectation=check.type,
                outcome=Outcome.ERROR,
                reason=check.reason,
                expected="the check can be made",
                observed=f"it could not: {answer}",
                hint="Look first at the other results of this table and of those it refers to.",
            )
        failures = gathered(self._failures(file, answer.breaches))
        if answer.success:
            outcome = Outcome.PASSED
        else:
            outcome = Outcome.WARNING if check.severity == "warning" else Outcome.FAILED
        return CheckResult(
            package=file.package,
            table=file.name,
            check=check.id,
            expectation=check.type,
            outcome=outcome,
            reason=check.reason,
            expected=answer.expected,
            observed=answer.observed,
            difference=answer.difference,
            unexpected_count=len(failures),
            failures=failures,
            hint=None
            if answer.success
            else f"Correct the source of {file.name} and assemble it again.",
        )

    def _failures(self, file: TableFile, breaches: Iterable[Breach]) -> Iterator[Failure]:
        """Each breach with the place of its row, which is looked up for many rows at a time."""
        rest = iter(breaches)
        while batch := list(islice(rest, LOCATED)):
            rows = sorted({breach.row for breach in batch if breach.row is not None})
            places = dict(zip(rows, self.locate(file, rows), strict=True)) if rows else {}
            for breach in batch:
                line, key = places[breach.row] if breach.row is not None else (None, {})
                yield Failure(
                    key={**breach.key, **key},
                    expected=breach.expected,
                    observed=breach.observed,
                    difference=breach.difference,
                    line=line,
                )
