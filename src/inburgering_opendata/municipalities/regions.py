"""Municipal rows added up to labour-market regions, where the mapping fits the boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.municipalities.adding_up import added_up, quoted
from inburgering_opendata.municipalities.errors import REGIONS_DO_NOT_FIT, REGIONS_UNKNOWN
from inburgering_opendata.municipalities.reorganisations import Municipality
from inburgering_opendata.municipalities.view import REGION, Boundaries
from inburgering_opendata.toolkit.ground.errors import OpendataError


def regional_totals(
    harmonised: pa.Table,
    boundaries: Boundaries,
    municipality_region: pa.Table,
    register: Mapping[str, Municipality],
    year: int,
    day: date,
) -> pa.Table:
    """The rows of `harmonised`, which stand on the boundaries of `day`, added up to regions.

    Args:
        harmonised: what `harmonise` returned.
        boundaries: which columns of the table itself are what.
        municipality_region: municipality_code, year, region_name.
        register: every municipality by code, for its name.
        year: the mapping that is used.

    Returns:
        The same columns, with region_name in the place of the municipality.

    Raises:
        OpendataError: `REGIONS_UNKNOWN` when there is no mapping of that year,
            `REGIONS_DO_NOT_FIT` when it is for other municipalities, naming them.
    """
    mapping = municipality_region.filter(pc.equal(municipality_region["year"], year))
    if mapping.num_rows == 0:
        years = sorted(set(municipality_region["year"].to_pylist()))
        raise OpendataError(REGIONS_UNKNOWN, year=year, years=", ".join(map(str, years)))
    mapped = set(mapping["municipality_code"].to_pylist())
    present = set(harmonised[boundaries.municipality].to_pylist())
    if mapped != present:
        raise OpendataError(
            REGIONS_DO_NOT_FIT,
            year=year,
            day=day,
            without=_named(present - mapped, register),
            gone=_named(mapped - present, register),
        )
    columns = [
        f"m.region_name as {REGION}" if name == boundaries.municipality else f"t.{quoted(name)}"
        for name in harmonised.column_names
    ]
    regional_key = [REGION if name == boundaries.municipality else name for name in boundaries.key]
    with duckdb.connect() as connection:
        connection.register("harmonised", harmonised)
        connection.register("mapping", mapping)
        rows = connection.sql(
            f"select {', '.join(columns)} from harmonised t "
            f"join mapping m on m.municipality_code = t.{quoted(boundaries.municipality)}"
        )
        return added_up(rows, (*regional_key, boundaries.date), boundaries.sums, day)


def _named(codes: Iterable[str], register: Mapping[str, Municipality]) -> str:
    return ", ".join(f"{register[code].name} ({code})" for code in sorted(codes)) or "none"
