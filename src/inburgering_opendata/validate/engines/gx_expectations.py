"""What Great Expectations lacks for this field, as custom expectations.

Each is only a name, its arguments and what they mean: the judgement is that of the rule in
`rules.py`, on the columns of the batch. Importing this module registers them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, replace
from decimal import Decimal
from functools import singledispatch
from typing import Any, ClassVar

import pandas as pd
import pyarrow as pa
from great_expectations.compatibility.pydantic import StrictInt
from great_expectations.core.types import Comparable
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween as _Between,
)
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from inburgering_opendata.validate.columns import Columns
from inburgering_opendata.validate.engines.gx_frames import FIELD_TYPE_KEY, is_of_type
from inburgering_opendata.validate.field_checks import FIELD_CHECKS, Reference
from inburgering_opendata.validate.rules.finding import Breach, Finding

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


class FieldExpectation(BatchExpectation):
    """An expectation that asks a rule of the field, and reports its finding whole."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (BATCH_METRIC,)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)

    def judge(self, batch: Any) -> Finding:
        kwargs = self.configuration.kwargs
        return FIELD_CHECKS[self.expectation_type](columns_of(batch), kwargs, _reference.get())

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        finding = self.judge(metrics[BATCH_METRIC])
        return {"success": finding.success, "result": {"details": _as_dict(finding)}}


def _as_dict(finding: Finding) -> dict[str, Any]:
    breaches = [asdict(breach) for breach in finding.breaches]
    return asdict(replace(finding, breaches=())) | {"breaches": breaches}


class ExpectColumnValuesToBeBetween(_Between):
    """Great Expectations' own, with exact bounds left exact: it makes floats of them, for which
    2^53 and 2^53 + 1 are the same, and 0.1 is more than a tenth.
    """

    min_value: StrictInt | Decimal | Comparable | None = None  # type: ignore[assignment]
    max_value: StrictInt | Decimal | Comparable | None = None  # type: ignore[assignment]


class ExpectColumnValuesToBeOfFieldType(FieldExpectation):
    """Every value of `column` is a value of the Table Schema type `field_type`.

    The reader has kept a value that it could not read as the text it found.
    """

    column: str
    field_type: str
    success_keys: ClassVar[tuple[str, ...]] = ("column", "field_type")

    def judge(self, batch: Any) -> Finding:
        expected = f"every {self.column} is a {self.field_type}"
        breaches = tuple(
            Breach(expected, text, row=row)
            for row, text in columns_of(batch).misread(self.column, self.field_type)
        )
        return Finding(expected, f"{len(breaches)} rows not" if breaches else "it is so", breaches)


class ExpectForeignKeyToExist(FieldExpectation):
    """Every combination of `columns` stands in `reference_columns` of `reference_table`."""

    columns: list[str]
    reference_table: str
    reference_columns: list[str]
    success_keys: ClassVar[tuple[str, ...]] = ("columns", "reference_table", "reference_columns")


class ExpectGroupTotalsToEqual(FieldExpectation):
    """The sum of `amount_column` per `group_column` equals `totals`, exactly; other groups are
    let be. Pins the totals that the mission names, whatever the source tables say.
    """

    group_column: str
    amount_column: str
    totals: dict[str, int]
    success_keys: ClassVar[tuple[str, ...]] = ("group_column", "amount_column", "totals")


class ExpectGroupTotalsToEqualReference(FieldExpectation):
    """The sum of `amount_column` per group equals `reference_amount` of the row of
    `reference_table` that `reference_key` names, exactly.

    `group_table` lists the groups there must be, so that a group that vanished is found.
    """

    group_column: str
    amount_column: str
    group_table: str
    reference_table: str
    reference_key: str
    reference_amount: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "group_column",
        "amount_column",
        "group_table",
        "reference_table",
        "reference_key",
        "reference_amount",
    )


class ExpectMunicipalitiesToBeComplete(FieldExpectation):
    """The municipalities of each group are exactly those that existed on its date.

    The date is that of `date_column` (a year counts as its 1 January); or, with `since`, every
    municipality that existed on that day or later. Register: table municipality (TOOI).
    """

    column: str
    group_columns: list[str] = []
    date_column: str | None = None
    since: str | None = None
    success_keys: ClassVar[tuple[str, ...]] = ("column", "group_columns", "date_column", "since")


