"""The catalogue of the real release, from the files to what stands in front of the versions."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, SH, BNode, Graph, Literal

from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.describe.file_formats import PACKAGE_FORMATS, TABLE_FORMATS
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.catalogue.schema_org import script_text
from inburgering_opendata.toolkit.publish.catalogue.score.compliance import DUTCH, shape_results
from inburgering_opendata.toolkit.publish.catalogue.serialising import to_json_ld, to_turtle
from inburgering_opendata.toolkit.publish.catalogue.terms import SPDX, controlled_lists
from tests.catalogue.made_up import made_up_graph
from tests.sharing import VERSION

Run = Callable[..., Result]
RELEASE = f"https://publisher.example.org/inburgering_opendata/{VERSION}/"


@pytest.fixture(scope="module")
def dist(released: Path) -> Path:
    return released / "dist"


@pytest.fixture(scope="module")
def graph(release: Path) -> Graph:
    return Graph().parse(release / "dcat.ttl")


def test_every_dataset_has_all_points(
    release: Path, opendata: Run, published_project: Project
) -> None:
    run = opendata("score", release, "--format", "json")
    assert run.exit_code == 0, run.stdout
    points = [each["points"] for each in json.loads(run.stdout)["datasets"]]
    assert points == [405] * len(published_project.package_names())


def test_no_shape_objects_to_anything(graph: Graph) -> None:
    report = shape_results(graph, DUTCH)
    assert not list(report.subjects(RDF.type, SH.ValidationResult))


def test_turtle_and_json_ld_say_the_same(graph: Graph, release: Path) -> None:
    other = Graph().parse(release / "dcat.jsonld", format="json-ld")
    assert set(graph) == set(other)
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]


def test_each_distribution_is_the_file_it_says(graph: Graph, release: Path) -> None:
    downloads = set()
    for distribution in graph.subjects(RDF.type, DCAT.Distribution):
        [address] = graph.objects(distribution, DCAT.downloadURL)
        data = (release / str(address).removeprefix(RELEASE)).read_bytes()
        downloads.add(str(address).removeprefix(RELEASE))
        [size] = graph.objects(distribution, DCAT.byteSize)
        [digest] = graph.objects(distribution, SPDX.checksum / SPDX.checksumValue)
        assert str(size) == str(len(data))
        assert str(digest) == hashlib.sha256(data).hexdigest()
        [page] = graph.objects(distribution, DCAT.accessURL)
        assert (release / str(page).removeprefix(RELEASE)).is_file()
    folders = {f"*/{Path(each.path).parent}/*" for each in (*TABLE_FORMATS, *PACKAGE_FORMATS)}
    data_files = {
        path.relative_to(release).as_posix()
        for pattern in (*folders, "*.zip", "sqlite/*.sqlite")
        for path in release.glob(pattern)
        if not path.is_relative_to(release / "site")
    }
    assert downloads == data_files


def test_each_source_is_there_with_publisher_licence_date_and_hash(
    graph: Graph, published_project: Project
) -> None:
    for package in load_data_packages(published_project):
        [dataset] = [
            each
            for each in graph.subjects(RDF.type, DCAT.Dataset)
            if str(each).endswith(f"#dataset-{package.name}")
        ]
        found = {}
        for source in graph.objects(dataset, PROV.wasDerivedFrom):
            [digest] = graph.objects(source, SPDX.checksum / SPDX.checksumValue)
            [date] = graph.objects(source, DCTERMS.date)
            names = {str(n) for n in graph.objects(source, DCTERMS.publisher / FOAF.name)}
            assert names
            licence = {*graph.objects(source, DCTERMS.license | DCTERMS.rights)}
            assert len(licence) == 1
            found[str(digest)] = str(date)
        assert found == {source.sha256: source.date for source in package.sources}


def test_dutch_organisations_are_known_by_their_uri(graph: Graph) -> None:
    tooi = "https://identifier.overheid.nl/tooi/id/"
    publishers = {str(p) for p in graph.objects(None, DCTERMS.publisher)}
    assert {f"{tooi}zbo/zb000193", f"{tooi}ministerie/mnre1073", f"{tooi}oorg/oorg00000"} <= (
        publishers
    )


def test_people_are_told_in_dutch_and_in_english(graph: Graph) -> None:
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService):
        for subject in graph.subjects(RDF.type, kind):
            for property in (DCTERMS.title, DCTERMS.description):
                texts = list(graph.objects(subject, property))
                languages = [t.language for t in texts if isinstance(t, Literal)]
                assert sorted(map(str, languages)) == ["en", "nl"], (subject, property)


def test_every_value_of_a_list_is_used_by_a_uri_that_is_in_it(graph: Graph) -> None:
    for each in controlled_lists():
        bases = {uri.rpartition("/")[0] + "/" for uri in map(str, each.uris)}
        used = {t for t in graph.objects() if str(t).startswith(tuple(bases))} - {each.scheme}
        assert used <= each.uris, each.name
        if each.name not in ("publisher-type", "licence-type"):
            assert used, each.name


@pytest.mark.whole(reason="make test makes the catalogue of the air project anew, to the byte.")
@given(st.randoms())
@settings(max_examples=5)
def test_the_bytes_do_not_depend_on_the_order_of_the_triples(random: Random) -> None:
    graph = made_up_graph()
    triples = list(graph)
    random.shuffle(triples)
    other = Graph(bind_namespaces="none")
    for prefix, namespace in graph.namespaces():
        other.bind(prefix, namespace)
    for triple in triples:
        other.add(triple)
    assert to_turtle(other) == to_turtle(graph)
    assert to_json_ld(other) == to_json_ld(graph)


class Scripts(HTMLParser):
    """The JSON-LD of a page, as a browser finds it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("type", "application/ld+json") in attrs
        if self._inside:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


