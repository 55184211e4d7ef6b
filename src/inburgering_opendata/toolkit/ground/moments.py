"""Date-times: how a moment is written, and read.

A moment is of whole seconds, in UTC, of the years 1 to 9999, and written as Table Schema does by
default: `2020-01-31T12:00:00Z`. Inside Python it is a `datetime` that need not say its zone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

FORMAT = "%Y-%m-%dT%H:%M:%SZ"
"""As `strptime` and DuckDB write it."""

YEAR = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
"""The years that a day can have, as a pattern of every engine."""

FORM = f"{YEAR}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z"
FIRST, LAST = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)
NO_MOMENTS = "a timestamp that is not of whole seconds, or not of the years 1 to 9999"
"""What a column of a file is that holds others."""

NO_DATES = "a date that is not of the years 1 to 9999"
"""What a column of days is that holds others."""

EXPECTED = "an existing date-time in UTC such as 2020-01-31T12:00:00Z"


def moment(text: str) -> datetime:
    """The moment that a text stands for, without a zone.

    Raises:
        ValueError: it is not written so, or there is no such moment.
    """
    if not re.fullmatch(FORM, text):
        raise ValueError(f"'{text}' is not {EXPECTED}")
    return datetime.fromisoformat(text).replace(tzinfo=None)


def without_zone(value: datetime) -> datetime:
    """The same moment, in UTC without saying so."""
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def in_text(value: object) -> str:
    """A value of a table as text: a moment as above, anything else as Python writes it."""
    if isinstance(value, datetime):
        return f"{without_zone(value).isoformat()}Z"
    return str(value)
