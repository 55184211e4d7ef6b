"""Files that systems and programs leave in a folder that they show, and that nobody meant."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

LEFT_BEHIND = (".DS_Store", "._*", "Thumbs.db", "desktop.ini", "~$*.xlsx", ".directory")
"""Of macOS, Windows, Excel and KDE."""


def is_left_behind(path: Path) -> bool:
    """Whether a file is one of these, by its name."""
    return any(fnmatchcase(path.name.lower(), pattern.lower()) for pattern in LEFT_BEHIND)


def left_behind(folder: Path) -> Iterator[str]:
    """Each such file below a folder, by its path from there, in order."""
    for path in sorted(folder.rglob("*")):
        if is_left_behind(path) and not path.is_dir():
            yield path.relative_to(folder).as_posix()