def structured(page: Path) -> list[Any]:
    scripts = Scripts()
    scripts.feed(page.read_text(encoding="utf-8"))
    return [json.loads(text) for text in scripts.found]


def test_the_start_page_is_about_the_catalogue(release: Path, published_project: Project) -> None:
    for page, language in (("index.html", "nl"), ("en/index.html", "en")):
        [found] = structured(release / "site" / page)
        assert (found["@context"], found["@type"]) == ("https://schema.org/", "DataCatalog")
        assert len(found["dataset"]) == len(published_project.package_names())
        assert found["url"] == f"{RELEASE}site/{page}"
        title = {"nl": "Open data over inburgering", "en": "Open data on Dutch civic integration"}
        assert found["name"] == title[language]


def test_each_dataset_page_is_about_its_dataset(release: Path, published_project: Project) -> None:
    site = release / "site"
    for package in load_data_packages(published_project):
        [found] = structured(site / "gegevens" / f"{package.name}.html")
        assert found["@type"] == "Dataset"
        assert [part["name"] for part in found["hasPart"]]
        assert {d["encodingFormat"] for d in found["distribution"]} >= {"application/zip"}
        for table in package.tables:
            for folder in ("gegevens", "en/data"):
                [found] = structured(site / folder / package.name / f"{table}.html")
                assert found["@type"] == "Dataset"
                told = f"{table}: search engines want descriptions of 50 to 5,000 characters"
                assert 50 <= len(found["description"]) <= 5000, told
                assert found["variableMeasured"]
                for download in found["distribution"]:
                    path = release / download["contentUrl"].removeprefix(RELEASE)
                    assert download["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
                    assert download["contentSize"] == f"{path.stat().st_size} B"


def test_pages_about_no_data_say_nothing(release: Path) -> None:
    assert structured(release / "site" / "gemeente" / "GM0344.html") == []


def test_no_word_can_end_the_script() -> None:
    value = {"name": "</script><script>alert(1)</script><!-- & \u2028"}
    text = script_text(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028") & set(text)


def test_a_release_can_be_cited_and_its_service_is_described(release: Path) -> None:
    cff = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cff["type"], cff["version"]) == ("dataset", VERSION)
    api = json.loads((release / "openapi.json").read_text(encoding="utf-8"))
    assert api["openapi"].startswith("3.1.")
    for path, methods in api["paths"].items():
        named = [each["name"] for each in methods["get"].get("parameters", [])]
        assert named == re.findall(r"{(\w+)}", path)


def test_in_front_of_the_versions_stands_the_newest(dist: Path) -> None:
    for name in ("dcat.ttl", "dcat.jsonld"):
        assert (dist / name).read_bytes() == (dist / VERSION / name).read_bytes()
    page = (dist / "index.html").read_text(encoding="utf-8")
    targets = re.findall(r'href="([^"]+)"', page)
    assert f"{VERSION}/site/index.html" in targets
    assert all((dist / target).is_file() for target in targets)
