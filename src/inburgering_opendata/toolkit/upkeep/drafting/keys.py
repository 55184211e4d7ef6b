"""By what the rows of a table are told apart, and to which tables it refers, as far as is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.upkeep.drafting.inferring import YEARS

_MOST_FIELDS = 3
"""Fields that a key is tried of; with more of them, nearly everything is one."""
_MOST_TRIED = 8
"""Columns from the left that are tried together."""


_LONGEST_NAME = 40
"""Characters of a code or a name; what is longer is a text, or an address."""


def key_of(table: pa.Table, candidates: Sequence[str]) -> tuple[str, ...] | None:
    """The fewest columns, from the left, that together differ in each row and are never empty.

    None when all of them together do not. Codes, names, days and years come before anything else:
    a number or a text may well be another in each row, and tells no rows apart. A day or a year
    that is the same in all rows is part of the key: the next edition of the file has another.
    """
    filled = [name for name in candidates if not table.column(name).null_count]
    telling = [name for name in filled if name == filled[0] or _tells_apart(table.column(name))]
    for tried in (telling, filled):
        for size in range(1, _MOST_FIELDS + 1):
            for names in combinations(tried[:_MOST_TRIED], size):
                if is_unique(table, names):
                    return _with_edition(table, names, filled)
    return tuple(filled) if filled and is_unique(table, filled) else None


def _tells_apart(column: pa.ChunkedArray) -> bool:
    if pa.types.is_string(column.type):
        longest = pc.max(pc.utf8_length(column)).as_py()
        return longest is not None and longest <= _LONGEST_NAME
    return _is_period(column) or pa.types.is_timestamp(column.type)


def _is_period(column: pa.ChunkedArray) -> bool:
    """Whether a column has days, or years and no other numbers."""
    if pa.types.is_date(column.type):
        return True
    if not pa.types.is_integer(column.type) or not len(column):
        return False
    least, most = pc.min(column).as_py(), pc.max(column).as_py()
    return least in YEARS and most in YEARS


def _with_edition(
    table: pa.Table, names: tuple[str, ...], filled: Sequence[str]
) -> tuple[str, ...]:
    """The key with the days and years that are the same in all of several rows, in their order."""
    if table.num_rows < 2:
        return names
    same = [
        name
        for name in filled
        if name not in names
        and _is_period(table.column(name))
        and pc.count_distinct(table.column(name)).as_py() == 1
    ]
    return tuple(name for name in filled if name in (*names, *same))


def is_unique(table: pa.Table, names: Sequence[str]) -> bool:
    """Whether no two rows have the same in these columns."""
    return bool(table.group_by([*names]).aggregate([]).num_rows == table.num_rows)


def first_twins(table: pa.Table, names: Sequence[str]) -> tuple[int, int] | None:
    """Two rows that have the same in these columns, by their numbers from 0."""
    numbered = table.append_column("#", pa.array(range(table.num_rows)))
    counted = numbered.group_by([*names]).aggregate([("#", "min"), ("#", "max")])
    twins = counted.filter(pc.not_equal(counted.column("#_min"), counted.column("#_max")))
    if not twins.num_rows:
        return None
    first = twins.sort_by("#_max").slice(0, 1)
    return first.column("#_min")[0].as_py(), first.column("#_max")[0].as_py()


@dataclass(frozen=True)
class Reference:
    """A field whose values all stand in the key of another table."""

    field: str
    table: str
    key: str
    named: bool
    """Whether its name says so too; else it may be by chance."""


def references_of(project: Project, table: pa.Table) -> Iterator[Reference]:
    """What the columns of text and whole numbers may refer to, among the tables of the project."""
    assembly = Assembly(project)
    for package in load_data_packages(project):
        for other in package.tables:
            schema = load_table_schema(project, other)
            if len(schema.primary_key) != 1 or schema.is_confidential:
                continue
            [key] = schema.primary_key
            try:
                values = assembly.table(other).column(key)
            except OpendataError:
                continue  # it cannot be made as yet, which assembling tells
            for name in table.column_names:
                column = table.column(name)
                if column.type == values.type and _all_in(column, values):
                    named = name in (key, other, f"{other}_{key}") or name.startswith(f"{other}_")
                    yield Reference(name, other, key, named)


def _all_in(column: pa.ChunkedArray, values: pa.ChunkedArray) -> bool:
    if not (pa.types.is_string(column.type) or pa.types.is_integer(column.type)):
        return False
    given = column.drop_null()
    found = pc.is_in(given, value_set=values.combine_chunks())
    return bool(len(given)) and bool(pc.all(found).as_py())
