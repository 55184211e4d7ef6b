"""What the page of each municipality says, found in the tables of a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from inburgering_opendata.explain.explanation import Explainer, Explanation
from inburgering_opendata.explain.receipts import Receipts
from inburgering_opendata.explain.streams import StreamExplanation
from inburgering_opendata.explain.wording import calculation_in_words, target_in_words
from inburgering_opendata.funding.official import OFFICIAL
from inburgering_opendata.pages.comparison import Comparisons
from inburgering_opendata.pages.figures import BASES
from inburgering_opendata.pages.meanings import field_of
from inburgering_opendata.pages.municipality import (
    PICTURED,
    Added,
    AddedTarget,
    Facts,
    First,
    Stream,
)
from inburgering_opendata.pages.outcomes import outcomes_of, targets_of
from inburgering_opendata.pages.proof import Proof
from inburgering_opendata.pages.released import for_explanations, municipal_columns
from inburgering_opendata.pages.reported import reported_figures
from inburgering_opendata.pages.standing import Standings
from inburgering_opendata.pages.today import Carried, Today, today_of
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell, short
from inburgering_opendata.toolkit.publish.site.contents import Contents, Table
from inburgering_opendata.toolkit.tables.rows import TextRow

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.tables.text_rows import Places


class RowsOfMunicipality(Mapping[str, tuple[TextRow, ...]]):
    """The rows of one municipality by table, each made when they are asked for."""

    def __init__(self, tables: Mapping[str, Table], places: Mapping[str, Places]) -> None:
        self._tables, self._places = tables, places

    def __getitem__(self, table: str) -> tuple[TextRow, ...]:
        return self._tables[table].texts.at(self._places[table])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many there are, by table."""
        return {table: len(places) for table, places in self._places.items()}


class RowsOfMunicipalities(Mapping[str, RowsOfMunicipality]):
    """The rows of each municipality by table, of which only their places are kept."""

    def __init__(self, codes: Sequence[str], tables: Mapping[str, Table]) -> None:
        self._codes, self._tables = codes, tables
        self._places = {
            name: table.texts.places(municipal_columns(table)) for name, table in tables.items()
        }

    def __getitem__(self, code: str) -> RowsOfMunicipality:
        if code not in self._codes:
            raise KeyError(code)
        own = {name: places[code] for name, places in self._places.items() if code in places}
        return RowsOfMunicipality(self._tables, own)

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


