"""Errors of assembling: sources, and tables that nothing makes."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, ErrorKind

SOURCE_MISSING = ErrorKind(
    code="source-missing",
    exit_code=NOT_DONE,
    message="{path}: the pinned source is not there",
    hint="Restore it with `git checkout -- {path}`; of an edition in a file of another name, write "
    "that name as the 'path' of the source in package.json and run `opendata pin`; or take the "
    "source out there.",
    hint_when_installed="Install the package again: the file came with it.",
)
SOURCE_CHANGED = ErrorKind(
    code="source-changed",
    exit_code=NOT_DONE,
    message="{path}: sha256 is {observed}, but {descriptor} pins {expected}",
    hint="Restore the file; of a new edition `opendata pin` shows what changed, and pins it in "
    "{descriptor}.",
    hint_when_installed="Install the package again: the file came with it.",
)
SOURCE_UNREADABLE = ErrorKind(
    "source-unreadable",
    NOT_DONE,
    "{path}: it cannot be read as its schema says:\n{problems}",
    "Correct the file and pin it with `opendata pin`, or say in the 'layout' of the source in "
    "package.json how it is written; of a new edition with other columns change the schema.",
)
SOURCE_LAID_OUT_OTHERWISE = ErrorKind(
    "source-laid-out-otherwise",
    NOT_DONE,
    "{path}: it cannot be read as declared:\n{problems}",
    "Correct 'layout' of the source in the package.json beside it; `opendata schema package` says "
    "what it may have. In the file itself nothing needs to change.",
)
TABLE_UNDECLARED = ErrorKind(
    "table-undeclared",
    NOT_DONE,
    "table '{table}' has neither a source file nor a rule that derives it",
    "`opendata add FILE --table {table}` declares a source for it; else a rule derives it.",
)
