"""Expectations of municipalities: which existed when, and how they went over into others."""

from __future__ import annotations

from typing import ClassVar

from inburgering_opendata.toolkit.validate.engines.gx_field_expectation import FieldExpectation


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
