"""Errors of fetching the sources of a project anew."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, USAGE, ErrorKind

SOURCE_UNKNOWN = ErrorKind(
    "source-unknown",
    USAGE,
    "no source is called '{name}'{meant}",
    "Name a source as `opendata sources` does, or a table that has sources.",
)
NOTHING_TO_FETCH = ErrorKind(
    "nothing-to-fetch",
    USAGE,
    "{what} in {project} says how it is fetched",
    "Say so with 'fetch' beside the source in package.json: `opendata schema package` has its "
    "properties.",
)
NOT_ANSWERED = ErrorKind(
    "source-not-answered",
    NOT_DONE,
    "{address}: {problem}",
    "Try again later; what is pinned was not changed.",
)
DATASET_UNKNOWN = ErrorKind(
    "dataset-unknown",
    NOT_DONE,
    "{address} has no dataset {wanted}{meant}",
    "Mend 'dataset' or 'title' of 'fetch' in package.json; identifiers are case-sensitive there.",
)
ANSWER_UNREADABLE = ErrorKind(
    "answer-unreadable",
    NOT_DONE,
    "{address}: {problem}",
    "Look at the address: what is published there may have another form now. What is pinned was "
    "not changed.",
)
ANSWER_UNFIT = ErrorKind(
    "answer-unfit",
    NOT_DONE,
    "what was fetched is not a table '{table}': {problem}",
    "Look at what is published there now: mend 'fetch' or 'layout' of the source in package.json, "
    "or tell the publisher. What is pinned was not changed.",
)
PINNED_CHANGED = ErrorKind(
    "pinned-changed",
    NOT_DONE,
    "{path} is not what is pinned, so it is not replaced",
    "Restore it, or pin it anew, and fetch again.",
)
ROWS_LOST = ErrorKind(
    "rows-lost",
    NOT_DONE,
    "{number} rows that are pinned are not there any more, such as that of {row}, so it was not "
    "pinned",
    "Look at the difference: a publisher that is out of order for a day shows the same. Where they "
    "are gone for good, say so with --accept --fewer.",
)
