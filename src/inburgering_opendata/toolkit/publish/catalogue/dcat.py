"""The catalogue of a release in DCAT-AP-NL 3.0, as a graph, in Turtle and in JSON-LD.

Specification: https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/, on top of DCAT-AP 3.0
(https://semiceu.github.io/DCAT-AP/releases/3.0.0/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, URIRef

from inburgering_opendata.toolkit.ground.files import to_json
from inburgering_opendata.toolkit.publish.catalogue.agents import agents, creator_iri, publisher_iri
from inburgering_opendata.toolkit.publish.catalogue.datasets import (
    STANDARDS,
    dataset,
    document,
    rights,
)
from inburgering_opendata.toolkit.publish.catalogue.edition import (
    ENDPOINT_DESCRIPTION,
    JSON_LD,
    TURTLE,
    Edition,
)
from inburgering_opendata.toolkit.publish.catalogue.languages import languages
from inburgering_opendata.toolkit.publish.catalogue.licences import licence_iri
from inburgering_opendata.toolkit.publish.catalogue.names import (
    catalog_iri,
    contact_iri,
    dataset_iri,
    service_iri,
)
from inburgering_opendata.toolkit.publish.catalogue.places import (
    about_place,
    period,
    period_iri,
    place,
)
from inburgering_opendata.toolkit.publish.catalogue.serialising import to_json_ld, to_turtle
from inburgering_opendata.toolkit.publish.catalogue.served import Served
from inburgering_opendata.toolkit.publish.catalogue.service import endpoint_description, service
from inburgering_opendata.toolkit.publish.catalogue.terms import (
    PREFIXES,
    Triple,
    controlled_list,
    controlled_lists,
)
from inburgering_opendata.toolkit.publish.catalogue.wording import described, in_languages

CATALOGUE_FILES = (TURTLE, JSON_LD, ENDPOINT_DESCRIPTION)


def catalogue_files(edition: Edition, served: Sequence[Served] = ()) -> dict[str, bytes]:
    """`dcat.ttl`, `dcat.jsonld`, and the description of the endpoint, by path in the release.

    Args:
        edition: the release.
        served: files that the description names one by one.
    """
    graph = catalogue_graph(edition)
    return {
        TURTLE: to_turtle(graph),
        JSON_LD: to_json_ld(graph),
        ENDPOINT_DESCRIPTION: to_json(endpoint_description(edition, served)),
    }


def catalogue_graph(edition: Edition) -> Graph:
    """The catalogue with everything in it; it has no blank nodes."""
    graph = Graph(bind_namespaces="rdflib")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    told = chain(
        _catalog(edition),
        agents(edition),
        service(edition),
        rights(edition),
        place(edition),
        *(dataset(edition, each) for each in edition.datasets),
    )
    # The titles of standards are names, in the language of their publishers.
    for triple in chain(in_languages(edition, told), _standards()):
        graph.add(triple)
    for triple in list(in_languages(edition, _values_used(graph))):
        graph.add(triple)
    return graph


def _catalog(edition: Edition) -> Iterator[Triple]:
    subject = catalog_iri(edition)
    words = edition.catalog.words
    yield subject, RDF.type, DCAT.Catalog
    yield from described(edition, subject, DCTERMS.title, words, "title")
    yield from described(edition, subject, DCTERMS.description, words, "description")
    yield subject, DCTERMS.publisher, publisher_iri(edition)
    yield subject, DCTERMS.creator, creator_iri(edition, edition.contributors[0])
    yield subject, DCAT.contactPoint, contact_iri(edition)
    yield subject, DCTERMS.license, licence_iri(edition.datasets[0].licence)
    yield from languages(edition, subject)
    yield from document(subject, FOAF.homepage, edition.home)
    yield from about_place(edition, subject)
    days = [each.descriptor["temporal"] for each in edition.datasets]
    whole = {"start": min(d["start"] for d in days), "end": max(d["end"] for d in days)}
    yield subject, DCTERMS.temporal, period_iri(edition, whole)
    yield from period(edition, whole)
    yield subject, DCAT.themeTaxonomy, controlled_list("data-theme").scheme
    for predicate in (DCTERMS.issued, DCTERMS.modified):
        yield subject, predicate, Literal(edition.day.isoformat(), datatype=XSD.date)
    yield subject, DCAT.service, service_iri(edition)
    for each in edition.datasets:
        yield subject, DCAT.dataset, dataset_iri(edition, each)


def _standards() -> Iterator[Triple]:
    for address, title in STANDARDS.items():
        yield address, RDF.type, DCTERMS.Standard
        yield address, DCTERMS.title, Literal(title, lang="en")


def _values_used(graph: Graph) -> Iterator[Triple]:
    """The labels of every value of a controlled list that the catalogue refers to."""
    used = {term for term in graph.objects() if isinstance(term, URIRef)}
    for each in controlled_lists():
        found = [concept for concept in each.concepts.values() if concept.uri in used]
        for concept in found:
            yield from concept.triples()
        if found:
            yield from each.triples()
