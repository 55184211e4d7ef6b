"""The releases as a `dcat:DataService`: the list of them and their files, over plain HTTP.

It is described for machines in OpenAPI, as DCAT-AP-NL wants an endpoint description; see class
DataService (https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rdflib import DCAT, DCTERMS, RDF, RDFS, Literal, URIRef

from inburgering_opendata.toolkit.describe.language import speakers
from inburgering_opendata.toolkit.publish.catalogue.datasets import document, responsibilities
from inburgering_opendata.toolkit.publish.catalogue.edition import ENDPOINT_DESCRIPTION, Edition
from inburgering_opendata.toolkit.publish.catalogue.licences import licence_iri
from inburgering_opendata.toolkit.publish.catalogue.names import dataset_iri, service_iri
from inburgering_opendata.toolkit.publish.catalogue.served import Served
from inburgering_opendata.toolkit.publish.catalogue.terms import Triple, controlled_list
from inburgering_opendata.toolkit.publish.catalogue.wording import said
from inburgering_opendata.toolkit.publish.catalogue.words import words_of_catalogue

OPENAPI = URIRef("https://spec.openapis.org/oas/v3.1.0")


def service(edition: Edition) -> Iterator[Triple]:
    """The service and which datasets it serves."""
    subject = service_iri(edition)
    yield subject, RDF.type, DCAT.DataService
    yield subject, DCTERMS.identifier, Literal(str(subject))
    yield from said(subject, DCTERMS.title, "service.title")
    yield from said(subject, DCTERMS.description, "service.description")
    addresses = {
        DCAT.endpointURL: URIRef(edition.home),
        DCAT.endpointDescription: URIRef(edition.release + ENDPOINT_DESCRIPTION),
    }
    for name, address in addresses.items():
        yield subject, name, address
        # DCAT has both range over resources, and a validator does not infer that.
        yield address, RDF.type, RDFS.Resource
    yield subject, DCTERMS.conformsTo, OPENAPI
    yield subject, DCTERMS.license, licence_iri(edition.datasets[0].licence)
    for theme in edition.catalog.themes:
        yield subject, DCAT.theme, controlled_list("data-theme")[theme].uri
    for language in edition.catalog.languages:
        key = language.key("keywords")
        for keyword in sorted({k for each in edition.datasets for k in each.descriptor[key]}):
            yield subject, DCAT.keyword, Literal(keyword, lang=language.code)
    # Of a service there is one creator at most.
    yield from responsibilities(edition, subject, edition.contributors[:1])
    yield from document(subject, DCAT.landingPage, edition.home)
    for each in edition.datasets:
        yield subject, DCAT.servesDataset, dataset_iri(edition, each)


def endpoint_description(edition: Edition, served: Sequence[Served] = ()) -> dict[str, Any]:
    """The service in OpenAPI 3.1.

    The paths of `served` are those of this release: another has others.
    """
    spoken = [words_of_catalogue(each) for each in speakers(edition.catalog.languages)]
    version = {
        "name": "version",
        "in": "path",
        "required": True,
        "description": "A version, as the list of releases has it.",
        "schema": {"type": "string", "examples": [edition.version]},
    }
    path = {
        "name": "path",
        "in": "path",
        "required": True,
        "description": "A path in SHA256SUMS; its slashes are part of the address.",
        "schema": {"type": "string", "examples": [edition.datasets[0].files[0].path]},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": " · ".join(said("service.title") for said in spoken),
            "description": "\n\n".join(said("service.description") for said in spoken),
            "version": edition.version,
            "license": {
                "name": edition.datasets[0].licence["title"],
                "url": edition.datasets[0].licence["path"],
            },
            "contact": {
                "name": edition.catalog.contact["name"],
                "url": edition.catalog.contact["page"],
            },
        },
        "servers": [{"url": edition.home}],
        "paths": {
            "/releases.json": {"get": _operation("releases", _RELEASES, "application/json")},
            "/{version}/SHA256SUMS": {
                "get": {**_operation("checksums", _SUMS, "text/plain"), "parameters": [version]}
            },
            "/{version}/{path}": {
                "get": {**_operation("file", _FILE, "*/*"), "parameters": [version, path]}
            },
            **{
                f"/{edition.version}/{each.path}": {
                    "get": _operation(each.name, each.title, each.media_type)
                }
                for each in served
            },
        },
    }


_RELEASES = "Every release, newest first: its version, and its packages with sha256 and size."
_SUMS = "The sha256 of every file of a release, as the command sha256sum reads it."
_FILE = "A file of a release."


def _operation(name: str, description: str, media_type: str) -> dict[str, Any]:
    missing = {"description": "There is no such release or file."}
    found = {"description": description, "content": {media_type: {}}}
    return {
        "operationId": name,
        "summary": description,
        "responses": {"200": found, "404": missing},
    }
