"""Errors of what a project declares beside its schemas: corrections of its sources."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, ErrorKind

CORRECTIONS_UNREADABLE = ErrorKind(
    "corrections-unreadable",
    NOT_DONE,
    "{path}: {problem}",
    "Each correction has table, where, field, from, to, why and source; see the README.",
)
CORRECTION_STALE = ErrorKind(
    "correction-stale",
    NOT_DONE,
    "{path}: {problems}",
    "Look at what its publisher changed; remove the correction, or correct the new value.",
)
