"""The whole calculation of every amount of a municipality, held against what is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from inburgering_opendata.explain.errors import GRANT_NOT_AT_HAND, UNKNOWN_STREAM
from inburgering_opendata.explain.grants import GrantExplanation, Grants
from inburgering_opendata.explain.receipts import TRANSFERRED, Receipts, receipts_of
from inburgering_opendata.explain.reported import Reported, ReportedFigures
from inburgering_opendata.explain.streams import StreamExplanation, Streams, TotalExplanation
from inburgering_opendata.explain.tables import OPTIONAL, Published, SourceFile
from inburgering_opendata.explain.targets import HOUSING_TARGET, TargetExplanation, Targets
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import TextRow

USED_TABLES = (
    "national_amount",
    "stream",
    "population",
    "national_statement",
    "official_amount",
    "reported_statement",
    "housing_balance",
    "housing_edition",
    "rule_statement",
    "rule_period",
    "spuk_parameter",
)
"""Tables whose sources the numbers rest on."""

PROVISIONS = "provisions"
"""The stream that is a grant (SPUK), computed from a caseload."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Everything about one municipality."""

    code: str
    name: str
    valid_to: str
    is_without_streams: bool
    """Whether it existed on the reference date of no stream that was asked for."""
    successors: tuple[tuple[str, str, str], ...]
    """Date, code and name of each municipality that it went to."""
    predecessors: tuple[tuple[str, str, str], ...]
    streams: tuple[StreamExplanation, ...]
    targets: tuple[TargetExplanation, ...]
    targets_unknown: tuple[str, ...]
    """Half-years among those of the targets whose national target was not found."""
    grants: tuple[GrantExplanation, ...]
    """None where no table of grants is at hand."""
    reported: tuple[Reported, ...]
    """What was reported and stands beside no stream."""
    sources: tuple[SourceFile, ...]


class Explainer:
    """Explains municipalities from the published tables, each number computed anew."""

    def __init__(self, published: Published) -> None:
        self._published = published
        tables = published.rows
        self._streams = Streams(
            national=tables["national_amount"],
            streams=tables["stream"],
            allocation=tables["allocation"],
            population=tables["population"],
            rules=tables["rule"],
        )
        self._grants = Grants(
            tables["spuk_parameter"], *(tables.get(name, ()) for name in OPTIONAL)
        )
        self._targets = Targets(
            targets=tables["housing_target"],
            balance=tables["housing_balance"],
            population=tables["population"],
            rules=tables["rule"],
            editions=tables["housing_target_edition"],
        )
        self._reported = ReportedFigures(tables["reported_figure"], tables["reported_subject"])

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {
            row["municipality_code"]: row["municipality_name"]
            for row in self._published.rows["municipality"]
        }

    @cached_property
    def receipts(self) -> Receipts:
        """What the total and the date of what was transferred rest on."""
        return receipts_of(
            self._published.rows["implied_total"],
            self._published.rows["national_statement"],
            self._published.rows["national_amount"],
            self._names,
            self._streams.inhabitants_on,
        )

    def total(self, stream: str) -> TotalExplanation:
        """The sum of a stream beside its national amount; raises `UNKNOWN_STREAM`."""
        return self._streams.total(stream)

    def explain(self, municipality: TextRow, stream: str | None = None) -> Explanation:
        """Every stream of a municipality, its housing targets, the grants that are at hand and
        what was reported; or one of them.

        Args:
            stream: a stream, `provisions` for the grants, or `housing_target`.

        Raises:
            OpendataError: `UNKNOWN_STREAM`; `GRANT_NOT_AT_HAND`; `EXPLANATION_DIFFERS` when a
                published number is not the one that follows from the published tables.
        """
        names = (*self._streams.names, PROVISIONS, HOUSING_TARGET)
        if stream is not None and stream not in names:
            raise OpendataError(UNKNOWN_STREAM, stream=stream, known=", ".join(names))
        if stream == PROVISIONS and not self._published.rows.get(OPTIONAL[0]):
            raise OpendataError(GRANT_NOT_AT_HAND)
        code = municipality["municipality_code"]
        wanted = {name for name in names if stream in (None, name)}
        targets = self._targets.explain(code) if HOUSING_TARGET in wanted else ()
        compared = wanted if stream else {*wanted, ""}
        reported = self._reported_of(code, compared, targets)
        streams = tuple(
            self._streams.explain(
                name, code, reported, self.receipts if name == TRANSFERRED else None
            )
            for name in self._streams.of(code)
            if name in wanted
        )
        changes = self._published.rows["municipality_change"]
        return Explanation(
            code=code,
            name=municipality["municipality_name"],
            valid_to=municipality["valid_to"],
            is_without_streams=not streams and not wanted.isdisjoint(self._streams.names),
            successors=tuple(
                (
                    row["date"],
                    row["new_municipality_code"],
                    self._names[row["new_municipality_code"]],
                )
                for row in changes
                if row["old_municipality_code"] == code
            ),
            predecessors=tuple(
                (
                    row["date"],
                    row["old_municipality_code"],
                    self._names[row["old_municipality_code"]],
                )
                for row in changes
                if row["new_municipality_code"] == code
            ),
            streams=streams,
            targets=targets,
            targets_unknown=self._targets.unknown(code) if HOUSING_TARGET in wanted else (),
            grants=self._grants.explain(code) if PROVISIONS in wanted else (),
            reported=tuple(
                figure for figure in reported if figure.compared_with not in self._streams.names
            ),
            sources=tuple(s for s in self._published.sources if s.table in USED_TABLES),
        )

    def _reported_of(
        self, code: str, compared: set[str], targets: tuple[TargetExplanation, ...]
    ) -> tuple[Reported, ...]:
        def computed(compared_with: str, period: str) -> int:
            if compared_with != HOUSING_TARGET:
                return self._streams.amount(compared_with, code)
            return sum(t.persons for t in targets if t.half_year.startswith(period))

        return self._reported.of(code, compared, computed)