class Municipalities:
    """Every municipality of a release, its rows found once for all pages."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self.register = contents.rows("municipality")
        self._explanations: dict[str, Explanation] = {}
        self._proofs: dict[str, Proof] = {}

    def proof(self, language: Language) -> Proof:
        """What was reported beside what each rule gives, in the words of one language."""
        return self._proofs.setdefault(language.code, Proof(self._contents, language))

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(for_explanations(self._contents))

    @property
    def receipts(self) -> Receipts:
        """What the total and the date of what was transferred rest on."""
        return self._explainer.receipts

    @cached_property
    def rows(self) -> Mapping[str, RowsOfMunicipality]:
        """The rows of each municipality, by its code and the name of the table; each time that they
        are asked for they are made anew, as together they are larger than memory may be."""
        codes = [row["municipality_code"] for row in self.register]
        return RowsOfMunicipalities(codes, self._contents.tables)

    def facts(self, municipality: TextRow, language: Language) -> Facts:
        """What the page of a municipality shows.

        Raises:
            OpendataError: `EXPLANATION_DIFFERS` when a published number does not follow from the
                published tables.
        """
        code, name = municipality["municipality_code"], municipality["municipality_name"]
        if code not in self._explanations:
            self._explanations[code] = self._explainer.explain(municipality)
        explanation, rows = self._explanations[code], self.rows[code]
        people = max(rows.get("population", ()), key=lambda r: r["reference_date"], default=None)
        regions = max(rows.get("municipality_region", ()), key=lambda r: r["year"], default=None)
        streams = tuple(self._streams(explanation, language))
        lives = not municipality["valid_to"]
        added = tuple(self._added(code, language)) if lives else ()
        return Facts(
            code=code,
            name=name,
            province=municipality["province"],
            region=regions["region_name"] if regions else "",
            valid_from=municipality["valid_from"],
            valid_to=municipality["valid_to"],
            inhabitants=people["inhabitants"] if people else "",
            inhabitants_on=people["reference_date"] if people else "",
            compared=self._comparisons.of(code),
            successors=explanation.successors,
            predecessors=explanation.predecessors,
            streams=streams,
            pictures=self.standings.of(code, name, language),
            only=self.standings.only(code, name, language),
            reported=tuple(
                reported_figures(self._contents, rows.get("reported_figure", ()), language)
            ),
            targets=tuple(targets_of(self._contents, explanation.targets, rows, language)),
            targets_in_words=tuple(
                target_in_words(target, language) for target in explanation.targets
            ),
            outcomes=tuple(outcomes_of(self._contents, rows.get("observation", ()), language)),
            observations=rows.counts.get("observation", 0),
            today=self._today.day,
            added=added,
            added_targets=tuple(self._added_targets(code)) if lives else (),
            first=_first(streams, added, language),
            row_files=tuple(
                (name, language.of(self._contents.tables[name].resource, "title"), count)
                for name, count in rows.counts.items()
            ),
        )

    def _streams(self, explanation: Explanation, language: Language) -> Iterator[Stream]:
        basis = field_of(self._contents, "allocation", "basis")
        recurrence = field_of(self._contents, "national_amount", "recurrence")
        recurrences = {r["id"]: r["recurrence"] for r in self._contents.rows("national_amount")}
        for stream in sorted(explanation.streams, key=lambda s: BASES.index(s.basis)):
            dutch = language.code == "nl"
            yield Stream(
                id=stream.stream,
                title=stream.title_nl if dutch else stream.title,
                note=stream.note_nl if dutch else stream.note,
                basis=short(cell(basis, stream.basis, language)),
                recurrence=cell(recurrence, recurrences[stream.stream], language),
                stage=self._stage(stream, language),
                same_money=tuple(self._same_money(stream, language)),
                explanation=stream,
                calculation=tuple(line.strip() for line in calculation_in_words(stream, language)),
            )

    def _added(self, code: str, language: Language) -> Iterator[Added]:
        carried = {name: of[code] for name, of in self._carried.items() if code in of}
        if all(each.is_as_it_was for each in carried.values()):
            return
        basis, recurrence, nature = (
            field_of(self._contents, table, name)
            for table, name in (
                ("allocation", "basis"),
                ("national_amount", "recurrence"),
                ("national_amount", "nature"),
            )
        )
        nationals = {row["id"]: row for row in self._contents.rows("national_amount")}
        rows = {row["stream"]: row for row in self._contents.rows("stream")}
        days = {r["stream"]: r["reference_date"] for r in self._contents.rows("allocation")}
        words = words_of_pages(language)
        for name in sorted(carried, key=lambda name: BASES.index(rows[name]["basis"])):
            row, national = rows[name], nationals[name]
            label = short(cell(basis, row["basis"], language))
            told = cell(nature, national["nature"], language).lower()
            is_official = row["basis"] == OFFICIAL
            yield Added(
                id=name,
                title=language.of(row, "title"),
                basis=row["basis"],
                basis_label=label,
                recurrence=cell(recurrence, national["recurrence"], language),
                stage=label.lower() if is_official else words("municipality.stage", nature=told),
                on=days[name],
                amount_eur=carried[name].value,
                parts=carried[name].parts,
            )

    def _added_targets(self, code: str) -> Iterator[AddedTarget]:
        for period, of in self._carried_targets.items():
            if code in of and not of[code].is_as_it_was:
                yield AddedTarget(period=period, persons=of[code].value, parts=of[code].parts)

    @cached_property
    def standings(self) -> Standings:
        """Where each municipality stands among all."""
        return Standings(self._contents, self._today, self._carried[PICTURED])

    @cached_property
    def _comparisons(self) -> Comparisons:
        targets = self._carried_targets.values()
        return Comparisons(self._contents, self._carried[PICTURED], targets)

    @cached_property
    def _today(self) -> Today:
        return today_of(self._contents)

    @cached_property
    def _carried(self) -> Mapping[str, Mapping[str, Carried]]:
        """The amounts of each stream on the boundaries of today."""
        streams: dict[str, list[TextRow]] = {}
        for row in self._contents.rows("allocation"):
            streams.setdefault(row["stream"], []).append(row)
        return {name: self._today.carried(rows, "amount_eur") for name, rows in streams.items()}

    @cached_property
    def _carried_targets(self) -> Mapping[str, Mapping[str, Carried]]:
        periods: dict[str, list[TextRow]] = {}
        for row in self._contents.rows("housing_target"):
            periods.setdefault(row["half_year"], []).append(row)
        return {
            period: self._today.carried(rows, "persons", "boundaries_on")
            for period, rows in sorted(periods.items())
        }

    def _stage(self, stream: StreamExplanation, language: Language) -> str:
        if stream.division is None:
            basis = field_of(self._contents, "allocation", "basis")
            return short(cell(basis, stream.basis, language)).lower()
        nature = field_of(self._contents, "national_amount", "nature")
        words = words_of_pages(language)
        return words("municipality.stage", nature=cell(nature, stream.nature, language).lower())

    def _same_money(self, stream: StreamExplanation, language: Language) -> Iterator[str]:
        nature = field_of(self._contents, "national_amount", "nature")
        words = words_of_pages(language)
        for other in stream.same_money:
            told = "same_money" if other.amount_eur is not None else "same_money_nowhere"
            yield words(
                f"municipality.{told}",
                title=other.title_nl if language.code == "nl" else other.title,
                national=language.euros(other.national_amount_eur),
                nature=cell(nature, other.nature, language).lower(),
                amount=language.euros(other.amount_eur or 0),
            )


def _first(
    streams: tuple[Stream, ...], added: tuple[Added, ...], language: Language
) -> First | None:
    """The amount with the firmest basis: as it was computed or, for a municipality that is younger,
    added up.
    """
    for stream in streams:
        amount = language.euros(stream.explanation.amount_eur)
        return First(amount=amount, title=stream.title, stage=stream.stage)
    for each in added:
        words = words_of_pages(language)
        return First(
            amount=language.euros(each.amount_eur),
            title=each.title,
            stage=words("municipality.stage_added", stage=each.stage),
        )
    return None
