"""From a rule to an expectation of Great Expectations, asked of the columns of a batch."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, replace
from functools import cache, singledispatch
from typing import Any, ClassVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.engines.gx_frames import FIELD_TYPE_KEY, is_of_type
from inburgering_opendata.toolkit.validate.rules.finding import Finding
from inburgering_opendata.toolkit.validate.rules.rule import Reference, Rule

BATCH_METRIC = "table.opendata_batch"
_reference: ContextVar[Reference] = ContextVar("reference")


@contextmanager
def reference_tables(reference: Reference) -> Iterator[None]:
    """What expectations inside this context get when they refer to another table."""
    token = _reference.set(reference)
    try:
        yield
    finally:
        _reference.reset(token)


class BatchColumns(Columns):
    """The columns of a batch, which remembers what could not be read."""

    @abstractmethod
    def misread(self, column: str, field_type: str) -> Iterable[tuple[int, str]]:
        """Rows whose value is not of the Table Schema type, with the text that was found."""


class FrameColumns(BatchColumns):
    """The columns of a pandas frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def rows(self, *names: str) -> Iterable[tuple[Any, ...]]:
        columns = (pa.Array.from_pandas(self._frame[name]).to_pylist() for name in names)
        return zip(*columns, strict=True)

    def unsure_texts(self, column: str) -> Iterable[tuple[int, str]]:
        texts = pa.Array.from_pandas(self._frame[column])
        printable = pc.and_(pc.string_is_ascii(texts), pc.ascii_is_printable(texts))
        is_plain = pc.and_(printable, pc.greater_equal(texts, "!"))
        rows = pc.indices_nonzero(pc.invert(pc.fill_null(is_plain, True)))
        return zip(rows.to_pylist(), texts.take(rows).to_pylist(), strict=True)

    def misread(self, column: str, field_type: str) -> Iterable[tuple[int, str]]:
        if self._frame.attrs[FIELD_TYPE_KEY][column] == field_type:
            return ()
        return (
            (row, str(value))
            for row, value in enumerate(self._frame[column])
            if not is_of_type(value, field_type)
        )


@singledispatch
def columns_of(batch: Any) -> BatchColumns:
    """The columns of a batch; other engines register their own kind of frame."""
    return FrameColumns(batch)


class _Batch(TableMetricProvider):
    """The whole batch, for rules that look across rows."""

    metric_name = BATCH_METRIC

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls: Any,
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> pd.DataFrame:
        frame, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type="table")
        return frame


class BatchExpectationOfOurs(BatchExpectation):
    """An expectation that judges a batch as a whole, and reports its finding whole."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (BATCH_METRIC,)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)

    def judge(self, batch: Any) -> Finding:
        """What is found in the batch."""
        raise NotImplementedError

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        finding = self.judge(metrics[BATCH_METRIC])
        return {"success": finding.success, "result": {"details": _as_dict(finding)}}


@cache
def expectation_of(rule: Rule) -> type[BatchExpectationOfOurs]:
    """The expectation of a rule: its name and arguments; the judgement is that of the rule."""
    judged_by = rule.judge
    assert judged_by is not None

    def judge(self: BatchExpectationOfOurs, batch: Any) -> Finding:
        # Great Expectations adds arguments of its own, and None for what was not given.
        given = self.configuration.kwargs
        own = {name: given[name] for name in arguments if given.get(name) is not None}
        return judged_by(columns_of(batch), own, _reference.get())

    # Their types were looked at when the suite was loaded; told of them again, Great Expectations
    # would make an integer of 135.75.
    arguments: dict[str, Any] = dict.fromkeys((*rule.required, *rule.optional), Any)
    name = "".join(part.capitalize() for part in rule.name.split("_"))
    members = {
        "__annotations__": {**arguments, "success_keys": ClassVar[tuple[str, ...]]},
        "__doc__": rule.about,
        "__module__": __name__,
        "success_keys": (*rule.required, *rule.optional),
        "judge": judge,
        **dict.fromkeys(rule.optional),
    }
    return type(name, (BatchExpectationOfOurs,), members)


def _as_dict(finding: Finding) -> dict[str, Any]:
    breaches = [asdict(breach) for breach in finding.breaches]
    return asdict(replace(finding, breaches=())) | {"breaches": breaches}
