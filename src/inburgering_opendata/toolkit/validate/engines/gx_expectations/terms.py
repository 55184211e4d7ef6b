"""Expectations of terms: dates within them, and terms that have passed."""

from __future__ import annotations

from typing import ClassVar

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import FieldExpectation


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
