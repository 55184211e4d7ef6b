"""What was downloaded before: files by their hash, indexes by their address."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from inburgering_opendata.toolkit.ground.distribution import PACKAGE
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256, write_whole
from inburgering_opendata.toolkit.releases.download.errors import NOT_RELEASED
from inburgering_opendata.toolkit.releases.download.index import INDEX, LATEST, Index, read_index
from inburgering_opendata.toolkit.releases.download.transfer import Remote, fetch, fetch_text
from inburgering_opendata.toolkit.tables.scan import scan_file

Progress = Callable[[str], None]


def cache_folder() -> Path:
    """OPENDATA_CACHE, or a folder in the user's cache."""
    if own := os.environ.get("OPENDATA_CACHE"):
        return Path(own)
    users = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(users, PACKAGE)


def cached_file(remote: Remote, progress: Progress = lambda message: None) -> Path:
    """The file, from the cache when it is there and still what it was, else from its address.

    Raises:
        OpendataError: `DOWNLOAD_FAILED` or `DOWNLOAD_DIFFERS`.
    """
    path = cache_folder() / "files" / remote.sha256[:2] / remote.sha256
    if path.is_file() and scan_file(path, is_csv=False).sha256 == remote.sha256:
        return path
    fetch(remote, path, progress)
    return path


def current_index(address: str, version: str, warn: Progress) -> Index:
    """The index at `address`; a version that is known already needs no network.

    When the server cannot be reached, the index that was read last is used, and that is said.

    Raises:
        OpendataError: `DOWNLOAD_FAILED`, `INDEX_UNREADABLE`.
    """
    kept = cache_folder() / "indexes" / f"{sha256(address.encode())}.json"
    known = read_index(kept.read_bytes(), address) if kept.is_file() else None
    if known and version != LATEST:
        try:
            known.release(version)
        except OpendataError as error:
            if error.kind is not NOT_RELEASED:
                raise
        else:
            return known
    try:
        data = fetch_text(address + INDEX)
    except OpendataError as error:
        if known is None or error.details.get("reached"):
            raise
        warn(f"{error.message}; going by what was read there last")
        return known
    index = read_index(data, address)
    write_whole(kept, data)
    return index
