"""Errors of explaining an amount."""

from __future__ import annotations

from inburgering_opendata.errors import DATA_WRONG, USAGE, ErrorKind

UNKNOWN_STREAM = ErrorKind(
    "unknown-stream",
    USAGE,
    "there is no stream '{stream}'",
    "The streams are: {known}.",
)
EXPLANATION_DIFFERS = ErrorKind(
    "explanation-differs",
    DATA_WRONG,
    "stream {stream}, {municipality}: {column} is published as {published}, but {computed} "
    "follows from the published tables",
    "Run `opendata validate`; if the tables are not to be trusted, assemble them again.",
)
