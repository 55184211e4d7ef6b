"""A municipal table on the boundaries of a later date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.municipalities.adding_up import added_up, quoted
from inburgering_opendata.municipalities.errors import BOUNDARIES_TOO_EARLY, NOT_A_MUNICIPALITY
from inburgering_opendata.municipalities.reorganisations import Reorganisations
from inburgering_opendata.municipalities.view import BOUNDARY_DATE, IS_ESTIMATED, Boundaries
from inburgering_opendata.toolkit.ground.errors import OpendataError

_MOVES = pa.schema(
    [("day", pa.date32()), ("code", pa.string()), ("new_code", pa.string()), ("split", pa.bool_())]
)


def harmonise(
    table: pa.Table, boundaries: Boundaries, changes: Reorganisations, day: date
) -> pa.Table:
    """The rows of `table` on the boundaries of `day`; rows of a later date are left out, and so
    are those that are not of one municipality.

    Mergers add up exactly. A split is divided by the inhabitants that moved (largest remainder),
    so that national sums stay what they are, and every row that a part went into is marked. A
    sum of which a part is empty is empty: what is not known is not zero. Rates are left out; the
    caller computes them anew.

    Args:
        table: the rows that are carried; sums are int64.
        boundaries: which of its columns are what.
        changes: every reorganisation since the earliest row.
        day: the day on whose boundaries the outcome stands.

    Returns:
        The columns of `table` but its rates and what its schema omits, then boundary_date
        (date32) and is_estimated (boolean). Where rows came together, texts that differ are
        joined by "; ".

    Raises:
        OpendataError: `BOUNDARIES_TOO_EARLY` when every row is of a later date,
            `NOT_A_MUNICIPALITY` when a code did not exist on the date of its row,
            `SPLIT_WITHOUT_KEY` when a split cannot be divided, `KEPT_COLUMN_DIFFERS` when rows
            come together that differ in a column that neither adds up nor is a text.
    """
    left_out = (*boundaries.rates, *boundaries.omits)
    rows = table.select([name for name in table.column_names if name not in left_out])
    rows = rows.filter(pc.is_valid(rows[boundaries.municipality]))
    days = [on for on in pc.unique(table[boundaries.date]).to_pylist() if on is not None]
    if any(on > day for on in days):
        rows = rows.filter(pc.less_equal(rows[boundaries.date], pa.scalar(day)))
    if rows.num_rows == 0:
        first = pc.min(table[boundaries.date])
        raise OpendataError(BOUNDARIES_TOO_EARLY, table=boundaries.table, day=day, first=first)
    _check_codes(rows, boundaries, changes)
    moves = _moves([on for on in days if on <= day], changes, day)
    # Most rows are of municipalities that nothing happened to: these pass as they are.
    touched_code = pc.is_in(rows[boundaries.municipality], pc.unique(moves["code"]))
    passing = rows.filter(pc.invert(touched_code))
    with duckdb.connect() as connection:
        connection.register("given", rows.filter(touched_code))
        connection.register("moves", moves)
        code, on = quoted(boundaries.municipality), quoted(boundaries.date)
        touched = f"from given t join moves m on m.code = t.{code} and m.day = t.{on}"
        split = connection.sql(f"select t.* {touched} where m.split").to_arrow_table()
        connection.register("parts", _parts(split, boundaries, changes, day))
        came_together = connection.sql(
            f"select t.* replace (m.new_code as {code}), false as {IS_ESTIMATED} "
            f"{touched} where not m.split union all by name select * from parts"
        )
        # Another day on which nothing had happened to the municipality yet, or no more.
        untouched = connection.sql(
            f"select *, false as {IS_ESTIMATED} from given t "
            f"where not exists (from moves m where m.code = t.{code} and m.day = t.{on})"
        ).to_arrow_table()
        key = (*boundaries.key, boundaries.date)
        summed = added_up(came_together, key, boundaries.sums, day)
    passed = passing.append_column(IS_ESTIMATED, pa.repeat(pa.scalar(False), passing.num_rows))
    # DuckDB forgets that a column is never empty.
    fields = pa.schema([field.with_nullable(True) for field in passed.schema])
    parts = (passed, untouched, summed)
    whole = pa.concat_tables([part.select(fields.names).cast(fields) for part in parts])
    dated = whole.drop([IS_ESTIMATED]).append_column(
        pa.field(BOUNDARY_DATE, pa.date32()), pa.repeat(pa.scalar(day), whole.num_rows)
    )
    return dated.append_column(IS_ESTIMATED, whole[IS_ESTIMATED])


def _check_codes(rows: pa.Table, boundaries: Boundaries, changes: Reorganisations) -> None:
    pairs = rows.select([boundaries.date, boundaries.municipality])
    pairs = pairs.group_by(pairs.column_names).aggregate([])
    strangers = [
        f"{code} on {day}"
        for day, code in zip(*(column.to_pylist() for column in pairs.columns), strict=True)
        if not changes.existed(code, day)
    ]
    if strangers:
        codes = ", ".join(sorted(strangers))
        raise OpendataError(NOT_A_MUNICIPALITY, table=boundaries.table, codes=codes)


def _moves(days: Sequence[date], changes: Reorganisations, target: date) -> pa.Table:
    """Every municipality that a reorganisation between a day and `target` touched.

    One that received keeps its code; one that was split, at once or later, has no single new code.
    """
    moves = []
    for day in days:
        endings = changes.between(day, target)
        touched = {ending.code for ending in endings} | {c for e in endings for c in e.receivers}
        for code in sorted(touched):
            if changes.existed(code, day):
                reached = changes.successors(code, day, target)
                split = any(reached.values())
                new_code = None if split else next(iter(reached))
                moves.append({"day": day, "code": code, "new_code": new_code, "split": split})
    return pa.Table.from_pylist(moves, _MOVES)


def _parts(
    split: pa.Table, boundaries: Boundaries, changes: Reorganisations, target: date
) -> pa.Table:
    """The rows of municipalities that were split, as a row for each receiver."""
    parts = [
        part for row in split.to_pylist() for part in _divided(row, boundaries, changes, target)
    ]
    return pa.Table.from_pylist(parts, split.schema.append(pa.field(IS_ESTIMATED, pa.bool_())))


def _divided(
    row: dict[str, object], boundaries: Boundaries, changes: Reorganisations, target: date
) -> Iterator[dict[str, object]]:
    code, day = row[boundaries.municipality], row[boundaries.date]
    assert isinstance(code, str) and isinstance(day, date)
    divided = {
        name: changes.divide(code, amount, day, target)
        for name in boundaries.sums
        if isinstance(amount := row[name], int)
    }
    for receiver, estimated in changes.successors(code, day, target).items():
        sums = {name: amounts[receiver] for name, amounts in divided.items()}
        yield {**row, **sums, boundaries.municipality: receiver, IS_ESTIMATED: estimated}
