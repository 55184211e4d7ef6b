"""Errors of explaining an amount."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, USAGE, ErrorKind

UNKNOWN_STREAM = ErrorKind(
    "unknown-stream",
    USAGE,
    "there is no stream '{stream}'",
    "The streams are: {known}.",
)
GRANT_NOT_AT_HAND = ErrorKind(
    "grant-not-at-hand",
    USAGE,
    "there is no grant for provisions (SPUK) to explain: the caseload behind it is not public",
    "Compute one from a caseload with `opendata grant`, and name its folder with --grant.",
)
EXPLANATION_DIFFERS = ErrorKind(
    "explanation-differs",
    DATA_WRONG,
    "stream {stream}, {municipality}: {column} is published as {published}, but {computed} "
    "follows from the published tables",
    "Run `opendata validate`; if the tables are not to be trusted, assemble them again.",
)
TABLE_OF_ANOTHER_VERSION = ErrorKind(
    "table-of-another-version",
    NOT_DONE,
    "table {table} has no column '{column}', which an explanation reads: another version of this "
    "project made it",
    "Explain it with the version that made it, or leave out --from to explain what the pinned "
    "sources give now.",
)
