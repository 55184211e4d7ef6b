"""Citizen service numbers and e-mail addresses, however they are spelled.

A text is looked at in its plain form: of one width, without invisible signs, with the digits of
every script as 0 to 9. In that form any run of signs between digits is as good as another. Every
pattern takes a time that grows with the text alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import unescape
from urllib.parse import unquote

PERHAPS = (
    r"[^\x00-\x7F]|@|[(\[{<] ?[Aa][Tt]? ?[)\]}>]|[0-9]([^0-9A-Za-z]*[0-9]){7}|[0-9][eE]\+?[0-9]"
    r"|%[0-9A-Fa-f][0-9A-Fa-f]|&[#A-Za-z]|_at_| AT |penstaartje"
)
"""A text that has none of this has neither; RE2, Python and Java read it alike."""
_PERHAPS = re.compile(PERHAPS)

# One sign before the @ is as good as many.
_EMAIL = re.compile(r"[^\s@,;]@[^\s@,;]+\.[^\s@,;]|[^\s@,;]\s?@\s?[^\s@,;]{1,80}\s?\.\s?[^\W\d_]")
_AT = re.compile(
    r" ?[(\[{<] ?(?:at?|apenstaartje) ?[)\]}>] ?|_at_| apenstaartje | (?-i:AT) ", re.IGNORECASE
)
_DOT = re.compile(r" ?[(\[{<] ?(?:dot|punt|point) ?[)\]}>] ?| (?:dot|punt) ", re.IGNORECASE)
_PADDED = re.compile(r"(?<![0-9A-Za-z.,])00+(?=[1-9][0-9]{8}(?![0-9]))")
"""Zeros in front of nine digits, to fill a field of fixed width."""

_DIGITS = re.compile(r"[0-9]+")
_EXPONENT = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,9}))?[eE]\+?0?([0-9])(?![0-9])")
_DAY = re.compile(
    r"(?<![0-9])(?:([0-9]{4})([-/. ])([0-9]{1,2})\2([0-9]{1,2})"
    r"|([0-9]{1,2})([-/. ])([0-9]{1,2})\6([0-9]{4}))(?![0-9])"
)
_TIME = re.compile(
    r"(?<![0-9:])[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?![0-9:])"
)
_AMOUNT = re.compile(
    r"[+-]?(?:[0-9]{1,3}(?:\.[0-9]{3})+,([0-9]{1,2})|[0-9]{1,3}(?:,[0-9]{3})+\.([0-9]{1,2})"
    r"|[0-9]+[.,]([0-9]{1,2})|0?[.,]([0-9]+))"
)
_VAT = re.compile(r"B[0-9]{2}(?![0-9A-Za-z])", re.IGNORECASE)
"""Behind the number of somebody who works alone, in an old VAT number."""

_NAMES = frozenset(
    [
        "nl",
        "nlbsn",
        "bsn",
        "bsnnr",
        "bsnnummer",
        "burgerservicenummer",
        "sofi",
        "sofinr",
        "sofinummer",
        "nr",
        "no",
    ]
)
"""Letters that stand right before or behind a number, and are no part of a code."""
_LONGEST_NAME = max(map(len, _NAMES))

_RIGHT_TO_LEFT = "\u202e"
"""What follows is shown the other way round."""
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters that nobody sees."""

_NUMBER, _WITHOUT_ZERO = 9, 8
"""Digits of a number, and of one that lost its first zero in a spreadsheet."""


def passes_eleven_test(digits: str) -> bool:
    """Whether nine digits can be a citizen service number (BSN).

    Nine times the first digit, eight times the second … twice the eighth, minus the ninth, is a
    multiple of eleven (Logisch ontwerp BSN, the eleven-test); eight digits stand for nine that
    begin with 0. All zeros are no number.
    """
    padded = digits.zfill(_NUMBER)
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, padded, strict=True))
    return len(padded) == _NUMBER and total % 11 == 0 and int(padded) > 0


def looks_like_email(text: str) -> bool:
    """Whether `text` holds an e-mail address, also one with `(at)` for the @."""
    plain = _plain(text)
    if "@" not in plain:
        plain = _DOT.sub(".", _AT.sub("@", plain))
    return _EMAIL.search(plain) is not None


def looks_like_bsn(text: str) -> bool:
    """Whether `text` holds nine digits on their own that pass the eleven-test, or is eight."""
    return any(map(passes_eleven_test, _candidates(_plain(text).strip())))


def none_identifies(texts: Iterable[str]) -> bool:
    """Whether surely none of `texts` identifies a person, found in one go; else each may."""
    return _PERHAPS.search("a".join(texts)) is None


def identifies(text: str) -> bool:
    """Whether `text` looks like a citizen service number or an e-mail address."""
    if not _PERHAPS.search(text):
        return False
    turned = text[::-1] if _RIGHT_TO_LEFT in text else ""
    return any(looks_like_email(each) or looks_like_bsn(each) for each in (text, turned))


def hidden_bsns(texts: Sequence[str]) -> bool:
    """Whether most of `texts` are numbers that pass the eleven-test with other signs around them.

    One number in eleven passes by chance; of four or more, half or more do so once in thousands.
    """
    runs = [run for text in texts for run in _dressed(_plain(text))]
    passing = sum(map(passes_eleven_test, runs))
    return passing >= 4 and 2 * passing > len(runs)