class ExpectValuesToEqualReferenceSums(FieldExpectation):
    """`value_column` equals the sum of `reference_value` over the rows of `reference_table` whose
    `reference_columns` equal `columns`; with a whole key, the value of that one row.
    """

    columns: list[str]
    value_column: str
    reference_table: str
    reference_columns: list[str]
    reference_value: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "columns",
        "value_column",
        "reference_table",
        "reference_columns",
        "reference_value",
    )


class ExpectSumsToEqualReferenceSums(FieldExpectation):
    """For each combination of `columns`, `value_column` adds up to what `reference_value` of
    `reference_table` adds up to for the same combination in `reference_columns`.
    """

    columns: list[str]
    value_column: str
    reference_table: str
    reference_columns: list[str]
    reference_value: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "columns",
        "value_column",
        "reference_table",
        "reference_columns",
        "reference_value",
    )


class ExpectAmountsToReconcile(FieldExpectation):
    """The amounts of `parts` add up exactly to that of `total`.

    For the agreement: the need found by AEF and the three adjustments give the structural amount
    (annex of the letter, Afspraken A2: 42.3 - 2.2 - 2.6 - 2.3 = 35.2 million).
    """

    id_column: str
    amount_column: str
    total: str
    parts: list[str]
    success_keys: ClassVar[tuple[str, ...]] = ("id_column", "amount_column", "total", "parts")


class ExpectAmountsToFollowKey(FieldExpectation):
    """Each amount is less than one euro from total × key ÷ key total, and a larger key never has
    a smaller amount: what largest remainder guarantees, checked without computing it.
    """

    group_column: str
    amount_column: str
    key_value_column: str
    key_total_column: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "group_column",
        "amount_column",
        "key_value_column",
        "key_total_column",
    )


class ExpectTargetsToFollowAdams(FieldExpectation):
    """Within a group the targets (`amount_column`) add up to `total_column` and are those of
    Adams' method for the key.

    Housing targets (Huisvestingswet 2014, art. 29(1)): the published ones that exclude arrears
    meet this rounding, and not the literal rounding-up of the text.
    """

    group_column: str
    amount_column: str
    key_value_column: str
    total_column: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "group_column",
        "amount_column",
        "key_value_column",
        "total_column",
    )


class ExpectSharesToBeRoundedUp(FieldExpectation):
    """Each `amount_column` is `total_column` × `key_value_column` ÷ `key_total_column`, rounded
    up by itself (Huisvestingswet 2014, art. 29(1), to the letter).
    """

    amount_column: str
    key_value_column: str
    key_total_column: str
    total_column: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "amount_column",
        "key_value_column",
        "key_total_column",
        "total_column",
    )


class ExpectGroupSumsToEqualColumn(FieldExpectation):
    """In each `group_column` the `amount_column` adds up to `total_column`, exactly."""

    group_column: str
    amount_column: str
    total_column: str
    success_keys: ClassVar[tuple[str, ...]] = ("group_column", "amount_column", "total_column")


class ExpectAmountsToDifferAsStated(FieldExpectation):
    """`value_column` is `amount_column` minus `compared_column`, and empty where one of them is."""

    amount_column: str
    compared_column: str
    value_column: str
    success_keys: ClassVar[tuple[str, ...]] = ("amount_column", "compared_column", "value_column")


class ExpectPartsToAddUp(FieldExpectation):
    """In each row `columns` add up to `total_column`, exactly."""

    columns: list[str]
    total_column: str
    success_keys: ClassVar[tuple[str, ...]] = ("columns", "total_column")


class ExpectValuesToBeGivenWhere(FieldExpectation):
    """`column` has a value exactly where `condition_column` is one of `condition_values`; with
    `may_be_empty`, only there.
    """

    column: str
    condition_column: str
    condition_values: list[str]
    may_be_empty: bool = False
    success_keys: ClassVar[tuple[str, ...]] = (
        "column",
        "condition_column",
        "condition_values",
        "may_be_empty",
    )


