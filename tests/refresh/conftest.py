"""A project whose sources say how they are fetched, and a loopback copy of where they come from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inburgering_opendata.toolkit.ground import web
from inburgering_opendata.toolkit.ground.project import Project, load_project
from tests.refresh.service import V4, Made, Row, Service, serving

FILE = "sources/population_2022_2025.csv"
SLICE = {"Geslacht": "T001038", "Leeftijd": "10000"}
COLUMNS = {
    "municipality_code": {"dimension": "RegioS"},
    "reference_date": {"dimension": "Perioden", "day": "first"},
    "inhabitants": {"measure": "M000352"},
    "source": {"text": "CBS StatLine 03759ned"},
    "source_nl": {"text": "CBS StatLine 03759ned"},
}


def inhabitants(rows: list[Row]) -> Made:
    """The dataset of inhabitants, by municipality and year, with rows that nobody asks for."""
    years = sorted({row["Perioden"] for row in rows})
    others = [
        {**rows[0], "Geslacht": "3000", "M000352": 1},
        # Its code starts as the one that is asked for.
        {**rows[0], "Leeftijd": "1000012", "M000352": 2},
        {**rows[0], "RegioS": "NL01", "M000352": 3},
        {**rows[0], "Perioden": "1995JJ00", "M000352": 4},
    ]
    return Made(
        identifier="03759ned",
        title="Bevolking op 1 januari en gemiddeld; geslacht, leeftijd en regio",
        dimensions={
            "Geslacht": [{"code": "T001038"}, {"code": "3000"}],
            "Leeftijd": [{"code": "10000"}, {"code": "1000012"}],
            "RegioS": [{"code": code} for code in sorted({row["RegioS"] for row in rows})],
            "Perioden": [
                {"code": y, "status": "Definitief" if y < "2025" else "Voorlopig"} for y in years
            ],
        },
        measures=["M000352"],
        rows=[*others, *rows],
    )


def pinned_rows(project: Project) -> list[Row]:
    """What is pinned, as the service has it."""
    text = (project.packages / "municipalities" / FILE).read_text(encoding="utf-8")
    return [
        {
            **SLICE,
            "RegioS": row["municipality_code"],
            "Perioden": f"{row['reference_date'][:4]}JJ00",
            "M000352": int(row["inhabitants"]),
        }
        for row in csv.DictReader(io.StringIO(text))
    ]


@pytest.fixture
def service(
    own_small_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    """The service, which has what the project has; the command line works for that project."""
    monkeypatch.setattr(web, "PAUSE", 0.001)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("OPENDATA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    monkeypatch.chdir(tmp_path)
    with serving([inhabitants(pinned_rows(own_small_project))]) as running:
        running.page = 25
        only_this_is_fetched(own_small_project)
        declare(own_small_project, running)
        yield running


def only_this_is_fetched(project: Project) -> None:
    """The other sources say no longer how they are fetched: nobody asks their publisher here."""
    path = project.packages / "municipalities" / "package.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    for source in raw["sources"]:
        source.pop("fetch", None)
    path.write_text(json.dumps(raw, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def declare(project: Project, service: Service, **changes: Any) -> None:
    """Say of the source how it is fetched; a change of None takes a property out."""
    told = {
        "interface": "odata-4",
        "address": f"{service.address}{V4}",
        "dataset": "03759ned",
        "only": SLICE,
        "starting": {"RegioS": "GM"},
        "since": {"Perioden": "2022JJ00"},
        "columns": COLUMNS,
        **changes,
    }
    in_source(project, lambda source: source.update(fetch=_without_none(told)))


def _without_none(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}


def in_source(project: Project, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The source as it is declared, changed."""
    path = project.packages / "municipalities" / "package.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    [source] = [each for each in raw["sources"] if each["path"] == FILE]
    change(source)
    path.write_text(json.dumps(raw, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    found: dict[str, Any] = source
    return found


@pytest.fixture
def pinned(own_small_project: Project) -> Path:
    return load_project(own_small_project.root).packages / "municipalities" / FILE
