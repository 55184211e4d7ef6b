"""What the footer of a Parquet file says of its pages decides nothing: the pages do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.duckdb_parquet import open_parquet
from inburgering_opendata.toolkit.validate.engines.engine import UnreadableTableError
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from inburgering_opendata.toolkit.validate.implied import compile_schema
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.conformance.made_up import table_of
from tests.validate.engines.sample import verdicts
from tests.whole import first


@dataclass(frozen=True)
class Lie:
    """A column of whole numbers, and what its statistics say of it against the truth."""

    values: Sequence[int | None]
    constraints: Mapping[str, Any]
    said: tuple[str, int]


LIES = {
    "nothing is too small": Lie([3, 300, 400], {"minimum": 256}, ("min", 259)),
    "nothing is too large": Lie([5, 7, 300], {"maximum": 256}, ("max", 44)),
    "all are in the list": Lie([5, 5, 261], {"enum": ["5"]}, ("max", 5)),
    "nothing is empty": Lie([5, 7, None], {"required": True}, ("null_count", 0)),
    "everything is empty": Lie([3, 300, None], {"minimum": 256}, ("null_count", 3)),
    "they are far apart": Lie([3, 3, 400], {"unique": True}, ("max", 656)),
}


@pytest.mark.parametrize(
    "lie", first(3, LIES.values(), "It is another lie of the kind."), ids=list(LIES)
)
def test_a_footer_that_lies_hides_nothing(lie: Lie, tmp_path: Path) -> None:
    schema = table_of("integer", {"constraints": lie.constraints})
    honest, forged = written(lie, tmp_path)
    gx, checks = GxEngine(), compile_schema(schema)
    expected = verdicts(gx, honest, {}, checks, schema)
    assert "failed" in str(expected)
    assert verdicts(gx, forged, {}, checks, schema) == expected
    for held_rows in (0, 100):
        assert verdicts(DuckdbEngine(held_rows), forged, {}, checks, schema) == expected


def test_a_part_that_denies_its_values_is_named(tmp_path: Path) -> None:
    _, forged = written(LIES["everything is empty"], tmp_path)
    (tmp_path / "t").mkdir()
    forged.rename(tmp_path / "t" / "part.parquet")
    file = TableFile("p", table_of("integer"), tmp_path / "t")
    with pytest.raises(UnreadableTableError, match=r"part\.parquet: its footer says that a column"):
        DuckdbEngine().open(file)


@pytest.mark.parametrize("lie", [LIES["nothing is too small"], LIES["they are far apart"]])
def test_a_reference_that_lies_is_looked_into(lie: Lie, tmp_path: Path) -> None:
    for path in written(lie, tmp_path):
        with duckdb.connect() as connection:
            opened = open_parquet(connection, TableFile("p", table_of("integer"), path), "t").name
            missing = f"select v from (values (3), (400)) as asked (v) anti join {opened} using (v)"
            assert connection.execute(missing).fetchall() == []


COUNTS = {
    "rows": ((49, 50, 50), "its footer counts 49 rows, and 50 in its row groups"),
    "rows of the group": ((50, 49, 50), "50 of them in the column k"),
    "all but the values": ((49, 49, 50), "50 of them in the column k"),
    "values": ((50, 50, 49), "49 of them in the column same"),
    "more of everything": ((51, 51, 51), "not a readable Parquet file"),
}
"""Rows that a footer counts of the file and of its row group, and values of the last column."""


@pytest.mark.parametrize(("said", "words"), COUNTS.values(), ids=list(COUNTS))
def test_a_footer_that_miscounts_is_not_believed(
    said: tuple[int, int, int], words: str, tmp_path: Path
) -> None:
    honest, _ = written(Lie([*range(49), 300], {}, ("max", 44)), tmp_path)
    forged = tmp_path / "t.parquet"
    forged.write_bytes(miscounting(honest.read_bytes(), said))
    for file in (forged, forged.parent / "folder"):
        if file.name == "folder":
            file.mkdir()
            forged.rename(file / "part.parquet")
        for engine in (GxEngine(), DuckdbEngine()) if file is forged else (DuckdbEngine(),):
            with pytest.raises(UnreadableTableError, match=words):
                engine.open(TableFile("p", table_of("integer"), file))


def miscounting(data: bytes, said: tuple[int, int, int]) -> bytes:
    """The file with a footer that counts so, where it counts 50."""
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    pages, footer = data[:start], data[start:]
    # In Thrift's compact form: a whole number of one byte that is twice it.
    places = [m.start() + 1 for m in re.finditer(re.escape(bytes([0x16, 100])), footer)]
    for numbers in product((50, 49, 51), repeat=len(places)):
        changed = bytearray(footer)
        for place, number in zip(places, numbers, strict=True):
            changed[place] = 2 * number
        counts = pq.read_metadata(pa.BufferReader(file := pages + bytes(changed)))
        group = counts.row_group(0)
        values = [group.column(number).num_values for number in range(3)]
        others = 51 if said == (51, 51, 51) else 50
        if (counts.num_rows, group.num_rows, *values) == (*said[:2], others, others, said[2]):
            return file
    raise AssertionError("there is no such footer")


def written(lie: Lie, folder: Path) -> tuple[Path, Path]:
    """The file as it is, and the same with a footer that lies."""
    rows = len(lie.values)
    columns = {
        "k": pa.array([f"row {number}" for number in range(rows)]),
        "v": pa.array(lie.values, pa.int64()),
        "same": pa.array(["same"] * rows),
    }
    honest, forged = folder / "honest.parquet", folder / "forged.parquet"
    pq.write_table(pa.table(columns), honest)
    forged.write_bytes(_forged(honest.read_bytes(), *lie.said))
    return honest, forged


def _forged(data: bytes, name: str, said: int) -> bytes:
    """The file with a footer whose statistics of `v` say so, where a number has its own bytes."""
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    pages, footer = data[:start], data[start:]
    truth = getattr(_statistics(data), name)
    if name == "null_count":
        # In Thrift's compact form: the next field, a whole number, of one byte that is twice it.
        old, new = bytes([0x16, 2 * truth]), bytes([0x16, 2 * said])
    else:
        old, new = _eight_bytes(truth), _eight_bytes(said)
    at = [m.start() for m in re.finditer(re.escape(old), footer)]
    forgeries = [pages + footer[:n] + new + footer[n + len(old) :] for n in at]
    forgeries.append(pages + footer.replace(old, new))
    return next(file for file in forgeries if getattr(_statistics(file), name) == said)


def _eight_bytes(number: int) -> bytes:
    return number.to_bytes(8, "little", signed=True)


def _statistics(data: bytes) -> pq.Statistics:
    return pq.read_metadata(pa.BufferReader(data)).row_group(0).column(1).statistics
