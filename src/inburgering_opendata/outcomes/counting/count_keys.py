"""The keys of cells that were delivered as counts, which stand for the sums of record keys."""

from __future__ import annotations

from collections import defaultdict

import duckdb
import pyarrow as pa

from inburgering_opendata.outcomes.counting.canonical import Cell, Meanings
from inburgering_opendata.outcomes.counting.keys import COUNT_KEY
from inburgering_opendata.outcomes.indicators.declaration import Indicators

_DELIVERED = """
select g.area, g.period, i.id, g.target_group, g.legal_regime, g.route, g.figure
from given g join indicator i using (number) where g.status = 'observed'
order by all
"""

_KEYED = f"""
alter table given add column key hugeint;
-- Nobody has no key, so that a total with them has the key of the others.
update given g
set key = if(g.figure = 0, 0, {COUNT_KEY.format(cell="n.name", count="g.figure")})
from named n join indicator i on i.id = n.indicator
where g.number = i.number and (g.area, g.period, g.target_group, g.legal_regime, g.route)
    = (n.area, n.period, n.target_group, n.legal_regime, n.route)
"""


def give_count_keys(connection: duckdb.DuckDBPyConnection, indicators: Indicators) -> None:
    """Adds to the table `given` the column `key`, the same wherever the persons are the same."""
    counts: dict[tuple[str, str], dict[Cell, int]] = defaultdict(dict)
    for area, period, *cell, figure in connection.execute(_DELIVERED).fetchall():
        counts[area, period][tuple(cell)] = figure
    meanings = Meanings(sorted({cell for each in counts.values() for cell in each}), indicators)
    rows = [
        (area, period, *cell, f"{area}, {period}: {name}")
        for (area, period), each in counts.items()
        for cell, name in meanings.names(each).items()
    ]
    columns = ("area", "period", "indicator", "target_group", "legal_regime", "route", "name")
    values = zip(*rows, strict=True) if rows else ([] for _ in columns)
    schema = pa.schema([(column, pa.string()) for column in columns])
    named = pa.table([pa.array(list(each), pa.string()) for each in values], schema=schema)
    connection.register("named", named)
    connection.execute(_KEYED)
    connection.unregister("named")
