"""Errors of writing a table in a format."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, ErrorKind

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
