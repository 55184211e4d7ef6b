"""What the footer of a Parquet file says of its pages decides nothing: the pages do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgering_opendata.toolkit.validate.checks import compile_schema
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.duckdb_parquet import open_parquet
from inburgering_opendata.toolkit.validate.engines.engine import UnreadableTableError
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.conformance.made_up import table_of
from tests.validate.engines.sample import verdicts


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


@pytest.mark.parametrize("lie", LIES.values(), ids=list(LIES))
def test_a_footer_that_lies_hides_nothing(lie: Lie, tmp_path: Path) -> None:
    schema = table_of("integer", {"constraints": lie.constraints})
    honest, forged = _written(lie, tmp_path)
    gx, checks = GxEngine(), compile_schema(schema)
    expected = verdicts(gx, honest, {}, checks, schema)
    assert "failed" in str(expected)
    assert verdicts(gx, forged, {}, checks, schema) == expected
    for held_rows in (0, 100):
        assert verdicts(DuckdbEngine(held_rows), forged, {}, checks, schema) == expected


def test_a_part_that_denies_its_values_is_named(tmp_path: Path) -> None:
    _, forged = _written(LIES["everything is empty"], tmp_path)
    (tmp_path / "t").mkdir()
    forged.rename(tmp_path / "t" / "part.parquet")
    file = TableFile("p", table_of("integer"), tmp_path / "t")
    with pytest.raises(UnreadableTableError, match=r"part\.parquet: its footer says that a column"):
        DuckdbEngine().open(file)


@pytest.mark.parametrize("lie", [LIES["nothing is too small"], LIES["they are far apart"]])
def test_a_reference_that_lies_is_looked_into(lie: Lie, tmp_path: Path) -> None:
    for path in _written(lie, tmp_path):
        with duckdb.connect() as connection:
            opened = open_parquet(connection, TableFile("p", table_of("integer"), path), "t").name
            missing = f"select v from (values (3), (400)) as asked (v) anti join {opened} using (v)"
            assert connection.execute(missing).fetchall() == []


def _written(lie: Lie, folder: Path) -> tuple[Path, Path]:
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
