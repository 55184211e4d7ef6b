"""Disclosure control: protection and attack, their growth, and pytauargus on a joint table.

`python -m tests.benchmarks.disclosure waste` prints what each suppresses of the joint table:
municipality, province and nation × target group × how it ended, with all margins.
"""

from __future__ import annotations

import contextlib
import json
import pickle
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
ENDS = ("fulfilled", "dispensation", "ended", "running")


def cases(scratch: Path) -> list[Case]:
    """The cases, with what they need prepared in the folder `scratch`."""
    program = [sys.executable, "-m", "tests.benchmarks.disclosure"]
    run_once([*program, "make", str(scratch)])
    made = [
        Case(
            "protection of one joint table, 5,325 cells",
            [*program, "joint", str(scratch)],
            "pytauargus, modular",
            [*program, "tau", str(scratch)],
            aim=1,
            slow=True,
        )
    ]
    for what, (rows, cohorts) in product(("protect", "attack"), product(ROWS, COHORTS[1:])):
        made.append(
            Case(
                f"{what} {cohorts} cohorts, {rows}",
                [*program, what, str(scratch), rows, str(cohorts)],
                f"{what} 1 cohort",
                [*program, what, str(scratch), rows, "1"],
                aim=1.2 * cohorts,
                seconds=AIM_SECONDS if cohorts == AIM_COHORTS else None,
                slow=True,
            )
        )
    return made


def make(folder: Path) -> None:
    """Write people for the joint table, and every declared indicator of made-up trajectories: as
    counted, and protected."""
    from inburgering_opendata.assemble.assembly import Assembly
    from inburgering_opendata.disclosure.cells import rules_from
    from tests.benchmarks.outcomes import AS_OF, counted
    from tests.synthetic.trajectories import write_trajectories

    make_people(folder)
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


def make_people(folder: Path) -> None:
    """Write the people of the joint table."""
    import numpy as np

    from tests.disclosure.made_up import municipalities, places

    register = places()
    codes = municipalities(register, date(2023, 1, 1))
    random = np.random.default_rng(7)
    weights = random.pareto(1.2, len(codes)) + 0.2
    homes = [codes[at] for at in random.choice(len(codes), PERSONS, p=weights / weights.sum())]
    people = {
        "place": homes,
        "province": [register.province_of[code] for code in homes],
        "group": random.choice(["asiel", "gezin_overig"], PERSONS, p=[0.7, 0.3]).tolist(),
        "ending": random.choice(ENDS, PERSONS, p=[0.3, 0.04, 0.06, 0.6]).tolist(),
    }
    (folder / "people.json").write_text(json.dumps(people), encoding="utf-8")


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


@dataclass(frozen=True)
class Suppressed:
    """What a pattern of suppression of the joint table costs, and what it leaves open."""

    primary: int
    secondary: int
    value: int
    """Lost, of the secondary cells."""
    outsider: int
    """Suppressed cells that our attack works out, exactly or too nearly."""
    contributor: int
    """Those of all cells that somebody alone in another cell of a sum works out."""


def joint(folder: Path, contributor: str = "row") -> Suppressed:
    """What this project suppresses of the joint table."""
    from inburgering_opendata.disclosure.protection import protect
    from inburgering_opendata.disclosure.settings import Settings
    from tests.disclosure.made_up import RULES, places, table

    whole = table(
        {"area": area, "target_group": group, "indicator": name, "value": count}
        for (area, group, name), count in _counts(folder).items()
    )
    found = protect(whole, RULES, places(), Settings(contributor=contributor))
    cost = found.cost
    return Suppressed(cost.primary, cost.secondary, cost.value, *_left_open(found.table))


def tau(folder: Path) -> tuple[Suppressed, Suppressed]:
    """The same of pytauargus: frequency rule 5, its modular method with singletons; and of that
    with as many more cells suppressed as it takes to be as safe as ours."""
    from pytauargus import protect
    from pytauargus.hrc import write_hrc

    from tests.disclosure.made_up import table

    people = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    # The engine leaves its logs where it is run.
    with tempfile.TemporaryDirectory() as scratch, contextlib.chdir(scratch):
        levels = {name: people[name] for name in ("place", "province")}
        hierarchy = write_hrc(levels, ["place", "province"], hrc_filename=f"{scratch}/place.hrc")
        columns = {name: people[name] for name in ("place", "group", "ending")}
        found = protect(
            {**columns, "one": [1.0] * len(columns["place"])},
            list(columns),
            response="one",
            safety_rules="FREQ(5,20)",
            suppress="MOD(1,5,1,1,1)",
            hrc={"place": hierarchy},
            workdir=scratch,
        )
        rows = found.tables[0].rows
    totals = {("place", "Total"): "NL", ("group", "Total"): "total", ("ending", "Total"): "obliged"}
    hidden = {
        tuple(totals.get((name, row[name]), row[name].strip()) for name in columns): row["status"]
        for row in rows
        if row["status"] in "UM"
    }
    counts = _counts(folder)
    published = table(
        {
            "area": area,
            "target_group": group,
            "indicator": name,
            "value": None if (area, group, name) in hidden else count,
        }
        for (area, group, name), count in counts.items()
    )
    secondary = [counts[cell] for cell, status in hidden.items() if status == "M"]
    primary = len(hidden) - len(secondary)
    as_it_is = Suppressed(primary, len(secondary), sum(secondary), *_left_open(published))
    return as_it_is, _mended(counts, set(hidden))


