"""Where and when: the place that the data are about, and the period that a package covers."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import DCAT, DCTERMS, RDF, SKOS, XSD, Literal, URIRef
from rdflib.term import Node

from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.catalogue.names import lasting
from inburgering_opendata.toolkit.publish.catalogue.terms import GEO, Triple
from inburgering_opendata.toolkit.publish.catalogue.wording import described

_COUNTRIES = URIRef("http://publications.europa.eu/resource/authority/country")


def place_iri(edition: Edition) -> URIRef | None:
    """The place that the data are about, by its own URI; None where nobody said so."""
    place = edition.catalog.place
    return URIRef(place.address) if place else None


def about_place(edition: Edition, subject: Node) -> Iterator[Triple]:
    """That a dataset or the catalogue is about the place, if there is one."""
    if (place := place_iri(edition)) is not None:
        yield subject, DCTERMS.spatial, place


def place(edition: Edition) -> Iterator[Triple]:
    """The place with its name and box in WGS 84 (longitude, latitude), as far as it has them."""
    found, iri = edition.catalog.place, place_iri(edition)
    if found is None or iri is None:
        return
    yield iri, RDF.type, DCTERMS.Location
    # A value of a list has a label there; without one it is a place and no more.
    if found.words and iri.startswith(f"{_COUNTRIES}/"):
        yield iri, RDF.type, SKOS.Concept
        yield iri, SKOS.inScheme, _COUNTRIES
    if found.words:
        yield from described(edition, iri, SKOS.prefLabel, found.words, "name")
    if (box := found.box) is not None:
        sides = ((box.west, box.south), (box.east, box.south), (box.east, box.north))
        corners = (*sides, (box.west, box.north), (box.west, box.south))
        polygon = f"POLYGON(({', '.join(map(' '.join, corners))}))"
        yield iri, DCAT.bbox, Literal(polygon, datatype=GEO.wktLiteral)
        middle = f"POINT({' '.join(box.middle)})"
        yield iri, DCAT.centroid, Literal(middle, datatype=GEO.wktLiteral)


def period_iri(edition: Edition, temporal: Json) -> URIRef:
    return lasting(edition, f"period-{temporal['start']}-{temporal['end']}")


def period(edition: Edition, temporal: Json) -> Iterator[Triple]:
    """First and last day of a period."""
    subject = period_iri(edition, temporal)
    yield subject, RDF.type, DCTERMS.PeriodOfTime
    yield subject, DCAT.startDate, Literal(temporal["start"], datatype=XSD.date)
    yield subject, DCAT.endDate, Literal(temporal["end"], datatype=XSD.date)
