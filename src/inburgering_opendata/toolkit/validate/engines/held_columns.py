"""A small table in memory: asking it here takes less than making DuckDB a plan for the question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from inburgering_opendata.toolkit.validate.columns import Columns, Values


class HeldColumns(Columns):
    """A table of which every question is answered row by row, from `cells`: its columns by name."""

    def __init__(self, cells: dict[str, Sequence[object]], number_of_rows: int) -> None:
        self._cells = cells
        self._number_of_rows = number_of_rows

    def rows(self, *names: str) -> Iterable[Values]:
        if not names:
            return [()] * self._number_of_rows
        return zip(*(self._cells[name] for name in names), strict=True)

    def repeated(
        self, columns: Sequence[str], *, whole: bool = False
    ) -> Iterator[tuple[int, Values]]:
        """Every row whose values, not all of them empty, another row has as well.

        Args:
            whole: a row in which one of them is empty is like no other.
        """
        times = Counter(self.rows(*columns))
        if len(times) == self._number_of_rows:
            return
        nothing = (None,) * len(columns)
        for row, values in self.numbered(*columns):
            if times[values] > 1 and values != nothing and not (whole and None in values):
                yield row, values
