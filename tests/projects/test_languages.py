"""A project is published in the languages that it names, one or more, and in no other."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from rdflib import DCTERMS, RDF, SH, SKOS, Graph, URIRef

from inburgering_opendata.toolkit.describe.language import CODES
from inburgering_opendata.toolkit.publish.catalogue.languages import AUTHORITY
from inburgering_opendata.toolkit.publish.catalogue.score.compliance import shape_results
from inburgering_opendata.toolkit.publish.catalogue.terms import controlled_list
from tests.projects.languages import speaking
from tests.projects.made_up import FIRST, done, read, run, write

PROJECTS = {
    "en": ("en",),
    "nl": ("nl",),
    "fr": ("fr",),
    "en, nl": ("en", "nl"),
    "nl, en, fr": ("nl", "en", "fr"),
    "fr, en": ("fr", "en"),
}
DUTCH = re.compile(r"Metingen|Licentie|Gegevens|Velden|Sleutel|Bronnen|eenheid|@nl\b|_nl\b|Inhoud")
ENGLISH = re.compile(r"Measurements|Licence|Primary key|Sources|meaning|@en\b|Contents")


AT_LENGTH = pytest.mark.whole(reason="Two other projects have languages of this kind.")
FEW = ("en", "nl, en, fr")


@pytest.fixture(
    scope="module",
    params=[name if name in FEW else pytest.param(name, marks=AT_LENGTH) for name in PROJECTS],
)
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Sequence[str], Path, Path]:
    """The languages, the project, and its release."""
    languages = PROJECTS[request.param]
    folder = tmp_path_factory.mktemp("languages")
    project = speaking(folder / "project", languages)
    done(project, "lint")
    places = ("--build", folder / "build", "--output", folder / "dist")
    done(project, "release", *places, "--version", FIRST)
    return languages, project, folder / "dist"


Published = tuple[Sequence[str], Path, Path]


def test_there_are_pages_in_each_language_and_the_first_is_at_the_top(published: Published) -> None:
    languages, _, dist = published
    site = dist / FIRST / "site"
    tops = [site, *(site / code for code in languages[1:])]
    for code, top in zip(languages, tops, strict=True):
        start = (top / "index.html").read_text(encoding="utf-8")
        assert f'<html lang="{code}"' in start
        links = re.findall(r'<a class="language" lang="(\w+)"[^>]* href="([^"]+)"', start)
        assert [other for other, _ in links] == [other for other in languages if other != code]
        assert all((top / target).is_file() for _, target in links)
        data = top / ("gegevens" if code == "nl" else "data") / "air/measurement.html"
        page = data.read_text(encoding="utf-8")
        title = {"nl": "Metingen", "en": "Measurements"}.get(code, f"{code}: Metingen")
        assert f"<h1>{title}" in page
        # A language that the program does not speak: its own labels are in English, and it says so.
        assert ("speaks no Français" in page) == (code == "fr")
    assert {p.name for p in site.iterdir() if p.is_dir()} & {*CODES} == {*languages[1:]}
    front = (dist / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{languages[0]}">' in front
    targets = re.findall(r'<a href="([^"]+)"', front)
    assert len(targets) == len(languages)
    assert all((dist / target).is_file() for target in targets)


def test_the_catalogue_is_tagged_with_these_languages(published: Published) -> None:
    languages, _, dist = published
    turtle = (dist / FIRST / "dcat.ttl").read_text(encoding="utf-8")
    assert {*re.findall(r"authority/language/([A-Z]{3})>", turtle)} == {
        AUTHORITY[code] for code in languages
    }
    titles = {"nl": '"Metingen (CSV)"@nl', "en": '"Measurements (CSV)"@en'}
    for code in ("nl", "en", "fr"):
        title = titles.get(code, f'"{code}: Metingen (CSV)"@{code}')
        assert (title in turtle) == (code in languages), title
    assert ("@nl" in turtle) == ("nl" in languages)


def test_descriptor_codebook_workbook_and_files_show_these_and_no_other(
    published: Published,
) -> None:
    languages, _, dist = published
    folder = dist / FIRST / "air"
    told = {
        "descriptor": (folder / "datapackage.json").read_text(encoding="utf-8"),
        "codebook": (folder / "README.md").read_text(encoding="utf-8"),
        "parquet": str(pq.read_schema(folder / "data/measurement.parquet").metadata),
        "database": _describing(dist / FIRST / "sqlite/air_quality.sqlite"),
        "workbook": _words(folder / "excel/air.xlsx"),
        "metadata": (dist / FIRST / "sqlite/metadata.json").read_text(encoding="utf-8"),
    }
    for name, text in told.items():
        assert ("fr: " in text) == ("fr" in languages), name
        if "nl" not in languages:
            assert DUTCH.findall(text.replace("fr: Metingen", "")) == [], name
        if languages == ("nl",):
            assert ENGLISH.findall(text) == [], name
    fields = json.loads(told["descriptor"])["resources"][0]["schema"]["fields"]
    plain = "en" if "en" in languages else languages[0]
    keys = {key for key in fields[0] if key.startswith("title")}
    assert keys == {"title", *(f"title@{code}" for code in languages if code != plain)}


def _describing(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        names = database.execute("select name from sqlite_master where name like 'opendata_%'")
        tables = [name for (name,) in names]
        told = []
        for name in tables:
            rows = database.execute(f"select * from {name}")
            told += [str([column[0] for column in rows.description]), str(rows.fetchall())]
    return "\n".join(told)


def _words(path: Path) -> str:
    workbook = openpyxl.load_workbook(path)
    sheets = workbook.sheetnames[:3]
    cells = [row for name in sheets for row in workbook[name].iter_rows(values_only=True)]
    return f"{sheets} {cells}"


def test_it_is_verified_cited_and_listed(published: Published) -> None:
    languages, project, dist = published
    told = json.loads(done(project, "verify", dist / FIRST, "--format", "json"))
    assert told["outcome"] == "passed"
    assert "405" in done(project, "score", dist / FIRST)
    for code in languages:
        name = {"nl": "Metingen", "en": "Measurements"}.get(code, f"{code}: Metingen")
        cited = done(project, "cite", "measurement", "--lang", code, "--version", FIRST)
        assert f"{name}, " in cited
        assert name in done(project, "list")
    assert run(project, "cite", "--lang", "de", "--version", FIRST).exit_code == 2


def test_a_word_that_is_missing_in_a_third_language_is_named(tmp_path: Path) -> None:
    project = speaking(tmp_path / "project", ("nl", "en", "fr"))
    path = project / "schemas/station.schema.json"
    schema = read(path)
    del schema["fields"][0]["title@fr"]
    schema["fields"][1]["title@frr"] = schema["fields"][1].pop("title@fr")
    write(path, schema)
    told = run(project, "lint")
    assert told.exit_code == 1
    assert "the property 'fields.code.title@fr' is missing" in told.stdout
    assert "title@frr" in told.stdout


def test_a_place_may_be_a_uri_alone(tmp_path: Path) -> None:
    project = speaking(tmp_path / "project", ("en",))
    file = project / "opendata.toml"
    kept, _, _ = file.read_text(encoding="utf-8").partition("[place]")
    uri = "http://publications.europa.eu/resource/authority/country/IRL"
    file.write_text(f'{kept}[place]\naddress = "{uri}"\n', encoding="utf-8")
    done(project, "lint")
    places = ("--build", tmp_path / "build", "--output", tmp_path / "dist")
    done(project, "release", *places, "--version", FIRST)
    graph = Graph().parse(tmp_path / "dist" / FIRST / "dcat.ttl")
    assert (None, DCTERMS.spatial, URIRef(uri)) in graph
    assert (URIRef(uri), RDF.type, DCTERMS.Location) in graph
    assert list(graph.objects(URIRef(uri), SKOS.prefLabel)) == []
    page = (tmp_path / "dist" / FIRST / "site/index.html").read_text(encoding="utf-8")
    assert f'"spatialCoverage":{{"@type":"Place","@id":"{uri}"}}' in page
    report = shape_results(graph, ("dcat-ap", "dcat-ap-nl"))
    assert report.value(None, RDF.type, SH.ValidationResult) is None


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    project = speaking(tmp_path / "project", ("en",))
    path = project / "opendata.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["en"]', '["english"]'))
    told = run(project, "lint")
    assert (told.exit_code, "'english'" in told.output) == (1, True)


def test_every_language_has_its_place_in_the_list_of_the_eu() -> None:
    assert {*AUTHORITY} == {*CODES}
    assert {*AUTHORITY.values()} == {*controlled_list("language").concepts}


def test_init_and_add_ask_for_each_language(tmp_path: Path) -> None:
    told = run(tmp_path / "p", "init", "--title", "Air", "--language", "fr", "--language", "en")
    assert told.exit_code == 0, told.output
    written = (tmp_path / "p/opendata.toml").read_text(encoding="utf-8")
    assert 'languages = ["fr", "en"]' in written
    assert '"title@fr" = "TODO: title in French, of “Air”"' in written
    (tmp_path / "t.csv").write_text("code,height\nA,1\nB,2\n", encoding="utf-8")
    done(tmp_path / "p", "add", tmp_path / "t.csv", "--title", "Things")
    schema = read(tmp_path / "p/schemas/t.schema.json")
    assert schema["title@fr"].startswith("TODO: title in French")
