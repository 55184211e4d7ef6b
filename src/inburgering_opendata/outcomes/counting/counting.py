"""Counting: from delivered trajectories and counts to observations, unprotected.

What this returns identifies people. It may be written in the store, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from inburgering_opendata.outcomes.counting.compilation import Frame, fine_sql, frames, spells_sql
from inburgering_opendata.outcomes.counting.count_keys import give_count_keys
from inburgering_opendata.outcomes.counting.counts import check_counts
from inburgering_opendata.outcomes.counting.keys import give_keyed_hash
from inburgering_opendata.outcomes.counting.register import Register
from inburgering_opendata.outcomes.counting.statements import (
    CELLS,
    DECODED,
    GRID,
    MONEY,
    TOTALS,
)
from inburgering_opendata.outcomes.indicators.declaration import (
    COUNTED,
    DIMENSIONS,
    Indicator,
    Indicators,
)

FIRST_YEAR = 2022
"""The first year of the act of 2021: money of its streams is compared from here on."""


MEASURED = (
    pa.field("units", pa.int64()),
    pa.field("noise_unit", pa.decimal128(18, 2)),
    pa.field("cell_key", pa.int64()),
)
"""The columns beside those of observation: the count that is protected (of a sum, in units of its
noise), how much one of it is, and the cell key; empty where there is nothing to protect."""


def count_observations(
    trajectories: Sequence[Path] | pa.Table,
    counts: pa.Table,
    indicators: Indicators,
    register: Register,
    as_of: date,
    *,
    publication: str,
    schema: pa.Schema,
    secret: bytes,
    delivered: Collection[str] | None = None,
    amounts: Mapping[str, Mapping[str, int]] | None = None,
    estimated: Collection[str] = (),
) -> pa.Table:
    """Every indicator by municipality, period, target group, legal regime and route, with totals.

    Args:
        trajectories: Parquet files, or a table, in the columns of the table `trajectory`.
        counts: in the columns of the table `count`.
        register: the municipalities on whose boundaries is counted.
        as_of: what happened after this day does not count.
        schema: the Arrow schema of the table observation, in whose columns the result is.
        secret: that of the publication, from which record keys and cell keys are drawn.
        delivered: municipalities on the boundaries of today or of before that delivered
            trajectories, whether they had any or not; without it, those with a row.
        amounts: by stream, whole euros by municipality on the boundaries of the register.
        estimated: the streams whose division is an estimate or an illustration.

    Returns:
        A row for each count, sum and amount of money, area, period and cell of its breakdowns, in
        the columns of `schema` and `MEASURED`. The status is `not_reported` for a municipality that
        did not deliver and for a total that lacks one, `not_applicable` where the regime has no
        such thing, `suppressed` where a municipality withheld a count. Shares and means are not
        among the rows: they follow from protected figures.

    Raises:
        OpendataError: `MUNICIPALITY_SPLIT`, `MUNICIPALITY_STRANGE`, `COUNT_UNKNOWN` or
            `COUNTED_TWICE`.
    """
    with duckdb.connect() as connection:
        passes = frames(indicators)
        give_keyed_hash(connection, secret)
        _give_trajectories(connection, trajectories)
        _give_register(connection, register, delivered)
        _give_indicators(connection, indicators, passes, estimated)
        _give_counts(connection, counts, register)
        give_count_keys(connection, indicators)
        connection.execute(spells_sql(as_of))
        for frame in passes:
            connection.execute(fine_sql(frame, as_of))
        connection.execute(_long_sql(passes, indicators))
        check_counts(connection, indicators)
        connection.execute(_cells_sql(passes))
        connection.execute(GRID)
        _give_amounts(connection, indicators, amounts or {}, register)
        connection.execute(TOTALS)
        days = {"publication": publication, "as_of": as_of, "boundaries": register.day}
        decoded = connection.sql(DECODED, params=days).to_arrow_table()
    whole = pa.schema([*schema, *MEASURED])
    return decoded.select(whole.names).cast(whole)


def _give_trajectories(
    connection: duckdb.DuckDBPyConnection, trajectories: Sequence[Path] | pa.Table
) -> None:
    if isinstance(trajectories, pa.Table):
        connection.register("trajectory", trajectories)
        return
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in trajectories)
    connection.execute(f"create temp view trajectory as from read_parquet([{listed}])")


def _give_register(
    connection: duckdb.DuckDBPyConnection, register: Register, delivered: Collection[str] | None
) -> None:
    """Tables carried (code, area), municipality (area, delivered) and part_of."""
    codes = connection.execute(
        "select municipality_code, count(*) from trajectory group by all order by all"
    ).fetchall()
    carried = register.carried(codes)
    by_name = carried if delivered is None else register.carried((c, 0) for c in delivered)
    having = set(by_name.values()) | set(carried.values())
    _create(
        connection,
        "carried",
        pa.table({"code": list(carried), "area": list(carried.values())}, _strings("code", "area")),
    )
    _create(
        connection,
        "municipality",
        pa.table(
            {"area": list(register.codes), "delivered": [c in having for c in register.codes]}
        ),
    )
    codes_, areas, kinds = zip(*register.totals(), strict=True)
    _create(
        connection,
        "part_of",
        pa.table({"area": codes_, "total": areas, "area_type": kinds}),
    )


def _give_indicators(
    connection: duckdb.DuckDBPyConnection,
    indicators: Indicators,
    passes: Sequence[Frame],
    estimated: Collection[str],
) -> None:
    """Tables indicator, frame_of, regime_of and wanted, by number of indicator."""
    number = {each.id: place for place, each in enumerate(indicators.all)}
    rough = {each.id for each in indicators.of_kind("money") if each.value in estimated}
    rows = [
        {
            "number": number[each.id],
            "id": each.id,
            "kind": each.kind,
            "unit": each.unit,
            "disclosure": each.disclosure,
            "nature": "counted" if each.kind in COUNTED else "computed",
            "is_estimated": each.id in rough,
            "noise_unit": 100 * each.noise_unit,
        }
        for each in indicators.all
    ]
    _create(connection, "indicator", pa.Table.from_pylist(rows))
    members = [{"number": number[i.id], "frame": f.name} for f in passes for i in f.indicators]
    _create(connection, "frame_of", pa.Table.from_pylist(members, _numbered("frame")))
    regimes = [
        {"number": number[each.id], "legal_regime": regime}
        for each in indicators.all
        for regime in each.legal_regimes
    ]
    _create(connection, "regime_of", pa.Table.from_pylist(regimes, _numbered("legal_regime")))
    wanted = [
        {"number": number[each.id], "breakdown": _name(breakdown)}
        for each in indicators.of_kind(*COUNTED)
        for breakdown in ((), *each.breakdowns)
    ]
    _create(connection, "wanted", pa.Table.from_pylist(wanted, _numbered("breakdown")))


def _give_counts(
    connection: duckdb.DuckDBPyConnection,
    counts: pa.Table,
    register: Register,
) -> None:
    """Table given: the counts, in hundredths, by the area in which they are counted.

    Of several days the last one holds.
    """
    pairs = [(code, 0) for code in sorted(set(counts["municipality_code"].to_pylist()))]
    carried = register.carried(pairs)
    _create(
        connection,
        "carried_count",
        pa.table({"code": list(carried), "area": list(carried.values())}, _strings("code", "area")),
    )
    connection.register("counts", counts)
    connection.execute(
        f"""
