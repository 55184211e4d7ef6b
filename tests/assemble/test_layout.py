"""A source is read as it was published: what its layout says, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgering_opendata.toolkit.assemble.layout import read_laid_out
from inburgering_opendata.toolkit.describe.table_schema import table_schema_of
from inburgering_opendata.toolkit.ground.errors import OpendataError

WORDS = {"title": "a", "title@nl": "a", "description": "a", "description@nl": "a"}
TYPES: Mapping[str, Mapping[str, Any]] = {
    "place": {"type": "string", "constraints": {"required": True}},
    "people": {"type": "integer"},
    "share": {"type": "number", "precision": 6, "decimals": 2},
    "day": {"type": "date"},
    "at": {"type": "datetime"},
    "open": {"type": "boolean"},
    "source": {"type": "string"},
}
SCHEMA = table_schema_of(
    {
        **WORDS,
        "name": "made_up",
        "primaryKey": ["place"],
        "fields": [{**WORDS, "name": name, **type} for name, type in TYPES.items()],
    },
    {},
)
LAYOUT: Mapping[str, Any] = {
    "header": 3,
    "delimiter": ";",
    "encoding": "cp1252",
    "columns": {"place": "Plaats", "people": "Inwoners", "share": "Deel", "day": "Dag", "at": "Om"},
    "ignored": ["Noot"],
    "values": {"source": "registry"},
    "missingValues": ["-", "n.b."],
    "decimalChar": ",",
    "groupChar": ".",
    "formats": {"day": "%d-%m-%Y", "at": "%d/%m/%Y %H:%M"},
    "trueValues": ["ja"],
    "falseValues": ["nee"],
}
TEXT = (
    "Overzicht;;;;;;\r\n\r\n"
    "Plaats;Inwoners;Deel;Dag;Om;open;Noot;\r\n"
    '"Súdwest; Fryslân";1.234;12,50;31-01-2026;31/01/2026 12:30;ja;zie 1;\r\n'
    "Één;-;n.b.;-;-;nee;;\r\n"
    ";;;;;;;\r\n"
)
ROWS = [
    {
        "place": "Súdwest; Fryslân",
        "people": 1234,
        "share": Decimal("12.50"),
        "day": date(2026, 1, 31),
        "at": datetime(2026, 1, 31, 12, 30, tzinfo=UTC),
        "open": True,
        "source": "registry",
    },
    {"place": "Één", "open": False, "source": "registry"}
    | dict.fromkeys(["people", "share", "day", "at"]),
]


def of_text(text: str = TEXT, layout: Mapping[str, Any] = LAYOUT) -> pa.Table:
    return read_laid_out(Path("a.csv"), text.encode("cp1252"), layout, SCHEMA)


def refused(read: Callable[[], pa.Table]) -> str:
    with pytest.raises(OpendataError) as error:
        read()
    assert error.value.kind.code == "source-laid-out-otherwise"
    return error.value.message


def test_csv_as_a_spreadsheet_writes_it_needs_no_copy() -> None:
    assert of_text().to_pylist() == ROWS


def workbook(hidden: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Cijfers"
    sheet.append(["Overzicht"])
    sheet.append([])
    sheet.append(["Plaats", "Inwoners", "Deel", "Dag", "Om", "open", "Noot"])
    moment = datetime(2026, 1, 31, 12, 30)
    sheet.append(["Súdwest; Fryslân", 1234, 12.5, date(2026, 1, 31), moment, True, "zie 1"])
    sheet.append(["Één", "-", "n.b.", None, None, "nee"])
    sheet.row_dimensions[4].hidden = hidden
    book.create_sheet("Toelichting").append(["niets"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_is_read_by_its_sheet() -> None:
    layout = {**LAYOUT, "sheet": "Cijfers"}
    path = Path("a.xlsx")
    assert read_laid_out(path, workbook(), layout, SCHEMA).to_pylist() == ROWS
    message = refused(lambda: read_laid_out(path, workbook(), LAYOUT, SCHEMA))
    assert "its sheets are ['Cijfers', 'Toelichting']" in message
    message = refused(lambda: read_laid_out(path, workbook(hidden=True), layout, SCHEMA))
    assert "row 4: it is hidden" in message


def test_parquet_is_read_in_the_types_that_it_has() -> None:
    columns = {
        "Plaats": pa.array(["Súdwest; Fryslân", "Één"]).dictionary_encode(),
        "Inwoners": pa.array([1234, None], pa.int32()),
        "Deel": pa.array([12.5, None], pa.float64()),
        "Dag": pa.array([date(2026, 1, 31), None]),
        "Om": pa.array([datetime(2026, 1, 31, 12, 30), None], pa.timestamp("ms")),
        "open": pa.array([True, False]),
        "Noot": pa.array(["zie 1", ""]),
    }
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    found = read_laid_out(Path("a.parquet"), stream.getvalue(), LAYOUT, SCHEMA)
    assert found.to_pylist() == ROWS


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1.234", "1234,5", "line 4, field 'people': '1234,5' is not a whole number"),
        ("12,50", "12.50", "line 4, field 'share': '12.50' is not a number of at most 2 decimals"),
        ("31-01-2026", "2026-01-31", "'2026-01-31' is not a date written as %d-%m-%Y"),
        (";ja;", ";J;", "'J' is not one of ja, nee"),
        ("Één", "", "line 5, field 'place': the cell is empty"),
        ("Deel", "Dele", "the column 'Deel' of the field 'share' is not in the file; did you mean"),
        ("Noot", "Nota", "column 7 of the file, 'Nota', is no field"),
        ("Om;", "Dag;", "the column 'Dag' of the field 'day' stands there 2 times"),
        ("zie 1", "zie\0", "line 4: a NUL byte; text was expected"),
        (";zie 1;", ";zie 1", "it cannot be read as CSV with ';'"),
    ],
)
def test_what_is_not_as_declared_is_named(old: str, new: str, said: str) -> None:
    assert old in TEXT
    assert said in refused(lambda: of_text(TEXT.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"encoding": "utf-8"}, "line 4: byte 0xfa is not utf-8"),
        ({"encoding": "klingon"}, "there is no encoding 'klingon'"),
        ({"header": 2}, "line 2 is empty; the header was expected there"),
        ({"notes": 1}, "line 5 would be a note by 'notes', and has 6 filled cells, as a row"),
        ({"notes": 9}, "line 5 would be a note"),
        ({"header": 9}, "it has 6 lines; the header was expected in line 9"),
        ({"columns": {"plaats": "Plaats"}}, "names 'plaats', which is no field"),
        ({"decimalChar": "."}, "decimalChar and groupChar are both '.'"),
        ({"formats": {"day": "%d"}}, "the format '%d': a date has each of"),
    ],
)
def test_a_layout_that_cannot_be_held_to_is_named(changed: dict[str, Any], said: str) -> None:
    assert said in refused(lambda: of_text(layout={**LAYOUT, **changed}))


PAIRS = table_schema_of(
    {
        **WORDS,
        "name": "pairs",
        "primaryKey": ["place"],
        "fields": [
            {**WORDS, "name": "place", "type": "string"},
            {**WORDS, "name": "women", "type": "integer"},
            {**WORDS, "name": "men", "type": "integer"},
        ],
    },
    {},
)
TOGETHER: Mapping[str, Any] = {
    "header": 2,
    "headerRows": 2,
    "notes": 2,
    "columns": {"place": "(column 1)", "women": "2026 Vrouwen", "men": "2026 Mannen"},
}
PRINTED: Sequence[Sequence[object]] = (
    ["Wie woont waar"],
    ["", "2026"],
    ["", "Vrouwen", "Mannen"],
    ["Een", 10, 12],
    ["Twee", 8, 9],
    [],
    ["Bron: de registers"],
    ["1) afgerond"],
)
FOUND = [
    {"place": "Een", "women": 10, "men": 12},
    {"place": "Twee", "women": 8, "men": 9},
]


def printed(kind: str, rows: Sequence[Sequence[object]] = PRINTED) -> bytes:
    """The rows as a file of that kind has them."""
    if kind == "csv":
        return "".join(
            f"{','.join([*map(str, row)] + [''] * (3 - len(row)))}\n" for row in rows
        ).encode()
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append([cell or None for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_several_rows_name_the_columns_and_notes_stand_below(kind: str) -> None:
    def read(rows: Sequence[Sequence[object]], layout: Mapping[str, Any] = TOGETHER) -> pa.Table:
        return read_laid_out(Path(f"a.{kind}"), printed(kind, rows), layout, PAIRS)

    assert read(PRINTED).to_pylist() == FOUND
    # A note too few would be a row without numbers; a row too many is never left out.
    assert read(PRINTED, {**TOGETHER, "notes": 1}).num_rows == 3
    word = "line" if kind == "csv" else "row"
    assert f"{word} 5 would be a note" in refused(lambda: read(PRINTED, {**TOGETHER, "notes": 3}))
    spoilt = [[*row] for row in PRINTED]
    spoilt[3][1] = "tien"
    assert f"{word} 4, field 'women': 'tien' is not" in refused(lambda: read(spoilt))
    emptied = PRINTED[:3]
    assert "notes" in refused(lambda: read(emptied))
    assert "header" in refused(lambda: read(PRINTED[:2], {**TOGETHER, "notes": 0}))


def test_notes_of_a_csv_file_may_be_shorter_than_its_rows() -> None:
    data = b"place,women,men\nEen,1,2\n\nBron: de registers\n"
    found = read_laid_out(Path("a.csv"), data, {"notes": 1}, PAIRS)
    assert found.to_pylist() == [{"place": "Een", "women": 1, "men": 2}]
