"""Expectations of rows that are spells of one whole."""

from __future__ import annotations

from typing import ClassVar

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import FieldExpectation


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
