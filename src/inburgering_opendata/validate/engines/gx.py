"""Run the list of checks with Great Expectations itself: slow, and the authority.

Importing this module costs seconds; it is imported only where a table is really checked.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

# Great Expectations makes millions of small objects while it is imported, and collecting garbage
# among them costs a tenth of the time; none of it is garbage.
gc.disable()
import great_expectations as gx  # noqa: E402
from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: E402
from great_expectations.datasource.fluent.interfaces import Batch  # noqa: E402
from great_expectations.expectations.expectation import Expectation  # noqa: E402
from great_expectations.expectations.registry import get_expectation_impl  # noqa: E402

from inburgering_opendata.validate.engines.gx_expectations import (  # noqa: E402
    FrameColumns,
    reference_tables,
)

gc.freeze()
gc.enable()

from inburgering_opendata.tables.csv_reader import read_csv  # noqa: E402
from inburgering_opendata.tables.parquet_reader import read_parquet  # noqa: E402
from inburgering_opendata.tables.reading import Reading  # noqa: E402
from inburgering_opendata.validate.checks import Check  # noqa: E402
from inburgering_opendata.validate.describing import (  # noqa: E402
    cells_in_words,
    in_words,
    judged_columns,
    mistyped_finding,
    rows_finding,
    table_finding,
)
from inburgering_opendata.validate.engines.engine import Engine, Place, UnreadableTableError  # noqa: E402
from inburgering_opendata.validate.engines.gx_frames import to_frame  # noqa: E402
from inburgering_opendata.validate.preconditions import TYPE_CHECK, TableState  # noqa: E402
from inburgering_opendata.validate.rules import Breach, Finding  # noqa: E402
from inburgering_opendata.validate.workspace import TableFile  # noqa: E402

# It logs what it drops and what it catches; both end up in our results instead.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)


class GxEngine(Engine):
    """One Great Expectations context, which writes no files and shows no progress bars."""

    name = "gx"

    def __init__(self) -> None:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("opendata").add_dataframe_asset("table")
        self._batches = asset.add_batch_definition_whole_dataframe("whole")
        self._readings: dict[Path, Reading] = {}

    def open(self, file: TableFile) -> TableState:
        reading = self._reading(file)
        table = reading.table
        assert table is not None
        return TableState(
            rows=table.num_rows,
            columns=tuple(table.column_names),
            unreadable=reading.unreadable(),
            empty=frozenset(
                name
                for name in table.column_names
                if table.column(name).null_count == table.num_rows
            ),
        )

    def judge(
        self, file: TableFile, checks: Sequence[Check], references: Mapping[str, TableFile]
    ) -> Mapping[str, Finding | str]:
        reading = self._reading(file)
        mistyped = dict(reading.mistyped)
        findings: dict[str, Finding | str] = {}
        asked: dict[str, Expectation] = {}
        for check in checks:
            if check.type == TYPE_CHECK and check.kwargs["column"] in mistyped:
                # Its values need not show it: a whole number stored as a float looks like one.
                findings[check.id] = mistyped_finding(check, mistyped[check.kwargs["column"]])
                continue
            try:
                implementation = get_expectation_impl(check.type)
                asked[check.id] = implementation(**_arguments(check), meta={"id": check.id})
            except Exception as error:  # any fault in a suite must show, never be dropped
                findings[check.id] = f"the expectation cannot be loaded: {_one_line(error)}"
        batch = self._batches.get_batch({"dataframe": to_frame(reading, file.schema)})

        def reference(name: str) -> FrameColumns:
            referenced = references[name]
            return FrameColumns(to_frame(self._reading(referenced), referenced.schema))

        with reference_tables(reference):
            # Whether a check holds is cheap to know; every failing row is asked for only then.
            verdicts = _validate(batch, asked.values(), "BOOLEAN_ONLY")
            failing = [e for id, e in asked.items() if not verdicts[id].success]
            details = _validate(batch, failing, "COMPLETE") if failing else {}
        by_id = {check.id: check for check in checks}
        for id in asked:
            answer = details.get(id, verdicts[id])
            findings[id] = _finding(by_id[id], answer, reading)
        return findings

    def locate(self, file: TableFile, rows: Sequence[int]) -> list[Place]:
        reading = self._reading(file)
        table = reading.table
        assert table is not None
        lines = reading.line_numbers()
        names = [name for name in file.schema.primary_key if name in table.column_names]
        return [
            (
                lines[row] if lines else None,
                {name: cells_in_words([table.column(name)[row].as_py()]) for name in names},
            )
            for row in rows
        ]

    def _reading(self, file: TableFile) -> Reading:
        if file.path not in self._readings:
            if file.format == "parquet":
                reading = read_parquet(file.path, file.schema)
            else:
                reading = read_csv(file.path.read_bytes(), file.schema)
            self._readings[file.path] = reading
        reading = self._readings[file.path]
        if reading.table is None:
            raise UnreadableTableError(reading.broken)
        return reading


def _arguments(check: Check) -> dict[str, Any]:
    """The arguments of `check` as Great Expectations must be given them to mean the same.

    In Python's patterns `$` also matches before a line feed at the end, so that a code with a line
    feed behind it would pass.
    """
    arguments = dict(check.kwargs)
    pattern = str(arguments.get("regex", ""))
    if pattern.endswith("$") and not pattern.endswith(r"\$"):
        arguments["regex"] = pattern[:-1] + r"\Z"
    return arguments


def _validate(
    batch: Batch, expectations: Iterable[Expectation], result_format: str
) -> dict[str, Any]:
    """The answers of Great Expectations, by id of the check."""
    asked = list(expectations)
    suite = gx.ExpectationSuite(name="checks", expectations=asked)
    answers: list[Any] = list(
        batch.validate(suite, result_format={"result_format": result_format}).results
    )
    by_id = {answer.expectation_config.meta["id"]: answer for answer in answers}
    if len(by_id) != len(asked):
        missing = {str((expectation.meta or {}).get("id")) for expectation in asked} - set(by_id)
        raise RuntimeError(f"Great Expectations gave no answer to {sorted(missing)}")
    return by_id


def _finding(check: Check, answer: Any, reading: Reading) -> Finding | str:
    if problem := _exception_message(answer.exception_info):
        return problem
    details = answer.result.get("details", {})
    if "breaches" in details:
        breaches = tuple(Breach(**breach) for breach in details["breaches"])
        return Finding(details["expected"], details["observed"], breaches, details["difference"])
    if answer.success:
        return rows_finding(check, (), ())
    if "unexpected_index_list" not in answer.result:
        observed = answer.result.get("observed_value")
        words = in_words(observed) if isinstance(observed, list) else str(observed)
        return table_finding(check, False, words)
    rows = sorted(int(row) for row in answer.result["unexpected_index_list"] or ())
    if len(rows) != answer.result["unexpected_count"]:
        return (
            f"Great Expectations counts {answer.result['unexpected_count']} and names {len(rows)}"
        )
    assert reading.table is not None
    columns = [reading.table.column(name) for name in judged_columns(check)]
    values = (cells_in_words(column[row].as_py() for column in columns) for row in rows)
    return rows_finding(check, rows, values)


def _exception_message(info: Mapping[str, Any] | None) -> str | None:
    """The message of an exception that Great Expectations caught, in either of its two shapes."""
    if not info:
        return None
    nested = info if "raised_exception" not in info else {"": info}
    for part in nested.values():
        if isinstance(part, Mapping) and part.get("raised_exception"):
            return _one_line(part.get("exception_message") or "unknown problem")
    return None


def _one_line(problem: object) -> str:
    text = " ".join(str(problem).split())
    return text[:300] if text else type(problem).__name__
