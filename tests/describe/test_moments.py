"""Date-times: how they are written, read, shown and counted as days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.describe.table_schema import TABLE
from inburgering_opendata.toolkit.ground.declared.reading import hold_against
from inburgering_opendata.toolkit.ground.moments import in_text, moment
from inburgering_opendata.toolkit.publish.catalogue.coverage import temporal_coverage
from inburgering_opendata.toolkit.publish.site.cells import cell
from inburgering_opendata.toolkit.tables.texts import as_texts
from tests.compare.made_up import field, schema

NOON = "2020-01-31T12:00:00Z"


@given(st.datetimes().map(lambda found: found.replace(microsecond=0)))
def test_a_moment_is_read_as_it_is_written(found: datetime) -> None:
    assert moment(in_text(found)) == found
    texts = as_texts(pa.chunked_array([[found.replace(tzinfo=UTC)]]))
    assert texts.to_pylist() == [in_text(found)]


def test_a_moment_with_a_zone_is_written_in_utc() -> None:
    there = datetime(2020, 1, 31, 13, 30, tzinfo=timezone(timedelta(hours=1, minutes=30)))
    assert in_text(there) == NOON
    assert [in_text(each) for each in (date(2020, 1, 31), Decimal("1.50"))] == [
        "2020-01-31",
        "1.50",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-01-31",
        "2020-01-31T12:00Z",
        "2020-01-31T12:00:00",
        f"{NOON}\n",
        "2020-02-30T12:00:00Z",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"2020-01-31T12:00:00Z|day is out of range"):
        moment(text)


def test_parts_of_a_second_are_not_lost_in_silence() -> None:
    part = pa.chunked_array([[datetime(2020, 1, 31, 12, 0, 0, 1, tzinfo=UTC)]])
    with pytest.raises(pa.ArrowInvalid, match="lose data"):
        as_texts(part)


def test_a_cell_shows_it_in_words() -> None:
    described = field("at", "datetime")
    assert cell(described, NOON, DUTCH) == "31 januari 2020, 12:00 UTC"
    assert cell(described, "2020-01-31T00:00:07Z", ENGLISH) == "31 January 2020, 00:00:07 UTC"
    assert cell(described, "", DUTCH) == ""


def test_it_counts_as_its_day_in_the_period_of_a_package() -> None:
    described = schema([field("at", "datetime"), field("on", "date")], ["at"])
    late = datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)
    rows = [{"at": late, "on": None}, {"at": None, "on": date(1970, 1, 2)}]
    table = pa.Table.from_pylist(
        rows, pa.schema([("at", pa.timestamp("us", "UTC")), ("on", pa.date32())])
    )
    covered = temporal_coverage({}, {"t": described}, {"t": table}, date(2020, 1, 1))
    assert covered == {"start": "1969-12-31", "end": "1970-01-02"}


def test_another_type_is_no_type_of_a_field() -> None:
    words = dict.fromkeys(("title", "title@nl", "description", "description@nl"), "words")
    raw = {**words, "name": "t", "fields": [{**words, "name": "a", "type": "tim"}]}
    with pytest.raises(ValueError, match=r"'fields\.a\.type' is 'tim'; did you mean 'time'\?"):
        hold_against({**raw, "primaryKey": ["a"]}, TABLE)
