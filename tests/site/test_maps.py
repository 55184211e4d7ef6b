"""Maps: circles that never overlap, coloured by the figure, for eye, keyboard and table."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from inburgering_opendata.municipalities.names import Names
from inburgering_opendata.pages.circles import HEIGHT, WIDTH, Circle, circles_of
from inburgering_opendata.pages.drawn_map import (
    DIVERGING,
    SEQUENCE,
    colours_of,
    drawn_map,
    steps_of,
    tint_of,
)
from inburgering_opendata.pages.figures import figures_of
from inburgering_opendata.toolkit.describe.language import DUTCH
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.site.contents import Contents, read_contents
from tests.site.visit import Visit
from tests.whole import first

SVG = "{http://www.w3.org/2000/svg}"


def overlapping(circles: list[tuple[float, float, float]]) -> list[tuple[int, int]]:
    return [
        (one, other)
        for (one, a), (other, b) in combinations(enumerate(circles), 2)
        if (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 < (a[2] + b[2]) ** 2
    ]


@pytest.mark.parametrize(
    ("code", "number"),
    first(1, (("GM0003", 355), ("GM1979", 342)), "It is another year of the same map."),
)
def test_no_two_circles_of_the_whole_country_overlap(
    pristine_build: Path, code: str, number: int
) -> None:
    contents = read_contents(pristine_build)
    circles = circles_of(contents, [code])
    assert len(circles) == number
    assert overlapping([(c.x, c.y, c.radius) for c in circles]) == []
    assert all(c.radius <= c.x <= WIDTH - c.radius for c in circles)
    assert all(c.radius <= c.y <= HEIGHT - c.radius for c in circles)
    places = {circle.code: circle for circle in circles}
    amsterdam, utrecht, maastricht = (places[c] for c in ("GM0363", "GM0344", "GM0935"))
    assert max(circles, key=lambda circle: circle.radius) is amsterdam
    # Where they are in the country, so they are on the map: Hilversum between three cities.
    hilversum, amersfoort = places["GM0402"], places["GM0307"]
    assert amsterdam.y < hilversum.y < utrecht.y + 5 and hilversum.x < amersfoort.x
    assert amsterdam.y < utrecht.y < maastricht.y and amsterdam.x < maastricht.x
    people = {
        row["municipality_code"]: int(row["inhabitants"])
        for row in sorted(contents.rows("population"), key=lambda row: row["reference_date"])
        if row["reference_date"] <= ("2020-01-01" if number == 355 else "9999")
    }
    ratio = (amsterdam.radius / utrecht.radius) ** 2
    assert ratio == pytest.approx(people["GM0363"] / people["GM0344"], rel=0.02)


def test_circles_of_a_few_municipalities_are_within_the_map(small_contents: Contents) -> None:
    circles = circles_of(small_contents, ["GM0344"])
    assert 1 < len(circles) < 30
    assert overlapping([(c.x, c.y, c.radius) for c in circles]) == []
    assert all(c.radius <= c.x <= WIDTH - c.radius for c in circles)
    assert all(c.radius <= c.y <= HEIGHT - c.radius for c in circles)


def test_the_same_rows_have_the_same_places(contents: Contents, release: Path) -> None:
    again = read_contents(release)
    assert circles_of(contents, ["GM0344"]) == circles_of(again, ["GM0344"]) != ()


def test_provinces_that_touch_stand_on_other_grounds() -> None:
    touching = (
        *("20 21", "20 22", "21 22", "21 23", "21 24", "21 27", "22 23", "23 24", "23 25"),
        *("24 25", "24 26", "24 27", "25 26", "25 28", "25 30", "25 31", "26 27", "26 28"),
        *("26 25", "27 28", "28 29", "28 30", "29 30", "30 31"),
    )
    alike = [p for p in touching if len({tint_of(f"PV{code}") for code in p.split()}) == 1]
    assert alike == []


@pytest.mark.parametrize(
    ("values", "is_difference", "steps"),
    [
        ((1387, 20_000, 46_416, 82_253, 1_829_986), False, (20_000, 46_000, 82_000, 1_800_000)),
        ((5,), False, (5,)),
        ((-160, 3, 40), True, (-80, -10, 0, 10, 80)),
        ((1, 2), True, (-2, -1, 0, 1, 2)),
    ],
)
def test_colours_change_at_round_numbers(
    values: tuple[int, ...], is_difference: bool, steps: tuple[int, ...]
) -> None:
    assert steps_of(values, is_difference) == steps
    colours = colours_of(steps, is_difference)
    assert len(colours) == len(steps) + 1
    assert set(colours) <= set(DIVERGING if is_difference else SEQUENCE)


def test_a_drawn_map_has_everybody_with_a_hint_and_no_name_outside_its_circle() -> None:
    circles = (
        Circle("A", 100.0, 100.0, 30.0, "PV20"),
        Circle("B", 200.0, 200.0, 5.0, "PV21"),
        Circle("C", 250.0, 200.0, 5.0, "PV21"),
    )
    svg = drawn_map(
        circles,
        {"A": 1000, "B": -3},
        names={"A": "Assen & zo", "B": "Borne", "C": "Cuijk"},
        write=DUTCH.number,
        is_difference=True,
        legend="Verschil",
        sized="Grootte: inwoners",
        unknown="niet gemeld",
    )
    drawn = ET.fromstring(svg)
    hints = [title.text for title in drawn.iter(f"{SVG}title")]
    assert sorted(map(str, hints)) == ["Assen & zo: 1.000", "Borne: -3", "Cuijk: niet gemeld"]
    names = [text.text for text in drawn.iter(f"{SVG}text")]
    assert "Assen & zo" in names and "Borne" not in names
    assert "niet gemeld" in names and "≥ 500" in names
    assert "Grootte: inwoners" in " ".join(map(str, names))


def test_a_map_that_is_framed_keeps_its_letters(site: Path) -> None:
    found = sorted(site.glob("pictures/*kaart*.svg"))
    assert found
    for path in found:
        names = [
            (group, text)
            for group in ET.parse(path).iter(f"{SVG}g")
            for text in group.findall(f"{SVG}text")
            if group.get("text-anchor") == "middle"
        ]
        assert names and all(text.get("font-size") == "8" for _, text in names)


def boxes_of(page: Page) -> list[tuple[float, float, float, float]]:
    found: list[tuple[float, float, float, float]] = page.evaluate(
        """() => [...document.querySelectorAll(".explore .canvas text")].map((text) => {
          const { x, y, width, height } = text.getBoundingClientRect();
          return [x, y, width, height];
        })"""
    )
    return found


def test_a_reader_s_map_has_no_overlap_and_every_municipality_a_hint(
    visit: Visit, contents: Contents
) -> None:
    page = visit.goto("beeld.html#view=map&figure=introduction.amount_eur.now&chosen=GM1979")
    circles = page.locator(".explore .canvas circle[data-code]")
    circles.first.wait_for()
    figures = {figure.id: figure for figure in figures_of(contents, DUTCH)}
    assert circles.count() == len(figures["introduction.amount_eur.now"].values)
    drawn: list[tuple[float, float, float]] = page.evaluate(
        """() => [...document.querySelectorAll(".explore .canvas circle[data-code]")]
          .map((c) => ["cx", "cy", "r"].map((name) => Number(c.getAttribute(name))))"""
    )
    assert overlapping(drawn) == []
    for (_, a), (_, b) in combinations(enumerate(boxes_of(page)), 2):
        apart = a[0] + a[2] <= b[0] + 1 or b[0] + b[2] <= a[0] + 1
        assert apart or a[1] + a[3] <= b[1] + 3 or b[1] + b[3] <= a[1] + 3, (a, b)
    names = Names(contents.rows("municipality"))
    hint = page.locator(".explore .canvas circle[data-code='GM1979'] title").text_content() or ""
    amount = figures["introduction.amount_eur.now"].values["GM1979"]
    assert hint == f"{names.find('GM1979')['municipality_name']} (Groningen): {DUTCH.euros(amount)}"
    expect(page.locator(".explore .canvas .ring")).to_have_count(1)
    expect(page.locator(".explore .under")).to_contain_text("opgeteld")


def circles_on(page: Page) -> dict[str, tuple[float, float, float]]:
    found: list[tuple[str, float, float, float]] = page.evaluate(
        """() => [...document.querySelectorAll(".explore .canvas circle[data-code]")]
          .map((c) => [c.dataset.code, ...[c.cx, c.cy, c.r].map((each) => each.baseVal.value)])"""
    )
    return {code: (x, y, radius) for code, x, y, radius in found}


@pytest.mark.whole(reason="make test draws a map as it opens.")
@pytest.mark.parametrize(
    "figure",
    first(
        1,
        ("structural.amount_eur", "housing_target.persons.2020-H1.now"),
        "Another figure is arranged in the same way.",
    ),
)
def test_circles_are_as_large_as_the_figure_where_a_reader_wants_that(
    visit: Visit, contents: Contents, figure: str
) -> None:
    values = {each.id: each for each in figures_of(contents, DUTCH)}[figure].values
    page = visit.goto(f"beeld.html#view=map&figure={figure}")
    page.locator(".explore .canvas svg").wait_for()
    by_people = circles_on(page)
    expect(page.locator(".explore .canvas")).to_contain_text("Grootte: inwoners")
    page.get_by_label("Cirkels op de kaart naar").select_option("figure")
    expect(page).to_have_url(re.compile(rf"view=map&figure={re.escape(figure)}&size=figure$"))
    expect(page.locator(".explore .canvas")).to_contain_text("Grootte: dit cijfer")
    drawn = circles_on(page)
    assert drawn.keys() == by_people.keys()
    assert overlapping(list(drawn.values())) == []
    for x, y, radius in drawn.values():
        assert radius <= x <= WIDTH - radius and radius <= y <= HEIGHT - radius
    first, second = sorted(values, key=lambda code: -values[code])[:2]
    ratio = (drawn[first][2] / drawn[second][2]) ** 2
    assert ratio == pytest.approx(values[first] / values[second], rel=0.03)
    # The link has it, and so has the picture that is saved.
    page = visit.goto(f"beeld.html#view=map&figure={figure}&size=figure")
    expect(page.get_by_label("Cirkels op de kaart naar")).to_have_value("figure")
    page.locator(".explore .canvas svg").wait_for()
    assert {code: pytest.approx(at, abs=0.06) for code, at in drawn.items()} == circles_on(page)
    with page.expect_download() as download:
        page.locator(".explore").get_by_role("button", name="SVG", exact=True).click()
    assert "-kaart-naar-bedrag-" in download.value.suggested_filename
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert "dit cijfer" in saved and "size=figure" in "".join(ET.fromstring(saved).itertext())


@pytest.mark.whole(reason="Of a few municipalities too few differences are known for a map.")
def test_a_difference_is_no_size_of_a_circle(visit: Visit, contents: Contents) -> None:
    differing = [each.id for each in figures_of(contents, DUTCH) if each.is_difference]
    page = visit.goto(f"beeld.html#view=map&figure={differing[0]}&size=figure")
    page.locator(".explore .canvas svg").wait_for()
    expect(page.locator(".explore .message")).to_contain_text("geen grootte")
    expect(page.locator(".explore .canvas")).to_contain_text("inwoners")
    page.get_by_label("Afbeelding", exact=True).select_option("distribution")
    expect(page.get_by_label("Cirkels op de kaart naar")).to_be_disabled()


@pytest.mark.whole(reason="make test walks through pages by keyboard.")
def test_the_keyboard_walks_along_a_map(visit: Visit, contents: Contents) -> None:
    page = visit.goto("beeld.html#view=map&figure=introduction.amount_eur")
    figures = {figure.id: figure for figure in figures_of(contents, DUTCH)}
    amount = DUTCH.euros(figures["introduction.amount_eur"].values["GM0363"])
    walk = page.get_by_label("Loop langs de gemeenten")
    walk.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("output.walked")).to_have_text(f"Amsterdam: {amount}, plaats 1.")
    expect(page.locator(".explore .canvas .walked")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(page.locator("output.walked")).to_contain_text("plaats 2.")
    page.keyboard.press("Home")
    expect(page.locator("output.walked")).to_have_text("")
    # A map needs no drawing program.
    assert not [path for path in visit.fetched if path.endswith("vega.js")]


@pytest.mark.whole(reason="make test switches one picture of each kind.")
def test_then_and_now_are_switched_in_every_choice(visit: Visit, contents: Contents) -> None:
    figures = {figure.id: figure for figure in figures_of(contents, DUTCH)}
    page = visit.goto("beeld.html#view=ranking&figure=introduction.amount_eur&chosen=GM1979")
    message = page.locator(".explore .message")
    expect(message).to_have_text("Geen cijfer voor Eemsdelta.")
    page.get_by_label("Grenzen", exact=True).select_option("now")
    expect(message).to_have_text("")
    amount = DUTCH.euros(figures["introduction.amount_eur.now"].values["GM1979"])
    expect(page.locator(".explore .marked")).to_contain_text(f"Eemsdelta: {amount}")
    expect(page).to_have_url(re.compile(r"figure=introduction\.amount_eur\.now"))
    for view in ("distribution", "comparison", "map"):
        page.get_by_label("Afbeelding").select_option(view)
        expect(page.locator(".explore .canvas svg")).to_be_visible()
        expect(page.locator(".explore .title")).to_contain_text("op de grenzen van")
    page.get_by_label("Cijfer", exact=True).select_option("population.inhabitants")
    expect(message).to_have_text("Voor dit cijfer zijn de grenzen van toen die van nu.")


def test_a_difference_has_colours_on_both_sides_of_nothing(project: Project) -> None:
    values = (-30, -2, 0, 4, 12)
    steps = steps_of(values, True)
    colours = colours_of(steps, True)
    rank = {value: sum(step <= value for step in steps) for value in values}
    assert {colours[rank[value]] for value in values if value < 0} <= set(DIVERGING[:3])
    assert {colours[rank[value]] for value in values if value >= 0} <= set(DIVERGING[3:])


@pytest.mark.whole(reason="make test holds a map and a comparison against the file.")
def test_targets_over_time_stand_beside_what_was_realised(visit: Visit, contents: Contents) -> None:
    figures = {figure.id: figure for figure in figures_of(contents, DUTCH)}
    page = visit.goto("beeld.html#view=time&chosen=GM1979,GM0394")
    table = page.locator(".explore table.rows")
    page.locator(".explore .canvas svg").wait_for()
    expect(page.locator(".explore .title")).to_contain_text("Taakstelling per halfjaar")
    expect(page.get_by_label("Cijfer", exact=True)).to_be_disabled()
    expect(page.get_by_label("Grenzen", exact=True)).to_be_disabled()
    expect(page.locator(".explore .message")).to_contain_text("Door de tijd staat alles op de gren")
    periods = sorted({row["half_year"] for row in contents.rows("housing_target")})
    rows = table.evaluate(
        "table => [...table.tBodies[0].rows].map((r) => [...r.cells].map((c) => c.textContent))"
    )
    assert [row[0] for row in rows] == periods
    first = figures[f"housing_target.persons.{periods[0]}.now"].values
    assert rows[0][1:4:2] == [str(first["GM1979"]), str(first["GM0394"])]
    [realised] = [
        row["realised"]
        for row in contents.rows("housing_result")
        if (row["municipality_code"], row["period"]) == ("GM0394", "2023-H1")
    ]
    assert rows[periods.index("2023-H1")][4] == realised == "174"
    expect(page.locator(".explore .canvas line title").filter(has_text="174")).to_have_count(1)


@pytest.mark.whole(reason="make test looks at the figures that are offered.")
def test_the_page_says_why_nothing_is_compared_per_inhabitant(visit: Visit) -> None:
    page = visit.goto("beeld.html")
    expect(page.locator(".explore")).to_contain_text("ze zijn naar inwoners verdeeld")
    options = page.get_by_label("Cijfer", exact=True).locator("option").all_inner_texts()
    assert options and not [text for text in options if "per inwoner" in text]
    page = visit.goto("gemeente/GM0344.html")
    expect(page.locator("#compared")).to_contain_text("ze zijn naar inwoners verdeeld")
    heads = page.locator("#compared tbody th").all_inner_texts()
    assert heads[0] == "Utrecht" and heads[1] == "Provincie Utrecht"
    assert heads[2].startswith("Arbeidsmarktregio") and heads[3].startswith("Grootteklasse")
    assert heads[-1] == "Nederland"
    page.get_by_role("link", name="De taakstelling van Utrecht door de tijd").click()
    page.locator(".explore .canvas svg").wait_for()
    expect(page.locator(".explore .chosen li")).to_have_count(1)
