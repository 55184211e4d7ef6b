"""How well the rules of a stream are known: the fit that the table `rule` counted by period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inburgering_opendata.toolkit.tables.rows import TextRow


@dataclass(frozen=True, kw_only=True)
class RuleFit:
    """A rule that was tried on reported figures of a period, or the reason why it was not."""

    rule: str
    period: str
    statement: str
    statement_nl: str
    use: str
    fit: str
    met: int
    compared: int
    met_unused: int
    """Without the figures that it was found with."""
    compared_unused: int
    remark: str
    remark_nl: str


def fits_of_stream(rules: Iterable[TextRow], stream: str) -> Iterator[RuleFit]:
    """The rules of a stream that were tried on figures, the ones in use first.

    Args:
        rules: rows of the table `rule`.
    """
    tried = [row for row in rules if row["stream"] == stream and row["fit"] != "untested"]
    order = ("used", "illustration", "candidate")
    for row in sorted(tried, key=lambda r: (order.index(r["use"]), r["rule"], r["period"])):
        yield RuleFit(
            **{name: row[name] for name in ("rule", "period", "statement", "statement_nl")},
            **{name: row[name] for name in ("use", "fit", "remark", "remark_nl")},
            met=int(row["met"]),
            compared=int(row["compared"]),
            met_unused=int(row["met_unused"]),
            compared_unused=int(row["compared_unused"]),
        )
