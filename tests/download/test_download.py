"""Downloads from a server on the loopback: checked, resumed, cached, and refused when wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pytest
from click.testing import Result

import inburgering_opendata as ino
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.renames import with_present_names
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.releases.download import transfer
from inburgering_opendata.toolkit.tables.doubles import in_declared_types
from tests.download.published import publish
from tests.download.server import Server, serving

Run = Callable[..., Result]

ZIP = "/2026.01.02/made_up.zip"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(transfer, "PAUSE", 0.001)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("OPENDATA_CACHE", str(tmp_path / "cache"))
    dist = tmp_path / "dist"
    publish(dist, "2026.01.02", [{"id": "a", "eur": 2**53 + 1}, {"id": "b", "eur": None}])
    publish(dist, "2025.12.31.1", [{"id": "a", "eur": 1}])
    with serving(dist) as running:
        monkeypatch.setenv("OPENDATA_FROM", running.address)
        yield running


@pytest.fixture
def original(server: Server) -> bytes:
    return (server.folder / ZIP.lstrip("/")).read_bytes()


def test_the_newest_release_is_fetched_once_and_vouched_for(
    server: Server, original: bytes, opendata: Run, tmp_path: Path
) -> None:
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 0, run.output
    assert run.stdout.strip() == str(tmp_path / "out" / "2026.01.02" / "made_up.zip")
    assert (tmp_path / "out" / ZIP.lstrip("/")).read_bytes() == original
    check = ["sha256sum", "--check", "--ignore-missing", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path / "out" / "2026.01.02").returncode == 0
    again = opendata("download", "made_up", "--output", tmp_path / "out", "--format", "json")
    assert json.loads(again.stdout) == [str(tmp_path / "out" / ZIP.lstrip("/"))]
    assert server.paths().count(ZIP) == 1
    assert server.paths().count("/releases.json") == 2


def test_a_full_disk_is_told_as_that_and_the_server_is_not_asked_again(
    server: Server, opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(stream: IO[bytes], chunk: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(transfer, "_write", full)
    run = opendata("download", "--output", tmp_path / "out")
    assert (run.exit_code, "[download-not-kept]" in run.stderr) == (3, True), run.output
    assert "No space left on device" in run.stderr and "OPENDATA_CACHE" in run.stderr
    assert server.paths() == ["/releases.json", "/2026.01.02/SHA256SUMS"]


def test_a_version_that_is_known_needs_no_server(
    server: Server, original: bytes, opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = ("download", "--version", "2026.01.02", "--output")
    assert opendata(*wanted, tmp_path / "first").exit_code == 0
    asked = len(server.asked)
    assert opendata(*wanted, tmp_path / "second").exit_code == 0
    assert len(server.asked) == asked
    assert (tmp_path / "second" / ZIP.lstrip("/")).read_bytes() == original


def test_without_a_server_latest_is_the_one_that_was_read_last_and_that_is_said(
    server: Server, opendata: Run, tmp_path: Path
) -> None:
    assert opendata("download", "--output", tmp_path / "first").exit_code == 0
    server.statuses["/releases.json"] = [503] * transfer.ATTEMPTS
    run = opendata("download", "--output", tmp_path / "second")
    assert run.exit_code == 0
    assert "going by what was read there last" in run.stderr
    server.statuses["/releases.json"] = [404]
    assert opendata("download", "--output", tmp_path / "third").exit_code == 3


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("cut", [0, 1, 700])
def test_a_download_that_is_cut_off_goes_on(
    cut: int, ranges: bool, server: Server, original: bytes, opendata: Run, tmp_path: Path
) -> None:
    server.ranges = ranges
    server.cut_after[ZIP] = cut
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 0, run.output
    assert (tmp_path / "out" / ZIP.lstrip("/")).read_bytes() == original
    asked = [wanted for path, wanted in server.asked if path == ZIP]
    assert asked == [None, f"bytes={cut}-" if cut else None]


def test_what_was_received_before_the_process_ended_is_used(
    server: Server, original: bytes, opendata: Run, tmp_path: Path
) -> None:
    server.cut_after[ZIP] = 500
    server.statuses[ZIP] = []
    part = tmp_path / "cache" / "files" / sha256(original)[:2] / f"{sha256(original)}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(original[:300])
    assert opendata("download", "--output", tmp_path / "out").exit_code == 0
    asked = [wanted for path, wanted in server.asked if path == ZIP]
    assert asked == ["bytes=300-", "bytes=800-"]
    assert not part.exists()


@pytest.mark.parametrize("left", ["too long", "other bytes"])
def test_a_part_that_is_not_of_the_file_is_thrown_away(
    left: str, server: Server, original: bytes, opendata: Run, tmp_path: Path
) -> None:
    part = tmp_path / "cache" / "files" / sha256(original)[:2] / f"{sha256(original)}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(original + b"!" if left == "too long" else b"?" * 100)
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 3
    assert "download-differs" in run.stderr
    assert not part.exists()
    assert opendata("download", "--output", tmp_path / "out").exit_code == 0


@pytest.mark.parametrize("path", [ZIP, "/releases.json"])
@pytest.mark.parametrize("statuses", [[500], [503, 429], [502, 502, 502, 502]])
def test_a_server_that_recovers_is_asked_again(
    statuses: list[int], path: str, server: Server, opendata: Run, tmp_path: Path
) -> None:
    asked = len(statuses) + 1
    server.statuses[path] = statuses
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 0
    assert server.paths().count(path) == asked
    assert "what was read there last" not in run.stderr


def test_an_index_that_is_cut_off_is_asked_for_again(
    server: Server, opendata: Run, tmp_path: Path
) -> None:
    server.cut_after["/releases.json"] = 10
    assert opendata("download", "--output", tmp_path / "out").exit_code == 0


def test_an_index_is_asked_for_as_often_as_a_file_where_nobody_answers(
    server: Server, opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def refused(address: str, headers: dict[str, str]) -> Any:
        opened.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(transfer, "_open", refused)
    assert opendata("download", "--output", tmp_path / "out").exit_code == 3
    assert opened == [f"{server.address}releases.json"] * transfer.ATTEMPTS


def test_a_newest_release_that_is_older_than_before_is_told_of(
    server: Server, opendata: Run, tmp_path: Path
) -> None:
    assert opendata("download", "--output", tmp_path / "out").exit_code == 0
    index = server.folder / "releases.json"
    both = json.loads(index.read_text(encoding="utf-8"))
    older = [each for each in both["releases"] if each["version"] != "2026.01.02"]
    index.write_text(json.dumps({"releases": older}), encoding="utf-8")
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 0
    assert "has 2025.12.31.1 as its newest release, and had 2026.01.02 before" in run.stderr
    assert (tmp_path / "out" / ZIP.lstrip("/")).is_file()


def test_a_version_that_has_other_files_than_before_is_refused(
    server: Server, original: bytes, opendata: Run, tmp_path: Path
) -> None:
    assert opendata("download", "--output", tmp_path / "out").exit_code == 0
    shutil.rmtree(server.folder / "2026.01.02")
    publish(server.folder, "2026.01.02", [{"id": "a", "eur": 3}])
    for _ in range(2):
        run = opendata("download", "--output", tmp_path / "out")
        assert (run.exit_code, "release-changed" in run.stderr) == (3, True), run.output
        assert "2026.01.02" in run.stderr
    assert (tmp_path / "out" / ZIP.lstrip("/")).read_bytes() == original


def test_a_server_that_dawdles_is_not_waited_for_without_end(
    server: Server, opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is never silent for as long as would be called gone."""
    monkeypatch.setattr(transfer, "PATIENCE", -1.0)
    run = opendata("download", "--output", tmp_path / "out")
    assert (run.exit_code, "it was not there after" in run.stderr) == (3, True)
    assert server.paths() == ["/releases.json"]


