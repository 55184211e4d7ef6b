"""Errors of downloading a release."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, USAGE, ErrorKind

NO_ADDRESS = ErrorKind(
    "no-address",
    USAGE,
    "there is no address to download from: {problem}",
    "Name one with --from or in OPENDATA_FROM, or fill it in as addresses.catalog in "
    "opendata.toml.",
)
NOT_RELEASED = ErrorKind(
    "not-released",
    USAGE,
    "{address} has no {what}",
    "It has: {known}.",
)
INDEX_UNREADABLE = ErrorKind(
    "index-unreadable",
    NOT_DONE,
    "{address}: {problem}",
    "Check the address: it is that of the folder with releases.json, which `opendata publish` "
    "writes.",
)
DOWNLOAD_FAILED = ErrorKind(
    "download-failed",
    NOT_DONE,
    "{address}: {problem}",
    "Try again later; what was received is kept and the download goes on from there.",
)
DOWNLOAD_DIFFERS = ErrorKind(
    "download-differs",
    NOT_DONE,
    "{address}: {expected} was expected, {observed} was received; it was thrown away",
    "Try again; if it stays so, tell the publisher that the file is not the one that was released.",
)
RELEASE_CHANGED = ErrorKind(
    "release-changed",
    NOT_DONE,
    "{address}: {version} is another release than was seen there before: its checksums were "
    "{expected}, and are {observed}; nothing was fetched, and what was fetched before is kept",
    "A version never changes: ask the publisher. If you know why, remove the folder indexes of the "
    "cache (OPENDATA_CACHE).",
)
NOT_KEPT = ErrorKind(
    "download-not-kept",
    NOT_DONE,
    "{path}: what was received could not be written: {problem}",
    "Free some space, or name another folder for the cache in OPENDATA_CACHE; what was received is "
    "kept.",
)
