"""What an address gave when it was last asked, kept in the user's cache.

Each page of a dataset is an address of its own: of one that changed while the others did not, the
others are not sent again.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256, write_whole
from inburgering_opendata.toolkit.releases.download.cache import cache_folder


@dataclass(frozen=True)
class Remembered:
    """What was there, and what to ask with so that it is sent only when it changed."""

    data: bytes
    validators: dict[str, str]


def recall(address: str) -> Remembered | None:
    """What is known of an address; nothing where what was kept is not whole."""
    try:
        head, _, data = _path(address).read_bytes().partition(b"\n")
        said = json.loads(head)
        if said["sha256"] != sha256(data):
            return None
        return Remembered(data, {str(name): str(said) for name, said in said["asks"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remember(address: str, data: bytes, validators: dict[str, str]) -> None:
    """Keep what an address gave, where its server can tell later whether it changed."""
    # A cache that cannot be written only saves nothing.
    with suppress(OpendataError, OSError):
        if validators:
            head = json.dumps({"sha256": sha256(data), "asks": validators}).encode()
            write_whole(_path(address), head + b"\n" + data)
        else:
            _path(address).unlink(missing_ok=True)


def _path(address: str) -> Path:
    return cache_folder() / "sources" / sha256(address.encode())
