"""What was fetched and is not pinned: STAGING/<package>/<file>, and what was said of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.toolkit.describe.data_package import DataPackage, Source
from inburgering_opendata.toolkit.ground.files import to_json, write_whole

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.refresh.fetching import Edition

_SAID = ".fetched.json"


@dataclass(frozen=True)
class Staged:
    """An edition that waits to be looked at."""

    path: Path
    fetched: str
    """The day."""
    change: str
    sha256: str


def stage(staging: Path, edition: Edition, *, today: date, change: str) -> Path:
    """Put the edition in the folder, and what was said of it; what was there of it is replaced.

    Raises:
        OpendataError: `WRITE_FAILED`.
    """
    path = _path(staging, edition.fetched.package, edition.fetched.source)
    said = {
        "fetched": today.isoformat(),
        "change": change,
        "sha256": edition.sha256,
        "remarks": list(edition.remarks),
    }
    write_whole(path, edition.data)
    write_whole(path.with_name(path.name + _SAID), to_json(said))
    return path


def forget(staging: Path, package: DataPackage, source: Source) -> None:
    """Take out what waits of a source, as it is pinned now or was withdrawn."""
    path = _path(staging, package, source)
    path.with_name(path.name + _SAID).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def staged(staging: Path, package: DataPackage, source: Source) -> Staged | None:
    """The edition of a source that waits; None without one, or when it is what is pinned."""
    path = _path(staging, package, source)
    try:
        raw = json.loads(path.with_name(path.name + _SAID).read_bytes())
        found = Staged(path, str(raw["fetched"]), str(raw["change"]), str(raw["sha256"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None if found.sha256 == source.sha256 else found


def _path(staging: Path, package: DataPackage, source: Source) -> Path:
    return staging / package.name / source.path.name
