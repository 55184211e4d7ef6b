"""What Great Expectations lacks for this field, as custom expectations.

Each is a thin coat around a rule of `rules.py`, so that it survives the JSON round trip of a
suite. Importing this module registers them; it needs Great Expectations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from datetime import date
from typing import Any, ClassVar

import pandas as pd
import pyarrow as pa
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from inburgering_opendata.validate import rules
from inburgering_opendata.validate.frames import FIELD_TYPE_KEY, is_of_type

_references: ContextVar[Mapping[str, pa.Table]] = ContextVar("references")


@contextmanager
def reference_tables(tables: Mapping[str, pa.Table]) -> Iterator[None]:
    """The tables that expectations inside this context may refer to, by name."""
    token = _references.set(tables)
    try:
        yield
    finally:
        _references.reset(token)


def _reference(name: str) -> pa.Table:
    tables = _references.get({})
    if name not in tables:
        raise LookupError(f"the table {name} it refers to is not there")
    return tables[name]


class _BatchFrame(TableMetricProvider):
    """The whole batch, for rules that look across rows."""

    metric_name = "table.opendata_frame"

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


class _RuleExpectation(BatchExpectation):
    """An expectation that asks a rule, and reports its finding whole."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.opendata_frame",)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        raise NotImplementedError

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        finding = self.judge(metrics["table.opendata_frame"])
        return {"success": finding.success, "result": {"details": asdict(finding)}}


def _columns(frame: pd.DataFrame, *names: str) -> pa.Table:
    return pa.Table.from_pandas(frame[list(dict.fromkeys(names))], preserve_index=False)


class ExpectColumnValuesToBeOfFieldType(_RuleExpectation):
    """Every value of `column` is a value of the Table Schema type `field_type`.

    The reader has kept a value that it could not read as the text it found.
    """

    column: str
    field_type: str
    success_keys: ClassVar[tuple[str, ...]] = ("column", "field_type")

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        values = frame[self.column]
        expected = f"every {self.column} is a {self.field_type}"
        found = str(frame.attrs[FIELD_TYPE_KEY].get(self.column, "unknown"))
        if found == self.field_type:
            return rules.Finding(expected, "all are")
        breaches = tuple(
            rules.Breach(f"a {self.field_type}", repr(value), row=row)
            for row, value in enumerate(values)
            if not is_of_type(value, self.field_type)
        )
        # A column stored as another type is wrong as a whole, even if no single value shows it.
        whole = rules.Breach(f"the type {self.field_type}", found, key={"column": self.column})
        return rules.Finding(expected, f"{len(breaches)} are not ({found})", breaches or (whole,))


class ExpectForeignKeyToExist(_RuleExpectation):
    """Every combination of `columns` stands in `reference_columns` of `reference_table`."""

    columns: list[str]
    reference_table: str
    reference_columns: list[str]
    success_keys: ClassVar[tuple[str, ...]] = ("columns", "reference_table", "reference_columns")

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        return rules.foreign_key_exists(
            _columns(frame, *self.columns),
            self.columns,
            _reference(self.reference_table),
            self.reference_columns,
        )


class ExpectGroupTotalsToEqual(_RuleExpectation):
    """The sum of `amount_column` per `group_column` equals `totals`, exactly; other groups are
    let be. Pins the totals that the mission names, whatever the source tables say.
    """

    group_column: str
    amount_column: str
    totals: dict[str, int]
    success_keys: ClassVar[tuple[str, ...]] = ("group_column", "amount_column", "totals")

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        table = _columns(frame, self.group_column, self.amount_column)
        return rules.group_totals_equal(
            table, self.group_column, self.amount_column, self.totals, every_group=False
        )


class ExpectGroupTotalsToEqualReference(_RuleExpectation):
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

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        reference = _reference(self.reference_table)
        amounts = dict(
            zip(
                reference[self.reference_key].to_pylist(),
                reference[self.reference_amount].to_pylist(),
                strict=True,
            )
        )
        groups = _reference(self.group_table)[self.group_column].to_pylist()
        totals = {group: amounts[group] for group in groups}
        table = _columns(frame, self.group_column, self.amount_column)
        return rules.group_totals_equal(
            table, self.group_column, self.amount_column, totals, every_group=True
        )


class ExpectMunicipalitiesToBeComplete(_RuleExpectation):
    """The municipalities of each group are exactly those that existed on its date.

    The date is that of `date_column` (a year counts as its 1 January); or, with `since`, every
    municipality that existed on that day or later. Register: table municipality (TOOI).
    """

    column: str
    group_columns: list[str] = []
    date_column: str | None = None
    since: str | None = None
    success_keys: ClassVar[tuple[str, ...]] = ("column", "group_columns", "date_column", "since")

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        if (self.date_column is None) == (self.since is None):
            raise ValueError("either date_column or since must be given")
        groups = [*self.group_columns, *([self.date_column] if self.date_column else [])]

        def period_of(group: Mapping[str, Any]) -> tuple[date, date | None]:
            if self.since:
                return date.fromisoformat(self.since), None
            day = group[str(self.date_column)]
            day = date(day, 1, 1) if isinstance(day, int) else day
            return day, day

        table = _columns(frame, self.column, *groups)
        register = _reference("municipality")
        return rules.municipalities_complete(table, self.column, groups, register, period_of)


class ExpectValuesToEqualReferenceSums(_RuleExpectation):
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

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        return rules.values_equal_reference_sums(
            _columns(frame, *self.columns, self.value_column),
            self.columns,
            self.value_column,
            _reference(self.reference_table),
            self.reference_columns,
            self.reference_value,
        )


class ExpectAmountsToReconcile(_RuleExpectation):
    """The amounts of `parts` add up exactly to that of `total`.

    For the agreement: the need found by AEF and the three adjustments give the structural amount
    (annex of the letter, Afspraken A2: 42.3 - 2.2 - 2.6 - 2.3 = 35.2 million).
    """

    id_column: str
    amount_column: str
    total: str
    parts: list[str]
    success_keys: ClassVar[tuple[str, ...]] = ("id_column", "amount_column", "total", "parts")

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        table = _columns(frame, self.id_column, self.amount_column)
        return rules.amounts_reconcile(
            table, self.id_column, self.amount_column, self.total, self.parts
        )


class ExpectAmountsToFollowKey(_RuleExpectation):
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

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        names = (
            self.group_column,
            self.amount_column,
            self.key_value_column,
            self.key_total_column,
        )
        return rules.amounts_follow_key(_columns(frame, *names), *names)


class ExpectDistinctCountsToEqual(_RuleExpectation):
    """Each value of `group_column` has the stated number of different values of `column`."""

    group_column: str
    column: str
    counts: dict[str, int]
    success_keys: ClassVar[tuple[str, ...]] = ("group_column", "column", "counts")

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        table = _columns(frame, self.group_column, self.column)
        return rules.distinct_counts_equal(table, self.group_column, self.column, self.counts)


class ExpectRegisterCountsToEqual(_RuleExpectation):
    """On each date of `counts` that many municipalities existed (CBS, on 1 January)."""

    counts: dict[str, int]
    success_keys: ClassVar[tuple[str, ...]] = ("counts",)

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        table = _columns(frame, "valid_from", "valid_to")
        return rules.register_counts_equal(table, self.counts)


class ExpectChangesToFitRegister(_RuleExpectation):
    """A municipality ends the day before it goes to another, which exists from that day on."""

    def judge(self, frame: pd.DataFrame) -> rules.Finding:
        table = _columns(frame, "date", "old_code", "new_code")
        return rules.changes_fit_register(table, _reference("municipality"))
