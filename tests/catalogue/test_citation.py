"""How to cite, in every format and both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
import yaml
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.publish.catalogue.citation import (
    Citation,
    bibtex,
    cff,
    cite_package,
    csl_json,
    sentence,
)
from tests.catalogue.made_up import VERSION, made_up_edition

Run = Callable[..., Result]
HOME = "https://publisher.example.org/inburgering_opendata/2026.11.23/site"


def citation(title: str) -> Citation:
    edition = made_up_edition("one")
    words = {**edition.datasets[0].descriptor, "title": title, "title@nl": title}
    return cite_package(edition.catalog, VERSION, words)


def test_the_sentence_names_who_when_what_which_and_where(opendata: Run) -> None:
    run = opendata("cite", "funding", "--version", VERSION)
    assert run.stdout == (
        "De bijdragers aan inburgering_opendata (2026). Geld voor inburgering, versie 2026.11.23 "
        f"[dataset]. {HOME}/gegevens/funding.html (CC-BY-4.0)\n"
    )
    run = opendata("cite", "allocation", "--version", VERSION, "--lang", "en")
    assert run.stdout == (
        "The inburgering_opendata contributors (2026). Allocation to municipalities, version "
        f"2026.11.23 [data set]. {HOME}/en/data/funding/allocation.html (CC-BY-4.0)\n"
    )
    run = opendata("cite", "--version", VERSION)
    assert f"Open data over inburgering, versie 2026.11.23 [dataset]. {HOME}/index.html" in (
        run.stdout
    )


def test_bibtex_keeps_what_tex_would_take_for_its_own(opendata: Run) -> None:
    text = opendata("cite", "funding", "--version", VERSION, "--format", "bibtex").stdout
    assert text.startswith("@misc{funding_2026_11_23,\n")
    assert "  author = {{De bijdragers aan inburgering\\_opendata}},\n" in text
    assert f"  url = {{{HOME}/gegevens/funding.html}},\n" in text
    assert text.endswith("}\n")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_title_leaves_the_braces_of_bibtex_in_balance(title: str) -> None:
    entry = bibtex(citation(title), ENGLISH)
    depth = 0
    before = ""
    for character in entry:
        if before != "\\":
            depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
        before = "" if before == "\\" else character
    assert depth == 0


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_title_comes_back_from_cff_and_json(title: str) -> None:
    cited = citation(title)
    assert yaml.safe_load(cff(cited, DUTCH))["title"] == title
    assert json.loads(json.dumps(csl_json(cited, DUTCH)))["title"] == title
    assert title in sentence(cited, DUTCH)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_cff_has_what_its_schema_requires(language: str, opendata: Run) -> None:
    run = opendata("cite", "--version", VERSION, "--format", "cff", "--lang", language)
    found = yaml.safe_load(run.stdout)
    assert {"cff-version", "message", "title", "authors"} <= set(found)
    assert found["cff-version"] == "1.2.0"
    assert found["type"] == "dataset"
    assert found["version"] == VERSION
    assert date.fromisoformat(found["date-released"]) == date(2026, 11, 23)
    assert found["license"] == "CC-BY-4.0"
    assert [list(author) for author in found["authors"]] == [["name"]]
    assert ("inburgering" in found["keywords"]) == (language == "nl")


def test_json_is_an_item_of_csl(opendata: Run) -> None:
    run = opendata("cite", "municipality", "--version", VERSION, "--format", "json")
    [item] = json.loads(run.stdout)
    assert item["type"] == "dataset"
    assert item["issued"] == {"date-parts": [[2026, 11, 23]]}
    assert item["author"] == [{"literal": "De bijdragers aan inburgering_opendata"}]
    assert item["URL"] == f"{HOME}/gegevens/municipalities/municipality.html"


def test_what_is_not_there_cannot_be_cited(opendata: Run) -> None:
    run = opendata("cite", "nothing", "--version", VERSION)
    assert run.exit_code == 2
    assert "nothing-by-that-name" in run.stderr
    assert opendata("cite", "--version", "tomorrow").exit_code == 2
