"""A synthetic long table (342 municipalities × 20 years × indicators) and a project around it.

Run as a program, so that the process that measures stays small. The figures are made up, and
never leave the folder of the benchmark.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import duckdb

from inburgering_opendata.toolkit.ground.project import installed_project

YEARS = 20
MUNICIPALITIES = 342
WORDS = ("title", "title@nl", "description", "description@nl")


def make(folder: Path, rows: int) -> None:
    """Write `folder/project`, `municipality.csv`, and the table as `long.csv`, `quoted.csv` (every
    text in quotes, as statistical programs write it) and `long.parquet`.
    """
    project = folder / "project"
    for room in ("datapackages", "schemas", "expectations"):
        shutil.copytree(installed_project().root / room, project / room)
    # What the packages declare is the subject's as well, which this file names.
    shutil.copy(installed_project().file, project)
    indicators = round(rows / (MUNICIPALITIES * YEARS))
    with duckdb.connect() as connection:
        register = project / "datapackages" / "municipalities" / "sources" / "municipality.csv"
        connection.execute(
            "create table long as select municipality_code, 2006 + y as year, "
            "'indicator_' || lpad(i::varchar, 4, '0') as indicator, 'all' as population_group, "
            "(hash(municipality_code, y, i) % 1000)::bigint as value, "
            "case when i % 7 = 0 then 'provisional' else 'observed' end as status, "
            "'persons' as unit, 'synthetic' as source from "
            f"(select municipality_code from read_csv('{register}', all_varchar = true) "
            f"where valid_to is null order by municipality_code limit {MUNICIPALITIES}), "
            f"range({YEARS}) years(y), range({indicators}) indicators(i) "
            "order by municipality_code, year, indicator"
        )
        totals = connection.execute(
            "select status, sum(value) from long group by status"
        ).fetchall()
        connection.execute(f"copy long to '{folder / 'long.csv'}' (header)")
        texts = "municipality_code, indicator, population_group, status, unit, source"
        connection.execute(
            f"copy long to '{folder / 'quoted.csv'}' (header, force_quote ({texts}))"
        )
        connection.execute(f"copy long to '{folder / 'long.parquet'}' (compression zstd)")
        connection.execute(
            f"copy (select municipality_code from read_csv('{register}', all_varchar = true)) "
            f"to '{folder / 'municipality.csv'}' (header)"
        )
    (folder / "totals.json").write_text(json.dumps({name: int(total) for name, total in totals}))
    _describe(project, {name: int(total) for name, total in totals})


def _describe(project: Path, totals: dict[str, int]) -> None:
    """Add the table to the project: its schema, its suite, and a package it belongs to."""

    def field(name: str, type: str, **constraints: object) -> dict[str, object]:
        words = dict.fromkeys(WORDS, name)
        return {
            "name": name,
            "type": type,
            **words,
            "constraints": {"required": True} | constraints,
        }

    schema = {
        "name": "long",
        **dict.fromkeys(WORDS, "long"),
        "fields": [
            field("municipality_code", "string", pattern="^GM[0-9]{4}$"),
            field("year", "integer"),
            field("indicator", "string"),
            field("population_group", "string"),
            field("value", "integer", minimum=0),
            field("status", "string", enum=["observed", "provisional"]),
            field("unit", "string"),
            field("source", "string"),
        ],
        "primaryKey": ["municipality_code", "year", "indicator", "population_group"],
        "foreignKeys": [
            {
                "fields": ["municipality_code"],
                "reference": {"resource": "municipality", "fields": ["municipality_code"]},
            }
        ],
    }
    suite = {
        "name": "long",
        "expectations": [
            {
                "type": "expect_group_totals_to_equal",
                "kwargs": {
                    "group_column": "status",
                    "amount_column": "value",
                    "totals": totals,
                },
                "meta": {"id": "totals", "severity": "critical", "reason": "The sum is exact."},
            }
        ],
    }
    (project / "schemas" / "long.schema.json").write_text(json.dumps(schema))
    (project / "expectations" / "long.json").write_text(json.dumps(suite))
    package = project / "datapackages" / "funding" / "package.json"
    declared = json.loads(package.read_text(encoding="utf-8"))
    package.write_text(json.dumps({**declared, "tables": [*declared["tables"], "long"]}))


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
