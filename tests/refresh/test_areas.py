"""Register, provinces and regions of a new year, from a copy of “Gebieden in Nederland”."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.ground import web
from inburgering_opendata.toolkit.ground.project import Project
from tests.refresh.areas import PLACES, areas, places_of
from tests.refresh.service import V3, V4, Made, Row, Service, serving
from tests.refresh.test_year import pin, told_by_validation

Run = Callable[..., Result]

REGISTER, REGIONS = "municipality", "municipality_region_2026"


@pytest.fixture
def places(own_small_project: Project) -> list[Row]:
    """The municipalities of today, as they are pinned."""
    return places_of(rows(own_small_project, REGISTER), rows(own_small_project, REGIONS))


@pytest.fixture
def service(own_small_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty service, at which register and regions are fetched by version 3."""
    monkeypatch.setattr(web, "PAUSE", 0.001)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("OPENDATA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    monkeypatch.chdir(tmp_path)
    with serving([Made("86097NED", "Woonplaatsen in Nederland 2028", {}, [], [])]) as running:
        for name in (REGISTER, REGIONS):
            refetch(own_small_project, name, address=f"{running.address}{V3}")
        yield running


def rows(project: Project, name: str) -> list[dict[str, str]]:
    path = project.packages / "municipalities" / "sources" / f"{name}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def refetch(project: Project, name: str, **changes: Any) -> None:
    """Change how a source is fetched."""
    path = project.packages / "municipalities" / "package.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    [source] = [each for each in raw["sources"] if each["path"] == f"sources/{name}.csv"]
    source["fetch"].update(changes)
    path.write_text(json.dumps(raw, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def fetched(opendata: Run, name: str, *more: str) -> dict[str, Any]:
    run = opendata("sources", "fetch", name, *more, "--format", "json")
    assert run.exit_code == 0, run.output
    [one] = json.loads(run.stdout)
    return dict(one)


def reorganised(places: list[Row]) -> list[Row]:
    """Oostzaan (made up) goes into Amsterdam, and a municipality that is new takes two others."""
    gone = {"GM0431", "GM0757", "GM0824"}
    new = {**places[0], "code": "GM9998", "name": "Nieuwstad", "province": "Noord-Brabant"}
    new |= {"province_code": "PV30", "region": "Nieuwe regio", "region_code": "AM77"}
    return [*(place for place in places if place["code"] not in gone), new]


@pytest.mark.parametrize("version", [3, 4])
def test_a_reorganisation_is_found_when_the_register_is_fetched(
    version: int,
    service: Service,
    opendata: Run,
    own_small_project: Project,
    places: list[Row],
) -> None:
    root, interface = (V3, "odata-3") if version == 3 else (V4, "odata-4")
    refetch(own_small_project, REGISTER, interface=interface, address=f"{service.address}{root}")
    before = {row["municipality_code"]: row for row in rows(own_small_project, REGISTER)}
    service.datasets += [
        areas(2026, places, version=version),
        areas(2027, reorganised(places), version=version),
    ]
    one = fetched(opendata, "municipality", "--accept")
    assert one["change"] == "rows: 1 added, 3 changed"
    assert {
        "codes that came: GM9998",
        "not there on 2027-01-01, so that they ended the day before: GM0431, GM0757, GM0824",
    } <= {*one["remarks"]}
    after = {row["municipality_code"]: row for row in rows(own_small_project, REGISTER)}
    new = after.pop("GM9998")
    assert [*new.values()] == ["GM9998", "Nieuwstad", "PV30", "Noord-Brabant", "2027-01-01", ""]
    ended = {code: row["valid_to"] for code, row in after.items() if row != before[code]}
    assert ended == dict.fromkeys(["GM0431", "GM0757", "GM0824"], "2026-12-31")
    source = next(
        each
        for each in json.loads(
            (own_small_project.packages / "municipalities/package.json").read_text()
        )["sources"]
        if each["table"] == "municipality"
    )
    assert (source["fetched"]["dataset"], source["date"]) == ("82027NED", "2026-12-19")


def test_what_the_register_of_a_new_year_needs_is_asked_until_somebody_said_it(
    service: Service, opendata: Run, own_small_project: Project, places: list[Row]
) -> None:
    """As the recipe has it: a person says what became of what, where it lies, and how many."""
    service.datasets.append(areas(2027, reorganised(places)))
    counted = "counts_on_1_january"
    fetched(opendata, "municipality", "--accept")
    asked = {counted, "ends_in_a_reorganisation", "complete"}
    assert told_by_validation(opendata, "municipalities") >= asked
    sources = own_small_project.packages / "municipalities/sources"
    added = [("GM0431", "GM0363"), ("GM0757", "GM9998"), ("GM0824", "GM9998")]
    kinds = ("absorption", "merger", "merger")
    lines = [
        f"2027-01-01,{old},{new},{kind},made_up_{old},"
        for (old, new), kind in zip(added, kinds, strict=True)
    ]
    for name, more in (
        ("municipality_change", lines),
        ("municipality_centroid", ["GM9998,5.2,51.6,2027"]),
    ):
        path = sources / f"{name}.csv"
        text = path.read_text(encoding="utf-8") + "\n".join([*more, ""])
        path.write_text(text, encoding="utf-8")
    assert opendata("pin").exit_code == 0
    now = sum(not row["valid_to"] for row in rows(own_small_project, REGISTER))
    pin(
        own_small_project,
        "municipality",
        counted,
        lambda kwargs: kwargs["counts"].update({"2027-01-01": now}),
    )
    assert told_by_validation(opendata, "municipalities") == set()


def test_the_regions_of_a_new_year_come_beside_those_of_the_years_before(
    service: Service, opendata: Run, own_small_project: Project, places: list[Row]
) -> None:
    before = rows(own_small_project, REGIONS)
    service.datasets += [areas(2027, reorganised(places)), areas(2026, places)]
    one = fetched(opendata, REGIONS, "--accept")
    assert one["change"] == f"rows: {len(places) - 2:,} added"
    after = rows(own_small_project, REGIONS)
    assert [row for row in after if row["year"] == "2026"] == before
    new = {row["municipality_code"]: row for row in after if row["year"] == "2027"}
    assert (new["GM9998"]["region_name"], new["GM9998"]["region_code_2020"]) == ("Nieuwe regio", "")
    same = {row["municipality_code"]: row["region_code_2020"] for row in before}
    codes = {code: row["region_code_2020"] for code, row in new.items() if code != "GM9998"}
    assert codes == {code: same[code] for code in codes}
    # The same year once more: a region that was revised in silence.
    service.datasets[1].rows[1]["Naam_5"] = "Anders"
    again = fetched(opendata, REGIONS)
    assert again["change"] == "rows: 1 changed" and ": region_name in 1" in str(again)


def test_a_name_that_is_written_otherwise_is_told_and_stays_as_it_is(
    service: Service, opendata: Run, own_small_project: Project, places: list[Row]
) -> None:
    renamed = [{**p, "name": "Bergen (NH.)"} if p["code"] == "GM0373" else p for p in places]
    service.datasets.append(areas(2026, renamed))
    service.datasets[-1].is_ended = True  # as each year's is; the next one is found by its title
    before = rows(own_small_project, REGISTER)
    one = fetched(opendata, "municipality", "--accept")
    assert one["outcome"] == "same" and rows(own_small_project, REGISTER) == before
    [remark] = one["remarks"]
    assert "GM0373 municipality_name 'Bergen (NH.)' (pinned: 'Bergen (NH)')" in remark


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"region_name": {"titled": ["Code"]}}, "name the groups above it"),
        ({"region_name": {"titled": ["Arbeidsmarktregios", "Naam"]}}, "did you mean 'Arbeids"),
        ({"region_name": {"titled": [PLACES, "Naam"]}}, "no measure has the title"),
        ({"region_code_2020": {"beside": "region"}}, "'region', which 'fetch' names"),
    ],
    ids=["several", "no such group", "a group is left out", "no such column"],
)
@pytest.mark.parametrize("version", [3, 4])
def test_a_title_that_does_not_tell_one_measure_is_refused_with_the_nearest(
    version: int,
    change: dict[str, Any],
    words: str,
    service: Service,
    opendata: Run,
    own_small_project: Project,
    places: list[Row],
) -> None:
    columns = {
        "municipality_code": {"dimension": "RegioS"},
        "year": {"text": "{year}"},
        "region_name": {"titled": ["Arbeidsmarktregio's", "Naam"]},
        "region_code_2020": {"beside": "region_name"},
    }
    root, interface = (V3, "odata-3") if version == 3 else (V4, "odata-4")
    refetch(
        own_small_project,
        REGIONS,
        interface=interface,
        address=f"{service.address}{root}",
        columns={**columns, **change},
    )
    service.datasets.append(areas(2027, places, version=version))
    before = rows(own_small_project, REGIONS)
    run = opendata("sources", "fetch", REGIONS, "--accept")
    assert (run.exit_code, words in run.stderr) == (3, True), run.output
    assert rows(own_small_project, REGIONS) == before


