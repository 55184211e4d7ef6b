"""What passes the look at the structure of CSV, each engine reads alike; the rest none of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_reader import read_csv
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import open_csv
from inburgering_opendata.toolkit.validate.result import Failure
from inburgering_opendata.toolkit.validate.run import validate_path
from inburgering_opendata.toolkit.validate.workspace import TableFile
from tests.validate.engines.sample import SAMPLE

CELLS = st.text(st.sampled_from('ab ,;"\n\rœ'), max_size=4)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6)
STYLES = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])


def _table() -> TableSchema:
    words = dict.fromkeys(("title", "title@nl", "description", "description@nl"), "words")
    fields = tuple(Field(n, "string", {"name": n, "type": "string", **words}) for n in ("k", "v"))
    return replace(SAMPLE, name="pair", fields=fields, primary_key=(), foreign_keys=())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, quoting=STYLES, last_end=st.booleans())
def test_every_reader_finds_the_cells_that_were_written(
    rows: list[tuple[str, str]], quoting: int, last_end: bool, tmp_path: Path
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=quoting).writerows([("k", "v"), *rows])  # type: ignore[arg-type]
    text = stream.getvalue()
    path = tmp_path / "pair.csv"
    path.write_bytes((text if last_end else text.removesuffix("\r\n")).encode())
    file = TableFile("package", _table(), path)
    assert file.scan is not None
    assert file.scan.problems == ()
    expected = [(k or None, v or None) for k, v in rows]
    table = read_csv(path.read_bytes(), file.schema).table
    assert table is not None
    assert list(zip(*table.to_pydict().values(), strict=True)) == expected
    with duckdb.connect() as connection:
        open_csv(connection, file, "pair")
        assert connection.execute("select k, v from pair").fetchall() == expected


HEADER = (
    "stream,municipality_code,amount_eur,basis,distribution_key,key_value,key_total,reference_date"
)
ROW = "introduction,GM0003,1,agreed_key,inhabitants,1,1,2020-01-01"


@pytest.mark.parametrize(
    ("spoilt", "places"),
    [
        (f"{ROW},,\n{ROW}\n{ROW},\n", ["line 2", "line 4"]),
        (f'{ROW}\n"introduction{ROW[12:]}\n{ROW}\n', ["line 3, column 1"]),
        (f'{ROW}\n"intro"duction{ROW[12:]}\n', ["line 3, column 1"]),
        (f'{ROW}\n"introduction"{ROW[12:]}\r\n', ["line 3"]),
    ],
)
def test_engines_refuse_the_same_and_say_the_same(
    spoilt: str, places: list[str], tmp_path: Path, project: Project
) -> None:
    path = tmp_path / "allocation.csv"
    path.write_bytes(f"{HEADER}\n{spoilt}".encode())
    said: list[Sequence[Failure]] = []
    for engine in ("gx", "duckdb"):
        result = validate_path(project, path, engine=engine, table="allocation")
        assert result.exit_code == 1
        [readable] = [check for check in result.checks if check.check == "file.readable"]
        said.append(readable.failures)
        assert [f.observed.partition(":")[0] for f in readable.failures] == places
    assert said[0] == said[1]
