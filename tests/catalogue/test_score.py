"""The points of the European assessment: all of them, and which go with which property."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef

from inburgering_opendata.toolkit.publish.catalogue.edition import TURTLE
from inburgering_opendata.toolkit.publish.catalogue.score.answers import served
from inburgering_opendata.toolkit.publish.catalogue.score.metrics import (
    MAXIMUM,
    METRICS,
    Dimension,
    rating,
)
from inburgering_opendata.toolkit.publish.catalogue.score.reports import maximum_of
from inburgering_opendata.toolkit.publish.catalogue.score.scoring import DatasetScore, score_release
from tests.catalogue.made_up import made_up_edition, serve_from
from tests.whole import first

Run = Callable[..., Result]
FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A release of two datasets that has everything."""
    return serve_from(tmp_path / "release", made_up_edition())


def change(release: Path, property: URIRef, value: URIRef | Literal | None) -> None:
    """Take a property from the dataset `one` and all its distributions, and give it a value."""
    graph = Graph().parse(release / TURTLE)
    [dataset] = [
        each for each in graph.subjects(RDF.type, DCAT.Dataset) if str(each).endswith("-one")
    ]
    for subject in [dataset, *graph.objects(dataset, DCAT.distribution)]:
        if (subject, property, None) in graph:
            graph.remove((subject, property, None))
            if value is not None:
                graph.add((subject, property, value))
    graph.serialize(release / TURTLE, format="turtle")


def lost(score: DatasetScore) -> dict[str, int]:
    return {each.metric.name: each.metric.points for each in score.lost}


def test_the_points_are_those_of_the_method() -> None:
    assert {d.value: maximum_of(d) for d in Dimension} == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }
    assert MAXIMUM == 405
    assert len({metric.name for metric in METRICS}) == 23
    ratings = [rating(points) for points in (0, 120, 121, 220, 221, 350, 351, 405)]
    assert ratings == [
        *("bad", "bad", "sufficient", "sufficient", "good", "good", "excellent", "excellent")
    ]


def test_a_dataset_that_has_everything_has_all_points(release: Path) -> None:
    assert [score.points for score in score_release(release).datasets] == [405, 405]


COMPLIANCE = {"dcatApCompliance": 30}
VOCABULARY = {"formatMediaTypeVocabularyAlignment": 10}
PROPRIETARY = {"formatMediaTypeNonProprietary": 20}
MACHINES = {"formatMediaTypeMachineInterpretable": 20}
REMOVED = [
    (DCAT.keyword, {"keywordAvailability": 30}),
    (DCAT.theme, {"categoryAvailability": 30}),
    (DCTERMS.spatial, {"spatialAvailability": 20}),
    (DCTERMS.temporal, {"temporalAvailability": 20}),
    # The one property of a distribution that DCAT-AP itself makes mandatory.
    (DCAT.accessURL, {"accessUrlStatusCode": 50} | COMPLIANCE),
    (DCAT.downloadURL, {"downloadUrlAvailability": 20, "downloadUrlStatusCode": 30}),
    (DCTERMS["format"], {"formatAvailability": 20} | VOCABULARY | PROPRIETARY | MACHINES),
    (DCAT.mediaType, {"mediaTypeAvailability": 10} | VOCABULARY),
    (DCTERMS.title, COMPLIANCE),
    (DCTERMS.license, {"licenceAvailability": 20, "knownLicence": 10}),
    (
        DCTERMS.accessRights,
        {"accessRightsAvailability": 10, "accessRightsVocabularyAlignment": 5},
    ),
    (DCAT.contactPoint, {"contactPointAvailability": 20}),
    (DCTERMS.publisher, {"publisherAvailability": 10}),
    (DCTERMS.rights, {"rightsAvailability": 5}),
    (DCAT.byteSize, {"byteSizeAvailability": 5}),
    (DCTERMS.issued, {"dateIssuedAvailability": 5}),
    (DCTERMS.modified, {"dateModifiedAvailability": 5}),
]


@pytest.mark.parametrize(
    ("property", "expected"),
    first(2, REMOVED, "The points of another property go in the same way."),
)
def test_the_points_of_a_property_go_with_it_and_no_others(
    property: URIRef, expected: dict[str, int], release: Path
) -> None:
    change(release, property, None)
    one, two = score_release(release).datasets
    assert lost(one) == expected
    assert one.points == 405 - sum(expected.values())
    assert two.points == 405


def test_every_metric_is_lost_with_some_property() -> None:
    found = {name for _, expected in REMOVED for name in expected}
    assert found == {metric.name for metric in METRICS}


@pytest.mark.parametrize(
    ("property", "value", "expected"),
    first(
        3,
        [
            (
                DCTERMS["format"],
                URIRef(f"{FILE_TYPES}/NONSENSE"),
                VOCABULARY | PROPRIETARY | MACHINES | COMPLIANCE,
            ),
            (
                DCTERMS.license,
                URIRef("https://creativecommons.org/licenses/by/4.0/"),
                {"knownLicence": 10} | COMPLIANCE,
            ),
            (DCAT.accessURL, URIRef("https://elsewhere.example.org/"), {"accessUrlStatusCode": 50}),
            (DCTERMS["format"], URIRef(f"{FILE_TYPES}/PARQUET"), PROPRIETARY),
            (DCAT.mediaType, URIRef("https://example.org/csv"), VOCABULARY | COMPLIANCE),
            (
                DCTERMS.accessRights,
                Literal("open"),
                {"accessRightsVocabularyAlignment": 5} | COMPLIANCE,
            ),
            (DCAT.downloadURL, URIRef("ftp://example.org/"), {"downloadUrlStatusCode": 30}),
            (DCTERMS.issued, Literal("yesterday"), COMPLIANCE),
        ],
        "Another property is scored in the same way.",
    ),
)
def test_a_value_that_is_not_on_its_list_or_does_not_answer_earns_nothing(
    property: URIRef, value: URIRef | Literal, expected: dict[str, int], release: Path
) -> None:
    change(release, property, value)
    one, two = score_release(release).datasets
    assert lost(one) == expected
    assert two.points == 405


