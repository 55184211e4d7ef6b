"""What plans have in common: which fields and rows a picture shows."""

from __future__ import annotations

from collections.abc import Sequence

from inburgering_opendata.pages.figures import field_of
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell, cells
from inburgering_opendata.toolkit.publish.site.contents import Contents, Json
from inburgering_opendata.toolkit.tables.rows import TextRow


def fields_of(contents: Contents, table: str, *names: str) -> tuple[Json, ...]:
    by_name = {field["name"]: field for field in contents.tables[table].fields}
    return tuple(by_name[name] for name in names)


def largest_first(rows: Sequence[TextRow], value: str) -> tuple[TextRow, ...]:
    """Rows of municipalities, largest value first."""
    return tuple(sorted(rows, key=lambda row: (-int(row[value]), row["municipality_code"])))


def municipal_fields(contents: Contents, table: str, value: str) -> tuple[Json, ...]:
    return fields_of(contents, table, "municipality_name", "municipality_code", value)


def basis_of(contents: Contents, table: str, rows: Sequence[TextRow], language: Language) -> str:
    """What all `rows` rest on, as a sentence; empty when they differ or the table does not say."""
    if table == "population":
        return words_of_pages(language)("explore.counted")
    bases = {row.get("basis", "") for row in rows}
    if bases == {""} or len(bases) > 1:
        return ""
    return cell(field_of(contents, table, "basis"), bases.pop(), language)


def extremes(
    rows: Sequence[TextRow], value: str, field: Json, language: Language
) -> dict[str, object]:
    first, last = rows[0], rows[-1]
    [(_, most), (_, least)] = [cells((field,), row, language)[0] for row in (first, last)]
    return {
        "most": most,
        "first": first["municipality_name"],
        "least": least,
        "last": last["municipality_name"],
    }
