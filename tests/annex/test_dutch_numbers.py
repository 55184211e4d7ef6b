"""Numbers as printed: what is one is read exactly, what is not is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.funding.annex.dutch_numbers import dutch_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("7", "7"),
        ("1234567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"),
        ("12,50", "12.50"),
        ("-1.234", "-1234"),
        (" € 1.234 ", "1234"),
        ("-", "0"),
        ("€ -", "0"),
        ("€ 1.234,-", "1234"),
    ],
)
def test_a_printed_number_is_read_exactly(text: str, number: str) -> None:
    assert dutch_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "x", "..", "1.23", "12.34", "1234.567", "1.2345", "1.234.56", "1,234,567"),
        *("1,234.50", "1234.56", "1.234*", "1.234 1)", "1.234¹", "(3,00)", "12,5%", "1 234"),
        *(
            "1.234,",
            "1.234,--",
            ",5",
            "+5",
            "--5",
            "5-",
            "1e3",
            "NaN",
            "inf",
            "١٢٣",
            "1.234\u00a0567",
        ),
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert dutch_number(text) is None


@given(st.integers(-(10**18), 10**18))
def test_thousand_points_change_nothing(number: int) -> None:
    assert dutch_number(f"{number:,}".replace(",", ".")) == number
    assert dutch_number(str(number)) == number


@given(st.text("0123456789.,-x ", max_size=12))
def test_what_is_read_prints_the_same_again(text: str) -> None:
    number = dutch_number(text)
    bare = text.strip()
    if number is not None and bare != "-":
        digits = bare.replace(".", "").replace(",", ".")
        assert f"{number:f}" == str(Decimal(digits))
        whole = bare.lstrip("-").split(",")[0]
        assert (
            "." not in whole
            or whole.lstrip("0.") == ""
            or all(len(group) == 3 for group in whole.split(".")[1:])
        )
