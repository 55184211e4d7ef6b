"""What a server said of a file when it was last asked, kept in the user's cache."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from inburgering_opendata.toolkit.ground.files import sha256, write_whole
from inburgering_opendata.toolkit.releases.download.cache import cache_folder


@dataclass(frozen=True)
class Remembered:
    """The file that was there, and what to ask with so that it is sent only when it changed."""

    sha256: str
    validators: dict[str, str]


def recall(address: str) -> Remembered | None:
    """What is known of an address; nothing where what was kept cannot be read."""
    try:
        raw = json.loads(_path(address).read_bytes())
        return Remembered(str(raw["sha256"]), dict(raw["validators"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(address: str, digest: str, validators: dict[str, str]) -> None:
    kept = asdict(Remembered(digest, validators))
    write_whole(_path(address), json.dumps(kept).encode())


def _path(address: str) -> Path:
    return cache_folder() / "sources" / f"{sha256(address.encode())}.json"
