"""Errors of making the pages."""

from __future__ import annotations

from inburgering_opendata.toolkit.ground.errors import NOT_DONE, ErrorKind

SITE_IN_THE_WAY = ErrorKind(
    "site-in-the-way",
    NOT_DONE,
    "{path}: the folder holds something that is not a site, and was left as it is",
    "Name an --output that does not exist yet.",
)
