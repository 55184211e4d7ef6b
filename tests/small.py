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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from inburgering_opendata.toolkit.assemble.layout import is_laid_out
from inburgering_opendata.toolkit.describe.data_package import DataPackage, load_data_packages
from inburgering_opendata.toolkit.describe.package_corrections import FILE
from inburgering_opendata.toolkit.ground.files import Json, sha256
from inburgering_opendata.toolkit.ground.project import Project, load_project
from inburgering_opendata.toolkit.upkeep.drafting.pinning import pins_of

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
    """The project at `root` that has these municipalities, with its hashes and totals pinned.

    Every source is cut and every number that `opendata pin` counts is counted anew, so that a table
    that comes needs no word here.
    """
    for room in ("datapackages", "schemas", "expectations"):
        shutil.copytree(project.root / room, root / room)
    shutil.copy(project.file, root)
    small = load_project(root)
    for package in load_data_packages(small):
        for source in package.sources:
            if source.path.suffix == ".csv":
                layout = source.descriptor.get("layout", {})
                source.path.write_bytes(_few(source.path.read_bytes(), layout))
        _keep_corrections(package)
    terms = small.packages / "funding" / "sources" / "reported_term.csv"
    terms.write_bytes(_whole_relations(small, terms.read_bytes()))
    pins_of(small).write()
    _pin_what_only_the_subject_counts(small)
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


def _few(data: bytes, layout: Json) -> bytes:
    """The rows about these municipalities alone; a province has others too.

    By what stands in the cells and not by the foreign keys of the schema, as a row may also be of
    several municipalities. Lines above and below the table name none, and stay.
    """
    encoding, delimiter = layout.get("encoding", "utf-8"), layout.get("delimiter", ",")
    text = io.StringIO(data.decode(encoding), newline="")
    rows = [*csv.reader(text, delimiter=delimiter)]
    header = rows[layout.get("header", 1) - 1]
    kept = [row for row in rows if _is_of_these(row, header)]
    if kept == rows:
        return data
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(kept)
    return stream.getvalue().encode(encoding)


def _is_of_these(row: Sequence[str], header: Sequence[str]) -> bool:
    if any(name == "area" and cell[:2] == "PV" for name, cell in zip(header, row, strict=False)):
        return False
    areas = [cell for cell in row if re.match(r"GM[0-9]{4}(\+|$)", cell)]
    return {*"+".join(areas).split("+")} <= {*MUNICIPALITIES, ""}


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


def _keep_corrections(package: DataPackage) -> None:
    """Those of rows that are there still; any other would be stale."""
    path = package.path.parent / FILE
    if not path.is_file():
        return
    corrections = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    kept = [each for each in corrections if _is_of_a_row(each, package)]
    own = [CORRECTION] if CORRECTION["table"] in {each.table for each in package.sources} else []
    path.write_text(json.dumps([*kept, *own]), encoding="utf-8")


def _is_of_a_row(correction: Json, package: DataPackage) -> bool:
    """Whether it has a row still; one of a file in a layout of its own is believed to."""
    sources = [source for source in package.sources if source.table == correction["table"]]
    return any(
        is_laid_out(source.path, source.descriptor)
        or any(
            correction["where"].items() <= row.items() for row in _read(source.path.read_bytes())[1]
        )
        for source in sources
    )


def _read(data: bytes) -> tuple[list[str], Rows]:
    reader = csv.DictReader(io.StringIO(data.decode(), newline=""))
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


def _pin_what_only_the_subject_counts(project: Project) -> None:
    """What `opendata pin` leaves alone, as it is no number of rows, values or a total."""
    register = project.packages / "municipalities" / "sources" / "municipality.csv"
    _, rows = _read(register.read_bytes())

    def there(day: str) -> int:
        return sum(row["valid_from"] <= day <= (row["valid_to"] or "9999-12-31") for row in rows)

    def counts(pinned: dict[str, Any]) -> None:
        pinned["counts"] = {day: there(day) for day in pinned["counts"]}

    days = {"value_pairs_set": [[f"{year}-01-01", False] for year in (2019, 2020, 2021)]}
    _pin(project, "municipality", "counts_on_1_january", counts)
    # Of a country of a few municipalities no published total fits what two of them received.
    _pin(project, "implied_total", "only_the_day_that_is_used", lambda pinned: pinned.update(days))


def _pin(
    project: Project, table: str, check: str, change: Callable[[dict[str, Any]], object]
) -> None:
    path = project.expectations / f"{table}.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    [found] = [each for each in suite["expectations"] if each["meta"]["id"] == check]
    change(found["kwargs"])
    path.write_text(json.dumps(suite), encoding="utf-8")
