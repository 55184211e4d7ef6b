"""Group `disclosure`: protection and attack of every declared indicator, and their growth."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.project import installed_project
from tests.benchmarks.measure import Case, run_once

if TYPE_CHECKING:
    import pyarrow as pa

    from inburgering_opendata.disclosure.cells import IndicatorRule

COHORTS = (1, 5, 10)
PERSONS = 25_000
"""People in a cohort, about as many as became obliged in 2022 according to CBS."""
ALL = "everything"
ROWS = ("municipal totals", ALL)
"""Of municipalities the totals alone, with every margin of provinces and country; or all of it."""
AIM_COHORTS, AIM_SECONDS = 5, 60.0


def cases(scratch: Path) -> list[Case]:
    """The cases, with what they need prepared in the folder `scratch`."""
    program = [sys.executable, "-m", "tests.benchmarks.disclosure"]
    run_once([*program, "make", str(scratch)])
    return [
        Case(
            f"{what} {cohorts} cohorts, {rows}",
            [*program, what, str(scratch), rows, str(cohorts)],
            f"{what} 1 cohort",
            [*program, what, str(scratch), rows, "1"],
            aim=1.2 * cohorts,
            seconds=AIM_SECONDS if cohorts == AIM_COHORTS else None,
            slow=True,
        )
        for what, rows, cohorts in product(("protect", "attack"), ROWS, COHORTS[1:])
    ]


def make(folder: Path) -> None:
    """Write every declared indicator of made-up trajectories: as counted, and protected."""
    from inburgering_opendata.assemble.assembly import Assembly
    from inburgering_opendata.disclosure.cells import rules_from
    from tests.benchmarks.outcomes import AS_OF, counted
    from tests.synthetic.trajectories import write_trajectories

    path = folder / "trajectories.parquet"
    last = AS_OF.year
    years = range(last - max(COHORTS) + 1, last + 1)
    write_trajectories(path, PERSONS * len(years), cohorts=years, as_of=AS_OF)
    rules = rules_from(Assembly(installed_project()).table("indicator"))
    table = counted([path])
    for rows in ROWS:
        chosen = table.filter(_totals_of_municipalities(table)) if rows != ALL else table
        protected = _protected(chosen, rules)
        for name, whole in (("counted", chosen), ("protected", protected)):
            for cohorts in COHORTS:
                content = (_of_last(whole, cohorts), rules)
                (folder / f"{name}-{rows}-{cohorts}.pickle").write_bytes(pickle.dumps(content))


def _totals_of_municipalities(table: pa.Table) -> pa.Expression:
    import pyarrow.compute as pc

    is_total = [pc.field(name) == "total" for name in ("target_group", "legal_regime", "route")]
    return (pc.field("area_type") != "municipality") | (is_total[0] & is_total[1] & is_total[2])


def _of_last(table: pa.Table, cohorts: int) -> pa.Table:
    import pyarrow.compute as pc

    years = sorted(table["period"].unique().to_pylist())
    return table.filter(pc.field("period").isin(years[-cohorts:]))


def _protected(counted: pa.Table, rules: Mapping[str, IndicatorRule]) -> pa.Table:
    from inburgering_opendata.disclosure.protection import protect
    from inburgering_opendata.disclosure.settings import load_settings
    from tests.disclosure.made_up import places

    return protect(counted, rules, places(), load_settings(installed_project())).table


def protect_cohorts(folder: Path, rows: str, cohorts: str) -> None:
    _protected(*pickle.loads((folder / f"counted-{rows}-{cohorts}.pickle").read_bytes()))


def attack_cohorts(folder: Path, rows: str, cohorts: str) -> None:
    from inburgering_opendata.disclosure.settings import load_settings
    from inburgering_opendata.disclosure.tables_attack import attack_tables
    from tests.disclosure.made_up import places

    table, rules = pickle.loads((folder / f"protected-{rows}-{cohorts}.pickle").read_bytes())
    settings = load_settings(installed_project())
    if not attack_tables([table], rules, places(), settings).holds:
        raise SystemExit("what was protected does not hold")


def main(what: str, arguments: Sequence[str]) -> None:
    match what, *arguments:
        case "make", folder:
            make(Path(folder))
        case "protect", folder, rows, cohorts:
            protect_cohorts(Path(folder), rows, cohorts)
        case "attack", folder, rows, cohorts:
            attack_cohorts(Path(folder), rows, cohorts)
        case _:
            raise SystemExit(f"'{what}' is not one of make, protect, attack")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
