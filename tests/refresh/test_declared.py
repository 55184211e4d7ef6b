"""Every source of the project that says how it is fetched is, from a copy of its publisher."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground import web
from inburgering_opendata.toolkit.ground.project import Project
from tests.refresh.areas import areas, places_of
from tests.refresh.service import V3, V4, Made, serving

Run = Callable[..., Result]

REGISTER, REGIONS = "municipality.csv", "municipality_region_2026.csv"
SLICE = {"Geslacht": "T001038", "Leeftijd": "10000", "BurgerlijkeStaat": "T001019"}


def inhabitants(sources: Path) -> Made:
    """All that is pinned of the inhabitants, as CBS has it."""
    rows = [
        {
            **SLICE,
            "RegioS": row["municipality_code"],
            "Perioden": f"{row['reference_date'][:4]}JJ00",
            "M000352": int(row["inhabitants"]),
        }
        for path in sorted(sources.glob("population_*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]
    codes = {name: sorted({str(row[name]) for row in rows}) for name in (*SLICE, "RegioS")}
    years = sorted({str(row["Perioden"]) for row in rows})
    return Made(
        "03759ned",
        "Bevolking op 1 januari en gemiddeld; geslacht, leeftijd en regio",
        {
            **{name: [{"code": code} for code in found] for name, found in codes.items()},
            "Perioden": [{"code": year, "status": "Definitief"} for year in years],
        },
        ["M000352"],
        rows,
    )


def test_each_declared_source_is_fetched_and_every_figure_is_the_same(
    own_small_project: Project, opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PAUSE", 0.001)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    monkeypatch.chdir(tmp_path)
    sources = own_small_project.packages / "municipalities/sources"
    declared = own_small_project.packages / "municipalities/package.json"
    before = {path.name: _figures(path) for path in sources.glob("population_*.csv")}
    assert len(before) == 4
    register, regions = (
        list(csv.DictReader((sources / name).read_text(encoding="utf-8").splitlines()))
        for name in (REGISTER, REGIONS)
    )
    with serving([inhabitants(sources), areas(2026, places_of(register, regions))]) as service:
        service.page = 25
        text = declared.read_text(encoding="utf-8")
        there = "https://datasets.cbs.nl/odata/v1/CBS"
        assert text.count(there) == 4
        text = text.replace(there, f"{service.address}{V4}")
        there = "https://opendata.cbs.nl/ODataFeed/odata"
        assert text.count(there) == 2
        declared.write_text(text.replace(there, f"{service.address}{V3}"), encoding="utf-8")
        run = opendata("sources", "fetch", "--accept", "--format", "json")
        assert run.exit_code == 0, run.output
        told = {each["source"]: each["outcome"] for each in json.loads(run.stdout)}
        # Of the register and the regions every cell is as CBS has it, so that nothing is pinned.
        same = {REGISTER, REGIONS}
        assert {name for name, what in told.items() if what == "same"} == {
            f"municipalities/{name[:-4]}" for name in same
        }
        assert {name for name, what in told.items() if what == "accepted"} == {
            f"municipalities/{name[:-4]}" for name in before
        }
        again = json.loads(opendata("sources", "fetch", "--format", "json").stdout)
        assert {each["outcome"] for each in again} == {"same"}
    assert {path.name: _figures(path) for path in sources.glob("population_*.csv")} == before


def _figures(path: Path) -> list[tuple[str, str, str]]:
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return sorted((r["municipality_code"], r["reference_date"], r["inhabitants"]) for r in rows)


def test_what_is_not_fetched_of_the_municipalities_says_why(opendata: Run) -> None:
    found = json.loads(opendata("sources", "--format", "json").stdout)
    own = [each for each in found if each["source"].startswith("municipalities/")]
    assert all(bool(each["is_fetched"]) != bool(each["not_fetched"]) for each in own)
    told = opendata("sources").stdout
    assert "municipalities/municipality_region_2020 is not fetched: VNG published" in told
