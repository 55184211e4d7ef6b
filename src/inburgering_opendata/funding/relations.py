"""Reported figures that must fit each other, term by term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from inburgering_opendata.funding.errors import NO_SUCH_FIGURE
from inburgering_opendata.toolkit.assemble.derivations import derives
from inburgering_opendata.toolkit.ground.errors import OpendataError

Key = tuple[str, str, str, str]
"""Place, period, subject and address of a reported figure."""


@derives()
def reported_relation(reported_term: pa.Table, reported_statement: pa.Table) -> pa.Table:
    """The terms of each declared relation, with the figures that they name.

    Args:
        reported_term: the columns of the table but its values.
        reported_statement: place, period, subject, source_address, value, contested_value.

    Returns:
        The columns of the table `reported_relation`.

    Raises:
        OpendataError: `NO_SUCH_FIGURE`, naming the relation and the term.
    """
    statements = by_key(reported_statement)
    rows = []
    for term in reported_term.to_pylist():
        stated = statement_of(term, statements)
        told = {name: stated[name] for name in ("place_nl", "value", "contested_value")}
        rows.append({**term, **told})
    return pa.Table.from_pylist(rows)


def by_key(reported_statement: pa.Table) -> dict[Key, Mapping[str, Any]]:
    """The reported figures by place, period, subject and address."""
    return {
        (row["place"], row["period"], row["subject"], row["source_address"]): row
        for row in reported_statement.to_pylist()
    }


def statement_of(
    term: Mapping[str, Any], statements: Mapping[Key, Mapping[str, Any]]
) -> Mapping[str, Any]:
    """The reported figure that a term of a relation names; raises `NO_SUCH_FIGURE`."""
    key = (term["place"], term["period"], term["subject"], term["source_address"])
    if key not in statements:
        raise OpendataError(NO_SUCH_FIGURE, **term)
    return statements[key]
