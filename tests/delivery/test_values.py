"""Cells are read strictly: a number or day that could mean two things is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.outcomes.delivery.column import Column, ColumnsBeingRead
from inburgering_opendata.outcomes.delivery.converting import decimal_sign_of
from inburgering_opendata.outcomes.delivery.values import (
    COMMA,
    POINT,
    Fault,
    day_in,
    number_in,
    parser_of,
)
from inburgering_opendata.toolkit.describe.table_schema import Field, load_table_schema
from inburgering_opendata.toolkit.ground.project import installed_project

SCHEMA = load_table_schema(installed_project(), "trajectory")
HOURS, TALKS = SCHEMA.field("interpreter_hours"), SCHEMA.field("progress_talks")
PIP, ROUTE = SCHEMA.field("pip_on"), SCHEMA.field("route")
PERSON, MISSED = SCHEMA.field("person_id"), SCHEMA.field("term_missed_culpably")


def column_of(cells: Sequence[object]) -> Column:
    columns = ColumnsBeingRead(1)
    for cell in cells:
        columns.add({0: cell})
    return columns.finished()[0]


def read(field: Field, cell: object, sign: str = COMMA) -> object:
    value = parser_of(field, sign)(cell)
    return value.rule if isinstance(value, Fault) else value


@given(st.decimals(-(10**9), 10**9, places=2), st.booleans())
def test_a_number_as_the_dutch_write_it_is_read_back(number: Decimal, grouped: bool) -> None:
    text = f"{number:,.2f}" if grouped else f"{number:.2f}"
    dutch = text.translate(str.maketrans(",.", ".,"))
    assert number_in(dutch, COMMA) == number
    assert number_in(text, POINT) == number


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_a_day_is_read_back_in_both_ways_of_writing(day: date) -> None:
    assert day_in(day.isoformat()) == day
    assert day_in(f"{day:%d-%m-%Y}") == day
    assert day_in(f"{day:%d/%m/%Y}") is None
    if day.day > 12:
        assert day_in(f"{day:%m-%d-%Y}") is None


@given(st.text(alphabet="0123456789.,- ", max_size=12))
def test_no_text_is_a_number_in_both_ways_unless_it_may_be(text: str) -> None:
    comma, point = number_in(text, COMMA), number_in(text, POINT)
    if comma is not None and point is not None and comma != point:
        # Only a sign between three digits and three more can be both.
        assert text.count(",") + text.count(".") == 1
        assert text[-4] in ",."


@pytest.mark.parametrize(
    ("field", "cell", "outcome"),
    [
        (TALKS, 3.0, 3),
        (TALKS, "1.234", 1234),
        (TALKS, "8", 8),
        (TALKS, 3.5, "not_whole"),
        (TALKS, "3,5", "not_whole"),
        (TALKS, "12.34", "not_a_number"),
        (TALKS, "-", "not_a_number"),
        (TALKS, "+3", "not_a_number"),
        (TALKS, "1e3", "not_a_number"),
        (TALKS, "٣", "not_a_number"),
        (TALKS, True, "not_a_number"),
        (TALKS, date(2022, 1, 1), "not_a_number"),
        (TALKS, float("nan"), "not_a_number"),
        (TALKS, 1e300, "too_large"),
        (HOURS, 0.3, Decimal("0.3")),
        (HOURS, "1.234,50", Decimal("1234.50")),
        (HOURS, 1.005, "too_many_decimals"),
        (HOURS, "12,345", "too_many_decimals"),
        (HOURS, 100000.0, "too_large"),
        (PIP, date(2022, 3, 1), date(2022, 3, 1)),
        (PIP, datetime(2022, 3, 1), date(2022, 3, 1)),
        (PIP, datetime(2022, 3, 1, 9, 30), "day_with_time"),
        (PIP, "01-03-2022", date(2022, 3, 1)),
        (PIP, "2022-03-01", date(2022, 3, 1)),
        (PIP, "1-3-2022", date(2022, 3, 1)),
        (PIP, "01-3-2022", date(2022, 3, 1)),
        (PIP, "31-12-2025 00:00", date(2025, 12, 31)),
        (PIP, "31-12-2025 0:00:00", date(2025, 12, 31)),
        (PIP, "2025-12-31T00:00", date(2025, 12, 31)),
        (PIP, "31-12-2025 10:00", "day_with_time"),
        (PIP, "31-12-2025 0", "not_a_day"),
        (PIP, "1-3-22", "not_a_day"),
        (PIP, "001-3-2022", "not_a_day"),
        (PIP, "1/3/2022", "not_a_day"),
        (PIP, "01-03-22", "not_a_day"),
        (PIP, "31-02-2022", "day_impossible"),
        (PIP, "2022-13-01", "day_impossible"),
        (PIP, 44621.0, "day_as_number"),
        (PIP, "44621", "day_as_number"),
        (PIP, time(9, 30), "not_a_day"),
        (PIP, True, "not_a_day"),
        (ROUTE, "b", "B"),
        (ROUTE, "Onderwijsroute", "O"),
        (ROUTE, "self-reliance route (z route)", "Z"),
        (ROUTE, "total", "not_a_choice"),
        (ROUTE, 1.0, "not_a_choice"),
        (MISSED, "Ja", True),
        (MISSED, False, False),
        (MISSED, "onwaar", False),
        (MISSED, "1", "not_a_flag"),
        (MISSED, 1.0, "not_a_flag"),
        (PERSON, 17.0, "17"),
        (PERSON, "  SYN1\u00a0", "SYN1"),
        (PERSON, "#N/A", "error_cell"),
        (PERSON, date(2022, 1, 1), "text_expected"),
    ],
)
def test_a_cell_is_its_value_or_says_why_it_is_none(
    field: Field, cell: object, outcome: object
) -> None:
    assert read(field, cell) == outcome


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["12", "3"], COMMA),
        (["12,5", "1.234"], COMMA),
        (["12.50", "1,234"], POINT),
        (["1.234"], None),
        (["1,234"], None),
        (["12,5", "12.5"], None),
        (["x", ""], COMMA),
    ],
)
def test_the_decimal_sign_is_told_by_the_numbers_or_not_at_all(
    texts: list[str], sign: str | None
) -> None:
    assert decimal_sign_of([(HOURS, column_of(texts))]) == sign


@given(
    st.lists(
        st.one_of(
            st.booleans(),
            st.sampled_from([0, 1, 0.0, 1.0, 2.5, "", "0", "True", None, date(2022, 1, 1)]),
        )
    )
)
def test_a_column_gives_every_cell_back_as_it_was(cells: list[object]) -> None:
    column = column_of(cells)
    back = [column.values[place] for place in column.indices.to_pylist()]
    # A whole number may come back as the other type of number, never as a logical value.
    assert [(isinstance(c, bool), c) for c in back] == [(isinstance(c, bool), c) for c in cells]
