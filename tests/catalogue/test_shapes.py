"""The catalogue meets the shapes, and the shapes see everything that is missing or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rdflib import (
    DCAT,
    DCTERMS,
    FOAF,
    RDF,
    SH,
    SKOS,
    XSD,
    BNode,
    Graph,
    Literal,
    Namespace,
    URIRef,
)
from rdflib.term import Node

from inburgering_opendata.toolkit.publish.catalogue.score.compliance import (
    DUTCH,
    compliant_datasets,
    shape_results,
    shapes,
)
from inburgering_opendata.toolkit.publish.catalogue.terms import ADMS, DCATAP, SPDX, VCARD
from tests.catalogue.made_up import made_up_graph
from tests.whole import first

THEMES = "http://publications.europa.eu/resource/authority/data-theme"


def results(graph: Graph) -> set[tuple[Node, Node]]:
    """Each focus node with the path of what is objected to."""
    report = shape_results(graph, DUTCH)
    return {
        (focus, path)
        for result in report.subjects(RDF.type, SH.ValidationResult)
        for focus in report.objects(result, SH.focusNode)
        for path in report.objects(result, SH.resultPath)
    }


def required() -> Iterator[tuple[str, str, URIRef]]:
    """File of shapes, what it targets, and a property of which there must be one."""
    for name in DUTCH:
        graph = shapes((name,))
        for shape in graph.subjects(RDF.type, SH.NodeShape):
            for target in graph.objects(shape, SH.targetClass | SH.targetSubjectsOf):
                for property in graph.objects(shape, SH.property):
                    [path] = graph.objects(property, SH.path)
                    if (property, SH.minCount, None) in graph:
                        assert isinstance(path, URIRef)
                        yield name, str(target), path


NOT_OURS = {str(DCAT.CatalogRecord)}
"""Classes of which a catalogue of this project has nothing."""
REQUIRED = sorted(each for each in required() if each[1] not in NOT_OURS)


def test_the_shapes_require_what_the_specifications_do() -> None:
    found = {(target.rpartition("#")[2].rpartition("/")[2], path) for _, target, path in REQUIRED}
    mandatory = {
        "Catalog": [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint],
        "Dataset": [
            *(DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.accessRights),
            *(DCTERMS.creator, DCTERMS.publisher, DCAT.theme, DCAT.contactPoint),
        ],
        "Distribution": [DCAT.accessURL, DCTERMS.license],
        "DataService": [DCAT.endpointURL, DCAT.endpointDescription, DCTERMS.title],
        "Agent": [FOAF.name],
        "Checksum": [SPDX.algorithm, SPDX.checksumValue],
    }
    recommended = {
        "Catalog": [DCTERMS.creator, DCTERMS.language, FOAF.homepage, DCAT.themeTaxonomy],
        "Dataset": [DCTERMS.conformsTo, FOAF.page, DCAT.landingPage, DCAT.keyword],
        "Distribution": [DCATAP.availability, DCAT.downloadURL, DCAT.accessService],
        "downloadURL": [DCAT.mediaType, DCAT.byteSize],
        "Agent": [DCTERMS.type],
    }
    for expected in (mandatory, recommended):
        for target, paths in expected.items():
            assert {(target, path) for path in paths} <= found


def test_nothing_is_objected_to() -> None:
    report = shape_results(made_up_graph(), DUTCH)
    assert not list(report.subjects(RDF.type, SH.ValidationResult))
    assert (None, SH.conforms, Literal(True)) in report


@pytest.mark.parametrize(
    ("name", "target", "path"),
    first(6, REQUIRED, "Another property is missed in the same way."),
)
def test_a_property_that_is_taken_away_is_missed(name: str, target: str, path: URIRef) -> None:
    graph = made_up_graph()
    subjects = {
        *graph.subjects(RDF.type, URIRef(target)),
        *graph.subjects(URIRef(target), None),
    }
    subject = min((each for each in subjects if (each, path, None) in graph), key=str)
    graph.remove((subject, path, None))
    assert (subject, path) in results(graph)


WRONG = [
    (DCAT.Dataset, DCTERMS.identifier, [Literal("one"), Literal("two")]),
    (DCAT.Dataset, DCAT.contactPoint, [Literal("mail us")]),
    (DCAT.Dataset, DCAT.theme, [URIRef("https://themes.example.org/SOCI")]),
    (DCAT.Dataset, DCTERMS.accessRights, [URIRef(f"{THEMES}/SOCI")]),
    (DCAT.Dataset, DCTERMS.accrualPeriodicity, [URIRef("https://example.org/often")]),
    (DCAT.Dataset, DCTERMS.language, [URIRef("https://example.org/nl")]),
    (DCAT.Dataset, DCTERMS.spatial, [URIRef("https://example.org/here")]),
    (DCAT.Dataset, DCTERMS.issued, [Literal("last week")]),
    (DCAT.Dataset, DCTERMS.publisher, [URIRef("https://example.org/unknown")]),
    (DCAT.Dataset, ADMS.status, [URIRef("https://a.org/"), URIRef("https://b.org/")]),
    (DCAT.Dataset, DCTERMS.temporal, [Literal("2020")]),
    (DCAT.Dataset, DCTERMS.source, [URIRef("https://example.org/no-dataset")]),
    (DCAT.Distribution, DCAT.accessURL, [Literal("not an IRI")]),
    (DCAT.Distribution, DCAT.downloadURL, [URIRef("https://a.org/"), URIRef("https://b.org/")]),
    (DCAT.Distribution, DCAT.byteSize, [Literal("12")]),
    (DCAT.Distribution, DCAT.mediaType, [URIRef("https://example.org/csv")]),
    (DCAT.Distribution, DCTERMS["format"], [Literal("CSV")]),
    (DCAT.Distribution, DCTERMS.license, [URIRef("https://example.org/my-licence")]),
    (DCAT.Distribution, DCTERMS.rights, [Literal("ours")]),
    (DCAT.Distribution, DCATAP.availability, [URIRef("https://example.org/stable")]),
    (DCAT.Distribution, SPDX.checksum, [Literal("abc")]),
    (DCAT.Catalog, DCTERMS.publisher, [Literal("we")]),
    (DCAT.Catalog, FOAF.homepage, [Literal("home")]),
    (DCAT.DataService, DCAT.servesDataset, [URIRef("https://example.org/nothing")]),
    (FOAF.Agent, DCTERMS.type, [URIRef("https://example.org/us")]),
    (SPDX.Checksum, SPDX.checksumValue, [Literal("xyz", datatype=XSD.string)]),
    (DCTERMS.PeriodOfTime, DCAT.startDate, [Literal("long ago")]),
]


@pytest.mark.parametrize(("kind", "path", "values"), first(4, WRONG, "It objects likewise."))
def test_a_wrong_value_is_objected_to(kind: URIRef, path: URIRef, values: list[Node]) -> None:
    graph = made_up_graph()
    subject = min(graph.subjects(RDF.type, kind), key=str)
    graph.remove((subject, path, None))
    for value in values:
        graph.add((subject, path, value))
    assert (subject, path) in results(graph)


OTHER = URIRef("https://example.org/other")
LICENCE = [(OTHER, RDF.type, DCTERMS.LicenseDocument)]
LISTS = "http://publications.europa.eu/resource/authority"


def concept(uri: str, kind: Node | None = None) -> list[tuple[Node, Node, Node]]:
    """A value of a list, with what a catalogue says of it."""
    kinds = [SKOS.Concept, *([kind] if kind else [])]
    named = (URIRef(uri), SKOS.prefLabel, Literal("a value", lang="en"))
    return [named, *((URIRef(uri), RDF.type, each) for each in kinds)]


def days(path: URIRef) -> Iterator[tuple[URIRef, URIRef, list[Node], list[Any]]]:
    """Every way in which DCAT-AP lets a day be written."""
    for text, kind in (
        ("2026-02-01T00:00:00", XSD.dateTime),
        ("2026-02-01T00:00:00Z", XSD.dateTime),
        ("2026-02-01Z", XSD.date),
        ("2026-02", XSD.gYearMonth),
        ("2026", XSD.gYear),
    ):
        yield DCAT.Dataset, path, [Literal(text, datatype=kind)], []


ACCEPTED = [
    *days(DCTERMS.issued),
    (DCAT.Dataset, DCAT.contactPoint, [OTHER], [(OTHER, RDF.type, VCARD.Kind)]),
    (DCAT.Dataset, DCAT.theme, [URIRef(f"{THEMES}/OP_DATPRO")], concept(f"{THEMES}/OP_DATPRO")),
    (DCAT.Dataset, DCTERMS.spatial, [OTHER], [(OTHER, RDF.type, DCTERMS.Location)]),
    (
        DCAT.Dataset,
        DCTERMS.language,
        [URIRef(f"{LISTS}/language/OP_DATPRO")],
        concept(f"{LISTS}/language/OP_DATPRO", DCTERMS.LinguisticSystem),
    ),
    (
        DCAT.Dataset,
        DCTERMS.accessRights,
        [URIRef(f"{LISTS}/access-right/CONFIDENTIAL")],
        concept(f"{LISTS}/access-right/CONFIDENTIAL", DCTERMS.RightsStatement),
    ),
    (DCAT.Dataset, DCTERMS.title, [Literal("no language")], []),
    (DCAT.Dataset, DCTERMS.title, [Literal("seulement", lang="fr")], []),
    (DCAT.Dataset, DCAT.version, [], []),
    (DCAT.Dataset, DCTERMS.conformsTo, [], []),
    (DCAT.Dataset, DCTERMS.temporal, [], []),
    (DCAT.Distribution, DCTERMS.license, [OTHER], LICENCE),
    (DCAT.Distribution, DCAT.byteSize, [], []),
    (DCAT.Distribution, DCAT.mediaType, [], []),
    (DCAT.Distribution, DCTERMS["format"], [], []),
    (DCAT.Distribution, DCAT.downloadURL, [BNode("file")], []),
    (DCAT.Distribution, DCTERMS.rights, [], []),
    (DCAT.DataService, DCAT.endpointURL, [BNode("end")], []),
    (DCAT.DataService, DCAT.servesDataset, [], []),
    (VCARD.Kind, VCARD.hasEmail, [], []),
    (DCTERMS.PeriodOfTime, DCAT.endDate, [], []),
    (DCTERMS.Location, DCAT.bbox, [], []),
]
"""What the shapes of the specifications accept, tried with those of DCAT-AP-NL 3.0.1."""


@pytest.mark.parametrize(
    ("kind", "path", "values", "more"), first(8, ACCEPTED, "It accepts likewise.")
)
def test_what_the_official_shapes_accept_violates_nothing(
    kind: URIRef, path: URIRef, values: list[Node], more: list[Any]
) -> None:
    graph = made_up_graph()
    subject = min(graph.subjects(RDF.type, kind), key=str)
    graph.remove((subject, path, None))
    for triple in (*((subject, path, value) for value in values), *more):
        graph.add(triple)
    report = shape_results(graph, DUTCH)
    assert [*report.subjects(SH.resultSeverity, SH.Violation)] == []


MINIMAL = """
@prefix : <https://example.org/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .

