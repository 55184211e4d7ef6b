"""What a delivery is about: which municipality, which cohort, on which day.

A later delivery about the same takes the place of an earlier one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.outcomes.delivery.kinds import TRAJECTORY
from inburgering_opendata.outcomes.delivery.unit import Unit


def municipality_of_rows(kind: str, rows: pa.Table, among: Collection[str]) -> pa.ChunkedArray:
    """For each row the municipality of `among` that it is delivered by; missing when it is none.

    That of counts stands in the row. A trajectory belongs, with all its spells, to the municipality
    of its last spell in one of `among`.
    """
    codes = rows.column("municipality_code")
    of_ours = pc.is_in(codes, value_set=pa.array(sorted(among), pa.string()))
    if kind != TRAJECTORY:
        return pc.if_else(of_ours, codes, pa.scalar(None, pa.string()))
    keys = ["person_id", "trajectory_number"]
    spells = rows.select([*keys, "municipality_from", "municipality_code"]).filter(of_ours)
    # Sorted, the last row of each trajectory is its last spell.
    ordered = spells.sort_by([(name, "ascending") for name in (*keys, "municipality_from")])
    last = ordered.group_by(keys, use_threads=False).aggregate([("municipality_code", "last")])
    numbered = rows.select(keys).append_column("row", pa.array(range(rows.num_rows), pa.int64()))
    joined = numbered.join(last, keys, join_type="left outer").sort_by("row")
    return joined.column("municipality_code_last")


def last_municipalities(rows: pa.Table) -> list[str]:
    """The municipalities in which the trajectories of `rows` are, or ended."""
    everywhere = pc.unique(rows.column("municipality_code")).drop_null().to_pylist()
    found = municipality_of_rows(TRAJECTORY, rows, everywhere)
    return sorted(pc.unique(found).drop_null().to_pylist())


def units_of(kind: str, rows: pa.Table, among: Collection[str], as_of: date) -> tuple[Unit, ...]:
    """Everything that the rows, delivered by `among` as of a day, are about, in order."""
    if kind == TRAJECTORY:
        return tuple(Unit(code, "", as_of) for code in sorted(among))
    pairs = rows.group_by(["municipality_code", "period"]).aggregate([])
    return tuple(
        sorted(Unit(row["municipality_code"], row["period"], as_of) for row in pairs.to_pylist())
    )


def rows_about(
    kind: str, rows: pa.Table, among: Collection[str], units: Collection[Unit]
) -> pa.Table:
    """The rows that are about `units`, of a delivery by the municipalities `among`."""
    municipality = municipality_of_rows(kind, rows, among)
    wanted = pa.array(sorted(f"{unit.municipality} {unit.period}" for unit in units), pa.string())
    period = "" if kind == TRAJECTORY else rows.column("period")
    own = pc.binary_join_element_wise(municipality, period, " ")
    return rows.filter(pc.is_in(own, value_set=wanted))
