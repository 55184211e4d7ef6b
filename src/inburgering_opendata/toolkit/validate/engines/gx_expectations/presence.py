"""Expectations of which values are there, and how many."""

from __future__ import annotations

from typing import Any, ClassVar

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import FieldExpectation


class ExpectValuesToBeGivenWhere(FieldExpectation):
    """`column` has a value exactly where `condition_column` is one of `condition_values`, where
    None is an empty cell; with `may_be_empty`, only there.
    """

    column: str
    condition_column: str
    condition_values: list[Any]
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


class ExpectDistinctCountsToEqual(FieldExpectation):
    """Each value of `group_column` has the stated number of different values of `column`."""

    group_column: str
    column: str
    counts: dict[str, int]
    success_keys: ClassVar[tuple[str, ...]] = ("group_column", "column", "counts")
