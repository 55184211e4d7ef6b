"""Errors of publishing a release."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, ErrorKind

NOT_VALID = ErrorKind(
    "not-valid",
    DATA_WRONG,
    "{path}: validation ended as '{outcome}', so nothing was published",
    "Run `opendata validate {path}` to see what is wrong.",
)
DRAFTS_LEFT = ErrorKind(
    "drafts-left",
    NOT_DONE,
    "{path}: nothing was published; texts still to be written: {number}\n{drafts}",
    "Write them in place of TODO; `opendata lint --fail-on draft` says when none is left.",
)
NOT_CHECKED = ErrorKind(
    "not-checked",
    NOT_DONE,
    "{path}: validation ended as 'error', so nothing was published",
    "Run `opendata validate {path}` to see what could not be checked.",
)
CHANGED_SINCE_VALIDATION = ErrorKind(
    "changed-since-validation",
    NOT_DONE,
    "{path}: the file is no longer the one that was validated, so nothing was published",
    "Run `opendata publish` again, with nothing else writing in that folder.",
)
VERSION_EXISTS = ErrorKind(
    "version-exists",
    NOT_DONE,
    "{path} exists already and differs in {files}; it was left as it is",
    "Publish under another version, for example --version {next_version}.",
)
