"""The columns of a Spark frame, for the rules of the field; only answers leave Spark.

Importing this module teaches the expectations of the field to judge Spark frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

import pyarrow as pa
from great_expectations.execution_engine.sparkdf_execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812  (its name everywhere)

from inburgering_opendata.validate.columns import Values
from inburgering_opendata.validate.engines.gx_field_expectation import (
    BATCH_METRIC,
    BatchColumns,
    columns_of,
)
from inburgering_opendata.validate.engines.spark_tables import ROW, col, raw

_EXACT = "decimal(38,0)"


class SparkColumns(BatchColumns):
    """A numbered frame; what can be asked of all rows at once is asked of Spark."""

    def __init__(self, frame: DataFrame) -> None:
        self._frame = frame

    def rows(self, *names: str) -> Iterator[Values]:
        listed = self._frame.select(ROW, *_renamed(names)).orderBy(ROW).drop(ROW)
        return (tuple(row) for row in listed.toLocalIterator())

    def at(self, rows: Sequence[int], names: Sequence[str]) -> dict[int, Values]:
        """The values of the named columns in some rows."""
        wanted = self._frame.sparkSession.createDataFrame(
            pa.table({ROW: pa.array(rows, pa.int64())})
        )
        found = self._frame.select(ROW, *_renamed(names)).join(F.broadcast(wanted), ROW)
        return dict(_numbered(found.collect()))

    def misread(self, column: str, field_type: str) -> Iterable[tuple[int, str]]:
        shadow = raw(column)
        if shadow not in self._frame.columns:
            return ()
        found = self._frame.where(col(shadow).isNotNull()).select(ROW, col(shadow)).orderBy(ROW)
        return ((row, text) for row, text in found.collect())

    def strays(
        self, columns: Sequence[str], reference: Self, reference_columns: Sequence[str]
    ) -> Iterable[tuple[int, Values]]:
        own = self._frame.select(ROW, *_renamed(columns)).dropna()
        known = reference._frame.select(*_renamed(reference_columns, "key")).distinct()
        same = _all(F.col(f"value{n}") == F.col(f"key{n}") for n in range(len(columns)))
        return _numbered(own.join(known, same, "left_anti").orderBy(ROW).collect())

    def sums_by_group(self, group: str, amount: str) -> dict[Any, int]:
        sums = self._frame.groupBy(col(group).alias("value0")).agg(_exact_sum(amount))
        return {name: int(total) for name, total in sums.collect()}

    def first_rows(self, groups: Sequence[str], column: str) -> dict[Values, dict[Any, int]]:
        keys = _renamed([*groups, column])
        first = self._frame.groupBy(*keys).agg(F.min(ROW).alias(ROW)).orderBy(ROW)
        present: dict[Values, dict[Any, int]] = {}
        for *group, value, row in first.collect():
            present.setdefault(tuple(group), {})[value] = row
        return present

    def distinct_counts(self, group: str, column: str) -> dict[Any, int]:
        different = self._frame.select(*_renamed([group, column])).distinct()
        return {name: int(count) for name, count in different.groupBy("value0").count().collect()}

    def unlike_sums(
        self,
        columns: Sequence[str],
        value: str,
        reference: Self,
        reference_columns: Sequence[str],
        reference_value: str,
    ) -> Iterator[tuple[int, int | None, int | None]]:
        keys = _renamed(reference_columns, "key")
        sums = reference._frame.groupBy(*keys).agg(_exact_sum(reference_value))
        own = self._frame.select(ROW, col(value).alias("number"), *_renamed(columns))
        same = _all(F.col(f"value{n}").eqNullSafe(F.col(f"key{n}")) for n in range(len(columns)))
        joined = own.join(sums, same, "left")
        unlike = joined.where(~F.col("number").eqNullSafe(F.col("total"))).orderBy(ROW)
        return (
            (row, number, None if want is None else int(want))
            for row, number, want in unlike.select(ROW, "number", "total").collect()
        )


@columns_of.register
def _(batch: DataFrame) -> BatchColumns:
    return SparkColumns(batch)


class _SparkBatch(TableMetricProvider):
    """The whole batch of Spark, beside that of pandas."""

    metric_name = BATCH_METRIC

    @metric_value(engine=SparkDFExecutionEngine)
    def _spark(
        cls: Any,  # noqa: N805  (Great Expectations' way)
        execution_engine: SparkDFExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> DataFrame:
        frame: DataFrame
        frame, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type="table")
        return frame


def _renamed(names: Sequence[str], prefix: str = "value") -> list[Column]:
    """The columns under names that no other column has."""
    return [col(name).alias(f"{prefix}{n}") for n, name in enumerate(names)]


def _exact_sum(amount: str) -> Column:
    return F.coalesce(F.sum(col(amount).cast(_EXACT)), F.lit(0).cast(_EXACT)).alias("total")


def _all(conditions: Iterable[Column]) -> Column:
    first, *others = conditions
    for other in others:
        first &= other
    return first


def _numbered(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Values]]:
    return ((row, tuple(values)) for row, *values in rows)
