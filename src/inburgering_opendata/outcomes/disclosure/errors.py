"""Errors of disclosure control."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, USAGE, ErrorKind

PERTURBATION_IMPOSSIBLE = ErrorKind(
    "perturbation-impossible",
    NOT_DONE,
    "disclosure.yaml: no noise for a count of {count} has the variance {variance}; it can be more "
    "than {least} and less than {most}",
    "Declare another variance, a larger maximum, or a smaller largest_unpublished.",
)
PERTURBATION_WRONG = ErrorKind(
    "perturbation-wrong",
    NOT_DONE,
    "the perturbation table is not what disclosure.yaml declares: for a count of {count} {problem}",
    "Assemble anew; when it stays so, please report it.",
)
NOT_PROTECTED = ErrorKind(
    "disclosure-not-protected",
    NOT_DONE,
    "the audit finds out {count} figures though nothing is left to withhold that tells of them: "
    "{figures}",
    "Nothing was written. Figures that are not published tell nothing, so please report this.",
)
SECRET_MISSING = ErrorKind(
    "secret-missing",
    NOT_DONE,
    "{path}: there is no secret of the publication",
    "The first `opendata outcomes` makes one; `opendata secret import` takes one from elsewhere.",
)
SECRET_UNREADABLE = ErrorKind(
    "secret-unreadable",
    NOT_DONE,
    "{path}: this is no secret of a publication, which is a line of 64 hexadecimal digits",
    "Import it from the copy that `opendata secret export` made.",
)
SECRET_EXISTS = ErrorKind(
    "secret-exists",
    USAGE,
    "{path}: there is a file already",
    "A secret is never written over another file. Move that away if nothing was published with it.",
)
ANOTHER_SECRET = ErrorKind(
    "another-secret",
    NOT_DONE,
    "what was published was protected with the key {used}; the key here is {own}",
    "Counts drawn twice can be found out. Take the secret of the earlier release with "
    "`opendata secret import`, and the settings in disclosure.yaml that it was protected with.",
)
