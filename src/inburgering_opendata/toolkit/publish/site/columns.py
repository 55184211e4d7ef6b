"""Which columns of a table a page shows: of those that say the same in several languages, that of
the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell
from inburgering_opendata.toolkit.publish.site.contents import Json
from inburgering_opendata.toolkit.tables.rows import TextRow


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field of a table as a column on a page."""

    field: Json
    place: int
    """Of the field among all of its table, which is where scripts find its values."""
    lang: str = ""
    """The language of its texts, where that is another than that of the page."""

    @property
    def name(self) -> str:
        return str(self.field["name"])


def columns_in(
    language: Language, fields: Sequence[Json], languages: Sequence[Language]
) -> tuple[Column, ...]:
    """The columns that a page in `language` shows.

    Where `title` and `title_nl` are both there, one of them is: that of the language, or the plain
    one where nothing is said in it. What is there in one language alone, such as `quote_nl`, is
    shown in every language, and says which it is in.

    Args:
        languages: those of the project.
    """
    return tuple(
        Column(field=field, place=place, lang=_other(str(field["name"]), language, languages))
        for place, field in enumerate(fields)
        if _is_shown(
            str(field["name"]), {str(each["name"]) for each in fields}, language, languages
        )
    )


def left_to_files(columns: Sequence[Column], fields: Sequence[Json]) -> tuple[str, ...]:
    """The names of the fields that are not among the columns."""
    shown = {column.name for column in columns}
    return tuple(str(field["name"]) for field in fields if field["name"] not in shown)


def column_cells(
    columns: Sequence[Column], row: TextRow, language: Language
) -> list[tuple[Column, str]]:
    """A row as the page shows it."""
    return [(column, cell(column.field, row[column.name], language)) for column in columns]


def _is_shown(
    name: str, names: set[str], language: Language, languages: Sequence[Language]
) -> bool:
    plain, spoken = _parted(name, languages)
    if plain == name:
        # It says the same as the one in the language of the page, if there is such a one.
        return language.plain or f"{name}_{language.code}" not in names
    return plain not in names or spoken == language.code


def _other(name: str, language: Language, languages: Sequence[Language]) -> str:
    spoken = _parted(name, languages)[1]
    return spoken if spoken != language.code else ""


def _parted(name: str, languages: Sequence[Language]) -> tuple[str, str]:
    """The name without the language behind it, and that language."""
    for each in languages:
        if name.endswith(f"_{each.code}"):
            return name.removesuffix(f"_{each.code}"), each.code
    return name, ""
