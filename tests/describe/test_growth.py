"""A pattern whose time may grow faster than the text is refused, whoever declares it."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from inburgering_opendata.outcomes.delivery.values import without_time
from inburgering_opendata.outcomes.spelling import PERHAPS, identifies, none_identifies
from inburgering_opendata.toolkit.describe.growth import grows_faster
from inburgering_opendata.toolkit.describe.patterns import portable, whole
from inburgering_opendata.toolkit.tables.xlsx import styles
from tests.whole import first

FAST = (
    *("^(a+)+$", "^(a*)*$", "^(a|a)*$", "^(a|aa)+$", "^(?:a?b?)*$", "^([a-z0-9]+)*@$"),
    *("^(?:[0-9]{1,9}){1,9}$", "^(?:a{1,50}){1,50}$", "^(?:[a-z]+-?)+$", "^(?:a|ab|b)*$"),
)
"""Ways that double with every sign."""
SLOW = ("^a*a*$", "^[0-9]+[0-9]+x$", "^[^ ]+@[^ ]+$", "^.*x.*y$", "^a{0,500}a{0,500}$")
"""Ways that grow with a power of the text."""
LINEAR = (
    *("", "^$", "abc", "^[a-z][a-z0-9_]*$", "^GM[0-9]{4}$", "^https?://.+$", "^.{1,1000}$"),
    *("^(?:GM[0-9]{4}(?:\\+GM[0-9]{4})*|PV[0-9]{2}|NL)$", "^[a-z]+(?:_[a-z]+)*$"),
    *("^[0-9]{1,3}(?:\\.[0-9]{3})*(?:,[0-9]+)?$", "^[0-9]{2,4}[0-9]{2}$", "^[0-9]{4}[0-9]{2}$"),
    *("^[^@ ]+@[^@ .]+(?:\\.[^@ .]+)+$", "^[A-Z]{2}[0-9]{2}[A-Z]{4}[0-9]{10}$"),
    "^[0-9]{4}(?:-H[12]|-[0-9]{2}-[0-9]{2}(?:/[0-9]{4}-[0-9]{2}-[0-9]{2})?)?$",
    "^(?:Afspraken (?:[ABC](?:[1-5](?: i{1,3})?)?|inleiding)|Brief (?:'[A-Z][a-z ]+'))$",
)


@contextmanager
def given_up() -> Iterator[None]:
    """What grows with a power would take hours: it is given up long before."""

    def give_up(*_: object) -> None:
        raise TimeoutError("the time grows faster than the text")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("pattern", [*FAST, *SLOW])
def test_what_grows_faster_is_refused(pattern: str) -> None:
    assert grows_faster(pattern, is_whole=True)
    for read in (portable, whole):
        with pytest.raises(ValueError, match="grows faster than the text"):
            read(pattern)


@pytest.mark.parametrize("pattern", LINEAR)
def test_what_is_linear_is_let_be(pattern: str) -> None:
    assert portable(pattern) == pattern
    with given_up():
        for piece in ("a", "0", "_", "@", ".", "a.", "GM0344+", " i", "-"):
            re.search(pattern, f"{piece * 1_000_000}!")


def test_where_a_pattern_is_looked_for_counts() -> None:
    assert whole("[0-9]+x") == "^(?:[0-9]+x)$"
    with pytest.raises(ValueError, match="begin it with"):
        portable("[0-9]+x")


@pytest.mark.parametrize(
    "piece",
    first(
        1,
        ["1 ", "(at)", "T", '"', " 1", "[", " ", "\\", "1-", "1;", "1e", "\u00a01"],
        "Another sign is read by the same patterns.",
    ),
)
def test_what_reads_a_strangers_text_reads_it_once(piece: str) -> None:
    text = f"x{piece * 100_000}x"
    with given_up():
        without_time(text)
        identifies(text)
        none_identifies([text])
        re.search(PERHAPS, text)
        styles._NO_SIGNS.sub("", text)
