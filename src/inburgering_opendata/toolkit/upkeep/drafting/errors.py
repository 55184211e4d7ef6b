"""Errors of beginning a project, and of drafting and pinning what it declares."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, USAGE, ErrorKind

PROJECT_IS_THERE = ErrorKind(
    "project-is-there",
    USAGE,
    "{path}: there is a project already",
    "Change that file, or begin another project in another folder: `opendata init DIR`.",
)
FILE_NOT_THERE = ErrorKind(
    "file-not-there",
    USAGE,
    "{path}: there is no such file",
    "Name a file with a table: CSV, a workbook (xlsx, xls, xlsb, ods) or Parquet.",
)
FILE_NOT_UNDERSTOOD = ErrorKind(
    "file-not-understood",
    NOT_DONE,
    "{path}: no table was found in it: {problem}",
    "Name the sheet with --sheet, or the line of the header with --header; of several together how "
    "many with --header-rows; of CSV also --delimiter and --encoding. A table has a header, and "
    "rows as long as that.",
)
TABLE_IS_THERE = ErrorKind(
    "table-is-there",
    USAGE,
    "{path}: there is a table '{table}' already",
    "Of a new edition, put the file in the place of the old one, or write its name as the 'path' "
    "of the source in package.json, and run `opendata pin`; another table gets a name of its own "
    "with --table.",
)
NAME_UNUSABLE = ErrorKind(
    "name-unusable",
    USAGE,
    "'{name}' cannot be the name of a {what}",
    "Use small letters, digits and underscores, with a letter in front, such as air_quality.",
)
NO_KEY = ErrorKind(
    "no-key",
    NOT_DONE,
    "{path}: nothing tells its rows apart: {problem}",
    "Take out what stands there twice, or add the column that differs: a table needs a key.",
)
KEY_UNFIT = ErrorKind(
    "key-unfit",
    USAGE,
    "{path}: {columns} cannot be its key: {problem}",
    "Name the columns with --key that together differ in each row, and are never empty.",
)
COLUMN_UNKNOWN = ErrorKind(
    "column-unknown",
    USAGE,
    "{path}: there is no column '{column}'",
    "Its columns are: {known}.",
)
SOURCE_IS_THERE = ErrorKind(
    "source-is-there",
    USAGE,
    "{path}: there is another file of that name already",
    "Rename the new file; of a new edition, put it in that place and run `opendata pin`.",
)
NO_SUCH_TABLE = ErrorKind(
    "no-such-table",
    USAGE,
    "no package has a table '{table}'",
    "The tables are: {known}.",
)
