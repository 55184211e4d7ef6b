"""Rows with every combination of given and empty cells, of every type, and what is right of them.

What a check ought to find is said here once more, row by row, on the values as they are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.engines.engine import Engine
from inburgering_opendata.toolkit.validate.rules.finding import Finding
from inburgering_opendata.toolkit.validate.vocabulary import VOCABULARY
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.validate.engines.sample import field, schema, to_csv


@dataclass(frozen=True)
class Written:
    """A value as a suite writes it, as a CSV file does, and as what it is meant."""

    in_suite: Any
    in_csv: str
    meant: Any


NOTHING = Written(None, "", None)
NOT_NOTHING = Written("None", "None", "None")
"""The text that Python writes for nothing, which is a text like any other."""

FIRST = (Written("x", "x", "x"), NOT_NOTHING, NOTHING)
SECOND: Mapping[str, Sequence[Written]] = {
    "string": (Written("it's", "it's", "it's"), NOT_NOTHING, NOTHING),
    "integer": (
        Written(2**53 + 1, str(2**53 + 1), 2**53 + 1),
        Written(2**53, str(2**53), 2**53),
        NOTHING,
    ),
    "number": (
        Written(0.1, "0.1", Decimal("0.1")),
        Written(0.3, "0.300", Decimal("0.3")),
        NOTHING,
    ),
    "boolean": (Written(True, "true", True), Written(False, "false", False), NOTHING),
    "date": (
        Written("2020-02-29", "2020-02-29", date(2020, 2, 29)),
        Written("1600-01-01", "1600-01-01", date(1600, 1, 1)),
        NOTHING,
    ),
    "datetime": (
        Written("2020-02-29T23:59:59Z", "2020-02-29T23:59:59Z", datetime(2020, 2, 29, 23, 59, 59)),
        Written("1600-01-01T00:00:00Z", "1600-01-01T00:00:00Z", datetime(1600, 1, 1)),
        NOTHING,
    ),
}
TYPES = tuple(SECOND)

Rows = Sequence[tuple[Written, Written]]


def all_rows(type: str) -> Rows:
    return list(product(FIRST, SECOND[type]))


def write_rows(path: Path, type: str) -> TableFile:
    """A file with a row for each combination, in the order of `all_rows`."""
    more = {"precision": 5, "decimals": 3} if type == "number" else {}
    described = schema(
        "emptiness",
        [field("row", "integer"), field("a", "string"), field("b", type, **more)],
        ["row"],
    )
    listed = enumerate(all_rows(type))
    rows = [[str(row), first.in_csv, second.in_csv] for row, (first, second) in listed]
    path.write_bytes(to_csv(described.field_names, rows))
    return TableFile("sample", described, path)


@dataclass(frozen=True)
class Case:
    """A check, and the rows that break it."""

    check: Check
    broken: frozenset[int]


def pair_case(name: str, type: str, pairs: Rows) -> Case:
    """That each row is one of the pairs; a row in which both are empty is none, and is let be."""
    listed = [[first.in_suite, second.in_suite] for first, second in pairs]
    kwargs = {"column_A": "a", "column_B": "b", "value_pairs_set": listed}
    meant = [(first.meant, second.meant) for first, second in pairs]
    broken = (
        row
        for row, (first, second) in enumerate(all_rows(type))
        if (first.meant, second.meant) not in [*meant, (None, None)]
    )
    return _case(name, "expect_column_pair_values_to_be_in_set", kwargs, broken)


def set_case(name: str, type: str, values: Iterable[Written]) -> Case:
    """That each `b` is one of the values; one that is empty is let be."""
    listed = list(values)
    kwargs = {"column": "b", "value_set": [value.in_suite for value in listed]}
    meant = [value.meant for value in listed]
    broken = (
        row
        for row, (_, second) in enumerate(all_rows(type))
        if second.meant is not None and second.meant not in meant
    )
    return _case(name, "expect_column_values_to_be_in_set", kwargs, broken)


def condition_case(name: str, type: str, values: Iterable[Written], may_be_empty: bool) -> Case:
    """That `a` is given where `b` is one of the values, among which nothing is an empty cell."""
    listed = list(values)
    kwargs = {
        "column": "a",
        "condition_column": "b",
        "condition_values": [value.in_suite for value in listed],
        "may_be_empty": may_be_empty,
    }
    meant = [value.meant for value in listed]
    broken = (
        row
        for row, (first, second) in enumerate(all_rows(type))
        if (first.meant is not None) != (second.meant in meant)
        and not (may_be_empty and first.meant is None)
    )
    return _case(name, "expect_values_to_be_given_where", kwargs, broken)


def some_cases(type: str) -> list[Case]:
    """A case for each way in which nothing can stand in a suite, few enough for a slow engine."""
    (x, none, _), (value, other, _) = FIRST, SECOND[type]
    pairs: Mapping[str, Rows] = {
        "no null": [(x, value)],
        "null second": [(x, value), (x, NOTHING)],
        "null first": [(NOTHING, value), (x, value)],
        "null alone": [(x, NOTHING)],
        "null twice": [(NOTHING, NOTHING), (x, other)],
        "the text None": [(none, other)],
    }
    lists: Mapping[str, Sequence[Written]] = {
        "value": [value],
        "value and null": [value, NOTHING],
        "both": [value, other],
    }
    return [
        *(pair_case(f"pairs: {name}", type, listed) for name, listed in pairs.items()),
        *(set_case(f"set: {name}", type, listed) for name, listed in lists.items()),
        *(
            condition_case(f"where {name}, {may_be_empty}", type, listed, may_be_empty)
            for name, listed in {**lists, "null": [NOTHING]}.items()
            for may_be_empty in (True, False)
        ),
    ]


def unlike(engine: Engine, file: TableFile, cases: Sequence[Case]) -> Iterator[str]:
    """What an engine finds otherwise than is right, in words; nothing when it is right."""
    answers = engine.answers(file, [case.check for case in cases], {})
    for case in cases:
        answer = answers[case.check.id]
        found = _rows_of(answer) if isinstance(answer, Finding) else answer
        if found != case.broken:
            yield f"{case.check.id}: {found}, {set(case.broken)} is right"


def _rows_of(finding: Finding) -> frozenset[int | None]:
    return frozenset(breach.row for breach in finding.breaches)


def _case(name: str, type: str, kwargs: Mapping[str, Any], broken: Iterable[int]) -> Case:
    check = Check(name, type, kwargs, "critical", "A check of the sample.", rule=VOCABULARY[type])
    return Case(check, frozenset(broken))
