"""A project of a few municipalities: all that the real one declares, cut down to them.

Whatever does not depend on how many municipalities there are is tried on this one, in much less
time; a package of it that needs no other, `municipalities`, takes a second to publish.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project, load_project

MUNICIPALITIES = frozenset(
    (
        *("GM0003", "GM0010", "GM0024", "GM1979"),  # three that became Eemsdelta in 2021
        *("GM0757", "GM0788", "GM0824", "GM0855", "GM0865"),  # Haaren, which four divided
        *("GM0363", "GM0457"),  # Amsterdam, and Weesp that went into it in 2022
        *("GM0344", "GM0394", "GM0431"),  # Utrecht, Haarlemmermeer and Oostzaan, as they reported
        *("GM0373", "GM0893"),  # the two Bergens
        *("GM0268", "GM1709"),  # Nijmegen and Moerdijk, which reported what they received
    )
)
"""Whole reorganisations, so that the register and the changes still fit each other."""

CORRECTION = {
    "table": "housing_balance",
    "field": "note",
    "where": {"half_year": "2016-H2"},
    "from": "plus 5283 arrears",
    "to": "plus 5,283 <arrears>",
    "why": "Thousands are told apart.",
    "why@nl": "Duizendtallen staan apart.",
    "source": "a letter of 2 March 2026",
}
"""One of its own, as the real project has none with an angle bracket; JSON is YAML."""

Rows = list[dict[str, str]]


def make_small(project: Project, root: Path) -> Project:
    """The project at `root` that has these municipalities, with its hashes and totals pinned."""
    for room in ("datapackages", "schemas", "expectations"):
        shutil.copytree(project.root / room, root / room)
    shutil.copy(project.file, root)
    small = load_project(root)
    sources = small.packages / "municipalities" / "sources"
    for name in ("statement", "money"):
        rewrite(small, f"funding/sources/reported_{name}.csv", _few)
    rewrite(small, "outcomes/sources/observation_reported.csv", _few)
    _keep_corrections(small, "reported_statement")
    rewrite(small, "funding/sources/reported_term.csv", partial(_whole_relations, small))
    for path in sorted(sources.glob("*.csv")):
        rewrite(small, f"municipalities/sources/{path.name}", _few)
    _pin_totals(small)
    return small


def rewrite(project: Project, source: str, change: Callable[[bytes], bytes]) -> None:
    """Change a source and pin the new hash, as a maintainer would."""
    path = project.packages / source
    old = path.read_bytes()
    new = change(old)
    path.write_bytes(new)
    declaration = project.packages / source.split("/")[0] / "package.json"
    text = declaration.read_text(encoding="utf-8")
    declaration.write_text(text.replace(sha256(old), sha256(new)), encoding="utf-8")


def _few(data: bytes) -> bytes:
    """The rows about these municipalities alone; a province has others too."""
    columns, rows = _read(data)
    kept = []
    for row in rows:
        areas = [cell for cell in row.values() if re.match(r"GM[0-9]{4}(\+|$)", cell)]
        if {*"+".join(areas).split("+")} <= {*MUNICIPALITIES, ""} and not row.get(
            "area", ""
        ).startswith("PV"):
            kept.append(row)
    return _written(columns, kept)


def _written(columns: list[str], rows: Rows) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def _whole_relations(project: Project, data: bytes) -> bytes:
    """The relations of which every figure is there still."""
    place = ("place", "source_address")
    known = {
        tuple(row[name] for name in place)
        for source in ("reported_statement", "reported_money")
        for row in _read((project.packages / f"funding/sources/{source}.csv").read_bytes())[1]
    }
    columns, rows = _read(data)
    broken = {r["relation"] for r in rows if tuple(r[name] for name in place) not in known}
    return _written(columns, [row for row in rows if row["relation"] not in broken])


def _keep_corrections(project: Project, table: str) -> None:
    """Those of rows that are there still; any other would be stale."""
    folder = project.packages / "funding"
    _, rows = _read((folder / f"sources/{table}.csv").read_bytes())
    path = folder / "corrections.yaml"
    corrections = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    kept = [
        correction
        for correction in corrections
        if any(correction["where"].items() <= row.items() for row in rows)
    ]
    path.write_text(json.dumps([*kept, CORRECTION]), encoding="utf-8")


def _read(data: bytes) -> tuple[list[str], Rows]:
    reader = csv.DictReader(io.StringIO(data.decode(), newline=""))
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


def _pin_totals(project: Project) -> None:
    sources = project.packages / "municipalities" / "sources"

    def rows_of(pattern: str) -> Rows:
        return [row for path in sources.glob(pattern) for row in _read(path.read_bytes())[1]]

    register = rows_of("municipality.csv")
    totals: dict[str, int] = defaultdict(int)
    for row in rows_of("population_*.csv"):
        totals[row["reference_date"]] += int(row["inhabitants"])
    pairs = {(row["year"], row["region_name"]) for row in rows_of("municipality_region_*.csv")}
    regions = dict(Counter(year for year, _ in pairs))

    def there(day: str) -> int:
        return sum(
            row["valid_from"] <= day <= (row["valid_to"] or "9999-12-31") for row in register
        )

    def counts(pinned: dict[str, Any]) -> None:
        pinned["counts"] = {day: there(day) for day in pinned["counts"]}

    provinces = len({row["province_code"] for row in register})
    days = {"value_pairs_set": [[f"{year}-01-01", False] for year in (2019, 2020, 2021)]}
    bounds = {"min_value": provinces, "max_value": provinces}
    _pin(project, "municipality", "counts_on_1_january", counts)
    _pin(project, "municipality", "twelve_provinces", lambda pinned: pinned.update(bounds))
    # Of a country of a few municipalities no published total fits what two of them received.
    _pin(project, "implied_total", "only_the_day_that_is_used", lambda pinned: pinned.update(days))
    _pin(project, "population", "national_totals", lambda pinned: pinned.update(totals=totals))
    _pin(
        project,
        "municipality_region",
        "thirty_five_regions",
        lambda pinned: pinned.update(counts=regions),
    )


def _pin(
    project: Project, table: str, check: str, change: Callable[[dict[str, Any]], object]
) -> None:
    path = project.expectations / f"{table}.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    [found] = [each for each in suite["expectations"] if each["meta"]["id"] == check]
    change(found["kwargs"])
    path.write_text(json.dumps(suite), encoding="utf-8")
