"""Run the list of checks with Great Expectations on Spark: for tables that outgrow one machine.

Starting Spark costs more time than checking a table of a hundred thousand rows.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# pyspark warns of the newest pandas, which is not used here.
warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
import great_expectations as gx  # noqa: E402
import pyspark  # noqa: E402, F401  (so that its absence shows as such)
from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: E402

# The errors that Great Expectations catches end up in our results.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)

from inburgering_opendata.toolkit.tables.records import records  # noqa: E402
from inburgering_opendata.toolkit.validate.check import Check  # noqa: E402
from inburgering_opendata.toolkit.validate.describing import (  # noqa: E402
    cells_in_words,
    judged_columns,
    mistyped_finding,
)
from inburgering_opendata.toolkit.validate.engines.engine import Engine, Place  # noqa: E402
from inburgering_opendata.toolkit.validate.engines.gx_answers import ask  # noqa: E402
from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import reference_tables  # noqa: E402
from inburgering_opendata.toolkit.validate.engines.spark_columns import SparkColumns  # noqa: E402
from inburgering_opendata.toolkit.validate.engines.spark_tables import (  # noqa: E402
    ROW,
    Relation,
    open_csv,
    open_parquet,
    raw,
    start_session,
)
from inburgering_opendata.toolkit.validate.preconditions import TYPE_CHECK, TableState  # noqa: E402
from inburgering_opendata.toolkit.validate.rules.finding import Finding  # noqa: E402
from inburgering_opendata.toolkit.validate.workspace import TableFile  # noqa: E402

_WHICH_ROWS = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [ROW],
    "return_unexpected_index_query": False,
}


class SparkEngine(Engine):
    """One Spark session, and one Great Expectations context that writes no files."""

    name = "spark"

    def __init__(self, master: str = "local[*]", settings: Mapping[str, str] | None = None) -> None:
        """Start Spark.

        Args:
            master: where it works: on this machine, or the address of a cluster.
            settings: further settings of Spark, such as `spark.driver.memory`.

        Raises:
            OpendataError: `ENGINE_MISSING` when it cannot start, as without Java.
        """
        self._session = start_session(master, settings or {})
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        source = context.data_sources.add_spark("opendata", persist=False)
        asset = source.add_dataframe_asset("table")
        self._batches = asset.add_batch_definition_whole_dataframe("whole")
        self._relations: dict[Path, Relation] = {}

    def close(self) -> None:
        """Stop Spark; the engine cannot be used after it."""
        self._session.stop()

    def open(self, file: TableFile) -> TableState:
        return self._relation(file).state

    def judge(
        self, file: TableFile, checks: Sequence[Check], references: Mapping[str, TableFile]
    ) -> Mapping[str, Finding | str]:
        relation = self._relation(file)
        findings: dict[str, Finding | str] = {}
        of_table, of_rows = [], []
        for check in checks:
            column = check.kwargs.get("column")
            if check.type == TYPE_CHECK and column in relation.stored_as:
                findings[check.id] = mistyped_finding(check, relation.stored_as[column])
            elif check.rule is not None and check.rule.about_table:
                of_table.append(check)
            else:
                of_rows.append(check)

        def reference(name: str) -> SparkColumns:
            return SparkColumns(self._relation(references[name]).frame)

        with reference_tables(reference):
            findings |= self._ask(relation.bare, of_table)
            findings |= self._ask(relation.frame, of_rows)
        return findings

    def locate(self, file: TableFile, rows: Sequence[int]) -> list[Place]:
        relation = self._relation(file)
        names = [n for n in file.schema.primary_key if n in relation.state.columns]
        shadows = [n for n in names if raw(n) in relation.frame.columns]
        found = SparkColumns(relation.frame).at(rows, [*names, *map(raw, shadows)])
        lines = _lines(file.path, rows) if file.format == "csv" else {}
        places: list[Place] = []
        for row in rows:
            values = dict(zip(names, found[row], strict=False))
            unread = dict(zip(shadows, found[row][len(names) :], strict=True))
            key = {
                name: cells_in_words([unread.get(name) if value is None else value])
                for name, value in values.items()
            }
            places.append((lines.get(row), key))
        return places

    def _relation(self, file: TableFile) -> Relation:
        if file.path not in self._relations:
            opener = open_csv if file.format == "csv" else open_parquet
            self._relations[file.path] = opener(self._session, file)
        return self._relations[file.path]

    def _ask(self, frame: Any, checks: Sequence[Check]) -> dict[str, Finding | str]:
        batch = self._batches.get_batch({"dataframe": frame})
        return ask(batch, checks, _WHICH_ROWS, _rows_of, r"\z")


def _rows_of(check: Check, cells: Sequence[Any]) -> list[tuple[int, str]]:
    names = judged_columns(check)
    found = sorted(cells, key=lambda values: values[ROW])
    return [(values[ROW], cells_in_words(values[name] for name in names)) for values in found]


def _lines(path: Path, rows: Sequence[int]) -> dict[int, int]:
    """The line of the file on which each of `rows` ends."""
    wanted = set(rows)
    with path.open(encoding="utf-8", newline="") as stream:
        return {row: line for row, (line, _) in enumerate(records(stream), -1) if row in wanted}
