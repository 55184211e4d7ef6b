"""One pass over the bytes of a file, in bounded memory: its fingerprint, and what forbids reading.

Engines read CSV each in their own way, and each forgives other things. What is refused here, none
of them gets to see, so that they agree on which files can be read at all.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread

from inburgering_opendata.toolkit.tables.column_names import other_delimiter, problem_with_header
from inburgering_opendata.toolkit.tables.structure import Form, Structure
from inburgering_opendata.toolkit.tables.structure_glance import has_arrays

CHUNK = 1 << 20
"""Bytes read at a time; also the longest line that is accepted."""

MOST_COLUMNS = 1_000
"""More are a table that stands on its side, or no table."""

_PLAIN = bytes(range(0x20, 0x7F)) + b"\n"
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "the file starts with a byte-order mark; plain UTF-8 was expected",
    codecs.BOM_UTF16_LE: "the file is UTF-16; save it as UTF-8",
    codecs.BOM_UTF16_BE: "the file is UTF-16; save it as UTF-8",
}
_OTHER_FORMATS = {
    b"PK\x03\x04": "the file is a zip or an Excel workbook, not CSV; export it as CSV (UTF-8)",
    b"PAR1": "the file is Parquet, not CSV; give it the ending .parquet",
    b"\xd0\xcf\x11\xe0": "the file is an old Excel workbook, not CSV; export it as CSV (UTF-8)",
    b"\x1f\x8b": "the file is compressed with gzip; unpack it first",
}


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What a file is made of; `problem` says why it cannot be read, or is None."""

    sha256: str
    bytes: int
    line_feeds: int = 0
    problem: str | None = None
    further: tuple[str, ...] = ()
    """What else is wrong, in the order of the file."""
    lone_returns: int = 0
    """Carriage returns without a line feed; a line may end in one of these as well."""
    ends_in_line_feed: bool = True
    plain: bool = False
    """Whether all of it surely is printable ASCII in lines: then so is every cell."""

    @property
    def problems(self) -> tuple[str, ...]:
        """All that is wrong; empty for a file that can be read."""
        return (self.problem, *self.further) if self.problem else ()

    @property
    def lines(self) -> int:
        """The lines of the text, whatever they hold."""
        return self.line_feeds + self.lone_returns + (not self.ends_in_line_feed)


