"""Zips that are the same wherever they are written: deflated by the library that pyarrow brings.

Every program unpacks deflate, but each build of zlib packs in a way of its own. pyarrow is pinned
and brings one build of it. As `zipfile` can be given no other, the archive is put together here:
APPNOTE.TXT 6.3.10 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from struct import pack
from typing import BinaryIO

import pyarrow as pa

from inburgering_opendata.toolkit.ground.file import File, Files

PACKED_ALREADY = frozenset({".parquet", ".png", ".xlsx", ".zip"})
"""Endings of files that deflating makes no smaller; they are stored as they are."""

LARGE, MANY = 0xFFFF_FFFF, 0xFFFF
"""What is as large, or as many, does not fit the fields of a plain zip, and gets those of Zip64."""

_ELSEWHERE, _ELSEWHERE_SHORT = 0xFFFF_FFFF, 0xFFFF
"""What a plain field holds then."""

_STORED, _DEFLATED = 0, 8
_DAY = (1 << 5) | 1
"""1 January 1980, the first day that a zip can say."""
_IN_UTF8 = 1 << 11
_PLAIN, _ZIP64 = 20, 45
"""What version of the format a program must know."""
_UNIX = 3
_PERMISSIONS = 0o100644 << 16


def write_zip(files: Files, stream: BinaryIO) -> None:
    """Write a zip of the files, in the order of their paths, to a stream that can seek.

    Raises:
        OSError: a file could not be read, or the zip could not be written.
    """
    entries = [_write(path, file, stream) for path, file in sorted(files.items())]
    start = stream.tell()
    for entry in entries:
        stream.write(entry.listed)
    size = stream.tell() - start
    stream.write(_end(len(entries), size, start))


def _end(count: int, size: int, start: int) -> bytes:
    """What says where the list is: how many are in it, how long it is and where it begins."""
    if count < MANY and start < LARGE and size < LARGE:
        return pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, start, 0)
    counts, places = (count, count), (size, start)
    return (
        pack("<4sQ2H2L4Q", b"PK\6\6", 44, _ZIP64, _ZIP64, 0, 0, *counts, *places)
        + pack("<4sLQL", b"PK\6\7", 0, start + size, 1)
        + pack("<4s4H2LH", b"PK\5\6", 0, 0, *[_ELSEWHERE_SHORT] * 2, *[_ELSEWHERE] * 2, 0)
    )


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """A file in the zip: where it begins, and what the list at the end says of it."""

    name: bytes
    method: int
    start: int
    is_large: bool
    crc: int = 0
    packed: int = 0
    size: int = 0

    @property
    def head(self) -> bytes:
        """What stands before its bytes."""
        extra = pack("<2H2Q", 1, 16, self.size, self.packed) if self.is_large else b""
        sizes = (_ELSEWHERE, _ELSEWHERE) if self.is_large else (self.packed, self.size)
        return (
            pack("<4s", b"PK\3\4")
            + self._described(sizes)
            + pack("<2H", len(self.name), len(extra))
            + self.name
            + extra
        )

    @property
    def listed(self) -> bytes:
        """Its line in the list at the end."""
        far = self.is_large or self.start >= LARGE
        extra = pack("<2H3Q", 1, 24, self.size, self.packed, self.start) if far else b""
        sizes = (_ELSEWHERE, _ELSEWHERE) if far else (self.packed, self.size)
        return (
            pack("<4sBB", b"PK\1\2", _ZIP64 if far else _PLAIN, _UNIX)
            + self._described(sizes, far)
            + pack("<5H", len(self.name), len(extra), 0, 0, 0)
            + pack("<2L", _PERMISSIONS, _ELSEWHERE if far else self.start)
            + self.name
            + extra
        )

    def _described(self, sizes: tuple[int, int], far: bool = False) -> bytes:
        needed = _ZIP64 if self.is_large or far else _PLAIN
        flags = 0 if self.name.isascii() else _IN_UTF8
        return pack("<5H3L", needed, flags, self.method, 0, _DAY, self.crc, *sizes)


def _write(path: str, file: File, stream: BinaryIO) -> _Entry:
    start = stream.tell()
    stored = PurePosixPath(path).suffix in PACKED_ALREADY
    begun = _Entry(
        name=path.encode(),
        method=_STORED if stored else _DEFLATED,
        start=start,
        # Packing may make it a little larger.
        is_large=file.fingerprint.size + (file.fingerprint.size >> 10) + 64 >= LARGE,
    )
    stream.write(begun.head)
    first, counted = stream.tell(), _Counted(file)
    for piece in counted if stored else _deflated(counted):
        stream.write(piece)
    end = stream.tell()
    entry = replace(begun, crc=counted.crc, packed=end - first, size=counted.size)
    stream.seek(start)
    stream.write(entry.head)
    stream.seek(end)
    return entry


class _Counted:
    """The pieces of a file, with their number of bytes and their checksum when they were read."""

    def __init__(self, file: File) -> None:
        self._file = file
        self.crc = self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._file.pieces():
            self.crc = zlib.crc32(piece, self.crc)
            self.size += len(piece)
            yield piece


_HEAD, _TAIL = 10, 8
"""Bytes that gzip has around what is deflated: its header, and a checksum with the size."""


def _deflated(pieces: _Counted) -> Iterator[bytes]:
    """The pieces as one deflated stream."""
    sink = _Sink()
    with pa.CompressedOutputStream(pa.PythonFile(sink, mode="w"), "gzip") as packing:
        for piece in pieces:
            packing.write(piece)
            yield from sink.taken()
    yield from sink.taken()


class _Sink:
    """Takes what gzip writes, and gives it without what stands around it."""

    def __init__(self) -> None:
        self.closed = False
        self._before, self._held, self._ready = _HEAD, b"", [b""]

    def write(self, data: bytes) -> int:
        found = self._held + bytes(data)
        if self._before:
            skipped = min(self._before, len(found))
            found, self._before = found[skipped:], self._before - skipped
        if len(found) > _TAIL:
            self._ready.append(found[:-_TAIL])
            found = found[-_TAIL:]
        self._held = found
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back but what may be the end."""

    def close(self) -> None:
        self.closed = True

    def taken(self) -> Iterator[bytes]:
        """What was written since it was last asked for."""
        ready, self._ready = self._ready, []
        yield from ready
