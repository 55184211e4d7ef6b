"""Errors of the catalogue: its values, the score, and citations."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, USAGE, ErrorKind

VALUE_UNKNOWN = ErrorKind(
    "value-unknown",
    NOT_DONE,
    "'{value}' is not a value of the list {list} that this project uses",
    "Use one of: {known}; or add the value to catalogue/controlled_lists.toml.",
)
CATALOGUE_MISSING = ErrorKind(
    "catalogue-missing",
    NOT_DONE,
    "{path}: there is no dcat.ttl, so there is nothing to score",
    "Name a release folder, such as dist/2026.11.23; `opendata release` makes one.",
)
CATALOGUE_UNREADABLE = ErrorKind(
    "catalogue-unreadable",
    NOT_DONE,
    "{path}: {problem}",
    "Publish the release again; `opendata verify` tells which files were changed.",
)
NOTHING_TO_SCORE = ErrorKind(
    "nothing-to-score",
    NOT_DONE,
    "{path}: the catalogue describes no dataset",
    "Publish the release again, with at least one package.",
)
NOTHING_BY_THAT_NAME = ErrorKind(
    "nothing-by-that-name",
    USAGE,
    "there is no package or table '{name}' to cite",
    "The packages are: {packages}; `opendata list` shows their tables.",
)