def scan_file(path: Path, is_csv: bool, declared: Collection[str] = ()) -> Scan:
    """Fingerprint `path`, and for CSV look for what no reader should have to guess about.

    Args:
        declared: the columns of the table, of which the header must have one at least.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    size = 0
    # The C library gives memory back to the system, and clears it when it is asked for again, in
    # pieces as large as the largest that it has seen: this one, which is never touched.
    bytes(8 * CHUNK)
    text = _CsvText(declared) if is_csv else None
    with path.open("rb") as stream:
        chunk = stream.read(CHUNK)
        while chunk:
            size += len(chunk)
            with _meanwhile(partial(digest.update, chunk), worth_it=len(chunk) == CHUNK):
                if text is not None and text.problem is None:
                    text.feed(chunk)
                chunk = stream.read(CHUNK)
    if text is None:
        return Scan(sha256=digest.hexdigest(), bytes=size)
    return text.finished(digest.hexdigest(), size)


@contextmanager
def _meanwhile(hash: Callable[[], None], *, worth_it: bool) -> Iterator[None]:
    """Hashing lets other threads work, so a large file is read and looked at meanwhile; for a
    small one, starting a thread takes longer than hashing it.
    """
    if not worth_it:
        hash()
        yield
        return
    hashing = Thread(target=hash)
    hashing.start()
    try:
        yield
    finally:
        hashing.join()


def problems_with_text(data: bytes, declared: Collection[str] = ()) -> tuple[str, ...]:
    """Why `data` cannot be read as CSV, as `scan_file` would say it; empty when it can."""
    text = _CsvText(declared)
    for start in range(0, len(data), CHUNK):
        if text.problem is None:
            text.feed(data[start : start + CHUNK])
    return text.finished("", len(data)).problems


class _CsvText:
    """The state of a pass over the chunks of a CSV file."""

    def __init__(self, declared: Collection[str]) -> None:
        self.problem: str | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._first = True
        self._returns = 0
        self._pairs = 0
        self._last = b""
        self._structure = Structure(
            Form(),
            partial(other_delimiter, declared=declared),
            partial(problem_with_header, declared=declared),
        )
        self._line_length = 0
        self._blank = True
        self._plain = True

    @property
    def line_feeds(self) -> int:
        return self._structure.line_feeds

    def feed(self, chunk: bytes) -> None:
        is_ascii, before = chunk.isascii(), self.line_feeds
        self.problem = next(self._problems(chunk, is_ascii), None)
        if self.problem is None:
            self._structure.feed(chunk)
        # Counting what is not there would take longer than all else that is done here.
        if b"\r" in chunk:
            self._returns += chunk.count(b"\r")
            self._pairs += chunk.count(b"\r\n")
        self._pairs += self._last == b"\r" and chunk.startswith(b"\n")
        self._blank = self._blank and not chunk.strip()
        self._plain = self._plain and is_ascii and self._is_printable(chunk, before)
        self._last = chunk[-1:]
        self._first = False

    def _is_printable(self, chunk: bytes, before: int) -> bool:
        """Whether there is no sign but those that ASCII prints, and line feeds."""
        if not (self._structure.is_large and has_arrays()):
            return not chunk.translate(None, _PLAIN)
        from inburgering_opendata.toolkit.tables.bitmaps import is_printable

        return is_printable(chunk, self.line_feeds - before)

    def finished(self, sha256: str, size: int) -> Scan:
        if self.problem is None and (size == 0 or self._blank):
            self.problem = "the file is empty, without even a header"
        if self.problem is None and self._decoder.getstate()[0]:
            self.problem = f"line {self.line_feeds + 1}: the file ends inside a character"
        if self.problem is None:
            self._structure.finish()
        # What is wrong with the bytes ended the look at the structure, so it comes last.
        found = [str(malformed) for malformed in self._structure.problems if not self._blank]
        if self.problem is not None:
            found.append(self.problem)
        lone = self._returns - self._pairs
        return Scan(
            sha256=sha256,
            bytes=size,
            line_feeds=self.line_feeds,
            problem=found[0] if found else None,
            further=tuple(found[1:]),
            lone_returns=lone,
            ends_in_line_feed=self._last == b"\n",
            plain=self._plain,
        )

    def _problems(self, chunk: bytes, is_ascii: bool) -> Iterator[str]:
        if self._first:
            for start, problem in (_BYTE_ORDER_MARKS | _OTHER_FORMATS).items():
                if chunk.startswith(start):
                    yield problem
            header = chunk.partition(b"\n")[0]
            if (columns := header.count(b",") + 1) > MOST_COLUMNS:
                yield f"line 1: {columns:,} columns; at most {MOST_COLUMNS:,} can be read"
        if (position := chunk.find(b"\0")) >= 0:
            yield f"line {self._line_at(chunk, position)}: a NUL byte; text was expected"
        try:
            # ASCII needs no decoding, unless a character began in the chunk before.
            if not is_ascii or self._decoder.getstate()[0]:
                self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            line = self.line_feeds + error.object.count(b"\n", 0, error.start) + 1
            yield f"line {line}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
        first_end = chunk.find(b"\n")
        if self._line_length + (first_end if first_end >= 0 else len(chunk)) > CHUNK:
            yield f"line {self.line_feeds + 1}: longer than {CHUNK:,} bytes; is it CSV at all?"
        last_end = chunk.rfind(b"\n")
        self._line_length = (
            len(chunk) - last_end - 1 if last_end >= 0 else self._line_length + len(chunk)
        )

    def _line_at(self, chunk: bytes, position: int) -> int:
        return self.line_feeds + chunk.count(b"\n", 0, position) + 1
