"""Errors of publishing a release."""

from __future__ import annotations

from inburgering_opendata.errors import DATA_WRONG, NOT_DONE, USAGE, ErrorKind

NOT_VALID = ErrorKind(
    "not-valid",
    DATA_WRONG,
    "{path}: validation ended as '{outcome}', so nothing was published",
    "Run `opendata validate {path}` to see what is wrong.",
)
NOT_CHECKED = ErrorKind(
    "not-checked",
    NOT_DONE,
    "{path}: validation ended as 'error', so nothing was published",
    "Run `opendata validate {path}` to see what could not be checked.",
)
CHANGED_SINCE_VALIDATION = ErrorKind(
    "changed-since-validation",
    NOT_DONE,
    "{path}: the file is no longer the one that was validated, so nothing was published",
    "Run `opendata publish` again, with nothing else writing in that folder.",
)
FORMATS_DIFFER = ErrorKind(
    "formats-differ",
    NOT_DONE,
    "table '{table}', row {row}, field '{field}': {expected} was written, {format} has {found}; "
    "nothing was published",
    "This is a fault of the toolkit: please report it with the table.",
)
CELL_DOES_NOT_FIT = ErrorKind(
    "cell-does-not-fit",
    NOT_DONE,
    "table '{table}', row {row}, field '{field}': the text does not fit in an Excel workbook: "
    "{problem}; nothing was published",
    "Shorten the text, or take the character out, in the source of the table.",
)
VERSION_UNKNOWN = ErrorKind(
    "version-unknown",
    NOT_DONE,
    "no version could be derived: neither a commit date nor SOURCE_DATE_EPOCH is known",
    "Name one with --version, for example --version 2026.11.23.",
)
VERSION_MALFORMED = ErrorKind(
    "version-malformed",
    USAGE,
    "'{version}' is not a calendar version",
    "Use year.month.day, with a number behind it for a second release that day: "
    "2026.11.23 or 2026.11.23.1.",
)
EPOCH_MALFORMED = ErrorKind(
    "epoch-malformed",
    USAGE,
    "SOURCE_DATE_EPOCH is '{value}', not a number of seconds since 1970",
    "Set it to a whole number such as 1790000000, or unset it.",
)
VERSION_EXISTS = ErrorKind(
    "version-exists",
    NOT_DONE,
    "{path} exists already and differs in {files}; it was left as it is",
    "Publish under another version, for example --version {next_version}.",
)
