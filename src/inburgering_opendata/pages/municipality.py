"""The page of a municipality: everything that the release says about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from inburgering_opendata.explain.explanation import Explainer, Explanation
from inburgering_opendata.explain.receipts import Receipts
from inburgering_opendata.explain.streams import StreamExplanation
from inburgering_opendata.explain.wording import calculation_in_words, target_in_words, written
from inburgering_opendata.funding.official import OFFICIAL
from inburgering_opendata.pages.comparison import SIZE_CLASSES, Comparisons, Group, size_class
from inburgering_opendata.pages.distribution import Bar, Distribution
from inburgering_opendata.pages.figures import BASES
from inburgering_opendata.pages.meanings import field_of, of_allocation
from inburgering_opendata.pages.outcomes import Outcome, Target, outcomes_of, targets_of
from inburgering_opendata.pages.proof import Proof
from inburgering_opendata.pages.released import for_explanations, municipal_columns
from inburgering_opendata.pages.today import Carried, Part, Today
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.addresses import host_of
from inburgering_opendata.toolkit.describe.language import LANGUAGES, Language
from inburgering_opendata.toolkit.publish.site.cells import cell, short
from inburgering_opendata.toolkit.publish.site.contents import Contents, Table
from inburgering_opendata.toolkit.publish.site.meaning import Meaning
from inburgering_opendata.toolkit.tables.rows import TextRow

PICTURED = "introduction"
"""The stream of the small picture: the one with an agreed key."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """What the page says of one stream of money."""

    id: str
    title: str
    note: str
    basis: str
    recurrence: str
    stage: str
    """That the amount is computed, and from what."""
    same_money: tuple[str, ...]
    """A sentence for each other stream that is the same money."""
    explanation: StreamExplanation
    calculation: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Added:
    """What the page says of one stream on the boundaries of today."""

    id: str
    title: str
    basis: str
    basis_label: str
    recurrence: str
    stage: str
    on: str
    """The day on whose boundaries the parts stand."""
    amount_eur: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class AddedTarget:
    """The targets of one half-year on the boundaries of today."""

    period: str
    persons: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class ReportedFigure:
    subject: str
    period: str
    value: str
    precision: str
    nature: str
    computed: str
    difference: str
    """Where what was reported is exact and not contested."""
    contested: str
    """The other figure of the same source, in words; empty for a figure that is not contested."""
    address: str
    host: str
    quote: str


@dataclass(frozen=True)
class Picture:
    """Where the municipality stands among all, for one stream."""

    stream: str
    title: str
    basis: str
    basis_label: str
    alternative: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class First:
    """The number that a page begins with, in words."""

    amount: str
    title: str
    stage: str


@dataclass(frozen=True)
class Facts:
    """Everything the page shows, in the words of one language."""

    code: str
    name: str
    province: str
    region: str
    valid_from: str
    valid_to: str
    inhabitants: str
    inhabitants_on: str
    compared: tuple[Group, ...]
    """The groups of a municipality of today, itself first."""
    successors: tuple[tuple[str, str, str], ...]
    predecessors: tuple[tuple[str, str, str], ...]
    streams: tuple[Stream, ...]
    picture: Picture | None
    reported: tuple[ReportedFigure, ...]
    targets: tuple[Target, ...]
    targets_in_words: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    observations: int
    """How many there are, shown or not."""
    today: date
    """The day of the boundaries of today."""
    added: tuple[Added, ...]
    """Every stream on them; none when nothing came to this municipality since."""
    added_targets: tuple[AddedTarget, ...]
    """The half-years before something came to it."""
    first: First | None
    """The number that the page begins with; None where there is none."""
    row_files: tuple[tuple[str, str, int], ...]
    """Table, title and number of rows of each file with just its rows."""


class RowsOfMunicipalities(Mapping[str, Mapping[str, tuple[TextRow, ...]]]):
    """The rows of each municipality by table, of which only their places are kept."""

    def __init__(self, codes: Sequence[str], tables: Mapping[str, Table]) -> None:
        self._codes, self._tables = codes, tables
        self._places = {
            name: table.texts.places(municipal_columns(table)) for name, table in tables.items()
        }

    def __getitem__(self, code: str) -> Mapping[str, tuple[TextRow, ...]]:
        if code not in self._codes:
            raise KeyError(code)
        return {
            name: self._tables[name].texts.at(places[code])
            for name, places in self._places.items()
            if code in places
        }

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


class Municipalities:
    """Every municipality of a release, its rows found once for all pages."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self.register = contents.rows("municipality")
        self._explainer = Explainer(for_explanations(contents))
        self._explanations: dict[str, Explanation] = {}
        self._proofs: dict[str, Proof] = {}

    def proof(self, language: Language) -> Proof:
        """What was reported beside what each rule gives, in the words of one language."""
        return self._proofs.setdefault(language.code, Proof(self._contents, language))

    @property
    def receipts(self) -> Receipts:
        """What the total and the date of what was transferred rest on."""
        return self._explainer.receipts

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, tuple[TextRow, ...]]]:
        """The rows of each municipality, by its code and the name of the table; each time that they
        are asked for they are made anew, as together they are larger than memory may be."""
        codes = [row["municipality_code"] for row in self.register]
        return RowsOfMunicipalities(codes, self._contents.tables)

    @cached_property
    def _distribution(self) -> Distribution:
        rows = self._contents.rows("allocation")
        return Distribution(int(row["amount_eur"]) for row in rows if row["stream"] == PICTURED)

    @cached_property
    def meanings(self) -> Mapping[str, Meaning]:
        """What the amounts of the small picture mean, by language."""
        rows = [row for row in self._contents.rows("allocation") if row["stream"] == PICTURED]
        return {
            code: of_allocation(
                self._contents,
                rows,
                language,
                words_of_pages(language)("distribution_allocation.unit"),
            )
            for code, language in LANGUAGES.items()
        }

    @cached_property
    def _subjects(self) -> Mapping[str, TextRow]:
        return {row["subject"]: row for row in self._contents.rows("reported_subject")}

    def facts(self, municipality: TextRow, language: Language) -> Facts:
        """What the page of a municipality shows.

        Raises:
            OpendataError: `EXPLANATION_DIFFERS` when a published number does not follow from the
                published tables.
        """
        code = municipality["municipality_code"]
        if code not in self._explanations:
            self._explanations[code] = self._explainer.explain(municipality)
        explanation, rows = self._explanations[code], self.rows[code]
        people = max(rows.get("population", ()), key=lambda r: r["reference_date"], default=None)
        regions = max(rows.get("municipality_region", ()), key=lambda r: r["year"], default=None)
        streams = tuple(self._streams(explanation, language))
        lives = not municipality["valid_to"]
        added = tuple(self._added(code, language)) if lives else ()
        return Facts(
            code,
            municipality["municipality_name"],
            municipality["province"],
            regions["region_name"] if regions else "",
            municipality["valid_from"],
            municipality["valid_to"],
            people["inhabitants"] if people else "",
            people["reference_date"] if people else "",
            self._comparisons.of(code),
            explanation.successors,
            explanation.predecessors,
            streams,
            self._picture(municipality["municipality_name"], streams, language),
            tuple(self._reported(rows.get("reported_figure", ()), language)),
            tuple(targets_of(self._contents, explanation.targets, rows, language)),
            tuple(target_in_words(target, language) for target in explanation.targets),
            tuple(outcomes_of(self._contents, rows.get("observation", ()), language)),
            len(rows.get("observation", ())),
            self._today.day,
            added,
            tuple(self._added_targets(code)) if lives else (),
            _first(streams, added, language),
            tuple(
                (name, language.of(self._contents.tables[name].resource, "title"), len(found))
                for name, found in rows.items()
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
    def _comparisons(self) -> Comparisons:
        targets = self._carried_targets.values()
        return Comparisons(self._contents, self._carried[PICTURED], targets)

    @cached_property
    def _today(self) -> Today:
        return Today(self._contents)

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

    def _picture(
        self, name: str, streams: tuple[Stream, ...], language: Language
    ) -> Picture | None:
        words = words_of_pages(language)
        for stream in streams:
            if stream.id == PICTURED:
                amount = stream.explanation.amount_eur
                return Picture(
                    stream.id,
                    words("municipality.picture", name=name, stream=stream.title),
                    stream.explanation.basis,
                    stream.basis,
                    words(
                        "municipality.picture_alt",
                        municipalities=stream.explanation.municipalities,
                        name=name,
                        amount=language.euros(amount),
                        below=self._distribution.below(amount),
                        above=self._distribution.above(amount),
                    ),
                    self._distribution.bars(amount),
                )
        return None

    def _reported(self, rows: tuple[TextRow, ...], language: Language) -> Iterator[ReportedFigure]:
        if not rows:
            return
        precision, nature = (
            field_of(self._contents, "reported_figure", name) for name in ("precision", "nature")
        )
        for row in rows:
            write = written(row["unit"], language)
            subject = self._subjects.get(row["subject"])
            yield ReportedFigure(
                subject=language.of(subject, "title") if subject else row["subject"],
                period=row["period"],
                value=write(int(row["value"])),
                precision=cell(precision, row["precision"], language),
                nature=cell(nature, row["nature"], language),
                computed=write(int(row["computed_value"])) if row["computed_value"] else "",
                difference=language.difference(int(row["difference"])) if row["difference"] else "",
                contested=_contested(row, write, language),
                address=row["source_address"],
                host=host_of(row["source_address"]),
                quote=row["quote_nl"],
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


def class_in_words(inhabitants: int, language: Language) -> str:
    """The size class of CBS, such as `20.000 tot 50.000 inwoners`."""
    words, low = words_of_pages(language), size_class(inhabitants)
    after = SIZE_CLASSES.index(low) + 1
    high = SIZE_CLASSES[after] if after < len(SIZE_CLASSES) else 0
    kind = "from" if not high else "between" if low else "below"
    return words(f"municipality.class_{kind}", low=language.number(low), high=language.number(high))


def _contested(row: TextRow, write: Callable[[int], str], language: Language) -> str:
    if not row["contested_value"]:
        return ""
    words = words_of_pages(language)
    return words("municipality.contested", other=write(int(row["contested_value"])))