:catalogue a dcat:Catalog ; dcat:contactPoint :desk ; dcat:dataset :dataset .
:desk a vcard:Kind .
:dataset a dcat:Dataset ; dct:identifier "one" ; dct:accessRights "open" ; dct:creator "we" ;
    dct:publisher :nobody ; dcat:theme :anything ; dcat:contactPoint :anybody .
:file a dcat:Distribution ; dct:license :anything .
:service a dcat:DataService ; dct:identifier "two" ; dct:description "answers" ;
    dct:accessRights "open" ; dct:license "ours" ; dct:publisher :we ; dcat:theme :theme ;
    dcat:contactPoint :anybody ; dcat:endpointDescription "by word of mouth" .
:we a foaf:Agent .
:theme a skos:Concept .
:record a dcat:CatalogRecord ; dct:language :anything .
:series a dcat:DatasetSeries .
"""
"""All that the shapes given out for DCAT-AP-NL 3.0.1 require of one of each class."""

EXAMPLE = Namespace("https://example.org/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
ONE, TWO, WORD = URIRef("https://a.org/"), URIRef("https://b.org/"), Literal("a word")
DAY = Literal("2026-01-01", datatype=XSD.date)

REFUSED: list[tuple[str, URIRef, tuple[Node, ...]]] = [
    *((each, DCATAP.applicableLegislation, (ONE,)) for each in ("catalogue", "series", "file")),
    ("catalogue", DCAT.contactPoint, ()),
    ("catalogue", DCAT.contactPoint, (ONE,)),
    ("catalogue", DCAT.contactPoint, (EXAMPLE.desk, EXAMPLE.counter)),
    ("catalogue", DCAT.dataset, ()),
    *(
        ("dataset", path, ())
        for path in (DCTERMS.accessRights, DCTERMS.creator, DCTERMS.identifier, DCTERMS.publisher)
    ),
    ("dataset", DCAT.contactPoint, ()),
    ("dataset", DCAT.theme, ()),
    ("dataset", DCATAP.applicableLegislation, (WORD,)),
    ("dataset", DCATAP.hvdCategory, (ONE,)),
    ("dataset", DCTERMS.identifier, (WORD, Literal("another"))),
    ("dataset", DCAT.version, (WORD, Literal("another"))),
    ("dataset", ADMS.status, (EXAMPLE.theme, EXAMPLE.other_theme)),
    ("dataset", ADMS.status, (ONE,)),
    ("file", DCTERMS.license, ()),
    *(
        ("file", path, (ONE, TWO))
        for path in (
            *(DCAT.accessURL, DCAT.downloadURL, DCAT.accessService),
            *(DCAT.spatialResolutionInMeters, DCAT.temporalResolution),
        )
    ),
    *(
        ("service", path, ())
        for path in (
            *(DCTERMS.accessRights, DCTERMS.description, DCTERMS.identifier, DCTERMS.license),
            *(DCTERMS.publisher, DCAT.contactPoint, DCAT.endpointDescription, DCAT.theme),
        )
    ),
    *(
        ("service", path, (value,))
        for value in (ONE, WORD)
        for path in (
            *(DCTERMS.conformsTo, DCTERMS.creator, DCTERMS.language, DCTERMS.publisher),
            *(DCTERMS.rights, DCAT.landingPage, DCAT.theme, DCATAP.applicableLegislation),
            *(DCATAP.hvdCategory, ADMS.identifier, FOAF.page),
        )
    ),
    ("service", DCTERMS.creator, (EXAMPLE.we, EXAMPLE.they)),
    ("service", DCTERMS.publisher, (EXAMPLE.we, EXAMPLE.they)),
    ("service", DCTERMS.identifier, (ONE,)),
    ("service", DCTERMS.identifier, (WORD, Literal("another"))),
    ("service", DCTERMS.modified, (WORD,)),
    ("service", DCTERMS.modified, (DAY, Literal("2026-01-02", datatype=XSD.date))),
    ("service", DCAT.endpointDescription, (ONE, TWO)),
    ("service", DCAT.endpointURL, (ONE, TWO)),
    ("service", DCAT.keyword, (ONE,)),
    ("record", DCTERMS.language, ()),
]
"""What those shapes refuse: of what is in `MINIMAL`, a property with these values instead."""


def minimal() -> Graph:
    graph = Graph().parse(data=MINIMAL, format="turtle")
    for name, kind in (
        ("counter", VCARD.Kind),
        ("they", FOAF.Agent),
        ("other_theme", SKOS.Concept),
        ("law", ELI.LegalResource),
    ):
        graph.add((EXAMPLE[name], RDF.type, kind))
    return graph


def violated(graph: Graph) -> set[tuple[Node | None, Node | None]]:
    report = shape_results(graph, DUTCH)
    return {
        (report.value(each, SH.focusNode), report.value(each, SH.resultPath))
        for each in report.subjects(SH.resultSeverity, SH.Violation)
    }


def test_the_least_that_the_official_shapes_accept_is_accepted_and_the_rest_is_said() -> None:
    graph = minimal()
    for name in ("catalogue", "dataset", "file", "service", "series"):
        graph.add((EXAMPLE[name], DCATAP.applicableLegislation, EXAMPLE.law))
    assert violated(graph) == set()
    said = results(graph)
    for name, path in (
        *(("catalogue", DCTERMS.title), ("catalogue", DCTERMS.publisher), ("we", FOAF.name)),
        *(("dataset", DCTERMS.description), ("dataset", DCTERMS.accessRights)),
        *(("dataset", DCAT.theme), ("dataset", DCTERMS.creator), ("file", DCAT.accessURL)),
        *(("file", DCTERMS.license), ("service", DCAT.endpointURL), ("theme", SKOS.prefLabel)),
    ):
        assert (EXAMPLE[name], path) in said
    assert compliant_datasets(graph) == frozenset(), "the European profile asks more"


def test_what_the_official_shapes_refuse_is_refused() -> None:
    """Each in a catalogue of its own, which are judged together."""
    together, expected = Graph(), set()
    for number, (name, path, values) in enumerate(REFUSED):
        graph = minimal()
        graph.remove((EXAMPLE[name], path, None))
        for value in values:
            graph.add((EXAMPLE[name], path, value))
        own = Namespace(f"{EXAMPLE}{number}/")
        for triple in graph:
            together.add(tuple(_moved(term, own) for term in triple))  # type: ignore[arg-type]
        expected.add((own[name], path))
    assert violated(together) == expected


def _moved(term: Node, to: Namespace) -> Node:
    return to[term.removeprefix(EXAMPLE)] if isinstance(term, URIRef) and term in EXAMPLE else term


def test_a_blank_node_does_as_well_as_a_named_one() -> None:
    """As other catalogues have contact points and periods."""
    graph = made_up_graph()
    for kind in (VCARD.Kind, DCTERMS.PeriodOfTime, SPDX.Checksum, DCTERMS.RightsStatement):
        for number, named in enumerate(sorted({*graph.subjects(RDF.type, kind)}, key=str)):
            if (named, SKOS.inScheme, None) in graph:
                continue  # a value of a list is known by its URI
            blank = BNode(f"{str(kind).rpartition('#')[2].rpartition('/')[2]}{number}")
            for _, path, value in [*graph.triples((named, None, None))]:
                graph.add((blank, path, value))
            for one, path, _ in [*graph.triples((None, None, named))]:
                graph.add((one, path, blank))
            graph.remove((named, None, None))
            graph.remove((None, None, named))
    report = shape_results(graph, DUTCH)
    assert [*report.subjects(SH.resultSeverity, SH.Violation)] == []


ONLY_IN_WORDS = [
    (DCAT.Dataset, DCAT.contactPoint, 2),
    (DCAT.DataService, DCAT.contactPoint, 2),
    (DCAT.Distribution, DCAT.mediaType, 0),
    (DCAT.Distribution, DCAT.byteSize, 0),
    (VCARD.Kind, VCARD.hasEmail, 0),
]
"""What the text of the Dutch profile asks, and the shapes that are given out for it let pass."""


def test_what_only_the_text_of_the_profile_asks_is_a_warning() -> None:
    graph = made_up_graph()
    for kind, path, number in ONLY_IN_WORDS:
        for subject in list(graph.subjects(RDF.type, kind)):
            values = [*graph.objects(subject, path)]
            graph.remove((subject, path, None))
            for value in [*values, URIRef("https://example.org/other")][:number]:
                graph.add((subject, path, value))
    for subject in graph.subjects(RDF.type, VCARD.Kind):
        graph.remove((subject, VCARD.hasURL, None))
    for subject in list(graph.subjects(RDF.type, DCAT.Distribution)):
        graph.set((subject, DCTERMS.license, URIRef("https://example.org/our-own")))
    report = shape_results(graph, ("dcat-ap-nl",))
    paths = {path for _, path in report.subject_objects(SH.resultPath)}
    assert paths >= {path for _, path, _ in ONLY_IN_WORDS[:-1]} | {DCTERMS.license}
    assert {*report.objects(None, SH.resultSeverity)} == {SH.Warning}


def test_a_contact_point_without_mail_or_page_is_objected_to() -> None:
    graph = made_up_graph()
    [contact] = graph.subjects(RDF.type, VCARD.Kind)
    graph.remove((contact, VCARD.hasEmail, None))
    assert not list(shape_results(graph, DUTCH).subjects(RDF.type, SH.ValidationResult))
    graph.remove((contact, VCARD.hasURL, None))
    report = shape_results(graph, DUTCH)
    assert (None, SH.focusNode, contact) in report


def test_a_dataset_does_not_comply_when_what_it_refers_to_does_not() -> None:
    graph = made_up_graph()
    [dataset] = compliant_datasets(graph)
    distribution = min(graph.objects(dataset, DCAT.distribution), key=str)
    [checksum] = graph.objects(distribution, SPDX.checksum)
    graph.remove((checksum, SPDX.checksumValue, None))
    assert compliant_datasets(graph) == frozenset()
