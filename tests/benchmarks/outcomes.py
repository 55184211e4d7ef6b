"""Group `outcomes`: counting synthetic trajectories on disk, against a DuckDB query by hand.

Run as a program, so that each piece of work is a process of its own. The trajectories are made
up, and never leave the folder of the benchmark.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.toolkit.ground.project import installed_project
from tests.benchmarks.measure import Case, run_once

if TYPE_CHECKING:
    import pyarrow as pa

AS_OF = date(2025, 12, 31)
PART = 1_000_000
SIZES = {"outcomes": 1_000_000, "outcomes-10-million": 10_000_000}


def cases(group: str, scratch: Path) -> list[Case]:
    """The case of a size, with its trajectories in a folder of `scratch`."""
    count, program = SIZES[group], [sys.executable, "-m", "tests.benchmarks.outcomes"]
    path = scratch / "trajectories"
    run_once([*program, "make", str(path), str(count)])
    return [
        Case(
            f"all indicators of {count // 1_000_000} million trajectories",
            [*program, "count", str(path)],
            "the same counts in SQL by hand",
            [*program, "sql", str(path)],
            aim=1.3,
        )
    ]


def make(folder: Path, count: int) -> None:
    from tests.synthetic.trajectories import write_trajectories

    folder.mkdir()
    for first in range(0, count, PART):
        path = folder / f"{first // PART:02}.parquet"
        write_trajectories(path, min(PART, count - first), first=first, as_of=AS_OF)


def counted(files: Sequence[Path]) -> pa.Table:
    """Everything that is declared, counted as `opendata outcomes` does before it protects."""
    from inburgering_opendata.outcomes.counting.counting import count_observations
    from inburgering_opendata.outcomes.counting.register import Register
    from inburgering_opendata.outcomes.indicators.declaration import FILE, read_indicators
    from inburgering_opendata.toolkit.assemble.assembly import Assembly
    from inburgering_opendata.toolkit.describe.arrow import arrow_schema
    from inburgering_opendata.toolkit.describe.table_schema import load_table_schema

    project = installed_project()
    assembly = Assembly(project)
    register = Register.of(
        assembly.table("municipality"), assembly.table("municipality_change"), AS_OF
    )
    return count_observations(
        files,
        arrow_schema(load_table_schema(project, "count")).empty_table(),
        read_indicators(project.packages / FILE),
        register,
        AS_OF,
        publication=f"synthetic deliveries of {AS_OF}",
        schema=arrow_schema(load_table_schema(project, "observation").unfilled),
        secret=bytes(range(32)),
        delivered=register.codes,
    )


def count_indicators(folder: Path) -> int:
    from inburgering_opendata.toolkit.ground.laziness import do_without

    do_without("pandas")
    return int(counted(sorted(folder.glob("*.parquet"))).num_rows)


def count_by_hand(folder: Path) -> int:
    import duckdb

    query = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    register = installed_project().packages / "municipalities" / "sources" / "municipality.csv"
    with duckdb.connect() as connection:
        found = connection.sql(
            query.format(trajectories=folder / "*.parquet", municipality=register)
        )
        return int(found.to_arrow_table().num_rows)


def main(what: str, folder: str, *more: str) -> None:
    match what:
        case "make":
            make(Path(folder), int(more[0]))
        case "count":
            print(count_indicators(Path(folder)))
        case "sql":
            print(count_by_hand(Path(folder)))
        case _:
            raise SystemExit(f"'{what}' is not one of make, count, sql")


if __name__ == "__main__":
    main(*sys.argv[1:])
