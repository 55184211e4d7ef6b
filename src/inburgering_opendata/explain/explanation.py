"""The whole calculation of what a municipality gets, held against what is published."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from inburgering_opendata.errors import OpendataError
from inburgering_opendata.explain.division import Division, as_share, divide, rounded
from inburgering_opendata.explain.errors import (
    EXPLANATION_DIFFERS,
    GRANT_NOT_AT_HAND,
    UNKNOWN_STREAM,
)
from inburgering_opendata.explain.grants import GrantExplanation, Grants
from inburgering_opendata.explain.reported import Reported, ReportedFigures
from inburgering_opendata.explain.tables import OPTIONAL, Published, Row, SourceFile
from inburgering_opendata.explain.targets import HOUSING_TARGET, TargetExplanation, Targets

USED_TABLES = (
    "national_amount",
    "stream",
    "population",
    "official_amount",
    "reported_statement",
    "housing_balance",
)
"""Tables whose sources the numbers rest on."""

HELD_AGAINST_PUBLISHED = (
    "key_value",
    "key_total",
    "inhabitants",
    "amount_eur",
    "amount_per_inhabitant_eurocent",
    "rank",
    "share",
)
"""What is computed anew and must be as published; the order is that of the calculation."""

PROVISIONS = "provisions"
"""The stream that is a grant (SPUK), computed from a caseload."""


@dataclass(frozen=True)
class StreamExplanation:
    """What a municipality gets of one stream, and why."""

    stream: str
    title: str
    title_nl: str
    basis: str
    note: str
    note_nl: str
    amount_eur: int
    amount_per_inhabitant_eurocent: int
    rank: int
    municipalities: int
    share: str
    national_amount_eur: int
    quote_nl: str
    letter_section: str
    distribution_key: str
    key_value: int | None
    key_total: int | None
    reference_date: str
    reference_date_status: str
    inhabitants: int
    division: Division | None
    """None when the amount itself was published."""
    reported: tuple[Reported, ...]


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class TotalExplanation:
    """The sum of a stream over municipalities beside the published national amount."""

    stream: str
    basis: str
    municipalities: int
    sum_eur: int
    national_amount_eur: int
    difference_eur: int
    quote_nl: str


@dataclass(frozen=True)
class _WholeStream:
    """What the amount of every municipality of a stream is held against."""

    national_amount: int
    amounts: Sequence[int]
    """In ascending order."""
    keys: Mapping[str, int]
    """From the table population; none where the amounts were published."""
    key_total: int
    divisions: Mapping[str, Division]

    @cached_property
    def sum(self) -> int:
        return sum(self.amounts)

    def rank(self, amount: int) -> int:
        return 1 + len(self.amounts) - bisect_right(self.amounts, amount)


class Explainer:
    """Explains municipalities from the published tables, each number computed anew."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._national = {row["id"]: row for row in published.rows["national_amount"]}
        self._streams = {row["stream"]: row for row in published.rows["stream"]}
        self._amounts: dict[str, dict[str, Row]] = {name: {} for name in self._streams}
        for row in published.rows["allocation"]:
            self._amounts.setdefault(row["stream"], {})[row["municipality_code"]] = row
        self._wholes: dict[str, _WholeStream] = {}
        self._grants = Grants(*(published.rows.get(name, ()) for name in OPTIONAL))
        tables = published.rows
        self._targets = Targets(
            tables["housing_target"], tables["housing_balance"], tables["population"]
        )
        self._reported = ReportedFigures(tables["reported_figure"], tables["reported_subject"])

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {row["code"]: row["name"] for row in self._published.rows["municipality"]}

    def total(self, stream: str) -> TotalExplanation:
        """The sum of a stream beside its national amount.

        Raises:
            OpendataError: `UNKNOWN_STREAM`.
        """
        if stream not in self._streams:
            raise OpendataError(UNKNOWN_STREAM, stream=stream, known=", ".join(self._streams))
        amounts = [int(row["amount_eur"]) for row in self._amounts[stream].values()]
        national = self._national[stream]
        published = int(national["amount_eur"])
        return TotalExplanation(
            stream,
            self._streams[stream]["basis"],
            len(amounts),
            sum(amounts),
            published,
            sum(amounts) - published,
            national["quote_nl"],
        )

    def explain(self, municipality: Row, stream: str | None = None) -> Explanation:
        """Every stream of a municipality, its housing targets, the grants that are at hand and
        what was reported; or one of them.

        Args:
            stream: a stream, `provisions` for the grants, or `housing_target`.

        Raises:
            OpendataError: `UNKNOWN_STREAM`; `GRANT_NOT_AT_HAND`; `EXPLANATION_DIFFERS` when a
                published number is not the one that follows from the published tables.
        """
        names = (*self._streams, PROVISIONS, HOUSING_TARGET)
        if stream is not None and stream not in names:
            raise OpendataError(UNKNOWN_STREAM, stream=stream, known=", ".join(names))
        if stream == PROVISIONS and not self._published.rows.get(OPTIONAL[0]):
            raise OpendataError(GRANT_NOT_AT_HAND)
        code = municipality["code"]
        wanted = {name for name in names if stream in (None, name)}
        targets = self._targets.explain(code) if HOUSING_TARGET in wanted else ()
        compared = wanted if stream else {*wanted, ""}
        reported = self._reported_of(code, compared, targets)
        changes = self._published.rows["municipality_change"]
        return Explanation(
            code,
            municipality["name"],
            municipality["valid_to"],
            not any(code in self._amounts[name] for name in wanted & self._streams.keys())
            and bool(wanted & self._streams.keys()),
            tuple(
                (row["date"], row["new_code"], self._names[row["new_code"]])
                for row in changes
                if row["old_code"] == code
            ),
            tuple(
                (row["date"], row["old_code"], self._names[row["old_code"]])
                for row in changes
                if row["new_code"] == code
            ),
            tuple(
                self._stream(name, self._amounts[name][code], reported)
                for name in self._streams
                if name in wanted and code in self._amounts[name]
            ),
            targets,
            self._targets.unknown(code) if HOUSING_TARGET in wanted else (),
            self._grants.explain(code) if PROVISIONS in wanted else (),
            tuple(figure for figure in reported if figure.compared_with not in self._streams),
            tuple(s for s in self._published.sources if s.table in USED_TABLES),
        )

    def _reported_of(
        self, code: str, compared: set[str], targets: tuple[TargetExplanation, ...]
    ) -> tuple[Reported, ...]:
        def computed(compared_with: str, period: str) -> int:
            if compared_with != HOUSING_TARGET:
                return int(self._amounts[compared_with][code]["amount_eur"])
            return sum(t.persons for t in targets if t.half_year.startswith(period))

        return self._reported.of(code, compared, computed)

    def _stream(self, name: str, row: Row, reported: tuple[Reported, ...]) -> StreamExplanation:
        stream, national = self._streams[name], self._national[name]
        code, amount, whole = row["municipality_code"], int(row["amount_eur"]), self._whole(name)
        inhabitants = self._inhabitants.get(row["reference_date"], {}).get(code, 0)
        division = whole.divisions.get(code)
        explanation = StreamExplanation(
            stream=name,
            title=stream["title"],
            title_nl=stream["title_nl"],
            basis=row["basis"],
            note=stream["note"],
            note_nl=stream["note_nl"],
            amount_eur=division.part if division else amount,
            amount_per_inhabitant_eurocent=rounded(100 * amount, inhabitants),
            rank=whole.rank(amount),
            municipalities=len(whole.amounts),
            share=as_share(amount, whole.sum),
            national_amount_eur=whole.national_amount,
            quote_nl=national["quote_nl"],
            letter_section=national["letter_section"],
            distribution_key=row["distribution_key"],
            key_value=whole.keys.get(code),
            key_total=whole.key_total or None,
            reference_date=row["reference_date"],
            reference_date_status=stream["reference_date_status"],
            inhabitants=inhabitants,
            division=division,
            reported=tuple(figure for figure in reported if figure.compared_with == name),
        )
        for column in HELD_AGAINST_PUBLISHED:
            found = getattr(explanation, column)
            computed = "" if found is None else str(found)
            if computed != row[column]:
                raise OpendataError(
                    EXPLANATION_DIFFERS,
                    stream=name,
                    municipality=code,
                    column=column,
                    published=row[column],
                    computed=computed,
                )
        return explanation

    @cached_property
    def _inhabitants(self) -> Mapping[str, Mapping[str, int]]:
        """By reference date and code."""
        found: dict[str, dict[str, int]] = {}
        for row in self._published.rows["population"]:
            on_day = found.setdefault(row["reference_date"], {})
            on_day[row["municipality_code"]] = int(row["inhabitants"])
        return found

    def _whole(self, name: str) -> _WholeStream:
        if name not in self._wholes:
            rows, total = self._amounts[name], int(self._national[name]["amount_eur"])
            keys = {
                code: self._inhabitants.get(row["reference_date"], {}).get(code, 0)
                for code, row in rows.items()
                if row["distribution_key"] == "inhabitants"
            }
            key_total = sum(keys.values())
            self._wholes[name] = _WholeStream(
                total,
                sorted(int(row["amount_eur"]) for row in rows.values()),
                keys,
                key_total,
                divide(total, keys, key_total or 1),
            )
        return self._wholes[name]
