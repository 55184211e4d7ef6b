"""Where the figures come from: each pinned source with its publisher, licence, date and hash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, XSD, Literal, URIRef

from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.agents import (
    publisher_of_source,
    publishers_of_source,
)
from inburgering_opendata.toolkit.publish.catalogue.checksums import checksum
from inburgering_opendata.toolkit.publish.catalogue.edition import Dataset, Edition
from inburgering_opendata.toolkit.publish.catalogue.licences import licence_iri, licence_triples
from inburgering_opendata.toolkit.publish.catalogue.names import checksum_iri, dataset_iri, lasting
from inburgering_opendata.toolkit.publish.catalogue.terms import SPDX, Triple
from inburgering_opendata.toolkit.publish.catalogue.wording import described, said

# An address that may stand as an IRI; a delivery has no address at all.
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def sources_of(dataset: Dataset, table: str | None = None) -> list[Json]:
    """The sources of a dataset, or those of one of its tables only."""
    sources: list[Json] = dataset.descriptor.get("sources", [])
    return [each for each in sources if table is None or each["table"] == table]


def source_iri(edition: Edition, source: Json) -> URIRef:
    return lasting(edition, f"source-{_sha256(source)}")


def provenance(edition: Edition, dataset: Dataset) -> Iterator[Triple]:
    """That a dataset was derived from its sources, and what those are.

    They are `prov:Entity`, not `dcat:Dataset`: DCAT-AP allows `dct:source` for datasets that are
    described in full only, and these are files that others published.
    """
    subject = dataset_iri(edition, dataset)
    sources = sources_of(dataset)
    if sources:
        statement = lasting(edition, f"provenance-{dataset.name}")
        yield subject, DCTERMS.provenance, statement
        yield statement, RDF.type, DCTERMS.ProvenanceStatement
        yield from said(statement, RDFS.label, "provenance", sources=len(sources))
    for source in sources:
        yield subject, PROV.wasDerivedFrom, source_iri(edition, source)
        yield from _source(edition, source)


def _source(edition: Edition, source: Json) -> Iterator[Triple]:
    subject = source_iri(edition, source)
    yield subject, RDF.type, PROV.Entity
    yield from described(edition, subject, DCTERMS.title, source, "title")
    if "note" in source:
        yield from described(edition, subject, DCTERMS.description, source, "note")
    for publisher in publishers_of_source(edition, source["publisher"]):
        yield subject, DCTERMS.publisher, publisher
    yield from publisher_of_source(edition, source["publisher"])
    yield subject, DCTERMS.date, Literal(source["date"], datatype=XSD.date)
    if _ADDRESS.fullmatch(source["path"]):
        yield subject, FOAF.page, URIRef(source["path"])
    yield subject, SPDX.checksum, checksum_iri(edition, _sha256(source))
    yield from checksum(edition, _sha256(source))
    if "path" in source["licence"]:
        yield subject, DCTERMS.license, licence_iri(source["licence"])
        yield from licence_triples(source["licence"])
    else:
        rights = lasting(edition, "licence-not-stated")
        yield subject, DCTERMS.rights, rights
        yield rights, RDF.type, DCTERMS.RightsStatement
        yield from said(rights, RDFS.label, "not_stated")


def _sha256(source: Json) -> str:
    return str(source["hash"]).removeprefix("sha256:")
