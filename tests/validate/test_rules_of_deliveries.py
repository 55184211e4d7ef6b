"""The rules about persons and their terms, on small tables by hand."""

from __future__ import annotations

import signal
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.municipalities.rules import municipalities_exist
from inburgering_opendata.outcomes.delivery.identity import identifying_cell
from inburgering_opendata.outcomes.spelling import (
    hidden_bsns,
    identifies,
    looks_like_email,
    passes_eleven_test,
)
from inburgering_opendata.toolkit.validate.rules.spells import at_most_one_open, spells_follow
from inburgering_opendata.toolkit.validate.rules.terms import months_later, term_has_passed
from tests.delivery.spellings import ADDRESSES, NOBODYS, NUMBERS
from tests.validate.test_rules import Rows
from tests.whole import first

# Numbers that pass the test and are nobody's: the tax office keeps this range for examples.
BSN = "111222333"


@pytest.mark.parametrize(
    "text",
    [
        BSN,
        "111.222.333",
        "1112 22 333",
        " 111222333 ",
        "P 111222333",
        "P-111222333",
        "bsn111222333",
        "BSN: 111 222 333.",
        "12345672",  # 012345672 without its zero
        "12345672.0",
        "iemand@example.org",
        "mail: a.b+c@sub.example.nl!",
    ],
)
def test_what_identifies_a_person_is_recognised(text: str) -> None:
    assert identifies(text)


@pytest.mark.parametrize("cell", [*NUMBERS, *ADDRESSES])
def test_a_person_is_recognised_however_spelled(cell: object) -> None:
    assert identifying_cell(cell)


@pytest.mark.parametrize("cell", NOBODYS)
def test_what_only_looks_like_a_person_is_let_be(cell: object) -> None:
    assert not identifying_cell(cell)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_no_date_is_a_number_of_a_person(day: date) -> None:
    written = (f"{day}", f"{day:%d-%m-%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%Y%m%d}")
    assert not [text for text in (*written, f"{day} 9:05", " - ".join(written)) if identifies(text)]


@pytest.mark.parametrize(
    "text",
    ["111222334", "1112223330", "SYN111222333", "A12345672", "GM0344", "000000000", "a@b", "", "@"],
)
def test_what_does_not_is_let_be(text: str) -> None:
    assert not identifies(text)


@pytest.mark.parametrize(
    ("text", "is_address"),
    [
        ("a@b.nl", True),
        ("A.B@C.NL", True),
        ("mailto:a+b@sub.example.org", True),
        ("<a@example.org>", True),
        ("é@exämple.org", True),
        ("x,a@example.org;y", True),
        ("a@b@c.nl", True),
        ("first line\na@b.nl\n", True),
        ("a@b", False),
        ("@b.nl", False),
        ("a @b.nl", True),
        ("a@ b.nl", True),
        ("a@b .nl", True),
        ("a@b.", False),
        ("a@.n", False),
        ("a@b,c.nl", False),
        ("a.b.nl", False),
        ("", False),
    ],
)
def test_an_e_mail_address_is_told_by_its_spelling(text: str, is_address: bool) -> None:
    assert looks_like_email(text) is is_address
    assert identifies(text) is is_address


@pytest.mark.parametrize(
    "piece",
    first(
        1,
        ["a@b", "1", "a@", "@", ".", "a.", "a@b,", "a@.", "a ", "@."],
        "It is a text of other signs.",
    ),
)
def test_a_long_text_is_searched_for_an_address_once(piece: str) -> None:
    # A search that begins anew at each sign would take hours: it is given up long before.
    def give_up(*_: object) -> None:
        raise TimeoutError("the time grows faster than the text")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    try:
        for text in (piece * 1_000_000, f"x@{piece * 1_000_000}", f"{piece * 1_000_000}@"):
            looks_like_email(text)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@given(st.integers(1, 99_999_999))
def test_of_the_last_digits_at_most_one_passes(stem: int) -> None:
    passing = [last for last in range(10) if passes_eleven_test(f"{stem:08}{last}")]
    weights = range(9, 1, -1)
    rest = sum(w * int(d) for w, d in zip(weights, f"{stem:08}", strict=True)) % 11
    assert passing == ([rest] if rest < 10 else [])


def test_numbers_dressed_in_letters_are_recognised_when_there_are_many() -> None:
    real = [f"P{n:08}{last}" for n in range(40) for last in range(10) if n]
    dressed = [text for text in real if passes_eleven_test(text[1:])]
    assert len(dressed) > 20
    assert hidden_bsns(dressed)
    assert not hidden_bsns(real)
    assert not hidden_bsns(dressed[:3])


@pytest.mark.parametrize(
    ("code", "day", "broken"),
    [
        ("GM1", date(1, 1, 1), False),
        ("GM1", date(9999, 12, 31), False),
        ("GM2", date(2020, 12, 31), False),
        ("GM2", date(2021, 1, 1), True),
        ("GM3", date(2020, 12, 31), True),
        ("GM3", date(2021, 1, 1), False),
        ("GM3", None, False),
        (None, date(2021, 1, 1), False),
        ("GM4", date(2021, 1, 1), False),  # which no register has, and another check refuses
    ],
)
def test_a_municipality_is_there_from_its_first_to_its_last_day(
    code: str | None, day: date | None, broken: bool
) -> None:
    ended, began = date(2020, 12, 31), date(2021, 1, 1)
    lives = [("GM1", None, None), ("GM2", None, ended), ("GM3", began, None)]
    register = Rows("municipality_code valid_from valid_to", *lives)
    table = Rows("code day", ("GM1", began), (code, day))
    found = municipalities_exist(table, "code", "day", register)
    assert [breach.row for breach in found.breaches] == ([1] if broken else [])


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2022, 1, 31), 1, date(2022, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2022, 12, 1), 1, date(2023, 1, 1)),
        (date(2022, 3, 1), 36, date(2025, 3, 1)),
        (date(9999, 1, 1), 36, date.max),
        (date(1, 1, 1), -1, date.min),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_a_term_ends_three_years_after_the_pip_and_is_extended_by_days() -> None:
    pip = date(2022, 3, 1)
    table = Rows(
        "missed ended pip extra",
        (True, date(2025, 3, 1), pip, None),
        (True, date(2025, 3, 2), pip, None),
        (True, date(2025, 3, 11), pip, 10),
        (True, date(2025, 3, 12), pip, 10),
        (False, date(2022, 4, 1), pip, None),
        (True, None, pip, None),
        (True, date(2022, 4, 1), None, None),
        (True, date(2022, 4, 1), pip, 10**12),
    )
    found = term_has_passed(table, "missed", "ended", "pip", 36, "extra")
    assert [breach.row for breach in found.breaches] == [0, 2, 7]


def test_only_the_second_open_trajectory_is_named() -> None:
    table = Rows("p n end", ("A", 1, None), ("A", 1, None), ("A", 2, None), ("B", 1, None))
    assert [b.row for b in at_most_one_open(table, "p", "n", "end").breaches] == [2]


def test_spells_are_put_in_order_before_they_are_judged() -> None:
    one, two, three = date(2022, 1, 1), date(2022, 6, 1), date(2023, 1, 1)
    table = Rows("p start end", ("A", two, None), ("A", one, date(2022, 5, 31)), ("B", one, two))
    assert spells_follow(table, ["p"], "start", "end").success
    table = Rows("p start end", ("A", three, None), ("A", two, three), ("A", one, None))
    assert [b.row for b in spells_follow(table, ["p"], "start", "end").breaches] == [1, 2]
