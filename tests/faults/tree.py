"""What is below a folder, byte for byte, to compare and to put back."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from inburgering_opendata.toolkit.ground.partials import is_partial

_MOMENT = re.compile(rb'"received_at": "[^"]*"')


@dataclass(frozen=True)
class Entry:
    """A file with its bytes, or a folder with none; and who may do what."""

    data: bytes | None
    mode: int

    @property
    def alike(self) -> tuple[bytes | None, int]:
        """The same for what differs by the moment only."""
        return self.data and _without_moment(self.data), self.mode


@dataclass(frozen=True)
class Tree:
    """All entries by their path below the folder."""

    entries: Mapping[str, Entry]

    @classmethod
    def of(cls, folder: Path) -> Tree:
        found = {}
        for path in sorted(folder.rglob("*")):
            data = None if path.is_dir() else path.read_bytes()
            found[path.relative_to(folder).as_posix()] = Entry(data, path.stat().st_mode & 0o777)
        return cls(found)

    def put_back(self, folder: Path) -> None:
        """Make the folder hold exactly this."""
        now = Tree.of(folder).entries
        for name in sorted(now, reverse=True):
            if name not in self.entries or (now[name].data is None) != self._is_folder(name):
                path = folder / name
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, entry in self.entries.items():
            if now.get(name) != entry:
                path = folder / name
                if entry.data is None:
                    path.mkdir(exist_ok=True)
                else:
                    path.unlink(missing_ok=True)
                    path.write_bytes(entry.data)
                path.chmod(entry.mode)

    def data(self, name: str) -> bytes | None:
        entry = self.entries.get(name)
        return None if entry is None else entry.data

    def visible(self) -> Tree:
        """Without what has the name of a partial folder."""
        return Tree(
            {
                name: entry
                for name, entry in self.entries.items()
                if not any(map(is_partial, name.split("/")))
            }
        )

    def below(self, folder: str) -> dict[str, tuple[bytes | None, int]]:
        """The folder and all that is in it."""
        return {
            name: entry.alike
            for name, entry in self.entries.items()
            if name == folder or name.startswith(f"{folder}/")
        }

    def folders(self, pattern: str) -> set[str]:
        return {name for name in self.entries if self._is_folder(name) and _fits(name, pattern)}

    def difference(self, other: Tree) -> list[str]:
        """The paths that are not alike in both."""
        mine, others = self.entries, other.entries
        return sorted(
            name
            for name in {*mine, *others}
            if name not in mine or name not in others or mine[name].alike != others[name].alike
        )

    def _is_folder(self, name: str) -> bool:
        return name in self.entries and self.entries[name].data is None


@cache
def _without_moment(data: bytes) -> bytes:
    """Of a workbook, what is in it but for its properties, which have the hour."""
    if not data.startswith(b"PK"):
        return _MOMENT.sub(b"", data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            told = [(each.filename, each.CRC) for each in archive.infolist()]
            return repr([each for each in told if each[0] != "docProps/core.xml"]).encode()
    except zipfile.BadZipFile:
        return data


def _fits(name: str, pattern: str) -> bool:
    """Part by part, so that * is within one folder."""
    parts, patterns = name.split("/"), pattern.split("/")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


def fits_one(name: str, patterns: tuple[str, ...]) -> bool:
    return any(_fits(name, pattern) for pattern in patterns)
