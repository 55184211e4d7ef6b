"""Where the editions of a source that were pinned before are kept."""

from __future__ import annotations

from pathlib import Path

from inburgering_opendata.toolkit.assemble.errors import SOURCE_CHANGED
from inburgering_opendata.toolkit.assemble.sources import read_pinned
from inburgering_opendata.toolkit.describe.data_package import DataPackage, Source
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256

EDITIONS = "editions"
"""The folder beside a source."""


def kept_path(source: Source) -> Path:
    """Where what is pinned now is kept when another edition takes its place."""
    path = source.path
    name = f"{path.stem}.{source.date}.{source.sha256[:8]}{path.suffix}"
    return path.with_name(EDITIONS) / name


def pinned_bytes(package: DataPackage, source: Source) -> bytes:
    """The bytes that are pinned; of a source that was being replaced when that was cut off, those
    that were kept by then.

    Raises:
        OpendataError: `SOURCE_MISSING` or `SOURCE_CHANGED`.
    """
    try:
        return read_pinned(package, source)
    except OpendataError as error:
        if error.kind is SOURCE_CHANGED and kept_path(source).is_file():
            kept = kept_path(source).read_bytes()
            if sha256(kept) == source.sha256:
                return kept
        raise
