"""The records of a CSV text one by one, and the lines they stand on: slow, exact, for messages."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

# A cell may be as long as the longest line that is accepted, which the module does not expect.
csv.field_size_limit(1 << 24)


def records(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it ends on, counted from 1; the header is the first record."""
    reader = csv.reader(lines)
    for cells in reader:
        yield reader.line_num, cells
