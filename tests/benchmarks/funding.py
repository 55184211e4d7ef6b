"""Group `funding`: explanations, a grant, and other boundaries, against queries by hand in DuckDB.

Run as a program, so that each piece of work is a process of its own. Figures are made up, and
never leave the folder of the benchmark.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path

import duckdb

from inburgering_opendata.toolkit.ground.project import installed_project
from tests.benchmarks.measure import Case, run_once

YEARS, INDICATORS = range(2003, 2023), 100
TARGET = date(2023, 1, 1)

ALL_AMOUNTS = """
with exact as (
    select *, (n.amount_eur * a.key_value) // a.key_total as whole,
        (n.amount_eur * a.key_value) % a.key_total as remainder, n.amount_eur as total
    from read_csv('{build}/funding/data/allocation.csv') a
    join read_csv('{build}/funding/data/national_amount.csv') n on n.id = a.stream
), placed as (
    select *, row_number() over (
        partition by stream order by remainder desc, municipality_code) as place,
        total - sum(whole) over (partition by stream) as left_over
    from exact
)
select stream, municipality_code, whole + (place <= left_over)::int as amount,
    rank() over (partition by stream order by whole desc) as rank, quote_nl
from placed
"""

GRANT = """
with c as (select * from read_csv('{caseload}')),
p as (select municipality_code, inhabitants, sum(inhabitants) over () as everybody
    from read_csv('{build}/municipalities/data/population.csv')
    where reference_date = date '2022-01-01'),
base as (
    select f.municipality_code, f.family_and_other * 63532 as bgo,
        round(42400 * p.inhabitants / p.everybody) * 70 * 837803
        + round(23500 * p.inhabitants / p.everybody) * 70 * 424217
        + f.asylum_provisional * 100 * 106054 as gg
    from c f join p using (municipality_code) where f.year = 2021
)
select municipality_code, bgo, gg, gg / sum(gg) over () * 32814438628 as ba from base
"""

BY_HAND = """
select coalesce(c.new_municipality_code, t.municipality_code) as municipality_code, t.day,
    t.indicator, sum(t.value)::bigint as value
from read_parquet('{long}') t
left join (select old_municipality_code, new_municipality_code from read_csv('{changes}')
    where date > date '2019-01-01'
    qualify row_number() over (partition by old_municipality_code) = 1) c
    on c.old_municipality_code = t.municipality_code
group by all
"""


def cases(scratch: Path) -> list[Case]:
    """The cases, with what they need prepared in the folder `scratch`."""
    opendata = str(Path(sys.executable).with_name("opendata"))
    build, caseload, long = scratch / "build", scratch / "caseload.csv", scratch / "long.parquet"
    run_once([opendata, "assemble", "--output", str(build)])
    run_once([sys.executable, "-m", "tests.benchmarks.funding", "make", str(scratch)])
    program = [sys.executable, "-m", "tests.benchmarks.funding"]
    grant = [opendata, "grant", "--year", "2023", "--caseload", str(caseload)]
    return [
        Case(
            "opendata explain (one municipality)",
            [opendata, "explain", "GM0344", "--from", str(build)],
            "import duckdb",
            [sys.executable, "-c", "import duckdb"],
            aim=3,
        ),
        Case(
            "all explanations of all municipalities",
            [*program, "explain", str(build)],
            "the amounts in SQL by hand",
            [*program, "sql", ALL_AMOUNTS.format(build=build)],
            aim=1.3,
        ),
        Case(
            "opendata grant (342 municipalities)",
            [
                *grant,
                *("--set", "LHT=number:42400", "--set", "LHT_t1=number:23500"),
                *("--output", str(scratch / "grant")),
            ],
            "the same in SQL by hand, unrounded",
            [*program, "sql", GRANT.format(build=build, caseload=caseload)],
            aim=1.3,
        ),
        Case(
            "other boundaries, 20 years × 100 indicators",
            [*program, "harmonise", str(long)],
            "a join in SQL by hand, splits whole",
            [
                *program,
                "sql",
                BY_HAND.format(
                    long=long, changes=build / "municipalities/data/municipality_change.csv"
                ),
            ],
            aim=1.3,
        ),
    ]


def make(folder: Path) -> None:
    """Write `caseload.csv` and `long.parquet`, on the boundaries of 1 January 2019."""
    with (installed_project().packages / "municipalities/sources/municipality.csv").open(
        encoding="utf-8", newline=""
    ) as stream:
        register = list(csv.DictReader(stream))
    header = "municipality_code,year,boundaries_on,family_and_other,asylum_provisional,asylum"
    lines = [f"{header},completed,education_route"]
    for row in register:
        if (row["valid_from"] or "0") <= "2021-01-01" <= (row["valid_to"] or "9"):
            number = int(row["municipality_code"][2:])
            lines.append(
                f"{row['municipality_code']},2021,2021-01-01,{number % 37},{number % 53},1,1,1"
            )
    (folder / "caseload.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    codes = [
        [row["municipality_code"]]
        for row in register
        if (row["valid_from"] or "0") <= "2019-01-01" <= (row["valid_to"] or "9")
    ]
    with duckdb.connect() as connection:
        connection.execute("create table codes (municipality_code varchar)")
        connection.executemany("insert into codes values (?)", codes)
        connection.execute(
            "copy (select municipality_code, date '2019-01-01' as day, "
            "y * 1000 + i as indicator, (hash(municipality_code, y, i) % 1000)::bigint as value "
            f"from codes, range({YEARS.start}, {YEARS.stop}) a(y), range({INDICATORS}) b(i)) "
            f"to '{folder / 'long.parquet'}'"
        )


def explain(build: Path) -> None:
    from inburgering_opendata.explain.explanation import Explainer
    from inburgering_opendata.explain.tables import read_published

    published = read_published(installed_project(), build)
    explainer = Explainer(published)
    print(sum(len(explainer.explain(row).streams) for row in published.rows["municipality"]))


def carry(path: Path) -> None:
    import pyarrow.parquet as pq

    from inburgering_opendata.municipalities.boundary_views import reorganisations
    from inburgering_opendata.municipalities.harmonise import harmonise
    from inburgering_opendata.municipalities.view import boundaries_of
    from inburgering_opendata.toolkit.assemble.assembly import Assembly
    from inburgering_opendata.toolkit.ground.laziness import do_without

    do_without("pandas")
    declared = {"municipality": "municipality_code", "date": "day", "sums": ["value"]}
    key = ("municipality_code", "indicator")
    boundaries = boundaries_of({"name": "long", "primaryKey": key, "boundaries": declared})
    table = pq.read_table(path)
    changes = reorganisations(Assembly(installed_project()).table)
    print(harmonise(table, boundaries, changes, TARGET).num_rows)


def main(what: str, argument: str) -> None:
    match what:
        case "make":
            make(Path(argument))
        case "explain":
            explain(Path(argument))
        case "harmonise":
            carry(Path(argument))
        case "sql":
            with duckdb.connect() as connection:
                print(connection.sql(argument).to_arrow_table().num_rows)
        case _:
            raise SystemExit(f"'{what}' is not one of make, explain, harmonise, sql")


if __name__ == "__main__":
    main(*sys.argv[1:])
