"""What was downloaded before: files by their hash, indexes by their address."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from inburgering_opendata.toolkit.ground.distribution import PACKAGE
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256, write_whole
from inburgering_opendata.toolkit.ground.version import order
from inburgering_opendata.toolkit.releases.download.errors import NOT_RELEASED, RELEASE_CHANGED
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

    When the server cannot be reached, the index that was read last is used, and that is said; as is
    a newest release that is older than one that was there before.

    Raises:
        OpendataError: `DOWNLOAD_FAILED`, `INDEX_UNREADABLE`, `RELEASE_CHANGED`.
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
    if known is not None:
        _compare(known, index, warn)
    write_whole(kept, data)
    return index


def _compare(known: Index, now: Index, warn: Progress) -> None:
    """What was seen before must not have changed: whoever holds the address may go back in time.

    Raises:
        OpendataError: `RELEASE_CHANGED`, when a version has other files than it had.
    """
    seen = {release.version: release for release in known.releases}
    for release in now.releases:
        before = seen.pop(release.version, release)
        if release.sums.sha256 != before.sums.sha256:
            raise OpendataError(
                RELEASE_CHANGED,
                address=now.address,
                version=release.version,
                expected=before.sums.sha256,
                observed=release.sums.sha256,
            )
    if seen and (not now.releases or order(now.releases[0].version) < order(max(seen, key=order))):
        newest = now.releases[0].version if now.releases else "none"
        gone = ", ".join(sorted(seen, key=order, reverse=True))
        warn(
            f"{now.address} has {newest} as its newest release, and had {gone} before; "
            "ask the publisher why"
        )
