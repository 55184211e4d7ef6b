"""Rows of a CSV that are made when they are asked for are those of any reader."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.tables import text_rows
from inburgering_opendata.toolkit.tables.text_rows import TextRows

TEXTS = st.sampled_from(["", "a", "b", "GM0344", 'with "quotes", and\nlines', "é"])
ROWS = st.lists(st.fixed_dictionaries({"one": TEXTS, "two": TEXTS}), max_size=30)


@given(ROWS)
def test_rows_are_found_wherever_they_are_asked_for(rows: list[dict[str, str]]) -> None:
    texts = TextRows.of(["one", "two"], rows)
    assert (len(texts), list(texts)) == (len(rows), rows)
    assert list(texts[:3]) == rows[:3]
    assert [texts[n] for n in range(len(rows))] == rows
    assert list(texts.where(one="a", two="b")) == [
        row for row in rows if (row["one"], row["two"]) == ("a", "b")
    ]
    assert texts.where(one="no such text") == ()
    places = texts.places(["one", "two"])
    for text in {cell for row in rows for cell in row.values()}:
        found = [row for row in rows if text in row.values()]
        assert list(texts.at(places[text])) == found
    upper = texts.changed({"two": str.upper})
    assert list(upper) == [{**row, "two": row["two"].upper()} for row in rows]


def test_a_file_is_read_as_the_module_csv_reads_it(tmp_path: Path) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["one", "two"])
    writer.writerows([str(n % 300), 'x,"y"\nz' if n % 7 else ""] for n in range(70_000))
    path = tmp_path / "t.csv"
    path.write_text(stream.getvalue(), newline="")
    read = TextRows.read(path)
    stream.seek(0)
    assert list(read) == list(csv.DictReader(stream))
    assert len(read) > text_rows._AT_A_TIME
    sizes = {name: column.numbers.dtype.itemsize for name, column in read._columns.items()}
    assert sizes == {"one": 2, "two": 1}
    for text in ("one,two\n", "one,two"):
        path.write_text(text)
        assert (len(TextRows.read(path)), TextRows.read(path)[:]) == (0, ())
        assert TextRows.read(path).at(np.array([], np.int64)) == ()


def test_rows_are_read_without_pandas(tmp_path: Path) -> None:
    (tmp_path / "read.csv").write_text("a,b\nx,y\n,z\n")
    code = (
        "import sys; from pathlib import Path;"
        "from inburgering_opendata.toolkit.tables.text_rows import TextRows;"
        "print([row['a'] for row in TextRows.read(Path('read.csv'))], 'pandas' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert ran.stdout == "['x', ''] False\n", ran.stderr
