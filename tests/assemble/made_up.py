"""A caseload that is made up."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from inburgering_opendata.municipalities.boundary_views import reorganisations
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.ground.project import Project

COLUMNS = ("family_and_other", "asylum_provisional", "asylum", "completed", "education_route")


def write_caseload(project: Project, path: Path) -> None:
    """The caseload of every municipality, each year on its own boundaries."""
    changes = reorganisations(Assembly(project).table)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["municipality_code", "year", "boundaries_on", *COLUMNS])
        for year in range(2020, 2025):
            day = date(year, 1, 1)
            for code in (c for c in changes.register if changes.existed(c, day)):
                number = int(code[2:])
                writer.writerow([code, year, day, *(number % n for n in (37, 53, 51, 11, 5))])
