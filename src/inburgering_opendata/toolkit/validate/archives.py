"""Unpack a zip that somebody else made, without trusting what it says of itself.

A small zip can claim to be large, be large, overlap with itself, or write outside its folder. Only
what a release may hold is unpacked, and only as much as fits.
"""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.validate.errors import ARCHIVE_REFUSED

MOST_FILES = 10_000
"""Files in a zip; those of real packages have some hundred and sixty."""
MOST_BYTES = 8 << 30
"""Bytes that are unpacked at most, as a disk that is full harms others too."""
MOST_TIMES_LARGER = 200
"""How much larger than the zip its contents may be; real tables stay below a quarter of this."""
ALWAYS_FINE = 64 << 20
"""Bytes that are unpacked whatever the ratio."""

_CHUNK = 1 << 20


def unpack(archive: Path, folder: Path) -> None:
    """Unpack `archive` into `folder`.

    Raises:
        OpendataError: `ARCHIVE_REFUSED`, saying why; `folder` may then hold a part of it.
    """
    if not archive.is_file():
        # A pipe or a device may have no end, and nobody may write into it.
        raise OpendataError(ARCHIVE_REFUSED, path=archive, problem="it is a pipe or a device")
    budget = min(MOST_BYTES, max(ALWAYS_FINE, archive.stat().st_size * MOST_TIMES_LARGER))
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            _refuse_unless_plain(archive, entries)
            for entry in entries:
                budget -= _unpack_one(opened, entry, folder, budget, archive)
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise OpendataError(ARCHIVE_REFUSED, path=archive, problem=error) from error


def _refuse_unless_plain(archive: Path, entries: list[zipfile.ZipInfo]) -> None:
    problem = None
    if len(entries) > MOST_FILES:
        problem = f"it holds {len(entries):,} files; at most {MOST_FILES:,} are unpacked"
    names = [entry.filename for entry in entries]
    if doubled := next((name for name in names if names.count(name) > 1), None):
        problem = f"it holds '{doubled}' twice"
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            problem = f"'{name}' would be written outside the folder"
    # Python older than 3.11.8 does not see that entries share bytes, which is how a small file
    # can unpack to any size.
    end = -1
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            problem = f"'{entry.filename}' overlaps with another entry"
        end = entry.header_offset + entry.compress_size
    if problem:
        raise OpendataError(ARCHIVE_REFUSED, path=archive, problem=problem)


def _unpack_one(
    opened: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, budget: int, archive: Path
) -> int:
    """Write one entry and return its size; what it says its size is counts for nothing."""
    target = folder / entry.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(entry) as source, target.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > budget:
                problem = "it unpacks to far more than its size; is it a zip bomb?"
                raise OpendataError(ARCHIVE_REFUSED, path=archive, problem=problem)
            copy.write(chunk)
    return written
