"""What would identify a person: a citizen service number, or an e-mail address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.arguments import Text
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, summed_up
from inburgering_opendata.toolkit.validate.rules.rule import rule
from inburgering_opendata.toolkit.validate.spill import Spill

# One sign before the @ is as good as many, and takes a time that grows with the text alone.
_EMAIL = re.compile(r"[^\s@,;]@[^\s@,;]+\.[^\s@,;]")
# Nine digits on their own, with points, dashes or spaces between or without.
_NINE = re.compile(r"(?<![0-9A-Za-z])(?:bsn)?([0-9](?:[ .-]?[0-9]){8})(?![0-9A-Za-z])", re.I)
# Eight digits and nothing else: nine that lost a leading zero in a spreadsheet.
_EIGHT = re.compile(r"[0-9](?:[ .]?[0-9]){7}(?:\.0)?")
_INSIDE = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
# A text that meets none of this meets none of the patterns above.
PERHAPS = r"@|[0-9](?:[ .-]?[0-9]){7}"
_PERHAPS = re.compile(PERHAPS)


def passes_eleven_test(digits: str) -> bool:
    """Whether nine digits can be a citizen service number (BSN).

    Nine times the first digit, eight times the second … twice the eighth, minus the ninth, is a
    multiple of eleven (Logisch ontwerp BSN, the eleven-test); eight digits stand for nine that
    begin with 0. All zeros are no number.
    """
    padded = digits.zfill(9)
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, padded, strict=True))
    return len(padded) == 9 and total % 11 == 0 and int(padded) > 0


def looks_like_email(text: str) -> bool:
    return _EMAIL.search(text) is not None


def looks_like_bsn(text: str) -> bool:
    """Whether `text` holds nine digits on their own that pass the eleven-test, or is eight."""
    if any(passes_eleven_test(re.sub("[ .-]", "", nine)) for nine in _NINE.findall(text)):
        return True
    alone = text.strip()
    if not _EIGHT.fullmatch(alone):
        return False
    return passes_eleven_test(re.sub("[ .]", "", alone.removesuffix(".0")))


def none_identifies(texts: Iterable[str]) -> bool:
    """Whether surely none of `texts` identifies a person, found in one go; else each may."""
    return _PERHAPS.search("\n".join(texts)) is None


def identifies(text: str) -> bool:
    """Whether `text` looks like a citizen service number or an e-mail address."""
    if not _PERHAPS.search(text):
        return False
    return looks_like_email(text) or looks_like_bsn(text)


def hidden_bsns(texts: Sequence[str]) -> bool:
    """Whether most of `texts` are numbers that pass the eleven-test with letters around them.

    One number in eleven passes by chance; of four or more, half or more do so once in thousands.
    """
    runs = _INSIDE.findall("\n".join(texts))
    passing = sum(passes_eleven_test(run) for run in runs)
    return passing >= 4 and 2 * passing > len(runs)


@rule("expect_values_to_identify_nobody")
def values_identify_nobody(table: Columns, column: Text) -> Finding:
    """No value of `column` looks like a citizen service number or an e-mail address."""
    breaches = Spill(
        Breach("no citizen service number or e-mail address", "one (withheld)", row=row)
        for row, text in table.matching(column, PERHAPS)
        if identifies(text)
    )
    return summed_up(
        f"no {column} looks like a citizen service number or an e-mail address",
        f"{len(breaches)} rows do",
        breaches,
    )