def test_an_index_that_is_not_there_is_asked_for_once(
    server: Server, opendata: Run, tmp_path: Path
) -> None:
    server.statuses["/releases.json"] = [404, 404]
    assert opendata("download", "--output", tmp_path / "out").exit_code == 3
    assert server.paths().count("/releases.json") == 1


@pytest.mark.parametrize(("status", "asked"), [(403, 1), (404, 1), (410, 1), (500, 5)])
def test_a_server_that_refuses_is_an_error_with_its_answer(
    status: int, asked: int, server: Server, opendata: Run, tmp_path: Path
) -> None:
    server.statuses[ZIP] = [status] * 9
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 3
    assert "download-failed" in run.stderr
    assert f"answered {status}" in run.stderr
    assert server.paths().count(ZIP) == asked
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "change", [lambda d: d[:-1] + b"!", lambda d: d + b"!" * 9, lambda d: d * 2]
)
def test_a_file_that_is_not_the_one_released_is_refused(
    change: Callable[[bytes], bytes], server: Server, original: bytes, opendata: Run, tmp_path: Path
) -> None:
    (server.folder / ZIP.lstrip("/")).write_bytes(change(original))
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 3
    assert "download-differs" in run.stderr
    assert sha256(original) in run.stderr
    assert not (tmp_path / "out").exists()
    assert not list((tmp_path / "cache" / "files").rglob("*.part"))


