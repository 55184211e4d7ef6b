"""Who publishes, who made it, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import DCTERMS, FOAF, PROV, RDF, Literal, URIRef

from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.catalogue.names import contact_iri, lasting
from inburgering_opendata.toolkit.publish.catalogue.terms import (
    VCARD,
    Triple,
    controlled_list,
)
from inburgering_opendata.toolkit.publish.catalogue.wording import described

# The kind of every contributor; an organisation that publishes is the publisher.
_INDIVIDUALS = "PrivateIndividual(s)"


def publisher_iri(edition: Edition) -> URIRef:
    """The publisher by its URI in TOOI."""
    return URIRef(edition.catalog.publisher["address"])


def creator_iri(edition: Edition, contributor: Json) -> URIRef:
    return lasting(edition, f"contributor-{_slug(contributor['title'])}")


def agents(edition: Edition) -> Iterator[Triple]:
    """The publisher, the contributors, and the contact point."""
    publisher = publisher_iri(edition)
    words = edition.catalog.publisher
    yield publisher, RDF.type, FOAF.Agent
    yield from described(edition, publisher, FOAF.name, words, "name")
    yield publisher, FOAF.homepage, URIRef(words["homepage"])
    yield publisher, DCTERMS.type, controlled_list("publisher-type").checked(words["type"])
    for contributor in edition.contributors:
        creator = creator_iri(edition, contributor)
        yield creator, RDF.type, FOAF.Agent
        for language in edition.catalog.languages:
            name = language.of(contributor, "title")
            yield creator, FOAF.name, Literal(name, lang=language.code)
        yield creator, DCTERMS.type, controlled_list("publisher-type")[_INDIVIDUALS].uri
    contact = contact_iri(edition)
    yield contact, RDF.type, VCARD.Kind
    yield contact, RDF.type, VCARD.Organization
    yield from described(edition, contact, VCARD.fn, edition.catalog.contact, "name")
    yield contact, VCARD.hasEmail, URIRef(f"mailto:{edition.catalog.contact['email']}")
    yield contact, VCARD.hasURL, URIRef(edition.catalog.contact["page"])


def publishers_of_source(edition: Edition, publisher: str) -> tuple[URIRef, ...]:
    """The organisations that a source names as its publisher; by name only if none is known."""
    known = tuple(
        URIRef(each.address) for each in edition.organisations if each.is_named(publisher)
    )
    return known or (lasting(edition, f"publisher-{_slug(publisher)}"),)


def publisher_of_source(edition: Edition, publisher: str) -> Iterator[Triple]:
    """What is known of the organisations that a source names."""
    found = [each for each in edition.organisations if each.is_named(publisher)]
    for each in found:
        agent = URIRef(each.address)
        yield agent, RDF.type, FOAF.Agent
        yield from described(edition, agent, FOAF.name, each.words, "name")
        yield agent, DCTERMS.type, controlled_list("publisher-type").checked(each.type)
    if not found:
        [named] = publishers_of_source(edition, publisher)
        # Not a foaf:Agent: of those DCAT-AP wants to know the kind, and that is not known.
        yield named, RDF.type, PROV.Agent
        yield named, FOAF.name, Literal(publisher)


def _slug(name: str) -> str:
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    return "-".join(part for part in letters.split("-") if part)