def test_titles_are_the_same_however_an_apostrophe_or_a_space_is_written(
    service: Service, opendata: Run, own_small_project: Project, places: list[Row]
) -> None:
    """In one and the same dataset are `Arbeidsmarktregio's` and `Jeugdzorgregio’s`."""
    made = areas(2027, places)
    made.titles = {
        name: tuple(title.replace("'", "’").replace(" ", "  ") for title in titles)
        for name, titles in made.titles.items()
    }
    service.datasets.append(made)
    assert fetched(opendata, REGIONS)["change"] == f"rows: {len(places):,} added"


def test_without_groups_the_title_alone_tells_a_measure(
    service: Service, opendata: Run, own_small_project: Project, places: list[Row]
) -> None:
    made = areas(2027, places, version=4)
    made.titles = {name: (" ".join(titles),) for name, titles in made.titles.items()}
    made.has_groups = False
    service.datasets.append(made)
    refetch(
        own_small_project,
        REGIONS,
        interface="odata-4",
        address=f"{service.address}{V4}",
        columns={
            "municipality_code": {"dimension": "RegioS"},
            "year": {"text": "{year}"},
            "region_name": {"titled": [f"{PLACES} Arbeidsmarktregio's Naam"]},
            "region_code_2020": {"beside": "region_name"},
        },
    )
    assert fetched(opendata, REGIONS)["change"] == f"rows: {len(places):,} added"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda places: [*places, {**places[0], "code": "GM0003"}], "GM0003 is there on 2027"),
        (lambda places: [], "no figure at all"),
    ],
    ids=["came back", "nobody"],
)
def test_a_register_that_cannot_be_so_changes_nothing(
    spoil: Callable[[list[Row]], list[Row]],
    words: str,
    service: Service,
    opendata: Run,
    own_small_project: Project,
    places: list[Row],
) -> None:
    service.datasets.append(areas(2027, spoil(places)))
    before = rows(own_small_project, REGISTER)
    run = opendata("sources", "fetch", "municipality", "--accept", "--fewer")
    assert (run.exit_code, words in run.stderr) == (3, True), run.output
    assert rows(own_small_project, REGISTER) == before


def test_a_year_that_no_title_tells_is_asked_for(
    service: Service, opendata: Run, own_small_project: Project, places: list[Row]
) -> None:
    service.datasets.append(areas(2027, places))
    refetch(own_small_project, REGIONS, title="Gebieden in Nederland 2027")
    run = opendata("sources", "fetch", REGIONS)
    assert (run.exit_code, "'title' of 'fetch' has no {year}" in run.stderr) == (3, True)
