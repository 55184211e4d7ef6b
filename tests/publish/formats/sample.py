"""A table with every type, and texts that spreadsheets, XML and CSV readers stumble over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.data_package import DataPackage
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents

WORDS = dict.fromkeys(("title", "title@nl", "description", "description@nl"), "words")


def _field(name: str, type: str, **more: Any) -> Field:
    return Field(name, type, {**WORDS, "name": name, "type": type, **more})


SCHEMA = TableSchema(
    name="sample",
    fields=(
        _field("number", "integer", constraints={"required": True}),
        _field("text", "string"),
        _field("whole", "integer"),
        _field("day", "date"),
        _field("exact", "number", precision=15, decimals=3),
        _field("long", "number", precision=25, decimals=10),
        _field("yes", "boolean"),
        _field("moment", "datetime"),
    ),
    primary_key=("number",),
    foreign_keys=(),
    descriptor=WORDS,
)
PACKAGE = DataPackage(
    name="samples",
    path=Path("package.json"),
    tables=("sample",),
    inputs=(),
    sources=(),
    descriptor={
        **WORDS,
        "licenses": [{"name": "CC0-1.0", "title": "CC0", "title@nl": "CC0", "path": "https://a/"}],
        "contributors": [{"title": "=HYPERLINK(1)"}],
    },
)

_FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "=cmd|' /C calc'!A0", "a;=1", 'a";=1', "a,=1")
_BEFORE = ("", "\t", "\r", "\n", " ", "'", "''", '"', "\u00a0", "\u3000", "\ufeff")
_OTHERS = (
    "'",
    "_x0041_",
    "a\r\nb",
    "1,5",
    "0014",
    "WAAR",
    "\x0b",
    "\x01",
    "é😀",
    "1900-01-01",
    "NULL",
)
_HOSTILE = st.sampled_from(_OTHERS) | st.builds(
    str.__add__, st.sampled_from(_BEFORE), st.sampled_from(_FORMULAS)
)
_ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
TEXTS = _HOSTILE | _ANY | st.builds(str.__add__, _HOSTILE, _ANY)
# What no workbook can hold is refused, and tested by itself.
WORKBOOK_TEXTS = TEXTS.filter(lambda text: not {"\ufffe", "\uffff"} & set(text))


def rows(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(
        st.fixed_dictionaries(
            {
                "text": st.none() | texts,
                "whole": st.none() | st.integers(-(2**63), 2**63 - 1),
                "day": st.none() | st.dates() | st.dates(date(1899, 1, 1), date(1901, 1, 1)),
                "exact": st.none() | _decimals(15, 3),
                "long": st.none() | _decimals(25, 10),
                "yes": st.none() | st.booleans(),
                "moment": st.none()
                | moments()
                | moments(datetime(1899, 1, 1), datetime(1901, 1, 1)),
            }
        ),
        max_size=8,
    )


def moments(first: datetime = datetime.min, last: datetime = datetime.max) -> Any:
    """Date-times of whole seconds, in UTC."""
    found = st.datetimes(first, last, timezones=st.just(UTC))
    return found.map(lambda moment: moment.replace(microsecond=0))


def _decimals(precision: int, decimals: int) -> st.SearchStrategy[Decimal]:
    most = 10**precision - 1
    return st.integers(-most, most).map(lambda n: Decimal(n).scaleb(-decimals))


def table(values: list[dict[str, Any]]) -> pa.Table:
    numbered = [{"number": number, **row} for number, row in enumerate(values)]
    return pa.Table.from_pylist(numbered, schema=arrow_schema(SCHEMA))


def contents(values: pa.Table) -> PackageContents:
    return PackageContents.of(PACKAGE, {"sample": SCHEMA}, {"sample": values}, "2026.11.24")
