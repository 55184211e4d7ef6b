"""Group `joint-table`: one table of municipality, province and nation × target group × how it
ended, with all margins, protected by this project and by pytauargus.

`python -m tests.benchmarks.joint_table waste` prints what each suppresses of it, and what an attack
still works out.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.measure import Case

if TYPE_CHECKING:
    import pyarrow as pa

    from inburgering_opendata.disclosure.protection import Protected

PERSONS = 25_000
"""People in the table, about as many as became obliged in 2022 according to CBS."""
ENDS = ("fulfilled", "dispensation", "ended", "running")
Cell = tuple[str, str, str]
"""Area, target group, and how it ended; `total` and `obliged` for the margins."""


def cases(scratch: Path) -> list[Case]:
    """The case, with the people it needs written to the folder `scratch`."""
    program = [sys.executable, "-m", "tests.benchmarks.joint_table"]
    make_people(scratch)
    return [
        Case(
            "protection of one joint table, 5,325 cells",
            [*program, "ours", str(scratch)],
            "pytauargus, modular",
            [*program, "theirs", str(scratch)],
            aim=1,
        )
    ]


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


def ours(folder: Path, contributor: str = "row") -> Protected:
    """The joint table, protected by this project."""
    from inburgering_opendata.disclosure.protection import protect
    from inburgering_opendata.disclosure.settings import Settings
    from tests.disclosure.made_up import RULES, places

    settings = Settings(contributor=contributor)
    return protect(_table(_counts(folder), ()), RULES, places(), settings)


def theirs(folder: Path) -> dict[Cell, bool]:
    """The cells that pytauargus suppresses, and whether as a secondary one: frequency rule 5, its
    modular method with singletons."""
    from pytauargus import protect
    from pytauargus.hrc import write_hrc

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
    totals = {"place": "NL", "group": "total", "ending": "obliged"}

    def name(row: Mapping[str, str], column: str) -> str:
        return totals[column] if row[column] == "Total" else row[column].strip()

    return {
        (name(row, "place"), name(row, "group"), name(row, "ending")): row["status"] == "M"
        for row in rows
        if row["status"] in ("U", "M")
    }


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


def waste() -> None:
    """Print what is suppressed, its value, and what is still open to an attack, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        make_people(scratch)
        counts, hidden = _counts(scratch), theirs(scratch)
        secondary = [counts[cell] for cell, is_secondary in hidden.items() if is_secondary]
        found = {
            "pytauargus, modular": Suppressed(
                len(hidden) - len(secondary),
                len(secondary),
                sum(secondary),
                *_left_open(_table(counts, hidden)),
            ),
            "the same, made as safe as row": _mended(counts, hidden),
        }
        for contributor in ("none", "row", "singleton"):
            protected = ours(scratch, contributor)
            cost = protected.cost
            found[f"ours, contributor {contributor}"] = Suppressed(
                cost.primary, cost.secondary, cost.value, *_left_open(protected.table)
            )
    for name, each in found.items():
        print(
            f"{name}: {each.primary} primary, {each.secondary} secondary, value lost {each.value}; "
            f"{each.outsider} worked out by anybody, {each.contributor} by a contributor"
        )


def _mended(counts: Mapping[Cell, int], hidden: Collection[Cell]) -> Suppressed:
    """What it takes to make a pattern hold against our attack, by our own repair."""
    from inburgering_opendata.disclosure.linking import link
    from inburgering_opendata.disclosure.memory import Memory
    from inburgering_opendata.disclosure.pattern import Pattern
    from inburgering_opendata.disclosure.protection import cost_of, hold, true_values
    from inburgering_opendata.disclosure.secondary import complete
    from inburgering_opendata.disclosure.settings import Settings
    from tests.disclosure.made_up import RULES, places

    settings = Settings(contributor="row")
    system = link([_table(counts, ())], RULES, places(), (), settings)
    pattern = Pattern(system, true_values(system), settings)
    pattern.hide_primaries()
    for row, cell in zip(counts, system.cell_of_row[0].values(), strict=True):
        if row in hidden:
            pattern.hide(cell)
    complete(pattern, range(len(system.equations)))
    hold(pattern, settings, Memory(pattern.values), lambda message: None)
    cost = cost_of(pattern)
    return Suppressed(cost.primary, cost.secondary, cost.value, 0, 0)


def _counts(folder: Path) -> dict[Cell, int]:
    """Every cell of the joint table, zeros as well: area, target group and how it ended."""
    people = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    counts: Counter[Cell] = Counter()
    columns = (people[name] for name in ("place", "province", "group", "ending"))
    for place, province, group, ending in zip(*columns, strict=True):
        areas = (place, province, "NL")
        counts.update(product(areas, (group, "total"), (ending, "obliged")))
    names = sorted({area for area, _, _ in counts})
    cells = product(names, ("total", "asiel", "gezin_overig"), ("obliged", *ENDS))
    return {cell: counts[cell] for cell in cells}


def _table(counts: Mapping[Cell, int], hidden: Collection[Cell]) -> pa.Table:
    """The counts as observations, those of `hidden` suppressed."""
    from tests.disclosure.made_up import table

    return table(
        {
            "area": cell[0],
            "target_group": cell[1],
            "indicator": cell[2],
            "value": None if cell in hidden else count,
        }
        for cell, count in counts.items()
    )


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


def main(what: str, arguments: Sequence[str]) -> None:
    match what, *arguments:
        case "ours", folder:
            ours(Path(folder))
        case "theirs", folder:
            theirs(Path(folder))
        case "waste", *_:
            waste()
        case _:
            raise SystemExit(f"'{what}' is not one of ours, theirs, waste")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
