"""Errors of deliveries that are not about a cell: those of the store, and usage.

What is wrong with a delivered file is a `Problem`, in Dutch or English, not one of these.
"""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, NOT_DONE, USAGE, ErrorKind

CHECK_NOT_MADE = ErrorKind(
    "delivery-check-not-made",
    NOT_DONE,
    "{kind}: the expectation '{check}' could not be asked of the rows; nothing was stored",
    "Look at `opendata validate`; when the suite is sound, please report it.",
)
INTAKE_FAILED = ErrorKind(
    "intake-failed",
    NOT_DONE,
    "{path}: an unforeseen fault ({kind}); nothing was stored, and nothing of the rows is shown",
    "Please report it, with the kind of file and never with the file itself.",
)
FILE_UNREADABLE = ErrorKind(
    "file-unreadable",
    NOT_DONE,
    "{path}: could not be read: {problem}; nothing was stored",
    "Check that the file is there and may be read, and give the command again.",
)
FILE_TOO_LARGE = ErrorKind(
    "file-too-large",
    DATA_WRONG,
    "{path}: it is larger than a delivery can be, which is {most} MB; nothing of it was stored",
    "Deliver it in parts, municipality by municipality.",
)
NO_FILE = ErrorKind(
    "no-file",
    NOT_DONE,
    "{path}: it is a pipe, a device or a folder, not a file; nothing was read",
    "Save what is delivered as a file, and name that.",
)
STORE_IN_CHECKOUT = ErrorKind(
    "store-in-checkout",
    USAGE,
    "{path}: a store may not be inside a checkout ({checkout}): what is delivered must never be "
    "committed",
    "Choose a folder elsewhere with --store or OPENDATA_STORE.",
)
STORE_NOT_WRITTEN = ErrorKind(
    "store-not-written",
    NOT_DONE,
    "{path}: could not be written: {problem}; what was in the store before is untouched",
    "Free some space, or name another store with --store or OPENDATA_STORE.",
)
PURGE_STOPPED = ErrorKind(
    "purge-stopped",
    NOT_DONE,
    "{path}: could not be deleted, or not all of it: {problem}; whole deliveries deleted before "
    "it: {gone}",
    "Mend that and give the same command again; it goes on where this one stopped.",
)
COPY_NOT_WRITTEN = ErrorKind(
    "copy-not-written",
    NOT_DONE,
    "{path}: the copy with the problems could not be written: {problem}",
    "Free some space, or name another file with --annotate.",
)
STORE_DAMAGED = ErrorKind(
    "store-damaged",
    NOT_DONE,
    "{path}: {problem}",
    "Restore the file from a backup, or delete the delivery with `opendata store purge --delivery "
    "{id} --yes` and have it delivered again.",
)
RETENTION_UNREADABLE = ErrorKind(
    "retention-unreadable",
    NOT_DONE,
    "{path}: {problem}",
    "Write a number of days for trajectory_days, count_days or superseded_days.",
)
PSEUDONYMS_UNREADABLE = ErrorKind(
    "pseudonyms-unreadable",
    NOT_DONE,
    "{path}: {problem}",
    "Write a CSV file with the header new,old: the pseudonym in this delivery, and the one of the "
    "same person before.",
)
