"""How much a delivery may be: more is refused before it is unpacked.

An intake may take 500 MB of memory, or four times the bytes of the file when that is more. Of those
the program itself takes 200. A file may state a smaller size of itself than it has, so the size is
also reckoned from the number of its values.
"""

from __future__ import annotations

MOST_BYTES = 1 << 28
"""Of a file; nothing of a larger one is read."""

MOST_TEXT = 48_000_000
"""Bytes of a CSV file, of which each may take four in memory."""

MOST_CELLS = 5_500_000
"""Rows times columns, at 40 bytes; all deliveries of a year are 3.5 million."""

MOST_VALUES = 300_000
"""Different values in all columns together, at 200 bytes; those of a year are 100,000."""

MOST_COLUMNS = 2_000
"""The template has fewer than fifty."""

MOST_UNPACKED = 1 << 26
"""Bytes of what is packed, once it is unpacked; of a larger file, four times its own bytes."""


class TooLargeError(Exception):
    """What was found is more than a delivery may be."""
