"""The words of the catalogue: namespaces, and the values of the lists that DCAT-AP-NL prescribes.

Lists: DCAT-AP-NL 3.0, chapter “Waardelijsten” (https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import DCTERMS, RDF, SKOS, Literal, Namespace, URIRef
from rdflib.term import Node

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.publish.catalogue.errors import VALUE_UNKNOWN

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
# Of DCAT 3, which rdflib does not know yet.
VERSION = URIRef("http://www.w3.org/ns/dcat#version")
IANA = Namespace("https://www.iana.org/assignments/media-types/")

PREFIXES = {"adms": ADMS, "dcatap": DCATAP, "geo": GEO, "spdx": SPDX, "vcard": VCARD}
"""What a catalogue binds beside the prefixes that rdflib knows already."""

Triple = tuple[Node, Node, Node]

_LISTS = Path(__file__).with_name("controlled_lists.toml")


@dataclass(frozen=True)
class Concept:
    """A value of a controlled list, with its labels and what it is beside a `skos:Concept`."""

    uri: URIRef
    scheme: URIRef
    nl: str
    en: str
    classes: tuple[URIRef, ...]
    machine_readable: bool = False
    """Of a file type: whether machines read it."""
    non_proprietary: bool = False
    """Of a file type: whether its specification is open to all."""

    def triples(self) -> Iterator[Triple]:
        """What a reader without the list needs to know of it."""
        yield self.uri, RDF.type, SKOS.Concept
        for each in self.classes:
            yield self.uri, RDF.type, each
        yield self.uri, SKOS.inScheme, self.scheme
        yield self.uri, SKOS.prefLabel, Literal(self.nl, lang="nl")
        yield self.uri, SKOS.prefLabel, Literal(self.en, lang="en")


@dataclass(frozen=True, kw_only=True)
class ControlledList:
    """A list as far as this project uses it."""

    name: str
    scheme: URIRef
    nl: str
    en: str
    concepts: dict[str, Concept]

    def __getitem__(self, code: str) -> Concept:
        """The value with a code such as SOCI.

        Raises:
            OpendataError: `VALUE_UNKNOWN`.
        """
        if code not in self.concepts:
            known = ", ".join(self.concepts)
            raise OpendataError(VALUE_UNKNOWN, value=code, list=self.name, known=known)
        return self.concepts[code]

    def checked(self, uri: str) -> URIRef:
        """`uri` itself, when it is one of the values; raises as above."""
        if URIRef(uri) not in self.uris:
            known = ", ".join(sorted(self.uris))
            raise OpendataError(VALUE_UNKNOWN, value=uri, list=self.name, known=known)
        return URIRef(uri)

    @property
    def uris(self) -> frozenset[URIRef]:
        return frozenset(concept.uri for concept in self.concepts.values())

    def triples(self) -> Iterator[Triple]:
        yield self.scheme, RDF.type, SKOS.ConceptScheme
        yield self.scheme, DCTERMS.title, Literal(self.nl, lang="nl")
        yield self.scheme, DCTERMS.title, Literal(self.en, lang="en")


@cache
def controlled_list(name: str) -> ControlledList:
    """A list by the last part of its URI, such as data-theme."""
    raw = tomllib.loads(_LISTS.read_text(encoding="utf-8"))[name]
    scheme = URIRef(raw.get("scheme", raw["base"]))
    classes = tuple(URIRef(each) for each in raw.get("classes", ()))
    concepts = {
        code: Concept(uri=URIRef(f"{raw['base']}/{code}"), scheme=scheme, classes=classes, **told)
        for code, told in raw["values"].items()
    }
    return ControlledList(name=name, scheme=scheme, nl=raw["nl"], en=raw["en"], concepts=concepts)


def controlled_lists() -> tuple[ControlledList, ...]:
    """Every list that the catalogue uses."""
    return tuple(map(controlled_list, tomllib.loads(_LISTS.read_text(encoding="utf-8"))))


def media_type(name: str) -> URIRef:
    """A media type by its URI at IANA."""
    return IANA[name]
