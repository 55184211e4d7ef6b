"""The page of evidence and that of each municipality: every number is one of the tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from inburgering_opendata.explain.targets import METHODS
from inburgering_opendata.pages.proof import Proof
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.tables.rows import Row
from tests.site.test_promised import text_of
from tests.site.test_tables import column, sort_by
from tests.site.visit import Visit

FIGURE = ("place", "period", "subject", "source_address")


def rows_of(release: Path, table: str) -> list[Row]:
    rows: list[Row] = pq.read_table(release / f"funding/data/{table}.parquet").to_pylist()
    return rows


def figures(release: Path) -> Mapping[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows_of(release, "evidence"):
        found.setdefault(tuple(row[name] for name in FIGURE), []).append(row)
    return found


def test_each_reported_figure_stands_beside_what_each_rule_gives(
    contents: Contents, release: Path
) -> None:
    expected = figures(release)
    tested = Proof(contents, ENGLISH).figures
    assert len(tested) == len(expected)
    pairs = sorted(
        (each.period, int(each.number), given.rule, given.number, given.is_met)
        for each in tested
        for given in each.given
    )
    assert pairs == sorted(
        (
            row["period"],
            row["value"],
            row["rule"],
            "" if row["computed_value"] is None else str(row["computed_value"]),
            row["is_met"],
        )
        for rows in expected.values()
        for row in rows
    )


def test_the_counts_by_rule_half_year_and_class_are_those_of_the_tables(
    site: Path, contents: Contents, release: Path
) -> None:
    proof = Proof(contents, DUTCH)
    rules = [row for row in rows_of(release, "rule") if row["rule"] in METHODS]
    assert sum(met for row in proof.by_period() for met, _ in row.met) == sum(
        row["met"] for row in rules
    )
    counts = [row for row in rows_of(release, "evidence_count") if row["rule"] in METHODS]
    assert {"before_lowering", "derived"} <= {row["class"] for row in counts}
    for rows in (proof.by_class(), [row for _, row in proof.by_period_and_class()]):
        assert sum(met for row in rows for met, _ in row.met) == sum(r["met"] for r in counts)
        assert sum(all_ for row in rows for _, all_ in row.met) == sum(r["figures"] for r in counts)
    said = text_of(site / "bewijs.html")
    for row in proof.by_class():
        met, whole = row.met[0]
        assert f"{row.title} {row.figures} {met} van {whole}" in said


def test_every_number_of_the_stories_comes_from_the_tables(site: Path, release: Path) -> None:
    said = text_of(site / "bewijs.html")
    amounts = {row["id"]: row["amount_eur"] for row in rows_of(release, "national_amount")}
    promised, transferred = (amounts[n] for n in ("introduction", "introduction_transferred"))
    assert f"Toegezegd is {DUTCH.euros(promised)}" in said
    assert f"Overgemaakt is {DUTCH.euros(transferred)}" in said
    assert f": {DUTCH.euros(promised - transferred)} minder." in said
    assert "36" not in _words() and "34" not in _words()
    used = [
        row
        for row in rows_of(release, "rule")
        if row["rule"] == "housing_adams" and row["use"] == "used" and "-H" in row["period"]
    ]
    assert f"Tot en met {max(row['period'] for row in used)} past de methode van Adams" in said


def _words() -> str:
    path = Path(__file__).parents[2] / "src/inburgering_opendata/pages/words.toml"
    text = path.read_text(encoding="utf-8").partition("[evidence]")[2].partition("\n[")[0]
    return re.sub(r"[0-9]{4}, art. [0-9]+", "", text)


def test_contradictions_have_both_figures_and_their_reason(site: Path, contents: Contents) -> None:
    page = unescape((site / "en/evidence.html").read_text(encoding="utf-8"))
    found = [r for r in contents.rows("reported_figure") if r["status"] == "contested"]
    for row in found:
        assert row["contested_because"] in page and row["source_address"] in page
        assert f'<td class="number">{ENGLISH.number(int(row["contested_value"]))}</td>' in page
    assert page.count("</tr>", page.index('id="contested"'), page.index('id="uncompared"')) == (
        1 + len(found)
    )


def test_figures_are_searched_and_sorted(visit: Visit, release: Path) -> None:
    page = visit.goto("bewijs.html")
    section = page.locator("#figures")
    section.get_by_label("Zoek in de gemelde taakstellingen").fill("oostzaan")
    mine = [rows for key, rows in figures(release).items() if key[0] == "Oostzaan"]
    mine = [rows for rows in mine if rows[0]["stream"] == "housing_target"]
    told = section.locator(".status")
    expect(told).to_contain_text(f"van {len(mine)} gevonden")
    page = visit.goto("bewijs.html#sort=-reported&is.used=klopt+niet")
    expect(told).to_contain_text("Rij 1 tot")
    used = {(r["rule"], r["period"]) for r in rows_of(release, "rule") if r["use"] == "used"}
    missed = [
        rows[0]["value"]
        for rows in figures(release).values()
        if rows[0]["stream"] == "housing_target"
        and any(r["is_met"] is False and (r["rule"], r["period"]) in used for r in rows)
    ]
    shown = section.locator("tbody tr > :nth-child(3)").all_inner_texts()
    assert missed
    assert [re.split(r"\s", text)[0] for text in shown] == [
        DUTCH.number(value) for value in sorted(missed, reverse=True)[:25]
    ]


def test_a_municipality_has_its_own_evidence_or_says_that_there_is_none(
    site: Path, release: Path, contents: Contents
) -> None:
    having: dict[str, int] = {}
    for rows in figures(release).values():
        if code := rows[0]["municipality_code"]:
            having[code] = having.get(code, 0) + 1
    codes = {row["municipality_code"] for row in contents.rows("municipality")}
    assert having and codes - set(having)
    for code in codes:
        text = (site / f"gemeente/{code}.html").read_text(encoding="utf-8")
        own = text[text.index('<section id="evidence"') : text.index('<section id="outcomes"')]
        assert 'href="../bewijs.html"' in own
        if code in having:
            assert f"({having[code]})" in own and "<table>" in own
        else:
            assert "is geen gemeld cijfer gevonden" in own and "<table>" not in own


@pytest.mark.parametrize("path", ["bewijs.html", "methode.html", "gegevens/funding/stream.html"])
def test_a_source_is_a_link_to_the_thing_or_says_that_its_address_was_not_found(
    site: Path, contents: Contents, path: str
) -> None:
    text = (site / path).read_text(encoding="utf-8")
    fronts = re.findall(r'href="(https?://[^/"]+/?)"', text)
    assert fronts == []
    if path == "methode.html":
        assert "adres van het stuk zelf niet gevonden" in text
        own = [
            source
            for package in contents.packages
            for source in package.descriptor["sources"]
            if "contributors" in source["publisher"] and "vng.nl" in source["path"]
        ]
        assert len(own) >= 4
        for source in own:
            rows = f'gegevens/funding/{source["reasons_in"]}.html#preview">'
            assert rows + source["title@nl"] in unescape(text)


def test_no_source_on_any_page_is_a_front_page(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        main = text.partition("<main")[2].partition("</main>")[0]
        assert not re.findall(r'href="https?://[^/"]+/?"', main), page


@pytest.mark.whole(reason="make test searches and sorts the evidence.")
def test_an_address_in_a_row_is_a_link(visit: Visit) -> None:
    page = visit.goto("gegevens/funding/national_amount.html")
    sort_by(page, "id")
    cells = column(page, "source_address")
    assert any("(adres van het stuk zelf niet gevonden)" in cell for cell in cells)
    page.get_by_label("Zoek in alle rijen").fill("introduction_transferred rijksfinancien")
    link = page.locator(".browsed tbody a").first
    expect(link).to_have_attribute("href", re.compile("^https://www.rijksfinancien.nl/.+"))


@pytest.mark.parametrize(
    ("pages", "own", "others"),
    [
        (
            ("bewijs.html", "gegevens/funding/reported_figure.html"),
            "Regio Amersfoort",
            ("Region Amersfoort", "(province", "municipalities)"),
        ),
        (
            ("en/evidence.html", "en/data/funding/reported_figure.html"),
            "Region Amersfoort",
            ("Regio Amersfoort", "(provincie", "gemeenten)"),
        ),
    ],
)
def test_a_region_is_named_in_the_language_of_the_page(
    visit: Visit, pages: tuple[str, str], own: str, others: tuple[str, ...]
) -> None:
    for path in pages:
        page = visit.goto(path)
        # What was corrected is told by the cells of the source, below.
        said = "\n".join(page.locator("main table:not(#corrections *)").all_inner_texts())
        assert said and not [each for each in others if each in said], path
    page.get_by_role("searchbox").fill("664 amersfoort")
    expect(page.locator(".browsed tbody tr")).to_have_count(1)
    expect(page.locator(".browsed tbody")).to_contain_text(own)


def test_places_of_both_languages_are_told_apart(project: Project) -> None:
    for name in ("funding/sources/reported_statement.csv", "outcomes/sources/observation_swi.csv"):
        with (project.packages / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                english = re.search(r"\b(province|region|municipalities)\b", row["place"], re.I)
                dutch = re.search(r"\b(provincie|regio|gemeenten)\b", row["place_nl"], re.I)
                assert bool(english) is bool(dutch) is (row["place"] != row["place_nl"]) or (
                    row["place"].startswith("Netherlands") and row["place_nl"].startswith("Ned")
                )
