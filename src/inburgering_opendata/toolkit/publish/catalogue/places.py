"""Where and when: the Netherlands, and the period that a package covers."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import DCAT, DCTERMS, RDF, SKOS, XSD, Literal, URIRef

from inburgering_opendata.toolkit.describe.table_schema import Json
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.catalogue.names import lasting
from inburgering_opendata.toolkit.publish.catalogue.terms import GEO, Triple
from inburgering_opendata.toolkit.publish.catalogue.wording import said

NETHERLANDS = URIRef("http://publications.europa.eu/resource/authority/country/NLD")
_COUNTRIES = URIRef("http://publications.europa.eu/resource/authority/country")

# The area of use of the Dutch grid, EPSG:28992: the European part of the country.
_WEST, _SOUTH, _EAST, _NORTH = "3.2", "50.75", "7.22", "53.7"
_BOX = (
    f"POLYGON(({_WEST} {_SOUTH}, {_EAST} {_SOUTH}, {_EAST} {_NORTH}, {_WEST} {_NORTH}, "
    f"{_WEST} {_SOUTH}))"
)
_MIDDLE = "POINT(5.21 52.225)"


def netherlands() -> Iterator[Triple]:
    """The country by its URI in the EU list, with its box in WGS 84 (longitude, latitude)."""
    yield NETHERLANDS, RDF.type, DCTERMS.Location
    yield NETHERLANDS, RDF.type, SKOS.Concept
    yield NETHERLANDS, SKOS.inScheme, _COUNTRIES
    yield from said(NETHERLANDS, SKOS.prefLabel, "netherlands")
    yield NETHERLANDS, DCAT.bbox, Literal(_BOX, datatype=GEO.wktLiteral)
    yield NETHERLANDS, DCAT.centroid, Literal(_MIDDLE, datatype=GEO.wktLiteral)


def period_iri(edition: Edition, temporal: Json) -> URIRef:
    return lasting(edition, f"period-{temporal['start']}-{temporal['end']}")


def period(edition: Edition, temporal: Json) -> Iterator[Triple]:
    """First and last day of a period."""
    subject = period_iri(edition, temporal)
    yield subject, RDF.type, DCTERMS.PeriodOfTime
    yield subject, DCAT.startDate, Literal(temporal["start"], datatype=XSD.date)
    yield subject, DCAT.endDate, Literal(temporal["end"], datatype=XSD.date)
