"""Group `deliveries`: taking in one long workbook, against reading its cells and no more.

The persons are made up. Nothing can be taken in before calamine has read the sheet, so that is the
peer; what it reads is thrown away.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.measure import FRESH, Case, run_once

ROWS = 170_000

READ = """
import sys, python_calamine
workbook = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
"""


def cases(scratch: Path) -> list[Case]:
    """The cases, with what they need prepared in the folder `scratch`."""
    opendata = str(Path(sys.executable).with_name("opendata"))
    workbook = str(scratch / "trajectories.xlsx")
    run_once([sys.executable, "-m", "tests.benchmarks.deliveries", workbook])
    intake = [opendata, "intake", workbook, "--as-of", "2026-12-31", "--store", f"{FRESH}/store"]
    return [
        Case(
            f"opendata intake, one workbook of {ROWS:,} rows",
            intake,
            "its cells read by calamine",
            [sys.executable, "-c", READ, workbook],
            aim=2.5,
        )
    ]


def make(path: Path) -> None:
    """Write the workbook, in the headers of the template."""
    import xlsxwriter

    from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
    from inburgering_opendata.toolkit.ground.project import installed_project
    from tests.delivery.made_up import spells

    schema = load_table_schema(installed_project(), "trajectory")
    workbook = xlsxwriter.Workbook(
        path, {"constant_memory": True, "default_date_format": "dd-mm-yyyy"}
    )
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, [field.descriptor["title@nl"] for field in schema.fields])
    at, person = 1, 0
    while at <= ROWS:
        for row in spells(person, "GM0344"):
            sheet.write_row(at, 0, [row.get(name) for name in schema.field_names])
            at += 1
        person += 1
    workbook.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
