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

from inburgering_opendata.toolkit.publish.catalogue.terms import IANA, Concept, controlled_list


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


@dataclass(frozen=True, kw_only=True)
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


def _format(is_fit: Callable[[Concept], bool]) -> Callable[[Facts, Node], bool]:
    fit = {each.uri for each in controlled_list("file-type").concepts.values() if is_fit(each)}

    def passes(facts: Facts, subject: Node) -> bool:
        formats = set(facts.graph.objects(subject, DCTERMS["format"]))
        return bool(formats) and formats <= fit

    return passes


_F, _A, _I, _R, _C = Dimension

METRICS = (
    Metric(
        name="keywordAvailability",
        dimension=_F,
        points=30,
        property="dcat:keyword",
        passes=_has(DCAT.keyword),
    ),
    Metric(
        name="categoryAvailability",
        dimension=_F,
        points=30,
        property="dcat:theme",
        passes=_has(DCAT.theme),
    ),
    Metric(
        name="spatialAvailability",
        dimension=_F,
        points=20,
        property="dct:spatial",
        passes=_has(DCTERMS.spatial),
    ),
    Metric(
        name="temporalAvailability",
        dimension=_F,
        points=20,
        property="dct:temporal",
        passes=_has(DCTERMS.temporal),
    ),
    Metric(
        name="accessUrlStatusCode",
        dimension=_A,
        points=50,
        property="dcat:accessURL",
        passes=_answers(DCAT.accessURL),
        on_distribution=True,
    ),
    Metric(
        name="downloadUrlAvailability",
        dimension=_A,
        points=20,
        property="dcat:downloadURL",
        passes=_has(DCAT.downloadURL),
        on_distribution=True,
    ),
    Metric(
        name="downloadUrlStatusCode",
        dimension=_A,
        points=30,
        property="dcat:downloadURL",
        passes=_answers(DCAT.downloadURL),
        on_distribution=True,
    ),
    Metric(
        name="formatAvailability",
        dimension=_I,
        points=20,
        property="dct:format",
        passes=_has(DCTERMS["format"]),
        on_distribution=True,
    ),
    Metric(
        name="mediaTypeAvailability",
        dimension=_I,
        points=10,
        property="dcat:mediaType",
        passes=_has(DCAT.mediaType),
        on_distribution=True,
    ),
    Metric(
        name="formatMediaTypeVocabularyAlignment",
        dimension=_I,
        points=10,
        property="dct:format, dcat:mediaType",
        passes=_aligned,
        on_distribution=True,
    ),
    Metric(
        name="formatMediaTypeNonProprietary",
        dimension=_I,
        points=20,
        property="dct:format",
        passes=_format(lambda each: each.non_proprietary),
        on_distribution=True,
    ),
    Metric(
        name="formatMediaTypeMachineInterpretable",
        dimension=_I,
        points=20,
        property="dct:format",
        passes=_format(lambda each: each.machine_readable),
        on_distribution=True,
    ),
    Metric(
        name="dcatApCompliance",
        dimension=_I,
        points=30,
        property="the shapes of DCAT-AP",
        passes=lambda facts, dataset: dataset in facts.compliant,
    ),
    Metric(
        name="licenceAvailability",
        dimension=_R,
        points=20,
        property="dct:license",
        passes=_has(DCTERMS.license),
        on_distribution=True,
    ),
    Metric(
        name="knownLicence",
        dimension=_R,
        points=10,
        property="dct:license",
        passes=_from_list("licence", DCTERMS.license),
        on_distribution=True,
    ),
    Metric(
        name="accessRightsAvailability",
        dimension=_R,
        points=10,
        property="dct:accessRights",
        passes=_has(DCTERMS.accessRights),
    ),
    Metric(
        name="accessRightsVocabularyAlignment",
        dimension=_R,
        points=5,
        property="dct:accessRights",
        passes=_from_list("access-right", DCTERMS.accessRights),
    ),
    Metric(
        name="contactPointAvailability",
        dimension=_R,
        points=20,
        property="dcat:contactPoint",
        passes=_has(DCAT.contactPoint),
    ),
    Metric(
        name="publisherAvailability",
        dimension=_R,
        points=10,
        property="dct:publisher",
        passes=_has(DCTERMS.publisher),
    ),
    Metric(
        name="rightsAvailability",
        dimension=_C,
        points=5,
        property="dct:rights",
        passes=_has(DCTERMS.rights),
        on_distribution=True,
    ),
    Metric(
        name="byteSizeAvailability",
        dimension=_C,
        points=5,
        property="dcat:byteSize",
        passes=_has(DCAT.byteSize),
        on_distribution=True,
    ),
    Metric(
        name="dateIssuedAvailability",
        dimension=_C,
        points=5,
        property="dct:issued",
        passes=_has(DCTERMS.issued),
        on_distribution=True,
        or_dataset=True,
    ),
    Metric(
        name="dateModifiedAvailability",
        dimension=_C,
        points=5,
        property="dct:modified",
        passes=_has(DCTERMS.modified),
        on_distribution=True,
        or_dataset=True,
    ),
)

MAXIMUM = sum(metric.points for metric in METRICS)

RATINGS = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))
"""The least points of each rating."""


def rating(points: int) -> str:
    return next(name for least, name in RATINGS if points >= least)
