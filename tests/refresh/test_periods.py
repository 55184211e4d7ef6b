"""Which days a code of a period stands for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.refresh.periods import first_day, next_day


@pytest.mark.parametrize(
    ("code", "first", "after"),
    [
        ("2022JJ00", "2022-01-01", "2023-01-01"),
        ("2021MM12", "2021-12-01", "2022-01-01"),
        ("2024MM02", "2024-02-01", "2024-03-01"),
        ("2022KW04", "2022-10-01", "2023-01-01"),
        ("2022HJ01", "2022-01-01", "2022-07-01"),
    ],
)
def test_a_period_has_a_first_day_and_one_after_it(code: str, first: str, after: str) -> None:
    assert (first_day(code).isoformat(), next_day(code).isoformat()) == (first, after)


@pytest.mark.parametrize(
    "code", ["2022", "2022JJ01", "2022MM00", "2022MM13", "2022KW05", "2022XX00", "2022JJ00 ", ""]
)
def test_another_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        first_day(code)


@given(st.integers(1900, 2100), st.sampled_from([("MM", 12), ("KW", 4), ("HJ", 2)]))
def test_the_parts_of_a_year_follow_each_other(year: int, kind: tuple[str, int]) -> None:
    name, most = kind
    codes = [f"{year}{name}{number:02}" for number in range(1, most + 1)]
    assert first_day(codes[0]) == first_day(f"{year}JJ00")
    assert [next_day(code) for code in codes[:-1]] == [first_day(code) for code in codes[1:]]
    assert next_day(codes[-1]) == next_day(f"{year}JJ00") > date(year, 12, 31) - timedelta(1)
