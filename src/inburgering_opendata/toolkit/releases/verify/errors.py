"""Errors of verifying a release."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import USAGE, ErrorKind

KEY_UNREADABLE = ErrorKind(
    "key-unreadable",
    USAGE,
    "'{key}': {problem}",
    "Name the public key that minisign made, or its file, which ends in .pub.",
)
