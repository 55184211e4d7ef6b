"""The computed amount of a municipality in a stream, and why: each number computed anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from inburgering_opendata.explain.division import Division, as_share, divide, rounded
from inburgering_opendata.explain.errors import EXPLANATION_DIFFERS, UNKNOWN_STREAM
from inburgering_opendata.explain.receipts import Receipts
from inburgering_opendata.explain.reported import Reported
from inburgering_opendata.explain.rules import RuleFit, fits_of_stream
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import TextRow

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


@dataclass(frozen=True, kw_only=True)
class SameMoney:
    """Another stream that is the same money at another stage; never to be added up."""

    stream: str
    title: str
    title_nl: str
    nature: str
    national_amount_eur: int
    amount_eur: int | None
    """Its computed amount of the municipality; None where that did not exist on its date."""


@dataclass(frozen=True)
class StreamExplanation:
    """The computed amount of a municipality in one stream, and why it is that."""

    stream: str
    title: str
    title_nl: str
    nature: str
    """Whether the national amount was promised or transferred."""
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
    source: str
    source_nl: str
    letter_section: str
    """Empty for what is not in the letter."""
    source_address: str
    distribution_key: str
    key_value: int | None
    key_total: int | None
    reference_date: str
    reference_date_status: str
    inhabitants: int
    division: Division | None
    """None when the amount itself was published."""
    same_money: tuple[SameMoney, ...]
    receipts: Receipts | None
    """What its total and date rest on, where they are inferred from receipts."""
    rules: tuple[RuleFit, ...]
    """The rules that were tried on reported figures, and how well they fit."""
    reported: tuple[Reported, ...]


@dataclass(frozen=True, kw_only=True)
class TotalExplanation:
    """The sum of a stream over municipalities beside the published national amount."""

    stream: str
    basis: str
    municipalities: int
    sum_eur: int
    national_amount_eur: int
    difference_eur: int
    quote_nl: str


@dataclass(frozen=True, kw_only=True)
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


class Streams:
    """Explains streams from national_amount, stream, allocation, population and rule."""

    def __init__(
        self,
        national: Iterable[TextRow],
        streams: Iterable[TextRow],
        allocation: Iterable[TextRow],
        population: Iterable[TextRow],
        rules: Iterable[TextRow],
    ) -> None:
        self._national = {row["id"]: row for row in national}
        self._streams = {row["stream"]: row for row in streams}
        self._amounts: dict[str, dict[str, TextRow]] = {name: {} for name in self._streams}
        for row in allocation:
            self._amounts.setdefault(row["stream"], {})[row["municipality_code"]] = row
        self._inhabitants: dict[str, dict[str, int]] = {}
        for row in population:
            on_day = self._inhabitants.setdefault(row["reference_date"], {})
            on_day[row["municipality_code"]] = int(row["inhabitants"])
        self._rules = tuple(rules)
        self._wholes: dict[str, _WholeStream] = {}

    @property
    def inhabitants_on(self) -> Mapping[str, Mapping[str, int]]:
        """By reference date and code."""
        return self._inhabitants

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._streams)

    def of(self, code: str) -> tuple[str, ...]:
        """The streams that are divided over a municipality too."""
        return tuple(name for name in self._streams if code in self._amounts[name])

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
            stream=stream,
            basis=self._streams[stream]["basis"],
            municipalities=len(amounts),
            sum_eur=sum(amounts),
            national_amount_eur=published,
            difference_eur=sum(amounts) - published,
            quote_nl=national["quote_nl"],
        )

    def amount(self, name: str, code: str) -> int:
        """The published amount of a municipality."""
        return int(self._amounts[name][code]["amount_eur"])

    def explain(
        self,
        name: str,
        code: str,
        reported: Iterable[Reported],
        receipts: Receipts | None = None,
    ) -> StreamExplanation:
        """The computed amount of a municipality in a stream.

        Args:
            reported: what was reported about the municipality, of this stream or another.
            receipts: what its total and date rest on, where they are inferred from receipts.

        Raises:
            OpendataError: `EXPLANATION_DIFFERS` when a published number is not the one that
                follows from the published tables.
        """
        row = self._amounts[name][code]
        stream, national = self._streams[name], self._national[name]
        amount, whole = int(row["amount_eur"]), self._whole(name)
        inhabitants = self._inhabitants.get(row["reference_date"], {}).get(code, 0)
        division = whole.divisions.get(code)
        explanation = StreamExplanation(
            stream=name,
            title=stream["title"],
            title_nl=stream["title_nl"],
            nature=national["nature"],
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
            source=national["source"],
            source_nl=national["source_nl"],
            letter_section=national["letter_section"],
            source_address=national["source_address"],
            distribution_key=row["distribution_key"],
            key_value=whole.keys.get(code),
            key_total=whole.key_total or None,
            reference_date=row["reference_date"],
            reference_date_status=stream["reference_date_status"],
            inhabitants=inhabitants,
            division=division,
            same_money=tuple(self._same_money(name, code)),
            receipts=receipts,
            rules=tuple(fits_of_stream(self._rules, name)),
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

    def _same_money(self, name: str, code: str) -> Iterator[SameMoney]:
        """The streams that are the same money as this one, earlier or later on its way."""
        for other, row in self._streams.items():
            if name != row["same_money_as"] and other != self._streams[name]["same_money_as"]:
                continue
            national, part = self._national[other], self._amounts[other].get(code)
            yield SameMoney(
                stream=other,
                title=row["title"],
                title_nl=row["title_nl"],
                nature=national["nature"],
                national_amount_eur=int(national["amount_eur"]),
                amount_eur=int(part["amount_eur"]) if part else None,
            )

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
                national_amount=total,
                amounts=sorted(int(row["amount_eur"]) for row in rows.values()),
                keys=keys,
                key_total=key_total,
                divisions=divide(total, keys, key_total or 1),
            )
        return self._wholes[name]
