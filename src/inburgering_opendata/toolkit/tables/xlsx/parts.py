"""The parts of the archive that a workbook is, and how one refers to another (ECMA-376, part 2)."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast
from urllib.parse import unquote

from inburgering_opendata.toolkit.tables.xlsx.faults import Kind, WorkbookError
from inburgering_opendata.toolkit.tables.xlsx.xml import local, parse

MOST_BYTES = 4 << 30
"""Unpacked bytes of a workbook that are accepted; a million full rows need less."""


@dataclass(frozen=True)
class Relation:
    """What a part refers to: the last word of the relation's type, and the part."""

    type: str
    part: str


class Parts:
    """The parts of a workbook by their names, which are the same in upper and lower case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise WorkbookError(Kind.TOO_LARGE, f"unpacked it has more than {MOST_BYTES >> 30} GiB")
        for entry in archive.infolist():
            name = _folded(entry.filename)
            if name in self._entries:
                raise WorkbookError(Kind.NOT_A_WORKBOOK, f"it has the part {name} twice")
            self._entries[name] = entry

    def __contains__(self, part: str) -> bool:
        return _folded(part) in self._entries

    def size(self, part: str) -> int:
        """Unpacked bytes of a part; 0 when there is none."""
        entry = self._entries.get(_folded(part))
        return entry.file_size if entry else 0

    @contextmanager
    def open(self, part: str) -> Iterator[BinaryIO]:
        """A part to be read.

        Raises:
            WorkbookError: there is no such part, or it cannot be unpacked.
        """
        entry = self._entries.get(_folded(part))
        if entry is None:
            raise WorkbookError(Kind.NOT_A_WORKBOOK, f"it has no part {part}")
        with unpacking(), self._archive.open(entry) as stream:
            yield cast(BinaryIO, stream)

    def relations(self, part: str) -> Mapping[str, Relation]:
        """What a part refers to, by the id that it is referred to with; `""` is the workbook file.

        The address of a part is relative to the part that refers to it, or begins with a slash.
        """
        folder, name = posixpath.split(part)
        of_part = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relation] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if local(name) != "Relationship" or attributes.get("TargetMode") == "External":
                return
            target = unquote(attributes.get("Target", "")).replace("\\", "/")
            where = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            type = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = Relation(type, where)

        if of_part in self:
            with self.open(of_part) as stream:
                parse(stream, start)
        return found


def open_parts(data: bytes) -> Parts:
    """The parts of the workbook file `data`.

    Raises:
        WorkbookError: it is no archive, a part stands in it twice, or it is too large.
    """
    with unpacking():
        return Parts(zipfile.ZipFile(io.BytesIO(data)))


@contextmanager
def unpacking() -> Iterator[None]:
    """What goes wrong in the archive is a fault of the workbook."""
    try:
        yield
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
        *(NotImplementedError, RuntimeError),  # a method or a password that is not supported
    ) as error:
        problem = f"it cannot be unpacked: {error}"
        raise WorkbookError(Kind.NOT_A_WORKBOOK, problem) from error


def _folded(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").casefold()
