"""A package as a `dcat:Dataset`, and each of its files as a `dcat:Distribution`.

DCAT-AP-NL 3.0, classes Dataset and Distribution
(https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node

from inburgering_opendata.toolkit.describe.descriptor import PROFILE
from inburgering_opendata.toolkit.describe.file_formats import ALL_FORMATS
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.agents import creator_iri, publisher_iri
from inburgering_opendata.toolkit.publish.catalogue.checksums import checksum
from inburgering_opendata.toolkit.publish.catalogue.edition import DataFile, Dataset, Edition
from inburgering_opendata.toolkit.publish.catalogue.languages import languages
from inburgering_opendata.toolkit.publish.catalogue.licences import licence_iri, licence_triples
from inburgering_opendata.toolkit.publish.catalogue.names import (
    checksum_iri,
    contact_iri,
    dataset_iri,
    distribution_iri,
    lasting,
    service_iri,
)
from inburgering_opendata.toolkit.publish.catalogue.places import about_place, period, period_iri
from inburgering_opendata.toolkit.publish.catalogue.provenance import (
    provenance,
    source_iri,
    sources_of,
)
from inburgering_opendata.toolkit.publish.catalogue.terms import (
    DCATAP,
    SPDX,
    VERSION,
    Triple,
    controlled_list,
    media_type,
)
from inburgering_opendata.toolkit.publish.catalogue.wording import described, said

DATA_PACKAGE = URIRef(PROFILE)
TABLE_SCHEMA = URIRef("https://datapackage.org/profiles/2.0/tableschema.json")
STANDARDS = {
    DATA_PACKAGE: "Data Package 2.0",
    TABLE_SCHEMA: "Table Schema 2.0",
    URIRef("https://spec.openapis.org/oas/v3.1.0"): "OpenAPI 3.1",
}

_FILE_TYPES = {"zip": "ZIP", **{each.format: each.file_type for each in ALL_FORMATS}}


def dataset(edition: Edition, each: Dataset) -> Iterator[Triple]:
    """Everything about a dataset: itself, its sources, and its distributions."""
    subject = dataset_iri(edition, each)
    words = each.descriptor
    yield subject, RDF.type, DCAT.Dataset
    yield subject, DCTERMS.identifier, Literal(str(subject))
    yield from described(edition, subject, DCTERMS.title, words, "title")
    yield from described(edition, subject, DCTERMS.description, words, "description")
    for language in edition.catalog.languages:
        for keyword in words[language.key("keywords")]:
            yield subject, DCAT.keyword, Literal(keyword, lang=language.code)
    for theme in words.get("themes", edition.catalog.themes):
        yield subject, DCAT.theme, controlled_list("data-theme")[theme].uri
    yield from responsibilities(edition, subject, words["contributors"])
    yield subject, DCTERMS.accrualPeriodicity, _value("frequency", edition.catalog.frequency)
    yield from about_place(edition, subject)
    yield subject, DCTERMS.temporal, period_iri(edition, words["temporal"])
    yield from period(edition, words["temporal"])
    yield subject, DCTERMS.conformsTo, DATA_PACKAGE
    yield subject, VERSION, Literal(edition.version)
    yield from _dates(edition, subject)
    yield from document(subject, DCAT.landingPage, edition.page(each.name))
    yield from document(subject, FOAF.page, f"{edition.release}{each.name}/README.md")
    if edition.catalog.doi:
        yield from document(subject, FOAF.page, f"https://doi.org/{edition.catalog.doi}")
    yield from provenance(edition, each)
    yield from chain.from_iterable(_distribution(edition, each, file) for file in each.files)
    yield from licence_triples(each.licence)


def responsibilities(
    edition: Edition, subject: Node, contributors: Sequence[Json]
) -> Iterator[Triple]:
    """What datasets and the service have in common: whose they are, for whom, in what language."""
    yield subject, DCTERMS.publisher, publisher_iri(edition)
    for contributor in contributors:
        yield subject, DCTERMS.creator, creator_iri(edition, contributor)
    yield subject, DCAT.contactPoint, contact_iri(edition)
    yield subject, DCTERMS.accessRights, _value("access-right", "PUBLIC")
    yield from languages(edition, subject)


def document(subject: Node, predicate: Node, address: str) -> Iterator[Triple]:
    yield subject, predicate, URIRef(address)
    yield URIRef(address), RDF.type, FOAF.Document


def rights_iri(edition: Edition) -> URIRef:
    return lasting(edition, "rights")


def rights(edition: Edition) -> Iterator[Triple]:
    """What the licence does not cover."""
    yield rights_iri(edition), RDF.type, DCTERMS.RightsStatement
    yield from said(rights_iri(edition), RDFS.label, "rights")


def _distribution(edition: Edition, of: Dataset, file: DataFile) -> Iterator[Triple]:
    subject = distribution_iri(edition, of, file)
    yield dataset_iri(edition, of), DCAT.distribution, subject
    yield subject, RDF.type, DCAT.Distribution
    yield from described(edition, subject, DCTERMS.title, file.words, "title")
    yield from described(edition, subject, DCTERMS.description, file.words, "description")
    page = f"{of.name}/{file.table}" if file.table else of.name
    yield subject, DCAT.accessURL, URIRef(edition.page(page))
    yield subject, DCAT.downloadURL, URIRef(edition.release + file.path)
    yield subject, DCAT.accessService, service_iri(edition)
    kind = media_type(file.media_type)
    yield subject, DCAT.mediaType, kind
    yield kind, RDF.type, DCTERMS.MediaType
    yield subject, DCTERMS["format"], _value("file-type", _FILE_TYPES[file.format])
    if file.format == "zip":
        yield subject, DCAT.packageFormat, kind
    yield subject, DCAT.byteSize, Literal(str(file.size), datatype=XSD.nonNegativeInteger)
    yield subject, SPDX.checksum, checksum_iri(edition, file.sha256)
    yield from checksum(edition, file.sha256)
    yield subject, DCTERMS.license, licence_iri(of.licence)
    yield subject, DCTERMS.rights, rights_iri(edition)
    yield subject, DCTERMS.conformsTo, TABLE_SCHEMA if file.table else DATA_PACKAGE
    yield subject, DCATAP.availability, _value("planned-availability", "STABLE")
    yield from languages(edition, subject)
    yield from _dates(edition, subject)
    if file.table:
        for source in sources_of(of, file.table):
            yield subject, PROV.wasDerivedFrom, source_iri(edition, source)


def _dates(edition: Edition, subject: Node) -> Iterator[Triple]:
    for predicate in (DCTERMS.issued, DCTERMS.modified):
        yield subject, predicate, Literal(edition.day.isoformat(), datatype=XSD.date)


def _value(name: str, code: str) -> URIRef:
    return controlled_list(name)[code].uri
