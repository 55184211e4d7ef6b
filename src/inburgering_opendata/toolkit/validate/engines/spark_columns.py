"""The columns of a Spark frame, for the rules of the field; only answers leave Spark.

Importing this module teaches the expectations of the field to judge Spark frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Self

import pyarrow as pa
from great_expectations.execution_engine.sparkdf_execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812  (its name everywhere)
from pyspark.sql import types as T  # noqa: N812

from inburgering_opendata.toolkit.validate.columns import SUM, Rows, Values, split
from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import (
    BATCH_METRIC,
    BatchColumns,
    columns_of,
)
from inburgering_opendata.toolkit.validate.engines.spark_tables import ROW, col, raw
from inburgering_opendata.toolkit.validate.expressions import Expression


class SparkColumns(BatchColumns):
    """A numbered frame; what can be asked of all rows at once is asked of Spark."""

    def __init__(self, frame: DataFrame) -> None:
        self._frame = frame

    def rows(self, *names: str) -> Iterator[Values]:
        return (values for _, values in self.numbered(*names))

    def numbered(
        self, *names: str, surely: Expression | None = None
    ) -> Iterator[tuple[int, Values]]:
        listed = self._frame.select(ROW, *_renamed(names)).orderBy(ROW)
        return _with_whole_sums(listed.toLocalIterator(), names)

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

    def unsure_texts(self, column: str) -> Iterator[tuple[int, str]]:
        is_unsure = col(column).isNotNull() & ~col(column).rlike(r"\A[!-~][ -~]*\z")
        listed = self._frame.where(is_unsure).select(ROW, col(column).alias("text")).orderBy(ROW)
        return ((row, text) for row, text in listed.toLocalIterator())

    def strays(
        self, columns: Sequence[str], reference: Self, reference_columns: Sequence[str]
    ) -> Iterable[tuple[int, Values]]:
        own = self._frame.select(ROW, *_renamed(columns)).dropna()
        known = reference._frame.select(*_renamed(reference_columns, "key")).distinct()
        same = _all(F.col(f"value{n}") == F.col(f"key{n}") for n in range(len(columns)))
        return _numbered(own.join(known, same, "left_anti").orderBy(ROW).collect())

    def grouped(self, columns: Sequence[str], amount: str | None = None) -> SparkColumns:
        sums = [_exact_sum(self._frame, amount)] if amount else []
        keys = [col(name).alias(name) for name in dict.fromkeys(columns)]
        return SparkColumns(self._frame.groupBy(*keys).agg(F.min(ROW).alias(ROW), *sums))

    def in_groups(
        self,
        groups: Sequence[str],
        names: Sequence[str],
        by: Sequence[str] = (),
        *,
        largest_first: bool = False,
        alone: bool = True,
        surely: Expression | None = None,
    ) -> Iterator[tuple[Values, Rows]]:
        width = len(groups) + len(names)
        listed = self._frame.select(ROW, *_renamed([*groups, *names, *by]))
        keys = [F.col(f"value{n}").asc_nulls_last() for n in range(len(groups))]
        for n in range(width, width + len(by)):
            place = F.col(f"value{n}")
            keys.append(place.desc_nulls_last() if largest_first else place.asc_nulls_last())
        ordered = listed.orderBy(*keys, ROW).select(ROW, *(f"value{n}" for n in range(width)))
        rows = _with_whole_sums(ordered.toLocalIterator(), [*groups, *names])
        return split(((row, *values) for row, values in rows), len(groups), alone)

    def unlike_sums(
        self,
        columns: Sequence[str],
        value: str,
        reference: Self,
        reference_columns: Sequence[str],
        reference_value: str,
    ) -> Iterator[tuple[int, Values, int | None, int | None]]:
        summed = reference.grouped(reference_columns, reference_value)
        sums = summed._frame.select(*_renamed([*reference_columns, SUM], "key"))
        own = self._frame.select(ROW, *_renamed([*columns, value]))
        width = len(columns)
        same = _all(F.col(f"value{n}").eqNullSafe(F.col(f"key{n}")) for n in range(width))
        joined = own.join(sums, same, "left")
        unlike = joined.where(~F.col(f"value{width}").eqNullSafe(F.col(f"key{width}")))
        names = [*(f"value{n}" for n in range(width + 1)), f"key{width}"]
        listed = unlike.orderBy(ROW).select(ROW, *names)
        return (
            (row, values[:-2], *values[-2:])
            for row, values in _with_whole_sums(listed.toLocalIterator(), [*columns, SUM, SUM])
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


def _exact_sum(frame: DataFrame, amount: str) -> Column:
    stored = frame.schema[amount].dataType
    exact = f"decimal(38,{stored.scale if isinstance(stored, T.DecimalType) else 0})"
    return F.coalesce(F.sum(col(amount).cast(exact)), F.lit(0).cast(exact)).alias(SUM)


def _with_whole_sums(
    rows: Iterable[Sequence[Any]], names: Sequence[str]
) -> Iterator[tuple[int, Values]]:
    """The rows by their number, with sums of integers as such, which Spark gives as decimals."""
    for row, *values in rows:
        yield (
            row,
            tuple(
                _whole(value) if name == SUM else value
                for name, value in zip(names, values, strict=True)
            ),
        )


def _whole(value: Any) -> Any:
    is_whole = isinstance(value, Decimal) and value.as_tuple().exponent == 0
    return int(value) if is_whole else value


def _all(conditions: Iterable[Column]) -> Column:
    first, *others = conditions
    for other in others:
        first &= other
    return first


def _numbered(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Values]]:
    return ((row, tuple(values)) for row, *values in rows)
