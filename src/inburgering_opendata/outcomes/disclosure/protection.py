"""Protection: counted cells become published figures by the cell-key method.

To each count is added what the perturbation table says for that count and its cell key. The same
persons have the same key, so they get the same figure under every name, in every table and release;
other persons have another key, so a difference of two figures tells of noise. Nothing is made to
add up. Shares and means are divided from the figures as published, and so tell nothing more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from inburgering_opendata.outcomes.disclosure.perturbation import PerturbationTable
from inburgering_opendata.outcomes.disclosure.settings import Settings
from inburgering_opendata.outcomes.indicators.declaration import QUOTIENTS, Indicators

CONFIDENCE = 95
"""In how many of 100 cases the true figure lies within the published interval."""

DEVIATIONS = 1.96
"""As many standard deviations to either side hold 95 of 100 cases of a normal distribution."""

CELL = ("publication", "indicator", "area", "period", "target_group", "legal_regime", "route")
"""What names a figure: the primary key of observation."""

_STATEMENTS = Path(__file__).with_name("protection.sql")


def protect(
    counted: pa.Table,
    indicators: Indicators,
    table: PerturbationTable,
    settings: Settings,
    *,
    protection_key: str,
    schema: pa.Schema,
    withheld: Collection[tuple[str, ...]] = (),
) -> pa.Table:
    """The figures that may be published, in the columns of observation.

    Args:
        counted: as `count_observations` returns it.
        protection_key: the fingerprint of the secret and the table, for the column of that name.
        schema: the Arrow schema of observation.
        withheld: cells, by `CELL`, that are not published all the same, nor what is divided by or
            from them.

    Returns:
        A row for each counted cell and for each share and mean of two of them, in the order of
        `CELL`. What was counted of persons has precision `perturbed` and an interval; a quotient
        has status `withheld` when its denominator is below `least_denominator`.
    """
    with duckdb.connect() as connection:
        for name, content in (
            ("counted", counted),
            ("perturbation", table.rows),
            ("quotient", _quotients(indicators)),
            ("withheld", _withheld(withheld)),
        ):
            connection.register(name, content)
        values: Mapping[str, object] = {
            "last": table.last,
            "half_width": table.half_width(CONFIDENCE),
            "variance": float(settings.variance),
            "least_denominator": settings.least_denominator,
            "deviations": DEVIATIONS,
            "protection_key": protection_key,
        }
        query = _STATEMENTS.read_text(encoding="utf-8")
        found = connection.sql(query, params=dict(values)).to_arrow_table()
    return found.select(schema.names).cast(schema)


def _quotients(indicators: Indicators) -> pa.Table:
    rows = [
        {
            "id": each.id,
            "kind": each.kind,
            "unit": each.unit,
            "numerator": each.numerator,
            "denominator": each.denominator,
            "disclosure": each.disclosure,
        }
        for each in indicators.of_kind(*QUOTIENTS)
    ]
    names = ("id", "kind", "unit", "numerator", "denominator", "disclosure")
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in names]))


def _withheld(cells: Collection[tuple[str, ...]]) -> pa.Table:
    columns = zip(*sorted(cells), strict=True) if cells else ([] for _ in CELL)
    return pa.table(
        [pa.array(list(column), pa.string()) for column in columns],
        schema=pa.schema([(name, pa.string()) for name in CELL]),
    )