def test_a_file_in_the_cache_that_was_changed_is_fetched_again(
    server: Server, original: bytes, opendata: Run, tmp_path: Path
) -> None:
    assert opendata("download", "--output", tmp_path / "first").exit_code == 0
    cached = tmp_path / "cache" / "files" / sha256(original)[:2] / sha256(original)
    cached.write_bytes(b"spoilt")
    assert opendata("download", "--output", tmp_path / "second").exit_code == 0
    assert (tmp_path / "second" / ZIP.lstrip("/")).read_bytes() == original


def test_the_index_must_agree_with_the_checksums(
    server: Server, opendata: Run, tmp_path: Path
) -> None:
    index = server.folder / "releases.json"
    raw = json.loads(index.read_text(encoding="utf-8"))
    other = server.folder / "2026.01.02" / "other.zip"
    other.write_bytes(b"PK")
    raw["releases"][0]["packages"]["made_up"] |= {
        "file": "other.zip",
        "bytes": 2,
        "sha256": sha256(b"PK"),
    }
    index.write_text(json.dumps(raw), encoding="utf-8")
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 3
    assert "SHA256SUMS" in run.stderr


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"releases": [{"version": "x"}]}', "null", '{"releases": 1}', "[" * 9999],
)
def test_an_index_that_is_none_is_refused(
    text: str, server: Server, opendata: Run, tmp_path: Path
) -> None:
    (server.folder / "releases.json").write_text(text, encoding="utf-8")
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 3
    assert "index-unreadable" in run.stderr


def test_a_text_that_never_ends_is_not_read(
    server: Server, opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "MOST_BYTES_OF_TEXT", 100)
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 3
    assert "more than 100 bytes" in run.stderr


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_to_anything_but_the_web_is_not_followed(
    target: str, server: Server, opendata: Run, tmp_path: Path
) -> None:
    server.redirects["/releases.json"] = target
    run = opendata("download", "--output", tmp_path / "out")
    assert run.exit_code == 3
    assert "download-failed" in run.stderr


def test_a_redirect_on_the_web_is_followed_with_the_range(
    server: Server, original: bytes, opendata: Run, tmp_path: Path
) -> None:
    (server.folder / "elsewhere.zip").write_bytes(original)
    server.redirects[ZIP] = "/elsewhere.zip"
    server.cut_after["/elsewhere.zip"] = 10
    assert opendata("download", "--output", tmp_path / "out").exit_code == 0
    assert ("/elsewhere.zip", "bytes=10-") in server.asked


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version", "2024.01.01"], "not-released"),
        (["money"], "not-released"),
        (["--from", "ftp://127.0.0.1/"], "no-address"),
        (["--from", "https://publisher.example.org/data/"], "no-address"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    arguments: list[str], code: str, server: Server, opendata: Run, tmp_path: Path
) -> None:
    run = opendata("download", *arguments, "--output", tmp_path / "out")
    assert run.exit_code == 2
    assert code in run.stderr


