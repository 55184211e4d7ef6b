"""A zip that every program unpacks, with the same bytes wherever it is made."""

from __future__ import annotations

import io
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.ground.file import InMemory, in_memory
from inburgering_opendata.toolkit.publish.formats import archive
from tests.publish.formats.files import written

FILES = {
    "a/b.csv": b"GM0344,2026\n" * 200_000,
    "a/é.txt": bytes(range(256)) * 9,
    "a/empty": b"",
    "b.png": b"\x89PNG" * 5,
}


def zip_of(files: dict[str, bytes]) -> bytes:
    return written(lambda stream: archive.write_zip(in_memory(files), stream))


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


@given(st.dictionaries(st.text("ab/é", min_size=1, max_size=4), st.binary(max_size=50), max_size=4))
def test_what_is_packed_is_what_is_unpacked(files: dict[str, bytes]) -> None:
    assert unzipped(zip_of(files)) == files


def test_the_bytes_are_those_of_every_machine() -> None:
    """Where this fails after another pyarrow, say in CHANGELOG.md that zips have other bytes."""
    data = zip_of(FILES)
    assert data == zip_of(dict(reversed(FILES.items())))
    assert sha256(data).hexdigest() == DIGEST
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        entries = {e.filename: e for e in opened.infolist()}
    assert [*entries] == sorted(FILES)
    assert entries["a/b.csv"].compress_size * 100 < entries["a/b.csv"].file_size
    assert entries["b.png"].compress_type == zipfile.ZIP_STORED
    for entry in entries.values():
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.external_attr >> 16 == 0o100644


DIGEST = "08bcd798933928cb2811abe73a2658243177777910f102ed8aa27d7bdc896fd2"


@pytest.mark.parametrize(("large", "many"), [(1_000, 0xFFFF), (0xFFFF_FFFF, 2), (100, 2)])
def test_what_is_too_large_for_a_plain_zip_is_in_zip64(
    large: int, many: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain = zip_of(FILES)
    monkeypatch.setattr(archive, "LARGE", large)
    monkeypatch.setattr(archive, "MANY", many)
    data = zip_of(FILES)
    assert b"PK\6\6" in data and b"PK\6\6" not in plain
    assert unzipped(data) == FILES
    (tmp_path / "z.zip").write_bytes(data)
    told = subprocess.run(["unzip", "-tq", tmp_path / "z.zip"], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout


def test_a_file_is_read_in_pieces() -> None:
    pieces = [*InMemory(b"x" * 2_500_000).pieces()]
    assert [len(piece) for piece in pieces] == [1 << 20, 1 << 20, 2_500_000 - (2 << 20)]
