"""Errors of opening what is to be validated, and of reporting on it."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.distribution import DISTRIBUTION
from inburgering_opendata.toolkit.ground.errors import NOT_DONE, USAGE, ErrorKind

NOTHING_TO_CHECK = ErrorKind(
    "nothing-to-check",
    NOT_DONE,
    "{path}: there is no data package in it, so nothing was checked",
    "Name the folder of a build, which `opendata assemble` makes, or of a release.",
)
PATH_UNKNOWN = ErrorKind(
    "path-unknown",
    USAGE,
    "{path}: neither a folder, a datapackage.json, a zip, a CSV nor a Parquet file",
    "Name one of these; a single table also needs --table NAME.",
)
PATH_NO_FILE = ErrorKind(
    "path-no-file",
    NOT_DONE,
    "{path}: it is {found}; a file was expected",
    "Name a file; what comes out of a pipe is to be saved as one first.",
)
TABLE_NOT_NAMED = ErrorKind(
    "table-not-named",
    USAGE,
    "{path}: a single file does not say which table it is",
    "Add --table NAME, one of: {known}.",
)
UNKNOWN_TABLE = ErrorKind(
    "unknown-table",
    USAGE,
    "there is no table '{table}'",
    "The tables are: {known}.",
)
TABLE_WITH_PACKAGE = ErrorKind(
    "table-with-package",
    USAGE,
    "{path}: --table is for a single CSV or Parquet file",
    "Leave --table out, or name a file of that table.",
)
ARCHIVE_REFUSED = ErrorKind(
    "archive-refused",
    NOT_DONE,
    "{path}: the zip was not unpacked: {problem}",
    "Use a zip made by `opendata publish`, or unpack it yourself and name the folder.",
)
ENGINE_MISSING = ErrorKind(
    "engine-missing",
    NOT_DONE,
    "the engine '{engine}' is not installed: {problem}",
    f"Install it with: pip install '{DISTRIBUTION}[{{engine}}]'.",
)
REPORT_NOT_WRITTEN = ErrorKind(
    "report-not-written",
    NOT_DONE,
    "{path}: the report could not be written: {problem}",
    "The checks were made: free some space or name another file after --report, and run again.",
)
TABLE_CONFIDENTIAL = ErrorKind(
    "table-confidential",
    USAGE,
    "the rows of table '{table}' are about persons, and a report would show them",
    "Check the file with `opendata intake FILE --dry-run`, whose messages show no values.",
)
NOTHING_EARLIER = ErrorKind(
    "nothing-earlier",
    USAGE,
    "{path}: there is no table observation in it to compare with",
    "Name a release or its package outcomes, a folder or a zip, or a file observation.csv.",
)
EARLIER_UNREADABLE = ErrorKind(
    "earlier-unreadable",
    NOT_DONE,
    "{path}: the table observation of an earlier release cannot be read: {problem}",
    "Fetch that release again from its publisher.",
)
EARLIER_UNFINISHED = ErrorKind(
    "earlier-unfinished",
    NOT_DONE,
    "{path}: it is being written or was not finished: some of it is of before, some of now",
    "Wait for the command that writes it, or give that command again with the same --output.",
)