def test_an_address_counts_when_it_answers(release: Path) -> None:
    for path in release.rglob("one*"):
        if path.is_file():
            path.unlink()
    (release / "all.sqlite").unlink()
    (release / "site" / "gegevens" / "one").rmdir()
    one, two = score_release(release).datasets
    assert lost(one) == {"accessUrlStatusCode": 50, "downloadUrlStatusCode": 30}
    assert two.points == 405


def test_the_best_distribution_counts(release: Path) -> None:
    (release / "one" / "data" / "one_first.csv").unlink()
    scored = score_release(release)
    assert [score.points for score in scored.datasets] == [405, 405]
    # That it does not answer is told all the same.
    [unanswered] = scored.unanswered
    assert unanswered.endswith("/one/data/one_first.csv")
    (release / "one.zip").unlink()
    one, _ = score_release(release).datasets
    # What is left are Parquet and SQLite, neither on the list of what is not proprietary.
    assert one.points == 405 - 20
    assert one.distribution is not None
    assert one.distribution.endswith("one_first-parquet") or one.distribution.endswith("sqlite")


def test_without_distributions_only_the_points_of_the_dataset_are_left(release: Path) -> None:
    change(release, DCAT.distribution, None)
    one, _ = score_release(release).datasets
    assert one.distribution is None
    # 100 for findability, 30 for complying, 45 for reusability, 10 for its dates.
    assert one.points == 185


def test_online_the_addresses_themselves_are_asked(release: Path, tmp_path: Path) -> None:
    edition = made_up_edition()
    with served(release) as address:
        text = (release / TURTLE).read_text(encoding="utf-8")
        (release / TURTLE).write_text(text.replace(edition.release, address), encoding="utf-8")
        assert [score.points for score in score_release(release, online=True).datasets] == [
            405,
            405,
        ]
    gone = score_release(release, online=True).datasets
    assert [score.of(Dimension.ACCESSIBILITY) for score in gone] == [20, 20]


def test_the_command_shows_the_points_and_what_is_missed(release: Path, opendata: Run) -> None:
    run = opendata("score", release)
    assert run.exit_code == 0, run.stderr
    assert run.stdout.count("405") == 3
    change(release, DCAT.keyword, None)
    run = opendata("score", release)
    assert run.exit_code == 1
    assert "do not answer" not in run.stdout
    assert "one <in> English: 30 points for dcat:keyword (keywordAvailability)" in run.stdout
    assert opendata("score", release, "--at-least", "375").exit_code == 0
    assert opendata("score", release, "--at-least", "376").exit_code == 1
    assert opendata("score", release, "--at-least", "406").exit_code == 2


def test_all_points_are_not_praised_while_there_are_placeholders(
    release: Path, opendata: Run
) -> None:
    run = opendata("score", release)
    assert run.exit_code == 0 and "excellent" not in run.stdout
    assert run.stdout.count("not rated") == 2
    told = run.stdout.partition("these are placeholders")[2].splitlines()[1:]
    assert len(told) == len(set(told))
    assert {"https://publisher.example.org/", "PLACEHOLDER: publisher to be named"} <= set(told)
    found = json.loads(opendata("score", release, "--format", "json").stdout)
    assert found["placeholders"] == told
    assert {each["rating"] for each in found["datasets"]} == {None}

    text = (release / TURTLE).read_text(encoding="utf-8")
    for placeholder, name in {
        "example.org": "data.test",
        "PLACEHOLDER: ": "",
        "oorg00000": "oorg10123",
    }.items():
        text = text.replace(placeholder, name)
    (release / TURTLE).write_text(text, encoding="utf-8")
    run = opendata("score", release)
    assert run.exit_code == 0 and "placeholder" not in run.stdout.lower()
    assert run.stdout.count("excellent") == 2


def test_the_command_speaks_json(release: Path, opendata: Run) -> None:
    change(release, DCTERMS.rights, None)
    run = opendata("score", release, "--format", "json")
    assert run.exit_code == 1
    found = json.loads(run.stdout)
    assert (found["outcome"], found["maximum"], found["at_least"]) == ("failed", 405, 405)
    assert found["unanswered"] == []
    one, two = found["datasets"]
    assert (one["points"], one["dimensions"]["contextuality"], two["points"]) == (400, 15, 405)
    missed = [each for each in one["metrics"] if each["points"] < each["maximum"]]
    assert [each["property"] for each in missed] == ["dct:rights"]


def test_without_anything_to_score_nothing_has_passed(tmp_path: Path, opendata: Run) -> None:
    run = opendata("score", tmp_path, "--format", "json")
    assert run.exit_code == 3
    assert json.loads(run.stdout)["error"]["code"] == "catalogue-missing"
    (tmp_path / TURTLE).write_text("this is no Turtle")
    assert "catalogue-unreadable" in opendata("score", tmp_path).stderr
    (tmp_path / TURTLE).write_text("<https://a.org/> a <https://a.org/Thing> .")
    run = opendata("score", tmp_path)
    assert (run.exit_code, "nothing-to-score" in run.stderr) == (3, True)