def test_the_placeholder_of_the_catalogue_is_refused(
    server: Server, opendata: Run, monkeypatch: pytest.MonkeyPatch, own_project: Any
) -> None:
    monkeypatch.delenv("OPENDATA_FROM")
    assert 'catalog = "https://publisher.example.org/' in own_project.file.read_text()
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_project.root))
    run = opendata("download")
    assert run.exit_code == 2
    assert "is a placeholder" in run.stderr
    assert "OPENDATA_FROM" in run.stderr


Rows = list[dict[str, Any]]


def _as_before(schema: TableSchema, rows: Rows) -> tuple[TableSchema, Rows]:
    """A table with every column under the name that it had before it was renamed."""
    earlier = {field.name: field.renamed_from or field.name for field in schema.fields}
    renamed = [{earlier[name]: value for name, value in row.items()} for row in rows]
    return with_present_names(schema, {schema.name: earlier}), renamed


@pytest.mark.whole(reason="make test recodes tables, and loads them.")
def test_load_gives_a_municipal_table_on_other_boundaries(server: Server, project: Project) -> None:
    names = ("municipality", "municipality_change", "population", "allocation")
    assembly = Assembly(project)
    more = [(load_table_schema(project, name), assembly.table(name).to_pylist()) for name in names]
    day = date(2022, 3, 24)

    def in_types(loaded: pa.Table, view: str) -> pa.Table:
        return in_declared_types(loaded, load_table_schema(project, view))

    publish(server.folder, "2026.01.03", [], more)
    # A release of before columns were renamed is read by the names that they had.
    before = [_as_before(schema, rows) for schema, rows in more]
    publish(server.folder, "2025.11.02", [], before)
    assert "code" in ino.load("municipality", "2025.11.02").column_names
    then = ino.load("allocation", "2025.11.02", boundaries=day)
    assert in_types(then, "allocation_on_20220324").equals(assembly.table("allocation_on_20220324"))
    for name in ("population", "allocation"):
        loaded = ino.load(name, boundaries=day)
        view = f"{name}_on_20220324"
        assert in_types(loaded, view).equals(assembly.table(view))
        assert "GM0457" not in loaded["municipality_code"].to_pylist()
    with pytest.raises(OpendataError, match="2019-01-01"):
        ino.load("population", boundaries=date(2018, 1, 1))
    with pytest.raises(OpendataError, match="yet to come"):
        ino.load("population", boundaries=date(9999, 1, 1))
    with pytest.raises(OpendataError, match="municipality"):
        ino.load("municipality", boundaries=day)


def test_load_gives_arrow_pandas_or_polars_with_exact_numbers(server: Server) -> None:
    arrow = ino.load("figures")
    assert isinstance(arrow, pa.Table)
    assert arrow.to_pylist() == [{"id": "a", "eur": 2**53 + 1}, {"id": "b", "eur": None}]
    frame = ino.load("figures", kind="pandas")
    assert isinstance(frame, pd.DataFrame)
    assert frame["eur"].tolist()[0] == 2**53 + 1
    older = ino.load("figures", version="2025.12.31.1")
    assert older.to_pylist() == [{"id": "a", "eur": 1}]
    assert server.paths().count(ZIP) == 1
    with pytest.raises(OpendataError, match="table numbers in"):
        ino.load("numbers")
    with pytest.raises(ValueError, match="not arrow, pandas or polars"):
        ino.load("figures", kind="excel")  # type: ignore[call-overload]


def test_polars_is_given_where_it_is_installed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(OpendataError, match="polars"):
        ino.load("figures", kind="polars")

    class Polars:
        @staticmethod
        def from_arrow(table: pa.Table) -> list[dict[str, Any]]:
            return list(table.to_pylist())

    monkeypatch.setitem(sys.modules, "polars", Polars)
    assert ino.load("figures", kind="polars")[0]["eur"] == 2**53 + 1


def test_importing_the_package_imports_nothing_heavy() -> None:
    program = (
        "import sys, inburgering_opendata as ino; assert ino.__version__; "
        "print(sorted({'pyarrow', 'pandas', 'duckdb', 'click', 'urllib.request', 'numpy'} "
        "& set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr
