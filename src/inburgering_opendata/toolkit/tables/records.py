"""The records of a CSV text one by one, and the lines they stand on: slow, exact, for messages."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

# A cell may be as long as the longest line that is accepted, which the module does not expect.
LONGEST_CELL = 1 << 24
csv.field_size_limit(LONGEST_CELL)


def records(lines: Iterable[str], delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it ends on, counted from 1; the header is the first record.

    Raises:
        ValueError: a cell has no end in sight.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        problem = f"line {reader.line_num}: a cell of more than {LONGEST_CELL:,} characters"
        raise ValueError(f"{problem}; is a quotation mark not closed?") from error
