"""An intake takes at most 500 MB, or four times the file when that is more, whatever it says."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from tests.delivery.files import titles, write_csv, write_workbook

Run = Callable[..., Result]

MOST = 500_000_000
OTHERS = pytest.mark.whole(reason="Of the same kind as one that is tried, and larger.")
IN_A_PROCESS = """
import sys
from inburgering_opendata.__main__ import run
try:
    run()
finally:
    with open("/proc/self/status") as stream:
        print(next(line.split()[1] for line in stream if line.startswith("VmHWM")), file=sys.stderr)
"""
HEADER = titles("count")
N = 50_000_000


def packed(table: pa.Table, **options: object) -> bytes:
    written = io.BytesIO()
    pq.write_table(table, written, compression="zstd", **options)
    return written.getvalue()


def coded(rows: int, value: object) -> pa.Array:
    """One value in every row, which takes a few bytes of a file."""
    indices = pa.array(memoryview(bytes(rows)), pa.int8())
    return pa.DictionaryArray.from_arrays(indices, pa.array([value]))


def many_rows() -> bytes:
    return packed(pa.table({name: coded(N, "a") for name in HEADER[:1]}))


def long_binary() -> bytes:
    """One value of a megabyte, which Arrow would write out for each of 4,300 rows."""
    return packed(pa.table({HEADER[0]: coded(4_300, b"x" * 1_000_000)}))


def long_fixed() -> bytes:
    columns = [pa.array([b"x" * 1_000_000] * 40, pa.binary(1_000_000))] * 30
    return packed(pa.table(columns, names=[f"c{n}" for n in range(30)]))


def shared_beginnings() -> bytes:
    texts = pa.array(["x" * 100_000 + str(n) for n in range(2_000)])
    encoding = {HEADER[0]: "DELTA_BYTE_ARRAY"}
    table = pa.table({HEADER[0]: texts})
    return packed(table, use_dictionary=False, column_encoding=encoding)


def a_sequence() -> bytes:
    numbers = pa.array(np.arange(5_000_000))
    encoding = {HEADER[0]: "DELTA_BINARY_PACKED"}
    table = pa.table({HEADER[0]: numbers})
    return packed(table, use_dictionary=False, column_encoding=encoding)


def a_list() -> bytes:
    offsets = pa.array([0, N], pa.int32())
    return packed(pa.table({"x": pa.ListArray.from_arrays(offsets, pa.nulls(N, pa.int8()))}))


def far_rows() -> bytes:
    """A cell in every row that there is, and one far to the right."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 1_000_000))
    return with_sheet(rows + '<row r="1048576"><c r="BZ1048576"><v>1</v></c></row>')


def different_texts() -> bytes:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>{n:08}</v></c></row>' for n in range(2, 900_000)
    )
    return with_sheet(cells)


def with_sheet(rows: str) -> bytes:
    """A workbook with the header of counts, and these rows below."""
    path = Path(os.environ["PYTEST_DELIVERY"]) / "empty.xlsx"
    write_workbook(
        path, pa.table({name: pa.array([], pa.string()) for name in HEADER}), kind="count"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", f"{rows}</sheetData>".encode())
            new.writestr(entry, data)
    return written.getvalue()


def many_lines() -> bytes:
    return (";".join(HEADER) + "\r\n").encode() + b";;;;;;;;\r\n" * 3_000_000


def many_columns() -> bytes:
    return ";".join([*HEADER, *("x" for _ in range(20_000))]).encode() + b"\r\n"


def old_encoding() -> bytes:
    return (";".join(HEADER) + "\r\n").encode() + b"caf\xe9 \x80;;;;;;;;\r\n" * 300_000


@pytest.mark.parametrize(
    ("ending", "make", "rule"),
    [
        pytest.param(".parquet", many_rows, "parquet_too_large", marks=OTHERS),
        pytest.param(".parquet", long_binary, None, marks=OTHERS),
        pytest.param(".parquet", long_fixed, "parquet_too_large", marks=OTHERS),
        pytest.param(".parquet", shared_beginnings, "parquet_too_large", marks=OTHERS),
        (".parquet", a_sequence, "parquet_too_large"),
        pytest.param(".parquet", a_list, "not_parquet", marks=OTHERS),
        pytest.param(".xlsx", far_rows, "workbook_too_large", marks=OTHERS),
        pytest.param(".xlsx", different_texts, "workbook_too_large", marks=OTHERS),
        pytest.param(".csv", many_lines, "csv_too_large", marks=OTHERS),
        pytest.param(".csv", many_columns, "csv_too_large", marks=OTHERS),
        pytest.param(".csv", old_encoding, None, marks=OTHERS),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_what_is_small_and_unpacks_to_much_takes_little(
    ending: str,
    make: Callable[[], bytes],
    rule: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTEST_DELIVERY", str(tmp_path))
    path = tmp_path / f"t{ending}"
    path.write_bytes(make())
    arguments = ["intake", str(path), "--as-of", "2026-12-31", "--dry-run", "--format", "json"]
    run = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS, *arguments], capture_output=True, text=True
    )
    assert run.returncode == 1, run.stderr
    if rule:
        assert f'"rule": "{rule}"' in run.stdout
    assert int(run.stderr.split()[-1]) * 1024 < max(MOST, 4 * path.stat().st_size)


def test_a_file_without_an_end_is_not_read(intake: Run, tmp_path: Path) -> None:
    sparse, fifo = tmp_path / "t.csv", tmp_path / "f.csv"
    with sparse.open("wb") as stream:
        stream.truncate(1 << 40)
    os.mkfifo(fifo)
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    assert (intake(sparse).exit_code, intake(fifo).exit_code) == (1, 3)
    assert "not a file" in intake(tmp_path / "zero.csv").stderr
    whole = write_csv(tmp_path / "whole.csv")
    assert intake(whole, "--pseudonyms", fifo).exit_code == 3