class ExpectValuesToBeGivenTogether(FieldExpectation):
    """In each row `columns` are all given, or none of them is."""

    columns: list[str]
    success_keys: ClassVar[tuple[str, ...]] = ("columns",)


class ExpectRanksToFollowValues(FieldExpectation):
    """Within a `group_column` each `column` is the place of `value_column`, the largest first;
    equals share a rank, and the next one is skipped.
    """

    column: str
    group_column: str
    value_column: str
    success_keys: ClassVar[tuple[str, ...]] = ("column", "group_column", "value_column")


class ExpectQuotientsToFollowAmounts(FieldExpectation):
    """Each `column` is `factor` × `amount_column` ÷ `by_column`, or without that ÷ its sum in the
    `group_column`, rounded half up to `decimals`.
    """

    column: str
    group_column: str
    amount_column: str
    by_column: str | None = None
    factor: int = 1
    decimals: int = 0
    success_keys: ClassVar[tuple[str, ...]] = (
        "column",
        "group_column",
        "amount_column",
        "by_column",
        "factor",
        "decimals",
    )


class ExpectDatesToLieWithinTerm(FieldExpectation):
    """`column` is at most `months` after `date_column`, where both are given."""

    column: str
    date_column: str
    months: int
    success_keys: ClassVar[tuple[str, ...]] = ("column", "date_column", "months")


class ExpectTermToHavePassedWhere(FieldExpectation):
    """Where `condition_column` is true, `column` lies beyond the term of `months` and
    `days_column` that begins the day after `date_column`.

    A term that was kept cannot have been missed culpably (Wet inburgering 2021, art. 11).
    """

    condition_column: str
    column: str
    date_column: str
    months: int
    days_column: str
    success_keys: ClassVar[tuple[str, ...]] = (
        "condition_column",
        "column",
        "date_column",
        "months",
        "days_column",
    )


class ExpectAtMostOneOpenPerGroup(FieldExpectation):
    """In each `group_column` at most one `column` has rows where `date_column` is empty."""

    group_column: str
    column: str
    date_column: str
    success_keys: ClassVar[tuple[str, ...]] = ("group_column", "column", "date_column")


class ExpectSpellsToFollowEachOther(FieldExpectation):
    """In each group a spell from `date_column` to `end_column` ends before the next begins."""

    group_columns: list[str]
    date_column: str
    end_column: str
    success_keys: ClassVar[tuple[str, ...]] = ("group_columns", "date_column", "end_column")


class ExpectValuesToBeTheSameWithin(FieldExpectation):
    """All rows of a group have the same values in `column_list`."""

    group_columns: list[str]
    column_list: list[str]
    success_keys: ClassVar[tuple[str, ...]] = ("group_columns", "column_list")


class ExpectValuesToIdentifyNobody(FieldExpectation):
    """No value of `column` looks like a citizen service number (nine digits that pass the
    eleven-test) or an e-mail address.
    """

    column: str
    success_keys: ClassVar[tuple[str, ...]] = ("column",)


class ExpectDistinctCountsToEqual(FieldExpectation):
    """Each value of `group_column` has the stated number of different values of `column`."""

    group_column: str
    column: str
    counts: dict[str, int]
    success_keys: ClassVar[tuple[str, ...]] = ("group_column", "column", "counts")


class ExpectRegisterCountsToEqual(FieldExpectation):
    """On each date of `counts` that many municipalities existed (CBS, on 1 January)."""

    counts: dict[str, int]
    success_keys: ClassVar[tuple[str, ...]] = ("counts",)


class ExpectChangesToFitRegister(FieldExpectation):
    """A municipality ends the day before it goes to another, which exists from that day on.

    Register: table municipality (TOOI).
    """


class ExpectPopulationToContinue(FieldExpectation):
    """Municipalities that a reorganisation joins have about as many inhabitants after it as
    before: at most `max_change_percent` more or fewer. Changes: table municipality_change (TOOI).
    """

    column: str
    date_column: str
    value_column: str
    max_change_percent: int
    success_keys: ClassVar[tuple[str, ...]] = (
        "column",
        "date_column",
        "value_column",
        "max_change_percent",
    )
