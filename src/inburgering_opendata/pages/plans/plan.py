"""What plans have in common: which fields and rows a picture shows."""

from __future__ import annotations

from collections.abc import Sequence

from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cells
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
