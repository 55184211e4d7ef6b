"""A pattern means the same to Python, DuckDB and Arrow, or is refused."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.patterns import portable, whole
from tests.examples import examples


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (r"\d+", "^(?:[0-9]+)$"),
        (r"[\d-]", "^(?:[0-9-])$"),
        (r"\\d", r"^(?:\\d)$"),
        ("^a$", "^a$"),
        ("^(?:a|b)$", "^(?:a|b)$"),
        ("^a|b$", "^(?:^a|b$)$"),
        ("^[|]$", "^[|]$"),
        (r"^a\$", r"^(?:^a\$)$"),
    ],
)
def test_a_pattern_is_of_the_whole_text(pattern: str, written: str) -> None:
    assert whole(pattern) == written


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\w", r"'\\w'"),
        (r"\s", r"'\\s'"),
        (r"\D", r"'\\D'"),
        (r"\p{L}", r"'\\p'"),
        (r"\b", r"'\\b'"),
        (r"(a)\1", r"'\\1'"),
        (r"\é", r"'\\é'"),
        ("a\\", r"'\\'"),
        ("(?=a)", r"'\(\?='"),
        ("(?i)a", r"'\(\?i'"),
        ("(?P<n>a)", r"'\(\?P'"),
        ("a++", r"'\+\+'"),
        ("a{2}+", r"'\{2\}\+'"),
        ("a{,3}", r"'\{,3\}'"),
        ("a{1001}", r"'\{1001\}'"),
        ("[[:alpha:]]", r"'\[' inside a set"),
        ("[a-z&&[^b]]", "'&&' inside a set"),
        ("[]a]", r"'\[\]'"),
        ("[^]a]", r"'\[\^\]'"),
        ("((", "is none"),
        ("[a", "is none"),
        ("a**", "is none"),
        ("[z-a]", "is none"),
    ],
)
def test_what_engines_do_not_share_is_refused(pattern: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        portable(pattern)


PIECES = ["a", "b", ".", "^", "$", "|", "(?:", ")", "[ab]", "[^b]", r"\d", r"[\d.]", r"\.", "+"]


@settings(max_examples=examples(200), deadline=None)
@given(
    pattern=st.lists(st.sampled_from([*PIECES, "*?", "{2}", "?", "\\t"]), min_size=1).map("".join),
    text=st.text("ab1.\n\t", max_size=5),
)
def test_what_is_not_refused_means_the_same(pattern: str, text: str) -> None:
    try:
        written = whole(pattern)
    except ValueError:
        return
    of_python = re.fullmatch(portable(pattern, is_whole=True), text) is not None
    [[of_duckdb]] = duckdb.execute("select regexp_matches(?, ?)", [text, written]).fetchall()
    assert of_duckdb == of_python
