"""Group `diff`: two releases of five million rows side by side, against a full join by hand.

Run as a program, so that the tables are made in a process of its own. The figures are made up,
and never leave the folder of the benchmark.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from tests.benchmarks.measure import Case, run_once

MUNICIPALITIES, YEARS, INDICATORS = 342, 20, 731
KEY = ("municipality_code", "year", "indicator")
VALUES = ("value", "status", "unit", "source")
WORDS = ("title", "title@nl", "description", "description@nl")

TABLE = """
select 'GM' || lpad(m::varchar, 4, '0') as municipality_code, 2006 + y as year,
    'indicator_' || lpad(i::varchar, 4, '0') as indicator,
    (hash(m, y, i) % 1000)::bigint as value,
    case when i % 7 = 0 then 'provisional' else 'observed' end as status,
    'persons' as unit, 'synthetic' as source
from range({municipalities}) a(m), range({years}) b(y), range({indicators}) c(i)
"""

OLD = "select * from ({table}) where hash(municipality_code, indicator) % 500 <> 1 order by all"

NEW = """
select * replace (
    case when hash(value, year) % 100 = 0 then value + 1 else value end as value,
    case when hash(value, year) % 1000 = 1 then 'suppressed' else status end as status)
from ({table}) where hash(municipality_code, indicator) % 500 <> 0
order by all
"""

BY_HAND = """
create table differences as select *, case when o.value is null then 'added'
    when n.value is null then 'removed' else 'changed' end as what,
    abs(coalesce(n.value, 0) - coalesce(o.value, 0)) as size
from {old} o full join {new} n using ({key})
where {different} or o.value is null or n.value is null;
select what, count(*) from differences group by what;
select * from differences order by size desc limit 10;
select year, indicator, sum(value) from {old} group by all;
select year, indicator, sum(value) from {new} group by all;
"""


def cases(scratch: Path) -> list[Case]:
    """The cases, with what they need prepared in the folder `scratch`."""
    run_once([sys.executable, "-m", "tests.benchmarks.differences", "make", str(scratch)])
    opendata = str(Path(sys.executable).with_name("opendata"))
    program = [sys.executable, "-m", "tests.benchmarks.differences", "by-hand"]
    found = []
    for format_ in ("parquet", "csv"):
        sides = [str(scratch / format_ / side) for side in ("old", "new")]
        found.append(
            Case(
                f"opendata diff, two releases of 5 million rows, {format_}",
                [opendata, "diff", *sides],
                "a full join in SQL by hand",
                [*program, *(f"{side}/long/data/long.{format_}" for side in sides)],
                aim=2,
            )
        )
    return found


def make(folder: Path) -> None:
    """Write two releases, `old` and `new`, below `parquet` and below `csv`."""
    table = TABLE.format(municipalities=MUNICIPALITIES, years=YEARS, indicators=INDICATORS)
    with duckdb.connect() as connection:
        for side, query in (("old", OLD), ("new", NEW)):
            connection.execute(f"create or replace table made as {query.format(table=table)}")
            for format_, options in (("csv", "header"), ("parquet", "compression zstd")):
                data = folder / format_ / side / "long" / "data"
                data.mkdir(parents=True)
                connection.execute(f"copy made to '{data / f'long.{format_}'}' ({options})")
                descriptor = json.dumps(_descriptor(format_))
                (data.parent / "datapackage.json").write_text(descriptor, encoding="utf-8")


def _descriptor(format_: str) -> dict[str, object]:
    def field(name: str) -> dict[str, object]:
        kind = "integer" if name in ("year", "value") else "string"
        words = dict.fromkeys(WORDS, name)
        return {"name": name, "type": kind, **words, "constraints": {"required": True}}

    schema = {
        "name": "long",
        **dict.fromkeys(WORDS, "long"),
        "fields": [field(name) for name in (*KEY, *VALUES)],
        "primaryKey": [*KEY],
        "missingValues": [""],
        "boundaries": {"municipality": "municipality_code", "date": "year", "sums": ["value"]},
    }
    path = f"data/long.{format_}"
    return {"name": "long", "resources": [{"name": "long", "path": path, "schema": schema}]}


def by_hand(old: str, new: str) -> None:
    """What somebody who knows SQL would run, with the settings that DuckDB has by itself."""
    different = " or ".join(f"o.{name} is distinct from n.{name}" for name in VALUES)
    query = BY_HAND.format(old=f"'{old}'", new=f"'{new}'", key=", ".join(KEY), different=different)
    with duckdb.connect() as connection:
        for statement in query.strip().split(";")[:-1]:
            print(len(connection.execute(statement).fetchall()))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", folder]:
            make(Path(folder))
        case ["by-hand", old, new]:
            by_hand(old, new)
        case _:
            raise SystemExit("make FOLDER, or by-hand OLD NEW")