def _mended(
    counts: Mapping[tuple[str, str, str], int], hidden: Collection[tuple[str, ...]]
) -> Suppressed:
    """What it takes to make a pattern hold against our attack, by our own repair."""
    from inburgering_opendata.disclosure.linking import link
    from inburgering_opendata.disclosure.memory import Memory
    from inburgering_opendata.disclosure.pattern import Pattern
    from inburgering_opendata.disclosure.protection import cost_of, hold, true_values
    from inburgering_opendata.disclosure.secondary import complete
    from inburgering_opendata.disclosure.settings import Settings
    from tests.disclosure.made_up import RULES, places, table

    settings = Settings(contributor="row")
    whole = table(
        {"area": area, "target_group": group, "indicator": name, "value": count}
        for (area, group, name), count in counts.items()
    )
    system = link([whole], RULES, places(), (), settings)
    pattern = Pattern(system, true_values(system), settings)
    pattern.hide_primaries()
    for row, cell in zip(counts, system.cell_of_row[0].values(), strict=True):
        if row in hidden:
            pattern.hide(cell)
    complete(pattern, range(len(system.equations)))
    hold(pattern, settings, Memory(pattern.values), lambda message: None)
    cost = cost_of(pattern)
    return Suppressed(cost.primary, cost.secondary, cost.value, 0, 0)


def _counts(folder: Path) -> dict[tuple[str, str, str], int]:
    """Every cell of the joint table, zeros as well: area, target group and how it ended."""
    people = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    counts: Counter[tuple[str, str, str]] = Counter()
    columns = (people[name] for name in ("place", "province", "group", "ending"))
    for place, province, group, ending in zip(*columns, strict=True):
        areas = (place, province, "NL")
        counts.update(product(areas, (group, "total"), (ending, "obliged")))
    names = sorted({area for area, _, _ in counts})
    cells = product(names, ("total", "asiel", "gezin_overig"), ("obliged", *ENDS))
    return {cell: counts[cell] for cell in cells}


def _left_open(published: pa.Table) -> tuple[int, int]:
    """What our attack works out of a published joint table, as an outsider and with one cell."""
    from inburgering_opendata.disclosure.settings import Settings
    from inburgering_opendata.disclosure.tables_attack import attack_tables
    from tests.disclosure.made_up import RULES, places

    outsider, both = (
        {each.name for each in found.exposed}
        for found in (
            attack_tables([published], RULES, places(), Settings(contributor=contributor))
            for contributor in ("none", "row")
        )
    )
    return len(outsider), len(both - outsider)


def waste() -> None:
    """Print what is suppressed, its value, and what is still open to an attack, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        make_people(scratch)
        as_it_is, mended = tau(scratch)
        found = {"pytauargus, modular": as_it_is, "the same, made as safe as row": mended}
        for contributor in ("none", "row", "singleton"):
            found[f"ours, contributor {contributor}"] = joint(scratch, contributor)
    for name, each in found.items():
        print(
            f"{name}: {each.primary} primary, {each.secondary} secondary, value lost {each.value}; "
            f"{each.outsider} worked out by anybody, {each.contributor} by a contributor"
        )


def main(what: str, arguments: Sequence[str]) -> None:
    match what, *arguments:
        case "make", folder:
            make(Path(folder))
        case "protect", folder, rows, cohorts:
            protect_cohorts(Path(folder), rows, cohorts)
        case "attack", folder, rows, cohorts:
            attack_cohorts(Path(folder), rows, cohorts)
        case "joint", folder:
            print(joint(Path(folder)))
        case "tau", folder:
            print(tau(Path(folder)))
        case "waste", *_:
            waste()
        case _:
            raise SystemExit(f"'{what}' is not one of make, protect, attack, joint, tau, waste")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
