"""Expectations that hold a table against another one."""

from __future__ import annotations

from typing import ClassVar

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import FieldExpectation


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


class ExpectMunicipalitiesToExist(FieldExpectation):
    """The municipality in `column` existed on the day in `date_column`, by table municipality."""

    column: str
    date_column: str
    success_keys: ClassVar[tuple[str, ...]] = ("column", "date_column")


class ReferenceSumsExpectation(FieldExpectation):
    """What holds `value_column` against the sum of `reference_value` over the rows of
    `reference_table` whose `reference_columns` equal `columns`.
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


class ExpectValuesToEqualReferenceSums(ReferenceSumsExpectation):
    """The value of each row equals that sum; with a whole key, the value of that one row."""


class ExpectSumsToEqualReferenceSums(ReferenceSumsExpectation):
    """The values of each combination of `columns` add up to that sum."""
