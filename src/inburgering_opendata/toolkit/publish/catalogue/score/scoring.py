"""`opendata score`, as a function: the points of every dataset in the catalogue of a release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCAT, DCTERMS, RDF, Graph, Literal
from rdflib.term import Node

from inburgering_opendata.toolkit.describe.catalog import NO_NAME, is_placeholder
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.publish.catalogue.edition import TURTLE
from inburgering_opendata.toolkit.publish.catalogue.errors import (
    CATALOGUE_MISSING,
    CATALOGUE_UNREADABLE,
    NOTHING_TO_SCORE,
)
from inburgering_opendata.toolkit.publish.catalogue.score.answers import served, statuses
from inburgering_opendata.toolkit.publish.catalogue.score.compliance import compliant_datasets
from inburgering_opendata.toolkit.publish.catalogue.score.metrics import (
    METRICS,
    Dimension,
    Facts,
    Metric,
    is_fine,
)


@dataclass(frozen=True)
class Scored:
    """A metric, and whether its points were earned."""

    metric: Metric
    earned: bool

    @property
    def points(self) -> int:
        return self.metric.points if self.earned else 0


@dataclass(frozen=True)
class DatasetScore:
    """The points of a dataset."""

    dataset: str
    title: str
    distribution: str | None
    """The one that counted: the best; the first of those if there are more."""
    scored: tuple[Scored, ...]

    @property
    def points(self) -> int:
        return sum(each.points for each in self.scored)

    def of(self, dimension: Dimension) -> int:
        return sum(each.points for each in self.scored if each.metric.dimension is dimension)

    @property
    def lost(self) -> tuple[Scored, ...]:
        return tuple(each for each in self.scored if not each.earned)


@dataclass(frozen=True)
class ReleaseScore:
    """The points of each dataset of a release."""

    datasets: tuple[DatasetScore, ...]
    unanswered: tuple[str, ...]
    """Addresses that did not answer well. The best file of a dataset counts, so a dataset may
    have all points with one of these."""
    placeholders: tuple[str, ...] = ()
    """Names and sites that stand for what is still to be named: points are given for them, though
    nobody can follow them."""


def score_release(
    folder: Path, progress: Callable[[str], None] = lambda message: None, *, online: bool = False
) -> ReleaseScore:
    """The points of each dataset of the release in `folder`, which serves its own addresses.

    Args:
        folder: a release folder.
        progress: told what is being done.
        online: ask the addresses themselves, instead of serving the folder at them.

    Raises:
        OpendataError: `CATALOGUE_MISSING`, `CATALOGUE_UNREADABLE` or `NOTHING_TO_SCORE`.
    """
    graph = read_catalogue(folder)
    addresses = {
        str(address)
        for property in (DCAT.accessURL, DCAT.downloadURL)
        for address in graph.objects(None, property)
    }
    progress(f"asking {len(addresses)} addresses")
    if online:
        answered = statuses(addresses)
    else:
        with served(folder) as address:
            answered = statuses(addresses, (release_address(graph), address))
    progress("holding the catalogue against the shapes of DCAT-AP")
    scored = scores(Facts(graph, answered, compliant_datasets(graph)))
    unanswered = tuple(a for a, status in answered.items() if not is_fine(status))
    return ReleaseScore(scored, unanswered, placeholders_in(graph))


def placeholders_in(graph: Graph) -> tuple[str, ...]:
    """The placeholders of a catalogue: names, addresses of mail, and sites as a whole."""
    found: set[str] = set()
    for node in {node for triple in graph for node in (triple[0], triple[2])}:
        text = str(node)
        if isinstance(node, Literal):
            if text.startswith(NO_NAME):
                found.add(text)
        elif is_placeholder(text):
            scheme, _, rest = text.partition("://")
            host = rest.partition("/")[0]
            found.add(f"{scheme}://{host}/" if is_placeholder(host) else text)
    return tuple(sorted(found))


def read_catalogue(folder: Path) -> Graph:
    """The catalogue of a release; raises as `score_release` does."""
    path = folder / TURTLE
    if not path.is_file():
        raise OpendataError(CATALOGUE_MISSING, path=folder)
    graph = Graph()
    try:
        graph.parse(path, format="turtle")
    except Exception as error:  # the parser raises whatever its own parts do
        raise OpendataError(CATALOGUE_UNREADABLE, path=path, problem=error) from error
    if (None, RDF.type, DCAT.Dataset) not in graph:
        raise OpendataError(NOTHING_TO_SCORE, path=path)
    return graph


def release_address(graph: Graph) -> str:
    """Where the release is: what the IRIs of its distributions begin with."""
    distributions = sorted(str(each) for each in graph.subjects(RDF.type, DCAT.Distribution))
    return distributions[0].partition(f"{TURTLE}#")[0] if distributions else ""


def scores(facts: Facts) -> tuple[DatasetScore, ...]:
    """The points of each dataset, in the order of their IRIs."""
    datasets = sorted(facts.graph.subjects(RDF.type, DCAT.Dataset), key=str)
    return tuple(_score(facts, each) for each in datasets)


def _score(facts: Facts, dataset: Node) -> DatasetScore:
    distributions = sorted(facts.graph.objects(dataset, DCAT.distribution), key=str)
    best = max(
        distributions,
        key=lambda each: sum(m.points for m in METRICS if _earns(facts, m, dataset, each)),
        default=None,
    )
    titles = {
        title.language: str(title)
        for title in facts.graph.objects(dataset, DCTERMS.title)
        if isinstance(title, Literal)
    }
    return DatasetScore(
        str(dataset),
        titles.get("en") or next(iter(titles.values()), str(dataset)),
        None if best is None else str(best),
        tuple(Scored(metric, _earns(facts, metric, dataset, best)) for metric in METRICS),
    )


def _earns(facts: Facts, metric: Metric, dataset: Node, distribution: Node | None) -> bool:
    if not metric.on_distribution:
        return metric.passes(facts, dataset)
    return (distribution is not None and metric.passes(facts, distribution)) or (
        metric.or_dataset and metric.passes(facts, dataset)
    )
