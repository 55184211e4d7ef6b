"""Two files as another publisher has them, and what somebody types who begins with them."""

from __future__ import annotations

import io
import shlex
from pathlib import Path

import openpyxl
from click.testing import CliRunner, Result

from inburgering_opendata.cli import main
from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.drafts import drafts_of
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import load_project
from inburgering_opendata.toolkit.validate.checks import checks_of

STATIONS = (
    "Meetstations;;;;\r\n"
    "\r\n"
    "Station;Naam;Hoogte (m);Geopend;In gebruik\r\n"
    "NL-001;Één;1.234;31-01-2009;ja\r\n"
    "NL-002;Súdwest;21;15-06-2012;ja\r\n"
    "NL-003;Wad;-2;01-01-2015;nee\r\n"
    "NL-004;Bos;-;10-01-2026;ja\r\n"
)
"""As Excel saves it with Dutch settings, in cp1252."""

MEANS = "\n".join(
    [
        "station,substance,day,mean (µg/m³)",
        *(
            f"NL-00{station},{substance},2026-01-{day:02},{station * 10 + day}.{day}"
            for station in (1, 2, 3)
            for substance in ("NO2", "O3")
            for day in (15, 16, 17, 18)
        ),
        "",
    ]
)
"""Plain CSV."""


def write_files(folder: Path) -> None:
    """The files, in a folder."""
    (folder / "stations.csv").write_bytes(STATIONS.encode("cp1252"))
    (folder / "means.csv").write_text(MEANS, encoding="utf-8")


def workbook() -> bytes:
    """A workbook with a title above its table, and a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Cijfers"
    for row in (["Overzicht"], [], ["Station", "Jaar", "Mean"], ["NL-001", 2025, 1.5]):
        sheet.append(row)
    sheet.append(["NL-002", 2025, 12])
    book.create_sheet("Toelichting").append(["niets"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def typed(line: str) -> Result:
    """What a line says that somebody types in the working folder: `opendata …`.

    Nothing is remembered of the line before, as each is a process of its own.
    """
    for remembered in (checks_of, load_table_schema, load_catalog):
        remembered.cache_clear()
    return CliRunner().invoke(main, _words(line))


def well(line: str) -> str:
    """What a line writes, when it does well."""
    result = typed(line)
    assert result.exit_code == 0, result.output
    return result.output


def _words(line: str) -> list[str]:
    name, *words = shlex.split(line)
    assert name == "opendata"
    return words


def write_drafts(root: Path) -> int:
    """Write what only a person knows, in place of each TODO; the number of lines that takes."""
    lines = 0
    for path in {draft.path for draft in drafts_of(load_project(root))}:
        kept = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if "TODO: " in line:
                lines += 1
                before, _, rest = line.partition("TODO: ")
                end = rest.rpartition('"')[2]
                if rest.startswith("the URI"):
                    kept.append(f'{before}https://air.test/place"{end}')
                    continue
                line = f'{before}Said by a person, in more than fifty characters of words."{end}'
            kept.append(line)
        path.write_text("\n".join([*kept, ""]), encoding="utf-8")
    return lines


INIT = (
    'opendata init air --title "Air quality" --publisher "Bureau of Air" --contact desk@air.test '
    '--description "What stations measured." --theme ENVI --place Netherlands'
)
ADD = (
    'opendata add ../stations.csv --table station --title "Stations" --licence CC-BY-4.0 '
    "--address https://air.test/stations",
    'opendata add ../means.csv --table mean --title "Daily means" --licence CC-BY-4.0 '
    "--address https://air.test/means --key station --key substance --key day",
)
