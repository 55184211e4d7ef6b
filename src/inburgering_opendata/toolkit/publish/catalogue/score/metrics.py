"""What is scored, and for how many points.

Method: the metadata quality assessment (MQA) of data.europa.eu, as its data provider manual
describes it (https://dataeuropa.gitlab.io/data-provider-manual/metadata-quality-dashboard/, and
https://data.europa.eu/mqa/methodology): findability 100, accessibility 100, interoperability 110,
reusability 75, contextuality 20. Names of metrics are those of its quality vocabulary.

Where the method is silent, the stricter reading was taken: format and media type must both be
there, and both from their list; a dataset complies when no shape of DCAT-AP is violated by it or
by anything it refers to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rdflib import DCAT, DCTERMS, Graph, URIRef
from rdflib.term import Node

from inburgering_opendata.toolkit.publish.catalogue.terms import IANA, controlled_list


class Dimension(StrEnum):
    """The five dimensions, which add up to 405 points."""

    FINDABILITY = "findability"
    ACCESSIBILITY = "accessibility"
    INTEROPERABILITY = "interoperability"
    REUSABILITY = "reusability"
    CONTEXTUALITY = "contextuality"


@dataclass(frozen=True)
class Facts:
    """What metrics look at."""

    graph: Graph
    statuses: Mapping[str, int | None]
    """The HTTP status that each address answered with; None when nothing answered."""
    compliant: frozenset[Node]
    """The datasets that violate no shape."""


@dataclass(frozen=True)
class Metric:
    """One thing that is scored."""

    name: str
    dimension: Dimension
    points: int
    property: str
    """The property that earns the points, as people write it."""
    passes: Callable[[Facts, Node], bool]
    on_distribution: bool = False
    """Whether it is looked at on a distribution; of these the best one of a dataset counts."""
    or_dataset: bool = False
    """Whether the dataset may have the property instead of the distribution."""


# File types of which a specification is open to all, and that machines read, in the lists that the
# assessment keeps for it; as far as this project has files of them.
NON_PROPRIETARY = frozenset({"CSV", "JSON", "ZIP"})
MACHINE_READABLE = frozenset({"BIN", "CSV", "JSON", "PARQUET", "XLSX", "ZIP"})


def _has(*properties: URIRef) -> Callable[[Facts, Node], bool]:
    return lambda facts, subject: all((subject, p, None) in facts.graph for p in properties)


def _from_list(name: str, property: URIRef) -> Callable[[Facts, Node], bool]:
    def passes(facts: Facts, subject: Node) -> bool:
        values = list(facts.graph.objects(subject, property))
        return bool(values) and controlled_list(name).uris.issuperset(values)

    return passes


def is_fine(status: int | None) -> bool:
    """Whether an address that answered with this status can be used."""
    return status is not None and 200 <= status < 400


def _answers(property: URIRef) -> Callable[[Facts, Node], bool]:
    def passes(facts: Facts, subject: Node) -> bool:
        addresses = facts.graph.objects(subject, property)
        return any(is_fine(facts.statuses.get(str(address))) for address in addresses)

    return passes


def _aligned(facts: Facts, subject: Node) -> bool:
    media_types = [str(each) for each in facts.graph.objects(subject, DCAT.mediaType)]
    return (
        _from_list("file-type", DCTERMS["format"])(facts, subject)
        and bool(media_types)
        and all(each.startswith(str(IANA)) and "/" in each[len(IANA) :] for each in media_types)
    )


def _format_in(codes: frozenset[str]) -> Callable[[Facts, Node], bool]:
    file_types = controlled_list("file-type")

    def passes(facts: Facts, subject: Node) -> bool:
        formats = set(facts.graph.objects(subject, DCTERMS["format"]))
        return bool(formats) and formats <= {file_types[code].uri for code in codes}

    return passes


_F, _A, _I, _R, _C = Dimension

METRICS = (
    Metric("keywordAvailability", _F, 30, "dcat:keyword", _has(DCAT.keyword)),
    Metric("categoryAvailability", _F, 30, "dcat:theme", _has(DCAT.theme)),
    Metric("spatialAvailability", _F, 20, "dct:spatial", _has(DCTERMS.spatial)),
    Metric("temporalAvailability", _F, 20, "dct:temporal", _has(DCTERMS.temporal)),
    Metric("accessUrlStatusCode", _A, 50, "dcat:accessURL", _answers(DCAT.accessURL), True),
    Metric("downloadUrlAvailability", _A, 20, "dcat:downloadURL", _has(DCAT.downloadURL), True),
    Metric("downloadUrlStatusCode", _A, 30, "dcat:downloadURL", _answers(DCAT.downloadURL), True),
    Metric("formatAvailability", _I, 20, "dct:format", _has(DCTERMS["format"]), True),
    Metric("mediaTypeAvailability", _I, 10, "dcat:mediaType", _has(DCAT.mediaType), True),
    Metric(
        "formatMediaTypeVocabularyAlignment",
        _I,
        10,
        "dct:format, dcat:mediaType",
        _aligned,
        True,
    ),
    Metric(
        "formatMediaTypeNonProprietary",
        _I,
        20,
        "dct:format",
        _format_in(NON_PROPRIETARY),
        True,
    ),
    Metric(
        "formatMediaTypeMachineInterpretable",
        _I,
        20,
        "dct:format",
        _format_in(MACHINE_READABLE),
        True,
    ),
    Metric(
        "dcatApCompliance",
        _I,
        30,
        "the shapes of DCAT-AP",
        lambda facts, dataset: dataset in facts.compliant,
    ),
    Metric("licenceAvailability", _R, 20, "dct:license", _has(DCTERMS.license), True),
    Metric("knownLicence", _R, 10, "dct:license", _from_list("licence", DCTERMS.license), True),
    Metric("accessRightsAvailability", _R, 10, "dct:accessRights", _has(DCTERMS.accessRights)),
    Metric(
        "accessRightsVocabularyAlignment",
        _R,
        5,
        "dct:accessRights",
        _from_list("access-right", DCTERMS.accessRights),
    ),
    Metric("contactPointAvailability", _R, 20, "dcat:contactPoint", _has(DCAT.contactPoint)),
    Metric("publisherAvailability", _R, 10, "dct:publisher", _has(DCTERMS.publisher)),
    Metric("rightsAvailability", _C, 5, "dct:rights", _has(DCTERMS.rights), True),
    Metric("byteSizeAvailability", _C, 5, "dcat:byteSize", _has(DCAT.byteSize), True),
    Metric("dateIssuedAvailability", _C, 5, "dct:issued", _has(DCTERMS.issued), True, True),
    Metric("dateModifiedAvailability", _C, 5, "dct:modified", _has(DCTERMS.modified), True, True),
)

MAXIMUM = sum(metric.points for metric in METRICS)

RATINGS = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))
"""The least points of each rating."""


def rating(points: int) -> str:
    return next(name for least, name in RATINGS if points >= least)
