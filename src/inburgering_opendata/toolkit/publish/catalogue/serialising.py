"""A graph as bytes, the same for the same graph whatever order it was made in."""

from __future__ import annotations

import json
from typing import Any

from rdflib import Graph

from inburgering_opendata.toolkit.ground.files import to_json


def to_turtle(graph: Graph) -> bytes:
    """Turtle, subjects and properties in order."""
    return graph.serialize(format="turtle", encoding="utf-8")


def to_json_ld(graph: Graph) -> bytes:
    """JSON-LD with a context of prefixes, a node for each subject, everything in order."""
    terms = {str(term) for triple in graph for term in triple}
    context = {
        prefix: str(namespace)
        for prefix, namespace in sorted(graph.namespaces())
        if any(term.startswith(namespace) for term in terms)
    }
    text = graph.serialize(format="json-ld", context=context, auto_compact=False)
    return to_json({"@context": context, "@graph": _in_order(json.loads(text)["@graph"])})


def _in_order(value: Any) -> Any:
    """Objects by key, and lists, which are sets in JSON-LD, by what they hold."""
    if isinstance(value, dict):
        return {key: _in_order(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda each: json.dumps(each, sort_keys=True))
    return value
