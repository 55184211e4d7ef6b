"""Sentences about the money of a municipality that can be quoted as they are.

Each says what the amount is computed from and by which key, what is the same money, what was
reported, and where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inburgering_opendata.explain.reported import Reported
from inburgering_opendata.explain.streams import SameMoney
from inburgering_opendata.explain.wording import words_of_explanations, written
from inburgering_opendata.pages.meanings import field_of
from inburgering_opendata.pages.municipality import Added, Facts, Stream
from inburgering_opendata.pages.today import Part
from inburgering_opendata.toolkit.describe.language import Language, Words
from inburgering_opendata.toolkit.describe.pages import Address
from inburgering_opendata.toolkit.publish.site.cells import cell
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.meaning import Imprint
from inburgering_opendata.toolkit.tables.rows import TextRow


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A sentence to quote."""

    id: str
    """Unique on its page."""
    title: str
    """Of the stream."""
    text: str


class Quotes:
    """The sentences of every municipality of a release, in one language."""

    def __init__(self, imprint: Imprint, licence: str) -> None:
        self._imprint, self._licence = imprint, licence
        self._words: Words = imprint.words
        self._language: Language = imprint.language
        contents = imprint.contents
        self._streams: Mapping[str, TextRow] = {r["stream"]: r for r in contents.rows("stream")}
        self._nationals: Mapping[str, TextRow] = {
            row["id"]: row for row in contents.rows("national_amount")
        }
        self._contents: Contents = contents

    def of(self, facts: Facts, page: Address) -> Iterator[Quote]:
        """One for each stream on the boundaries of then; and one for each that was added up on
        those of today, where that is another amount."""
        for stream in facts.streams:
            text = self._computed(facts.name, stream)
            yield self._sourced(stream.id, stream.title, text, page, stream.id)
        for added in facts.added:
            text = self._added(facts, added)
            title = self._words("quote.now", title=added.title)
            yield self._sourced(f"{added.id}-now", title, text, page, "money")

    def _sourced(self, id_: str, title: str, text: str, page: Address, part: str) -> Quote:
        address = f"{self._imprint.top}{page.path(self._language)}#{part}"
        told = self._words(
            "quote.source",
            text=text,
            site=self._words("site.name"),
            version=self._imprint.version,
            licence=self._licence,
            address=address.removeprefix("https://"),
        )
        return Quote(id=f"quote-{id_}", title=title, text=told)

    def _computed(self, name: str, stream: Stream) -> str:
        explained = stream.explanation
        row = self._streams[stream.id]
        text = self._words(
            "quote.official" if explained.division is None else "quote.computed",
            name=name,
            amount=self._language.euros(explained.amount_eur),
            title=stream.title,
            recurrence=stream.recurrence.lower(),
            nature=self._nature(explained.nature),
            national=self._language.euros(explained.national_amount_eur),
            key=self._key(row),
        )
        others = "".join(self._same(other) for other in explained.same_money)
        reported = "".join(self._reported(figure) for figure in explained.reported)
        return text + others + reported

    def _same(self, other: SameMoney) -> str:
        if other.amount_eur is None:
            return ""
        return self._words(
            "quote.same",
            nature=self._nature(other.nature),
            national=self._language.euros(other.national_amount_eur),
            key=self._key(self._streams[other.stream]),
            amount=self._language.euros(other.amount_eur),
        )

    def _added(self, facts: Facts, added: Added) -> str:
        national = self._nationals[added.id]
        text = self._words(
            "quote.added",
            name=facts.name,
            amount=self._language.euros(added.amount_eur),
            title=added.title,
            recurrence=added.recurrence.lower(),
            date=self._language.day(facts.today.isoformat()),
            parts=", ".join(self._part(part) for part in added.parts),
            nature=self._nature(national["nature"]),
            national=self._language.euros(int(national["amount_eur"])),
            key=self._key(self._streams[added.id]),
        )
        return text + "".join(
            self._words(
                "quote.same",
                nature=self._nature(self._nationals[other.id]["nature"]),
                national=self._language.euros(int(self._nationals[other.id]["amount_eur"])),
                key=self._key(self._streams[other.id]),
                amount=self._language.euros(other.amount_eur),
            )
            for other in facts.added
            if self._is_same_money(added.id, other.id)
        )

    def _is_same_money(self, one: str, other: str) -> bool:
        pairs = [(one, other), (other, one)]
        return any(self._streams[a]["same_money_as"] == b for a, b in pairs)

    def _part(self, part: Part) -> str:
        return self._words("quote.part", name=part.name) if part.is_estimated else part.name

    def _reported(self, figure: Reported) -> str:
        precision = words_of_explanations(self._language)(f"precision.{figure.precision}")
        write = written(figure.unit, self._language)
        told = self._words(
            "quote.received" if figure.nature == "received" else "quote.reported",
            period=figure.period,
            value=write(figure.value),
            precision=precision,
        )
        if figure.contested is None:
            return told
        return told + self._words("quote.contested", other=write(figure.contested))

    def _nature(self, nature: str) -> str:
        """How far the money had come, before the amount."""
        label = cell(field_of(self._contents, "national_amount", "nature"), nature, self._language)
        return self._words.sentences.get(f"quote.nature_{nature}", label.lower())

    def _key(self, stream: TextRow) -> str:
        """By what it was divided, and who says so."""
        key = field_of(self._contents, "stream", "distribution_key")
        label = cell(key, stream["distribution_key"], self._language).lower()
        return self._words(
            f"quote.key_{stream['basis']}",
            by=label,
            date=self._language.day(stream["reference_date"]),
        )
