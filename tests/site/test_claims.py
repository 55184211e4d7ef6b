"""No sentence claims more of a rule than the tables say, and no number of evidence is typed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from inburgering_opendata.pages.evidence import LAST_OF_ADAMS, TIED, evidence_in_numbers
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH, Language
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.site.contents import Contents

ROOT = Path(__file__).parents[2]

NUMBER = (
    r"(?:\d+|(?<!the )(?<!de )(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|nineteen|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|negentien))"
)
"""In figures, or as a word; `the two` is no count, as it refers to something."""

TYPED = re.compile(
    rf"\b{NUMBER} (?:of|van|out of|uit) (?:the |de )?(?!100\b){NUMBER}\b"
    r"|(?<![/\d])\d+ ?/ ?\d+(?![/\d])"
    r"|\b(?:meets|fits|explains|klopt met|past bij|verklaart|overeen met|refuted by|weerlegd door)"
    rf"\b[^.{{]{{0,40}}?\b{NUMBER}\b"
    rf"|\b(?:all|alle) {NUMBER} (?:figures|targets|cijfers|taakstellingen)\b"
    rf"|\b{NUMBER} (?:municipalities|gemeenten|figures|cijfers)\b[^.]{{0,20}}"
    r"\b(?:reported|meldden|afgeleid)|\binferred from "
    rf"{NUMBER}\b",
    re.IGNORECASE,
)
"""A count of evidence, as somebody would type it; 95 of 100 cases are a chance."""

ABOUT = re.compile(
    r"figure|target|cijfer|taakstelling|\brules?\b|regel|method|adams|remainder|receipt"
    r"|\bkey\b|sleutel|reported|meldden",
    re.IGNORECASE,
)
"""What a sentence about evidence speaks of."""


TEMPLATES = "src/inburgering_opendata/pages/templates"

RULES = tuple(
    f"datapackages/funding/sources/{name}.csv"
    for name in ("rule_statement", "rule_period", "stream")
)
"""The tables with sentences of this project about rules; pages and explanations say them."""


def typed_in(text: str) -> list[str]:
    """The sentences of a text that give a number of evidence."""
    parts = re.split(r"(?<=[.;]) ", text)
    return [part for part in parts if TYPED.search(part) and ABOUT.search(part)]


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of pages, explanations and codebooks, with the place where it stands."""
    room = ROOT / "src/inburgering_opendata"
    for path in sorted(room.rglob("words.toml")):
        yield from ((path.name, line) for line in path.read_text(encoding="utf-8").splitlines())
    for path in [*sorted(ROOT.glob("schemas/*.json")), *ROOT.glob("datapackages/*/package.json")]:
        yield from ((path.name, text) for text in texts_of(json.loads(path.read_text("utf-8"))))
    plain = ("opendata.toml", "docs/*.md", "datapackages/*/*.yaml", f"{TEMPLATES}/*.html", *RULES)
    for path in (found for pattern in plain for found in sorted(ROOT.glob(pattern))):
        yield from ((path.name, line) for line in path.read_text(encoding="utf-8").splitlines())


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from texts_of(each)


def test_no_number_of_evidence_is_typed() -> None:
    found = [(place, part) for place, text in sentences() for part in typed_in(text)]
    assert not found, "fill these from rule or evidence_count"
    for typed in (
        "The rule meets all 19.",
        "Adams klopt met 13 van 13.",
        "Adams meets 29 of 30.",
        "Adams fits nineteen of the figures.",
        "De regel verklaart er negen.",
        "Of the targets, 3/3 are met.",
        "Running costs that two municipalities reported refute the rule.",
        "A date inferred from two municipalities by a rule.",
    ):
        assert typed_in(typed), typed


class Tables:
    """Rows of the real tables, as `Contents` gives them."""

    def __init__(self, tables: Mapping[str, list[dict[str, str]]]) -> None:
        self.tables = tables

    def rows(self, name: str) -> list[dict[str, str]]:
        return self.tables[name]

    def numbers(self) -> dict[str, int]:
        return evidence_in_numbers(cast(Contents, self))


@pytest.fixture
def tables(pristine_build: Path) -> Tables:
    found = {}
    for table in ("evidence_count", "rule", "housing_target"):
        with (pristine_build / f"funding/data/{table}.csv").open(encoding="utf-8", newline="") as f:
            found[table] = list(csv.DictReader(f))
    return Tables(found)


def test_the_numbers_of_the_readme_are_those_of_the_tables(tables: Tables) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pattern = (
        r"Of the (\d+) municipal targets of 2020 to 2024 that are without arrears by their own "
        r"source Adams' method meets (\d+), ordinary rounding (\d+), the letter of the act (\d+); "
        r"of the (\d+) comparable figures of 2025-H1 Adams' method meets (\d+), largest remainder "
        r"and ordinary rounding (\d+)"
    )
    [typed] = re.findall(pattern, text)
    numbers = tables.numbers()
    names = ("stated", "stated_adams", "stated_ordinary_rounding", "stated_rounded_up")
    tied = ("tied", "tied_adams", "tied_largest_remainder")
    assert list(map(int, typed)) == [numbers[name] for name in (*names, *tied)]
    assert numbers["tied_largest_remainder"] == numbers["tied_ordinary_rounding"]
    assert not typed_in(re.sub(pattern, "", text)), "another count, compared with nothing"


@pytest.mark.parametrize("language", [DUTCH, ENGLISH])
def test_the_method_page_counts_what_the_tables_have(tables: Tables, language: Language) -> None:
    """With one figure less that is met, it says so."""
    words = words_of_pages(language)
    said = words("method.targets_text", **tables.numbers())
    [row] = [
        row
        for row in tables.rows("evidence_count")
        if (row["rule"], row["period"], row["class"]) == ("housing_adams", "2021-H1", "stated")
    ]
    row["met"] = str(int(row["met"]) - 1)
    less = words("method.targets_text", **tables.numbers())
    assert not re.search(r"\b18\b", said)
    assert re.search(r"\b18\b", less)


def test_pages_speak_of_the_rules_that_are_used(tables: Tables) -> None:
    used = {
        row["period"]: row
        for row in tables.rows("rule")
        if row["stream"] == "housing_target" and row["use"] == "used" and "-H" in row["period"]
    }
    assert {r["rule"] for p, r in used.items() if p < LAST_OF_ADAMS} == {"housing_adams"}
    assert {r["rule"] for p, r in used.items() if p >= TIED} == {"housing_largest_remainder"}
    assert used["2025-H2"]["fit"] == "untested"
    assert used[TIED]["met"] == used[TIED]["compared"]


def test_the_letter_is_not_dated_by_its_annex(project: Project) -> None:
    """It mentions a circular of 29 May 2020; only the agreement in its annex is of 24 April."""
    dated = re.compile(
        r"(?:letter|brief)(?: of VNG| van de VNG)? (?:of|van|dated) (?:the )?24 april 2020",
        re.IGNORECASE,
    )
    texts = [*sentences(), ("README.md", (ROOT / "README.md").read_text(encoding="utf-8"))]
    for path in sorted(project.packages.glob("*/sources/*.csv")):
        texts += [(path.name, line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [place for place, text in texts if dated.search(text)] == []
    assert dated.search("Ledenbrief van 24 april 2020")
