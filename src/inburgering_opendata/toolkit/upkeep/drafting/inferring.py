"""What the cells of a column are: a type, and how the file writes it. Nothing that was not seen.

A column of which not every cell fits a type is text. So is one that could be read in two ways, such
as days of which it is not clear which number is the month; that is said, and asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal

import pyarrow as pa

from inburgering_opendata.toolkit.describe.short_forms import AS_TEXT
from inburgering_opendata.toolkit.tables.printed import Cell, PrintedTable

MISSING = frozenset(
    {
        *("-", "--", "–", ".", "..", "…", "?", "x", "X"),
        *("n/a", "N/A", "NA", "na", "n.b.", "n.v.t.", "NULL", "null", "None", "NaN", "#N/A"),
    }
)
"""What is known to stand for no value, where all else in a column is of one type."""

_TRUTHS = (
    *(("true", "false"), ("True", "False"), ("TRUE", "FALSE"), ("yes", "no"), ("Yes", "No")),
    *(("ja", "nee"), ("Ja", "Nee"), ("Y", "N"), ("J", "N"), ("waar", "onwaar")),
)
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d")
_MOMENTS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
_MOMENTS_OF_DAYS = tuple(f"{day} {time}" for day in _DAYS[1:] for time in ("%H:%M:%S", "%H:%M"))
_OFFSET = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+ ?[+-][0-9]{2}:?[0-9]{2}")
USUAL = frozenset({"%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"})
"""How days and moments are written that need no word."""

LEAST_PRECISION = 12
"""Digits that a number may have at least, so that a larger one next year is still one."""

_SURELY_64_BITS = 18
"""Digits of which every integer has 64 bits at most."""

YEARS = range(1800, 2201)
_NAMES_YEAR = re.compile(r"(?:^|_)(?:years?|ja?ar|annee|ano|anno|jahr|rok)(?:_|$)")

MOST_CATEGORIES = 12
"""A list that somebody can look through and confirm; names of places are more."""
_LONGEST_CATEGORY = 40
"""Characters of a category; longer texts are sentences, though they come back."""
_TIMES = 4
"""How often a category must be there on average to be taken for one."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """What is known of a column from its cells."""

    type: str
    decimals: int = 0
    precision: int = LEAST_PRECISION
    format: str | None = None
    missing: frozenset[str] = frozenset()
    truths: tuple[str, str] | None = None
    never_negative: bool = False
    are_years: bool = False
    """Whether its numbers are all what years are."""
    categories: tuple[str, ...] = ()
    is_empty: bool = False
    doubts: tuple[str, ...] = ()
    """What could be otherwise, in words, to be asked of a person."""


@dataclass(frozen=True, kw_only=True)
class Signs:
    """How a file writes numbers."""

    decimal: str = "."
    group: str = ""
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        grouped = f"[1-9][0-9]{{0,2}}(?:{re.escape(self.group)}[0-9]{{3}})+|" if self.group else ""
        whole = f"-?(?:{grouped}0|[1-9][0-9]*)"
        found = re.compile(rf"{whole}(?:{re.escape(self.decimal)}(?P<part>[0-9]+))?", re.ASCII)
        object.__setattr__(self, "pattern", found)


_SPACES = (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")
_SPACED = tuple(Signs(decimal=sign, group=space) for sign in (",", ".") for space in _SPACES)
_ANGLO = (Signs(), Signs(group=","), Signs(decimal=","), Signs(decimal=",", group="."), *_SPACED)
_DUTCH = (_ANGLO[2], _ANGLO[3], _ANGLO[0], _ANGLO[1], *_SPACED)


def signs_of(table: PrintedTable, delimiter: str) -> Signs:
    """How the file writes numbers: as most of its columns can be read.

    Of several that fit as many, the one that goes with its delimiter: where cells are divided by
    semicolons, a comma stands before decimals.
    """
    texts = [[*_texts(column)] for column in table.columns]
    candidates = _DUTCH if delimiter == ";" else _ANGLO
    return max(candidates, key=lambda signs: sum(_all_numbers(each, signs) for each in texts))


def _all_numbers(texts: Sequence[str], signs: Signs) -> bool:
    values = [text for text in texts if text not in MISSING]
    return bool(values) and all(signs.pattern.fullmatch(text) for text in values)


def columns_of(table: PrintedTable, signs: Signs) -> tuple[Column, ...]:
    """What each column is.

    What stands for no value is so in the whole file: a sign that is a text in one column is none
    in another.
    """
    first = [_column(column, signs, MISSING) for column in table.columns]
    as_text: set[str] = set()
    for column, found in zip(table.columns, first, strict=True):
        if found.type == "string":
            as_text |= MISSING.intersection(_texts(column))
    if not as_text:
        return tuple(first)
    return tuple(_column(column, signs, MISSING - as_text) for column in table.columns)


def _texts(column: Sequence[Cell] | pa.ChunkedArray) -> Iterable[str]:
    cells = column.to_pylist() if isinstance(column, pa.ChunkedArray) else column
    return (cell for cell in cells if isinstance(cell, str))


def _column(
    column: Sequence[Cell] | pa.ChunkedArray, signs: Signs, tokens: frozenset[str]
) -> Column:
    listed = column.to_pylist() if isinstance(column, pa.ChunkedArray) else column
    cells: list[Cell] = [cell for cell in listed if cell is not None]
    missing = frozenset(cell for cell in cells if isinstance(cell, str) and cell in tokens)
    values = [cell for cell in cells if not (isinstance(cell, str) and cell in missing)]
    if not values:
        return Column(type="string", is_empty=not cells or bool(missing), missing=missing)
    if not all(isinstance(value, str) for value in values):
        return _of_values(values, missing)
    texts = [str(value) for value in values]
    return (
        _truths(texts, missing)
        or _numbers(texts, signs, missing)
        or _dated("date", texts, _DAYS, missing)
        or _dated("datetime", texts, (*_MOMENTS, *_MOMENTS_OF_DAYS), missing)
        or _of_pattern(texts, missing)
        or _text([str(cell) for cell in cells])
    )


def as_year(column: Column, name: str) -> Column:
    """The column as one of years, where its name and all its values say so."""
    if not (column.are_years and _NAMES_YEAR.search(name)):
        return column
    return replace(column, type="year", never_negative=False)


def _of_values(values: Sequence[Cell], missing: frozenset[str]) -> Column:
    """Of cells that the file itself holds as numbers, days or truth values."""
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return Column(type="boolean", missing=missing)
    if kinds == {datetime}:
        moments = [value for value in values if isinstance(value, datetime)]
        doubts = () if all(value.tzinfo for value in moments) else (_IN_UTC,)
        return Column(type="datetime", missing=missing, doubts=doubts)
    if all(isinstance(value, time) and not value.microsecond for value in values):
        return Column(type="time", missing=missing)
    if kinds == {date}:
        return Column(type="date", missing=missing)
    if kinds <= {int, Decimal}:
        numbers = [Decimal(value) for value in values if isinstance(value, int | Decimal)]
        return _of_numbers(numbers, missing)
    found = ", ".join(sorted(kind.__name__ for kind in kinds))
    return Column(type="string", doubts=(f"its cells are of several kinds: {found}",))


_IN_UTC = "the file names no time zone, and it is taken for UTC"


def _of_pattern(texts: Sequence[str], missing: frozenset[str]) -> Column | None:
    """Times of day, months and durations, which are kept as text."""
    distinct = {*texts}
    for type, pattern in AS_TEXT.items():
        if all(re.fullmatch(pattern, text) for text in distinct):
            return Column(type=type, missing=missing)
    return None


def _truths(texts: Sequence[str], missing: frozenset[str]) -> Column | None:
    for pair in _TRUTHS:
        if {*texts} == {*pair}:
            return Column(type="boolean", truths=pair, missing=missing)
    return None


def _numbers(texts: Sequence[str], signs: Signs, missing: frozenset[str]) -> Column | None:
    if not all(signs.pattern.fullmatch(text) for text in texts):
        return None
    plain = [text.replace(signs.group, "") if signs.group else text for text in texts]
    found = _of_numbers([Decimal(text.replace(signs.decimal, ".")) for text in plain], missing)
    other = Signs(decimal=signs.group) if signs.group else None
    doubts: tuple[str, ...] = ()
    if other and any(signs.group in text for text in texts):
        example = next(text for text in texts if signs.group in text)
        meant = example.replace(signs.group, "")
        if all(other.pattern.fullmatch(text) for text in texts):
            doubts = (f"'{example}' is taken for {meant}",)
    return Column(
        type=found.type,
        are_years=found.are_years,
        decimals=found.decimals,
        precision=found.precision,
        never_negative=found.never_negative,
        missing=missing,
        doubts=doubts,
    )


def _of_numbers(numbers: Sequence[Decimal], missing: frozenset[str]) -> Column:
    decimals = max(max(0, -int(number.as_tuple().exponent)) for number in numbers)
    whole = max(len(f"{abs(int(number))}") for number in numbers)
    never_negative = min(numbers) >= 0
    if decimals == 0 and whole <= _SURELY_64_BITS:
        return Column(
            type="integer",
            missing=missing,
            never_negative=never_negative,
            are_years=all(int(number) in YEARS for number in numbers),
        )
    precision = min(max(whole + decimals, LEAST_PRECISION), 38)
    return Column(
        type="number",
        decimals=decimals,
        precision=precision,
        missing=missing,
        never_negative=never_negative,
    )


def _dated(
    type: str, texts: Sequence[str], formats: Sequence[str], missing: frozenset[str]
) -> Column | None:
    distinct = {*texts}
    fits = [each for each in formats if all(_is_written(text, each) for text in distinct)]
    if not fits:
        return None
    if len(fits) > 1:
        ways = " and ".join(fits)
        return _text(texts, f"it may be a {type}, but {ways} both fit: say which in 'formats'")
    doubts = (_IN_UTC,) if type == "datetime" and fits[0] not in USUAL else ()
    return Column(type=type, format=fits[0], missing=missing, doubts=doubts)


def _is_written(text: str, format: str) -> bool:
    try:
        # Both ways, as it reads 1-2-2020 too, which is not written so.
        return datetime.strptime(text, format).strftime(format) == text
    except ValueError:
        return False


def _text(texts: Sequence[str], *doubts: str) -> Column:
    distinct = {*texts}
    few = 1 < len(distinct) <= MOST_CATEGORIES and len(texts) >= _TIMES * len(distinct)
    short = max(map(len, distinct)) <= _LONGEST_CATEGORY
    categories = tuple(sorted(distinct)) if few and short and not doubts else ()
    if all(_OFFSET.fullmatch(text) for text in distinct):
        doubts = (*doubts, "it has moments with their distance from UTC, which are kept as text")
    if any(re.fullmatch(r"0[0-9]+", text) for text in distinct):
        doubts = (*doubts, "it has zeros in front, so it is text and no number")
    return Column(type="string", categories=categories, doubts=doubts)


def layout_of(
    columns: Mapping[str, Column], signs: Signs, printed: Mapping[str, str]
) -> dict[str, object]:
    """What a layout says of the cells, as far as it is not the usual.

    Args:
        columns: by name of the field.
        printed: by name of the field, what its column is called in the file.
    """
    has_decimals = any(each.decimals for each in columns.values())
    numeric = any(each.type in ("integer", "number") for each in columns.values())
    tells = has_decimals or (numeric and signs.group)
    missing = sorted({text for each in columns.values() for text in each.missing})
    truths = [each.truths for each in columns.values() if each.truths]
    formats = {
        name: each.format
        for name, each in columns.items()
        if each.format and each.format not in USUAL
    }
    renamed = {name: text for name, text in printed.items() if name != text}
    unusual = [pair for pair in truths if pair != ("true", "false")]
    return {
        **({"columns": renamed} if renamed else {}),
        **({"missingValues": missing} if missing else {}),
        **({"decimalChar": signs.decimal} if signs.decimal != "." and tells else {}),
        **({"groupChar": signs.group} if numeric and signs.group else {}),
        **({"formats": formats} if formats else {}),
        **({"trueValues": sorted({pair[0] for pair in truths})} if unusual else {}),
        **({"falseValues": sorted({pair[1] for pair in truths})} if unusual else {}),
    }
