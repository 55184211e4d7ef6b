"""Licences by their URI in the EU list, beside the address that people know."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import DCTERMS, RDF, SKOS, URIRef

from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.terms import Concept, Triple, controlled_list

# Creative Commons licences as a Data Package names them (SPDX): their code in the EU list, and
# what kind of licence that is.
_KNOWN = {
    "CC-BY-4.0": ("CC_BY_4_0", "Attribution"),
    "CC-BY-SA-4.0": ("CC_BYSA_4_0", "ViralEffect-ShareAlike"),
    "CC0-1.0": ("CC0", "PublicDomain"),
}


def licence_iri(licence: Json) -> URIRef:
    """The URI of a licence of a descriptor: in the EU list, or its own address if not there."""
    known = _concept(licence)
    return known.uri if known else URIRef(licence["path"])


def licence_triples(licence: Json) -> Iterator[Triple]:
    """What a licence is, and that it is the one at its own address."""
    subject = licence_iri(licence)
    yield subject, RDF.type, DCTERMS.LicenseDocument
    if known := _concept(licence):
        yield from known.triples()
        yield subject, SKOS.exactMatch, URIRef(licence["path"])
        kind = controlled_list("licence-type")[_KNOWN[licence["name"]][1]]
        yield subject, DCTERMS.type, kind.uri


def _concept(licence: Json) -> Concept | None:
    known = _KNOWN.get(licence["name"])
    return controlled_list("licence")[known[0]] if known else None