def _plain(text: str) -> str:
    if "&" in text or "%" in text:
        text = unescape(unquote(text))
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFKC", text)
    if composed.isascii():
        return composed
    return "".join(map(_plain_sign, composed))


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    match unicodedata.category(sign):
        case "Nd":
            return str(unicodedata.decimal(sign))
        case "Cf" | "Mn" | "Me":  # invisible, or drawn over the sign before
            return ""
        case "Lo" if sign in _FILLERS:
            return ""
        case _ if sign == "\u3002":  # ends the parts of a domain as well
            return "."
        case _:
            return sign


def _dressed(plain: str) -> Iterator[str]:
    """The numbers of nine digits in a text, whatever else it holds."""
    groups = _DIGITS.findall(plain)
    alone = [group for group in groups if len(group) == _NUMBER]
    yield from alone or ([joined] if len(joined := "".join(groups)) == _NUMBER else [])


def _candidates(plain: str) -> Iterator[str]:
    """What may be a number, as eight or nine digits."""
    yield from _with_exponent(plain)
    if _is_amount(plain):
        return
    text = _PADDED.sub("", _TIME.sub(" t ", _DAY.sub(_without_day, plain)))
    runs = list(_runs(text))
    is_only_named = _names_only(text)
    for run in runs:
        for digits in _in_run(run, text):
            # That which a code counts, as in PERS_000012345: no number has so few digits.
            if is_only_named or not digits.startswith("00"):
                yield digits
    if len(runs) == 1:
        yield from _alone(runs[0], text)


def _with_exponent(plain: str) -> Iterator[str]:
    """Numbers as a spreadsheet shows them that are too wide for their cell."""
    for found in _EXPONENT.finditer(plain):
        whole, fraction, exponent = found[1], found[2] or "", int(found[3])
        if not _is_apart(plain, found.start(), found.end()):
            continue
        digits = f"{whole}{fraction}".ljust(len(whole) + exponent, "0")
        digits, rest = digits[: len(whole) + exponent], digits[len(whole) + exponent :]
        if not rest.strip("0") and len(digits.lstrip("0")) in (_NUMBER, _WITHOUT_ZERO):
            yield digits.lstrip("0")


def _is_amount(plain: str) -> bool:
    """Whether the whole is a number with decimals that are not only zeros."""
    found = _AMOUNT.fullmatch(plain)
    return found is not None and any((group or "").strip("0") for group in found.groups())


def _without_day(found: re.Match[str]) -> str:
    year, month, day = (
        (found[1], found[3], found[4]) if found[1] else (found[8], found[7], found[5])
    )
    return " d " if _is_day(year, month, day) or _is_day(year, day, month) else found[0]


def _is_day(year: str, month: str, day: str) -> bool:
    if not "1900" <= year < "2100":
        return False
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Groups of digits that have no letter between them, as one."""
    run: list[re.Match[str]] = []
    for group in _DIGITS.finditer(text):
        if run and any(map(str.isalnum, text[run[-1].end() : group.start()])):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _in_run(run: Sequence[re.Match[str]], text: str) -> Iterator[str]:
    """Nine digits: a group, the whole run, or groups with the same signs between them."""
    for first in range(len(run)):
        digits, between = "", set()
        for last in range(first, len(run)):
            if last > first:
                between.add(text[run[last - 1].end() : run[last].start()])
            digits += run[last][0]
            if len(digits) >= _NUMBER:
                break
        is_whole = first == 0 and last == len(run) - 1
        if len(digits) != _NUMBER or not (is_whole or len(between) < 2):
            continue
        if _is_apart(text, run[first].start(), run[last].end()):
            yield digits


def _alone(run: Sequence[re.Match[str]], text: str) -> Iterator[str]:
    """Eight digits and nothing else, or only the name of the number and decimals that are zero."""
    groups = [group[0] for group in run]
    if len(groups) > 1 and not groups[-1].strip("0") and sum(map(len, groups)) > _WITHOUT_ZERO:
        groups.pop()
    digits = "".join(groups)
    is_day = _is_day(digits[:4], digits[4:6], digits[6:]) or _is_day(
        digits[4:], digits[2:4], digits[:2]
    )
    are_years = len(groups) == 2 and all("1900" <= group < "2100" for group in groups)
    is_time = are_years or (len(groups) == 1 and is_day)
    if len(digits) == _WITHOUT_ZERO and _names_only(text) and not is_time:
        yield digits


def _names_only(text: str) -> bool:
    """Whether no letters are in a text but those that name a number."""
    around = _DIGITS.sub(" ", text)
    words = "".join(sign if sign.isalnum() else " " for sign in around).casefold().split()
    return _NAMES.issuperset(words)


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether a number is no part of a code: no letters are at it but those that name it."""
    before, behind = start, end
    while before > 0 and start - before <= _LONGEST_NAME and text[before - 1].isalpha():
        before -= 1
    while behind < len(text) and behind - end <= _LONGEST_NAME and text[behind].isalpha():
        behind += 1
    if before > 0 and text[before - 1].isalnum():
        return False
    if before < start and text[before:start].casefold() not in _NAMES:
        return False
    if end < len(text) and _VAT.match(text, end):
        return True
    if behind < len(text) and text[behind].isalnum():
        return False
    return behind == end or text[end:behind].casefold() in _NAMES
