"""Which datasets comply with DCAT-AP: those to which no shape of it objects."""

from __future__ import annotations

from pathlib import Path

from rdflib import DCAT, RDF, SH, Graph, URIRef
from rdflib.term import Node

SHAPES = Path(__file__).parents[1] / "shapes"
EUROPEAN = ("dcat-ap",)
DUTCH = ("dcat-ap", "dcat-ap-nl", "recommended")
"""Everything that a catalogue of this project meets."""


def shapes(names: tuple[str, ...]) -> Graph:
    """The shapes of the named files together."""
    graph = Graph()
    for name in names:
        graph.parse(SHAPES / f"{name}.ttl")
    return graph


def shape_results(graph: Graph, names: tuple[str, ...]) -> Graph:
    """The report of SHACL, with a `sh:ValidationResult` for everything that a shape objects to."""
    import pyshacl

    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes(names), inference="none")
    assert isinstance(report, Graph)
    return report


def compliant_datasets(graph: Graph) -> frozenset[Node]:
    """The datasets that keep to the European profile, as does all that they refer to.

    Its shapes refuse nothing, as those that are given out for the Dutch profile do not: they warn.
    """
    report = shape_results(graph, EUROPEAN)
    objectionable = {*report.objects(None, SH.focusNode)}
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    return frozenset(
        each for each in datasets if not objectionable & _part_of(graph, each, datasets - {each})
    )


def _part_of(graph: Graph, dataset: Node, others: set[Node]) -> set[Node]:
    """Whatever a dataset leads to, without what leads on to other datasets."""
    closed = {*others, *graph.subjects(RDF.type, DCAT.DataService)}
    found = {dataset}
    new = [dataset]
    while new:
        reached = {
            term
            for term in graph.objects(new.pop())
            if isinstance(term, URIRef) and term not in found and term not in closed
        }
        found |= reached
        new.extend(reached)
    return found
