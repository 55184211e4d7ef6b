"""Errors of bringing a release to where its readers are."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, USAGE, ErrorKind

TARGET_UNKNOWN = ErrorKind(
    "target-unknown",
    USAGE,
    "'{target}' is no place to push to: {problem}",
    "Name a folder, s3://BUCKET/FOLDER, or zenodo.",
)
NOTHING_TO_PUSH = ErrorKind(
    "nothing-to-push",
    NOT_DONE,
    "{output} has no release {version}",
    "Publish it first with `opendata publish`, or name the folder with --output.",
)
RELEASE_DAMAGED = ErrorKind(
    "release-damaged",
    DATA_WRONG,
    "{folder} is not what its SHA256SUMS says: {files}; nothing was pushed",
    "Publish that version again, or take it from where it is whole.",
)
PUSHED_OTHERWISE = ErrorKind(
    "pushed-otherwise",
    NOT_DONE,
    "{target} has {version} already, with other contents: {files}; nothing was changed there",
    "A version never changes: publish what is new under another version.",
)
PUSH_FAILED = ErrorKind(
    "push-failed",
    NOT_DONE,
    "{target}: {problem}",
    "Push again when that is mended: it goes on where it stopped. Until then readers have what "
    "they had.",
)
PUSH_DIFFERS = ErrorKind(
    "push-differs",
    NOT_DONE,
    "{target}: {file} is not what was pushed ({expected} was, {observed} is there)",
    "Push again; if it stays so, something else writes there.",
)
CREDENTIAL_MISSING = ErrorKind(
    "credential-missing",
    USAGE,
    "{target} needs {variable} in the environment, of plain characters in one line",
    "Set it for this command alone; it is never written or shown.",
)
CONCEPT_UNNAMED = ErrorKind(
    "doi-unnamed",
    NOT_DONE,
    "{target} has other versions of '{title}' under {concept}, which opendata.toml does not name; "
    "nothing was changed there",
    'Say doi = "{concept}" in opendata.toml, and this becomes the next version of it; or give it '
    "another title.",
)
CONCEPT_UNKNOWN = ErrorKind(
    "doi-unknown",
    NOT_DONE,
    "{target} has no version under {concept}, which opendata.toml names, that this token may add "
    "to; nothing was changed there",
    "Use the token of whoever deposited it; or take 'doi' out of opendata.toml, and this becomes "
    "the first version of another publication.",
)
