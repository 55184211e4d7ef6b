"""Errors of reading an annex as printed."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, ErrorKind

ANNEX_UNREADABLE = ErrorKind(
    "annex-unreadable",
    NOT_DONE,
    "{path}: the annex cannot be read as declared:\n{problems}",
    "Correct the property 'annex' in the package.json beside it; when the document itself is "
    "wrong, ask its publisher, as nothing in it is changed here.",
)
