"""Errors of assembling: sources, and tables that nothing makes."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, ErrorKind

SOURCE_MISSING = ErrorKind(
    "source-missing",
    NOT_DONE,
    "{path}: the pinned source is not there",
    "Restore it with `git checkout -- {path}`, or install the package again.",
)
SOURCE_CHANGED = ErrorKind(
    "source-changed",
    NOT_DONE,
    "{path}: sha256 is {observed}, but {descriptor} pins {expected}",
    "Restore the file; if its publisher revised the figures, look at every change, "
    "then pin the new sha256 in {descriptor}.",
)
SOURCE_UNREADABLE = ErrorKind(
    "source-unreadable",
    NOT_DONE,
    "{path}: {problem}",
    "Correct the file, then pin its new sha256 in the package.json beside it.",
)
TABLE_UNDECLARED = ErrorKind(
    "table-undeclared",
    NOT_DONE,
    "table '{table}' has neither a source file nor a rule that derives it",
    "Name a source for it in the package's package.json, or have the subject derive it.",
)