create temp table given as
with last as (
    select * from counts
    qualify row_number() over (partition by municipality_code, period, target_group, legal_regime,
        route, indicator order by as_of desc) = 1
)
select c.area, i.number, l.period, l.target_group, l.legal_regime, l.route,
    case {_cases()} end as breakdown,
    case when bool_and(l.status = 'observed') then 100 * sum(l.value) end::bigint as figure,
    case when bool_and(l.status = 'observed') then 'observed'
        when bool_and(l.status = 'not_applicable') then 'not_applicable'
        when bool_or(l.status = 'not_reported') then 'not_reported' else 'suppressed' end
        as status
from last l
join carried_count c on c.code = l.municipality_code
join indicator i on i.id = l.indicator
group by all
"""
    )


def _cases() -> str:
    """The name of the breakdown that a cell is of, by what is not a total in it."""
    return " ".join(f"when {_named(each)} then '{_name(each)}'" for each in _subsets())


def _subsets() -> list[tuple[str, ...]]:
    first, second, third = DIMENSIONS
    return [
        (),
        (first,),
        (second,),
        (third,),
        (first, second),
        (first, third),
        (second, third),
        DIMENSIONS,
    ]


def _named(breakdown: tuple[str, ...]) -> str:
    """The condition that just the dimensions of `breakdown` are not totals."""
    return " and ".join(
        f"{name} {'<>' if name in breakdown else '='} 'total'" for name in DIMENSIONS
    )


def _name(breakdown: Sequence[str]) -> str:
    return "+".join(name for name in DIMENSIONS if name in breakdown)


def _breakdowns(indicators: Sequence[Indicator]) -> list[tuple[str, ...]]:
    """The total, and every breakdown that one of `indicators` has."""
    found = {(): None, **{b: None for each in indicators for b in each.breakdowns}}
    return list(found)


def _cells_sql(passes: Sequence[Frame]) -> str:
    """Makes cell: every combination that occurs anywhere, for each pass, with a number."""
    parts = [
        f"select '{frame.name}' as frame, '{_name(breakdown)}' as breakdown, period, "
        + ", ".join(name if name in breakdown else f"'total' as {name}" for name in DIMENSIONS)
        + f" from {frame.name} group by all"
        for frame in passes
        for breakdown in _breakdowns(frame.indicators)
    ]
    regimes = " union ".join(
        f"select '{frame.name}' as frame, period, legal_regime from {frame.name}"
        for frame in passes
    )
    return CELLS.format(occurring=" union all ".join(parts), cases=_cases(), regimes=regimes)


def _long_sql(passes: Sequence[Frame], indicators: Indicators) -> str:
    """Makes long: area, cell, figure and key of each indicator, for the cells that an area has."""
    number = {each.id: place for place, each in enumerate(indicators.all)}
    parts = []
    for frame in passes:
        for breakdown in _breakdowns(frame.indicators):
            keys = ", ".join(
                name if name in breakdown else f"'total' as {name}" for name in DIMENSIONS
            )
            mine = [each.id for each in frame.indicators if breakdown in ((), *each.breakdowns)]
            sums = ", ".join(
                f"sum({each})::bigint as {each}, sum({each}_key)::hugeint as {each}_key"
                for each in mine
            )
            columns = ", ".join(f"({each}, {each}_key) as '{number[each]}'" for each in mine)
            parts.append(
                "select area, period, target_group, legal_regime, route, "
                "number::integer as number, figure, key from "
                f"(unpivot (select area, period, {keys}, {sums} from {frame.name} group by all) "
                f"on {columns} into name number value figure, key)"
            )
    return "create temp table long as " + " union all ".join(parts)


def _give_amounts(
    connection: duckdb.DuckDBPyConnection,
    indicators: Indicators,
    amounts: Mapping[str, Mapping[str, int]],
    register: Register,
) -> None:
    """Adds to the grid what a stream of money gives each municipality."""
    rows = [
        {"number": number, "area": code, "figure": 100 * amounts[str(each.value)][code]}
        for number, each in enumerate(indicators.all)
        if each.kind == "money" and each.value in amounts
        for code in register.codes
    ]
    if rows:
        _create(connection, "amount", pa.Table.from_pylist(rows))
        connection.execute(MONEY.format(first_year=FIRST_YEAR))


def _create(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("given_table", table)
    connection.execute(f"create temp table {name} as from given_table")
    connection.unregister("given_table")


def _numbered(name: str) -> pa.Schema:
    """Of a table that may have no rows, by number of indicator."""
    return pa.schema([("number", pa.int64()), (name, pa.string())])


def _strings(*names: str) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])
