"""Run the list of checks with Great Expectations itself: slow, and the authority.

Importing this module costs seconds; it is imported only where a table is really checked.
"""

from __future__ import annotations

import atexit
import gc
import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.ground.laziness import import_when_used

# Great Expectations imports a quarter of scipy for three tests of distributions that nobody asks
# for here; it comes when somebody does.
import_when_used("scipy.stats")

# Great Expectations makes millions of small objects while it is imported, and collecting garbage
# among them costs a tenth of the time; none of it is garbage.
gc.disable()
# pyspark, where it is installed, is not sure of the newest pandas.
warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
import great_expectations as gx  # noqa: E402
from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: E402
from great_expectations.execution_engine import pandas_execution_engine  # noqa: E402

# Great Expectations logs the expectations it drops and the errors it catches; our results tell
# of both.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
# It takes a fingerprint of every value of a table, twice, which nobody here looks at.
pandas_execution_engine.HASH_THRESHOLD = 0

from inburgering_opendata.toolkit.validate.engines.gx_answers import ask  # noqa: E402
from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import (  # noqa: E402
    FrameColumns,
    reference_tables,
)

gc.freeze()
gc.enable()
# What is frozen when Python ends is never let go of, and DuckDB says so of its own.
atexit.register(gc.unfreeze)

from inburgering_opendata.toolkit.tables.csv_reader import read_csv  # noqa: E402
from inburgering_opendata.toolkit.tables.parquet_reader import read_parquet  # noqa: E402
from inburgering_opendata.toolkit.tables.reading import Reading  # noqa: E402
from inburgering_opendata.toolkit.validate.check import Check  # noqa: E402
from inburgering_opendata.toolkit.validate.describing import (  # noqa: E402
    cells_in_words,
    judged_columns,
    mistyped_finding,
)
from inburgering_opendata.toolkit.validate.engines.engine import Engine, Place, UnreadableTableError  # noqa: E402
from inburgering_opendata.toolkit.validate.engines.gx_frames import to_frame, with_exact_numbers  # noqa: E402
from inburgering_opendata.toolkit.validate.preconditions import TYPE_CHECK, TableState  # noqa: E402
from inburgering_opendata.toolkit.validate.rules.finding import Finding  # noqa: E402
from inburgering_opendata.toolkit.validate.workspace import TableFile  # noqa: E402


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
        assert reading.table is not None
        table = reading.table
        stored_as = dict(reading.mistyped)
        # Their values need not show it: a whole number stored as a float looks like one.
        answered: dict[str, Finding | str] = {
            check.id: mistyped_finding(check, stored_as[check.kwargs["column"]])
            for check in checks
            if check.type == TYPE_CHECK and check.kwargs["column"] in stored_as
        }
        batch = self._batches.get_batch({"dataframe": to_frame(reading, file.schema)})

        def reference(name: str) -> FrameColumns:
            referenced = references[name]
            return FrameColumns(to_frame(self._reading(referenced), referenced.schema))

        def rows_of(check: Check, indexes: Sequence[Any]) -> list[tuple[int, str]]:
            columns = [table.column(name) for name in judged_columns(check)]
            return [
                (row, cells_in_words(column[row].as_py() for column in columns))
                for row in sorted(int(index) for index in indexes)
            ]

        with reference_tables(reference):
            asked = [with_exact_numbers(check) for check in checks if check.id not in answered]
            return answered | ask(batch, asked, {"result_format": "COMPLETE"}, rows_of, r"\Z")

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
