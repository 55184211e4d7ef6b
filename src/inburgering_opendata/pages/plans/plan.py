"""A picture before it is drawn, and what plans have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from inburgering_opendata.pages import charts
from inburgering_opendata.pages.figures import field_of
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell, cells
from inburgering_opendata.toolkit.publish.site.contents import Contents, Json, Row
from inburgering_opendata.toolkit.publish.site.rendering import words_of_site


@dataclass(frozen=True)
class Plan:
    """A picture before it is drawn: a chart, and the rows it shows."""

    id: str
    spec: charts.Spec
    fields: tuple[Json, ...]
    rows: tuple[Row, ...]
    values: Mapping[str, object]
    """What the title and the alternative text of the picture are filled with."""
    basis: str = ""
    """What its figures rest on, where that is the same for all of them."""


Maker = Callable[[Contents, Language], Plan]


def fields_of(contents: Contents, table: str, *names: str) -> tuple[Json, ...]:
    by_name = {field["name"]: field for field in contents.tables[table].fields}
    return tuple(by_name[name] for name in names)


def named_rows(contents: Contents, rows: Sequence[Row], value: str) -> tuple[Row, ...]:
    """Rows with the name of their municipality, largest value first."""
    names = {row["code"]: row["name"] for row in contents.rows("municipality")}
    named = [{**row, "name": names[row["municipality_code"]]} for row in rows]
    return tuple(sorted(named, key=lambda row: (-int(row[value]), row["municipality_code"])))


def municipal_fields(contents: Contents, table: str, value: str) -> tuple[Json, ...]:
    return (
        *fields_of(contents, "municipality", "name"),
        *fields_of(contents, table, "municipality_code", value),
    )


def basis_of(contents: Contents, table: str, rows: Sequence[Row], language: Language) -> str:
    """What all `rows` rest on, as a sentence; empty when they differ or the table does not say."""
    if table == "population":
        return words_of_site(language)("explore.counted")
    bases = {row.get("basis", "") for row in rows}
    if bases == {""} or len(bases) > 1:
        return ""
    return cell(field_of(contents, table, "basis"), bases.pop(), language)


def extremes(
    named: Sequence[Row], value: str, field: Json, language: Language
) -> dict[str, object]:
    first, last = named[0], named[-1]
    [(_, most), (_, least)] = [cells((field,), row, language)[0] for row in (first, last)]
    return {"most": most, "first": first["name"], "least": least, "last": last["name"]}
