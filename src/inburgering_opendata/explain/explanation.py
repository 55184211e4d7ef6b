"""The whole calculation of what a municipality gets, held against what is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from inburgering_opendata.errors import OpendataError
from inburgering_opendata.explain.division import Division, as_share, divide, rounded
from inburgering_opendata.explain.errors import EXPLANATION_DIFFERS, UNKNOWN_STREAM
from inburgering_opendata.explain.grants import GrantExplanation, Grants
from inburgering_opendata.explain.tables import OPTIONAL, Published, Row, SourceFile

USED_TABLES = ("national_amount", "stream", "population", "official_amount", "reported_statement")
"""Tables whose sources an amount rests on."""


@dataclass(frozen=True)
class Reported:
    """A figure that the municipality or a newspaper reported; difference is reported - computed."""

    period: str
    value: int
    difference: int
    precision: str
    address: str


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
class TargetExplanation:
    """The housing target of one half-year."""

    half_year: str
    national_target: int
    inhabitants: int
    inhabitants_total: int
    persons: int
    persons_rounded_up: int
    published_persons: int | None


@dataclass(frozen=True)
class Explanation:
    """Everything about one municipality."""

    code: str
    name: str
    valid_to: str
    successors: tuple[tuple[str, str, str], ...]
    """Date, code and name of each municipality that it went to."""
    predecessors: tuple[tuple[str, str, str], ...]
    streams: tuple[StreamExplanation, ...]
    targets: tuple[TargetExplanation, ...]
    grants: tuple[GrantExplanation, ...]
    """None where no table of grants is at hand."""
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


class Explainer:
    """Explains municipalities from the published tables, each number computed anew."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._national = {row["id"]: row for row in published.rows["national_amount"]}
        self._streams = {row["stream"]: row for row in published.rows["stream"]}
        self._amounts: dict[str, dict[str, Row]] = {name: {} for name in self._streams}
        for row in published.rows["allocation"]:
            self._amounts.setdefault(row["stream"], {})[row["municipality_code"]] = row
        self._divided: dict[str, dict[str, Division]] = {}
        self._grants = Grants(*(published.rows.get(name, ()) for name in OPTIONAL))

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {row["code"]: row["name"] for row in self._published.rows["municipality"]}

    def total(self, stream: str) -> TotalExplanation:
        """The sum of a stream beside its national amount.

        Raises:
            OpendataError: `UNKNOWN_STREAM`.
        """
        self._check_stream(stream)
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
        """Every stream of a municipality, or one of them, and its housing targets.

        Raises:
            OpendataError: `UNKNOWN_STREAM`; `EXPLANATION_DIFFERS` when a published number is not
                the one that follows from the published tables.
        """
        if stream is not None:
            self._check_stream(stream)
        code = municipality["code"]
        wanted = [name for name in self._streams if stream in (None, name)]
        changes = self._published.rows["municipality_change"]
        return Explanation(
            code,
            municipality["name"],
            municipality["valid_to"],
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
                self._stream(name, self._amounts[name][code])
                for name in wanted
                if code in self._amounts[name]
            ),
            () if stream else self._targets(code),
            () if stream else self._grants.explain(code),
            tuple(s for s in self._published.sources if s.table in USED_TABLES),
        )

    def _check_stream(self, stream: str) -> None:
        if stream not in self._streams:
            known = ", ".join(self._streams)
            raise OpendataError(UNKNOWN_STREAM, stream=stream, known=known)

    def _stream(self, name: str, row: Row) -> StreamExplanation:
        stream, national = self._streams[name], self._national[name]
        rows = self._amounts[name]
        amount, inhabitants = int(row["amount_eur"]), int(row["inhabitants"])
        total = int(national["amount_eur"])
        division = self._divisions(name, total).get(row["municipality_code"])
        per_head = rounded(100 * amount, inhabitants)
        rank = 1 + sum(int(other["amount_eur"]) > amount for other in rows.values())
        whole = sum(int(other["amount_eur"]) for other in rows.values())
        explanation = StreamExplanation(
            stream=name,
            title=stream["title"],
            title_nl=stream["title_nl"],
            basis=row["basis"],
            note=stream["note"],
            note_nl=stream["note_nl"],
            amount_eur=division.part if division else amount,
            amount_per_inhabitant_eurocent=per_head,
            rank=rank,
            municipalities=len(rows),
            share=as_share(amount, whole),
            national_amount_eur=total,
            quote_nl=national["quote_nl"],
            letter_section=national["letter_section"],
            distribution_key=row["distribution_key"],
            key_value=int(row["key_value"]) if row["key_value"] else None,
            key_total=int(row["key_total"]) if row["key_total"] else None,
            reference_date=row["reference_date"],
            reference_date_status=stream["reference_date_status"],
            inhabitants=inhabitants,
            division=division,
            reported=tuple(
                Reported(
                    figure["period"],
                    int(figure["value"]),
                    int(figure["value"]) - amount,
                    figure["precision"],
                    figure["source_address"],
                )
                for figure in self._published.rows["reported_figure"]
                if figure["compared_with"] == name
                and figure["municipality_code"] == row["municipality_code"]
            ),
        )
        for column in ("amount_eur", "amount_per_inhabitant_eurocent", "rank", "share"):
            computed = str(getattr(explanation, column))
            if computed != row[column]:
                raise OpendataError(
                    EXPLANATION_DIFFERS,
                    stream=name,
                    municipality=row["municipality_code"],
                    column=column,
                    published=row[column],
                    computed=computed,
                )
        return explanation

    def _divisions(self, name: str, total: int) -> dict[str, Division]:
        """How each municipality's amount of a stream follows from its key value."""
        if name not in self._divided:
            keyed = {code: row for code, row in self._amounts[name].items() if row["key_value"]}
            keys = {code: int(row["key_value"]) for code, row in keyed.items()}
            key_total = next((int(row["key_total"]) for row in keyed.values()), 1)
            self._divided[name] = divide(total, keys, key_total)
        return self._divided[name]

    @cached_property
    def _targets_by_code(self) -> Mapping[str, list[Row]]:
        by_code: dict[str, list[Row]] = {}
        for row in self._published.rows["housing_target"]:
            by_code.setdefault(row["municipality_code"], []).append(row)
        return by_code

    def _targets(self, code: str) -> tuple[TargetExplanation, ...]:
        return tuple(
            TargetExplanation(
                row["half_year"],
                int(row["national_target"]),
                int(row["inhabitants"]),
                int(row["inhabitants_total"]),
                int(row["persons"]),
                int(row["persons_rounded_up"]),
                int(row["published_persons"]) if row["published_persons"] else None,
            )
            for row in self._targets_by_code.get(code, [])
        )
