"""What a spreadsheet writes above a header is told apart from the header, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.tables.preamble import preamble_of

_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(st.sampled_from(";,\t|#"), _ENDS, st.lists(st.sampled_from(["", ";;", " ", ","])), _ENDS)
def test_a_stated_delimiter_and_blank_lines_are_counted(
    sign: str, end: str, blank: list[str], other: str
) -> None:
    above = f"sep={sign}{end}" + "".join(line + other for line in blank)
    found = preamble_of(f"{above}a{sign}b\n1{sign}2\n")
    if not (end == "\r" and blank[:1] == [""] and other == "\n"):  # which is one end of a line
        assert (found.delimiter, found.lines, found.length) == (sign, 1 + len(blank), len(above))
    assert found.blank_lines == found.lines - 1


@given(st.text(st.sampled_from("ab;,\t \n\r\"'"), max_size=20))
def test_nothing_with_a_character_in_it_is_passed_over(text: str) -> None:
    found = preamble_of(text)
    assert not found.has_sep and not set(text[: found.length]) & set("ab\"'")
    assert preamble_of(text[found.length :]).length == 0


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("sep=;", ";"),
        ("SEP=,", ","),
        ('"sep=;"', ";"),
        ("sep=;;;;;", ";"),
        ("sep=\t", "\t"),
        ("sep=", None),
        ("sep=a", None),
        ("sep=;,", None),
        ("sep=; delimiter", None),
    ],
)
def test_a_line_that_begins_with_sep_states_a_delimiter_or_nothing(
    line: str, delimiter: str | None
) -> None:
    found = preamble_of(f"{line}\r\na;b\r\n")
    assert found.has_sep and found.delimiter == delimiter


@pytest.mark.parametrize("text", ["", "separator;b\n", "a;sep=;\n", "\ufeffsep=;\n", " sep=;\n"])
def test_other_first_lines_are_headers(text: str) -> None:
    assert not preamble_of(text).has_sep


def test_a_million_delimiters_take_no_time() -> None:
    assert preamble_of(";" * 1_000_000).length == 0
