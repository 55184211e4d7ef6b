"""Group `rules`: the rules that look at rows together, on a table of 20 million rows.

A run of days, on each of which an amount is divided over all municipalities. The figures are made
up, and never leave the folder of the benchmark.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Case, run_once

ROWS = 20_000_000
MUNICIPALITIES = 342
WORDS = ("title", "title@nl", "description", "description@nl")

FIELDS = {
    "municipality_code": "string",
    "name": "string",
    "day": "date",
    "last_day": "date",
    "inhabitants": "integer",
    "total_inhabitants": "integer",
    "amount": "integer",
    "target": "integer",
    "total_target": "integer",
    "rank": "integer",
    "share": "integer",
}
KEY = ("municipality_code", "day")

EXPECTATIONS: dict[str, dict[str, Any]] = {
    "expect_amounts_to_follow_key": {
        "group_column": "day",
        "amount_column": "amount",
        "key_value_column": "inhabitants",
        "key_total_column": "total_inhabitants",
    },
    "expect_targets_to_follow_adams": {
        "group_column": "day",
        "amount_column": "target",
        "key_value_column": "inhabitants",
        "total_column": "total_target",
    },
    "expect_group_sums_to_equal_column": {
        "group_column": "day",
        "amount_column": "target",
        "total_column": "total_target",
    },
    "expect_ranks_to_follow_values": {
        "column": "rank",
        "group_column": "day",
        "value_column": "inhabitants",
    },
    "expect_quotients_to_follow_amounts": {
        "column": "share",
        "group_column": "day",
        "amount_column": "inhabitants",
        "factor": 100_000,
    },
    "expect_spells_to_follow_each_other": {
        "group_columns": ["municipality_code"],
        "date_column": "day",
        "end_column": "last_day",
    },
    "expect_values_to_be_the_same_within": {
        "group_columns": ["municipality_code"],
        "column_list": ["name"],
    },
    "expect_municipalities_to_be_complete": {
        "column": "municipality_code",
        "date_column": "day",
    },
    "expect_population_to_continue": {
        "column": "municipality_code",
        "date_column": "day",
        "value_column": "inhabitants",
        "max_change_percent": 3,
    },
}

BY_HAND = (
    # Amounts that do not follow the key, targets that do not follow Adams, sums, ranks, shares.
    "select count(*) from (select *, sum(amount) over d as whole, sum(target) over d as assigned, "
    "sum(inhabitants) over d as heads, min(target / inhabitants) over d as least, "
    "rank() over (partition by day order by inhabitants desc) as place, "
    "lag(amount) over (partition by day order by inhabitants, amount) as smaller "
    "from {source} window d as (partition by day)) where "
    "abs(amount::hugeint * total_inhabitants - whole * inhabitants) >= total_inhabitants "
    "or smaller > amount or (target - 1) / inhabitants > least or assigned <> total_target "
    "or place <> rank or share <> (2 * 100000 * inhabitants + heads) // (2 * heads)",
    "select count(*) from (select day, last_day, lead(day) over "
    "(partition by municipality_code order by day) as following from {source}) "
    "where last_day >= following",
    "select count(*) from (select 1 from {source} group by municipality_code "
    "having count(distinct name) > 1)",
    "select count(*) from (select 1 from {source} group by day "
    "having count(distinct municipality_code) <> 342)",
    "select count(*) from (select 1 from {source} group by municipality_code, day "
    "having count(*) > 1)",
)


def cases(scratch: Path) -> list[Case]:
    """The case, with its table made in `scratch`."""
    program = [sys.executable, "-m", "tests.benchmarks.rules"]
    run_once([*program, "make", str(scratch)])
    table = str(scratch / "divided.parquet")
    opendata = str(Path(sys.executable).with_name("opendata"))
    project = f"OPENDATA_PROJECT={scratch / 'project'}"
    validate = ["/usr/bin/env", project, opendata, "validate", table, "--table", "divided"]
    return [
        Case(
            f"rules across rows, {ROWS // 1_000_000} million rows, parquet",
            [*validate, "--engine", "duckdb"],
            "the same in SQL by hand",
            [*program, "sql", str(scratch)],
            peak_mb=1024,
        )
    ]


def make(folder: Path) -> None:
    """Write `folder/project` and `folder/divided.parquet`."""
    import duckdb

    from inburgering_opendata.toolkit.ground.project import installed_project

    project = folder / "project"
    for room in ("datapackages", "schemas", "expectations"):
        shutil.copytree(installed_project().root / room, project / room)
    _describe(project)
    register = project / "datapackages" / "municipalities" / "sources" / "municipality.csv"
    # Every target is a seventh of the inhabitants rounded up, as Adams would with that divisor.
    with duckdb.connect(
        config={"memory_limit": "2GB", "temp_directory": str(folder)}
    ) as connection:
        connection.execute(
            "copy (with people as (select municipality_code, name, "
            "date '2024-01-01' + d::integer as day, "
            "1 + (hash(municipality_code, d) % 100000)::bigint as inhabitants "
            f"from range({ROWS // MUNICIPALITIES}) days(d), "
            "(select code as municipality_code, name "
            f"from read_csv('{register}', all_varchar = true) where valid_to is null)) "
            "select municipality_code, name, day, day as last_day, inhabitants, "
            "(sum(inhabitants) over d)::bigint as total_inhabitants, 3 * inhabitants as amount, "
            "(inhabitants + 6) // 7 as target, "
            "(sum((inhabitants + 6) // 7) over d)::bigint as total_target, "
            "rank() over (partition by day order by inhabitants desc) as rank, "
            "((200000 * inhabitants + sum(inhabitants) over d) "
            "// (2 * sum(inhabitants) over d))::bigint as share "
            f"from people window d as (partition by day)) to '{folder / 'divided.parquet'}'"
        )


def _describe(project: Path) -> None:
    """Add the table to the project: its schema, its suite, and a package it belongs to."""
    fields = [{"name": name, "type": type} for name, type in FIELDS.items()]
    schema = {
        "name": "divided",
        **dict.fromkeys(WORDS, "divided"),
        "fields": [field | dict.fromkeys(WORDS, field["name"]) for field in fields],
        "primaryKey": list(KEY),
    }
    meta = {"severity": "critical", "reason": "It is divided as it should be."}
    suite = {
        "name": "divided",
        "expectations": [
            {"type": type, "kwargs": kwargs, "meta": {"id": type.removeprefix("expect_"), **meta}}
            for type, kwargs in EXPECTATIONS.items()
        ],
    }
    (project / "schemas" / "divided.schema.json").write_text(json.dumps(schema))
    (project / "expectations" / "divided.json").write_text(json.dumps(suite))
    package = project / "datapackages" / "funding" / "package.json"
    declared = json.loads(package.read_text(encoding="utf-8"))
    package.write_text(json.dumps({**declared, "tables": [*declared["tables"], "divided"]}))


def by_hand(folder: Path) -> None:
    """What somebody who knows SQL would run, with the default settings of DuckDB."""
    import duckdb

    with duckdb.connect() as connection:
        for query in BY_HAND:
            source = f"'{folder / 'divided.parquet'}'"
            [[wrong]] = connection.execute(query.format(source=source)).fetchall()
            if wrong:
                raise SystemExit(
                    f"the peer found {wrong} wrong, so its time means nothing: {query}"
                )


PROGRAMS: dict[str, Callable[[Path], None]] = {"make": make, "sql": by_hand}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](Path(sys.argv[2]))
