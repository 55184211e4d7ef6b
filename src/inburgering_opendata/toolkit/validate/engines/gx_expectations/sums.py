"""Expectations of sums and differences within a table."""

from __future__ import annotations

from typing import ClassVar

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import FieldExpectation


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
