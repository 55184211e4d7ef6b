"""Errors of comparing two releases."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, USAGE, ErrorKind

KEY_REPEATED = ErrorKind(
    "key-repeated",
    DATA_WRONG,
    "{path}: several rows have the primary key {key}",
    "Run `opendata validate` on the release; rows can only be compared by a key of their own.",
)
NOT_COMPARABLE = ErrorKind(
    "not-comparable",
    USAGE,
    "{old} and {new} have no package in common: {packages_old} against {packages_new}",
    "Name two releases, or the same package of two releases.",
)
SCHEMA_BREAKS = ErrorKind(
    "schema-breaks",
    DATA_WRONG,
    "what was promised in {previous} is broken without saying so; nothing was published:\n"
    "{problems}",
    'Undo the change, or announce it: raise "version" in the schema of the table, and name a '
    "table that is no more under 'retired' in package.json. `opendata diff --rules` says what "
    "breaks a table.",
)
