"""What figures mean: unit, period, boundaries, basis and source, from the tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell
from inburgering_opendata.toolkit.publish.site.contents import Contents, Json
from inburgering_opendata.toolkit.publish.site.meaning import Meaning
from inburgering_opendata.toolkit.tables.rows import TextRow


@lru_cache(maxsize=256)
def field_of(contents: Contents, table: str, name: str) -> Json:
    return next(field for field in contents.tables[table].fields if field["name"] == name)


def of_allocation(
    contents: Contents, rows: Sequence[TextRow], language: Language, unit: str
) -> Meaning:
    """Of rows of one stream in `allocation`, all of one reference date.

    Args:
        contents: a release that tells of municipalities.
        rows: at least one.
        language: of the words.
        unit: the name of a unit, or the words for one that has no name.
    """
    words = words_of_pages(language)
    day = language.day(rows[0]["reference_date"])
    national = next(
        row for row in contents.rows("national_amount") if row["id"] == rows[0]["stream"]
    )
    return Meaning(
        unit=unit_in_words(unit, language),
        period=words("meaning.day", date=day),
        boundaries=words("meaning.boundaries", date=day),
        basis=basis_of(contents, "allocation", rows, language),
        source=words("meaning.divided", source=language.of(national, "source")),
        tables=("allocation", "national_amount", "stream", "population"),
    )


def of_targets(contents: Contents, rows: Sequence[TextRow], language: Language) -> Meaning:
    """Of rows of one half-year in `housing_target`."""
    words = words_of_pages(language)
    return Meaning(
        unit=unit_in_words("persons", language),
        period=rows[0]["half_year"],
        boundaries=words("meaning.boundaries", date=language.day(rows[0]["boundaries_on"])),
        basis=basis_of(contents, "housing_target", rows, language),
        source=words("meaning.targets"),
        tables=("housing_target", "housing_balance", "population"),
    )


def of_results(rows: Sequence[TextRow], language: Language) -> Meaning:
    """Of rows of municipalities of one period in `housing_result`, of which something is known."""
    words = words_of_pages(language)
    return Meaning(
        unit=unit_in_words("persons", language),
        period=rows[0]["period"],
        boundaries=words("meaning.boundaries", date=language.day(rows[0]["boundaries_on"])),
        basis=words("meaning.results_basis"),
        source=words("meaning.results"),
        tables=("housing_result", "housing_balance", "population", "reported_statement"),
    )


def of_population(contents: Contents, rows: Sequence[TextRow], language: Language) -> Meaning:
    """Of rows of one day in `population`."""
    words = words_of_pages(language)
    day = language.day(rows[0]["reference_date"])
    return Meaning(
        unit=unit_in_words("persons", language),
        period=words("meaning.day", date=day),
        boundaries=words("meaning.boundaries", date=day),
        basis=basis_of(contents, "population", rows, language),
        source="; ".join(sorted({language.of(row, "source") for row in rows})),
        tables=("population",),
    )


def of_nation(
    picture: str,
    rows: Sequence[TextRow],
    language: Language,
    *,
    period: str,
    basis: str,
    tables: tuple[str, ...],
) -> Meaning:
    """Of figures of the whole country; `words.toml` has unit and source of the picture.

    Args:
        picture: its id.
        rows: what it shows, for the basis that each row may have of its own.
        language: of the words.
        period: of all rows together.
        basis: as a sentence; empty when the rows differ in it.
        tables: the first is the one that is shown.
    """
    words = words_of_pages(language)
    return Meaning(
        unit=words(f"{picture}.unit"),
        period=period,
        boundaries=words("meaning.nation"),
        basis=basis or words("meaning.by_row"),
        source=words(f"{picture}.source"),
        tables=tables,
    )


def basis_of(contents: Contents, table: str, rows: Sequence[TextRow], language: Language) -> str:
    """What all `rows` rest on, as a sentence; that it differs, where it does."""
    words = words_of_pages(language)
    if table == "population":
        return words("explore.counted")
    bases = {row["basis"] for row in rows}
    if len(bases) > 1:
        return words("meaning.by_row")
    return cell(field_of(contents, table, "basis"), bases.pop(), language)


def unit_in_words(unit: str, language: Language) -> str:
    return words_of_pages(language).sentences.get(f"unit.{unit}", unit)


def span(values: Sequence[str]) -> str:
    """The first and last of years or half-years: `2020-H1–2025-H2`; one alone as it is."""
    first, last = min(values), max(values)
    return first if first == last else f"{first}–{last}"
