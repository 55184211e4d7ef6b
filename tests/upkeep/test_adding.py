"""Files as publishers have them, which nobody wrote for this toolkit: how each is taken."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.upkeep.made_up import INIT, typed, well

EXCEL = (
    "Subsidies 2025;;;;;\r\n"
    ";;;;;\r\n"
    "Code;Bedrag (€);Aandeel (%);Besluit;Toegekend;Opmerking\r\n"
    "0014;1.250.000,50;12,5;31-01-2025;ja;\r\n"
    "0034;950.000,00;9,75;15-02-2025;ja;Tweede tranche – zie brief\r\n"
    "0037;n.b.;0,25;01-03-2025;nee;\r\n"
    "0047;-12.500,25;-;28-02-2025;ja;Terug €\r\n"
    "\r\n"
    "Bron: Gemeente X. De cijfers zijn voorlopig.;;;;;\r\n"
)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Tabel 1. Aantal leerlingen per school"],
        ["Peildatum 1 oktober 2024"],
        [],
        ["School (BRIN)", "Naam", "Leerlingen", "Oprichting"],
        ["00AA", "De Eik", 120, date(1990, 1, 1)],
        ["01CD", "Het Kompas", None, date(1975, 8, 1)],
        ["02EF", "Wilg", "x", date(2020, 8, 1)],
        [],
        ["x = minder dan 5, onderdrukt"],
        ["Bron: DUO"],
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet() -> bytes:
    moments = [datetime(2025, 10, 26, hour, 30, tzinfo=UTC) for hour in range(4)]
    bare = [moment.replace(tzinfo=None) for moment in moments]
    columns = {
        "sensor": ["A", "A", "B", "B"],
        "at": pa.array(moments, pa.timestamp("us", tz="Europe/Amsterdam")),
        "local": pa.array(bare, pa.timestamp("ns")),
        "degrees": pa.array([1.5, 2.25, None, -3.75]),
        "clock": pa.array([time(1, 2, 3)] * 4, pa.time64("us")),
    }
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


@dataclass(frozen=True, kw_only=True)
class File:
    """What somebody has, and what must become of it."""

    name: str
    data: bytes | str
    rows: int
    types: Sequence[str]
    layout: Mapping[str, Any] | None = None
    """What of the layout must be there; None is no layout at all."""
    key: Sequence[str]
    confirm: Sequence[str] = ()
    """What is to be confirmed, of what must not be taken without a word."""
    unsaid: str = "never said"
    also: Mapping[str, Any] = field(default_factory=dict)
    """By field, what else its schema has."""


FILES = (
    File(
        name="excel.csv",
        data=EXCEL.encode("cp1252"),
        rows=4,
        types=["string", "number", "number", "date", "boolean", "string"],
        layout={
            "encoding": "cp1252",
            "header": 3,
            "notes": 1,
            "decimalChar": ",",
            "groupChar": ".",
        },
        key=["code"],
        confirm=["the last row is line 7, and a note stands below it", "zeros in front"],
        also={"bedrag": {"unit": "€"}, "aandeel": {"unit": "%"}},
    ),
    File(
        name="school.xlsx",
        data=workbook(),
        rows=3,
        types=["string", "string", "integer", "date"],
        layout={"header": 4, "notes": 2, "missingValues": ["x"]},
        key=["school"],
        confirm=["the last row is row 7, and 2 notes stand below it", "x stands for no value"],
        also={"school": {"title": "School (BRIN)"}},
    ),
    File(
        name="sensor.parquet",
        data=parquet(),
        rows=4,
        types=["string", "datetime", "datetime", "number", "time"],
        key=["at"],
        confirm=["local: the file names no time zone"],
        unsaid="confirm at: the file names no time zone",
    ),
    File(
        name="two.csv",
        data="Regio,2023,2023,2024,2024\n,m,v,m,v\nNoord,10,11,12,13\nZuid,20,21,22,23\n",
        rows=2,
        types=["string", *["integer"] * 4],
        layout={"headerRows": 2},
        key=["regio"],
        confirm=["lines 1 to 2 name the columns together"],
        also={"n_2024_v": {"title": "2024 v"}},
    ),
    File(
        name="pandas.csv",
        data=",who,much\n0,x,2\n1,y,3\n",
        rows=2,
        types=["integer", "string", "integer"],
        layout={"columns": {"column_1": "(column 1)"}},
        key=["column_1"],
    ),
    File(
        name="trailing.csv",
        data="code,much,\na,2,\nb,3,\n",
        rows=2,
        types=["string", "integer"],
        layout={"header": 1},
        key=["code"],
    ),
    File(
        name="french.csv",
        data="code;montant\nÉ;1\u202f234,5\nf;12\u202f345,25\n",
        rows=2,
        types=["string", "number"],
        layout={"groupChar": "\u202f", "decimalChar": ","},
        key=["code"],
    ),
    File(
        name="periods.csv",
        data="Straße,jaar,month,clock,span,at\n"
        "a,2024,2024-01,12:30:00,P1Y,2025-10-26T02:30:00+02:00\n"
        "b,2025,2024-02,13:45:10,PT2H,2025-10-26T02:30:00+01:00\n",
        rows=2,
        types=["string", "year", "yearmonth", "time", "duration", "string"],
        layout={"columns": {"strasse": "Straße"}},
        key=["strasse"],
        confirm=["at: it has moments with their distance from UTC"],
        unsaid="jaar: it is never below 0",
    ),
    File(
        name="ages.csv",
        data="region,0,1,2\nx,10,11,12\ny,7,8,9\n",
        rows=2,
        types=["string", *["integer"] * 3],
        layout={"columns": {"n_0": "0", "n_1": "1", "n_2": "2"}},
        key=["region"],
    ),
    File(
        name="last.csv",
        # The last row has a text of several lines, and no note below it.
        data='code,much,why\na,1,x\nb,2,"one\n\nBron: two"\n',
        rows=2,
        types=["string", "integer", "string"],
        key=["code"],
    ),
    File(
        name="misread.csv",
        data="code,name\na,Een\nb,SÃºdwest\nc,\tWad\n",
        rows=3,
        types=["string", "string"],
        key=["code"],
        confirm=["name: a text cannot be read as it stands: line 3: it has 'Ãº', which is 'ú'"],
    ),
    File(
        name="empty_end.csv",
        # A place of which nothing is known is a row.
        data="code,much,why\na,1,x\nb,2,y\nc,,\n",
        rows=3,
        types=["string", "integer", "string"],
        key=["code"],
    ),
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_taken_as_it_is(
    file: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENDATA_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    data = file.data if isinstance(file.data, bytes) else file.data.encode()
    Path(file.name).write_bytes(data)
    well(INIT)
    monkeypatch.chdir(tmp_path / "air")
    told = well(f"opendata add ../{file.name}")
    table = Path(file.name).stem
    assert f"/{table}: {file.rows} rows" in told
    assert all(each in told for each in file.confirm), told
    assert file.unsaid not in told
    schema = json.loads(Path(f"schemas/{table}.schema.json").read_text(encoding="utf-8"))
    assert [each["type"] for each in schema["fields"]] == [*file.types]
    assert schema["primaryKey"] == [*file.key]
    fields = {each["name"]: each for each in schema["fields"]}
    for name, properties in file.also.items():
        assert fields[name].items() >= properties.items()
    package = json.loads(Path("datapackages/air_quality/package.json").read_text(encoding="utf-8"))
    layout = package["sources"][0].get("layout")
    assert (layout is None) == (file.layout is None)
    assert file.layout is None or layout.items() >= file.layout.items()
    # The draft is right for its own file, which stays as it was.
    well("opendata assemble")
    checked = json.loads(typed("opendata validate --engine duckdb --format json").stdout)
    assert {c["check"] for c in checked["checks"] if c["outcome"] != "passed"} == {"project.drafts"}
    assert Path(f"datapackages/air_quality/sources/{file.name}").read_bytes() == data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("a,a,b\n1,2,3\n4,5,6\n", "row 1 would, and has 'a' twice"),
        ("a,a,b\nx,y,z\nu,v,w\n", "row 1 would, and has 'a' twice"),
    ],
)
def test_a_header_that_tells_no_columns_apart_is_no_reason_to_take_a_row_for_one(
    data: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(data, encoding="utf-8")
    well(INIT)
    monkeypatch.chdir(tmp_path / "air")
    answer = typed("opendata add ../a.csv")
    assert answer.exit_code == 3
    assert said in answer.stderr
    assert "--header-rows" in answer.stderr


def test_what_is_told_of_a_frame_goes_before_what_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("a,a,b\nx,y,z\nu,v,w\nBron: x,,\n", encoding="utf-8")
    well(INIT)
    monkeypatch.chdir(tmp_path / "air")
    told = well("opendata add ../a.csv --header 1 --header-rows 2 --notes 0")
    assert "/a: 2 rows" in told
    package = json.loads(Path("datapackages/air_quality/package.json").read_text(encoding="utf-8"))
    columns = {"a_x": "a x", "a_y": "a y", "b_z": "b z"}
    assert package["sources"][0]["layout"] == {"headerRows": 2, "columns": columns}
