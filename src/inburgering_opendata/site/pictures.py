"""Which table is shown in which pictures, and the figures behind each of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from inburgering_opendata.describe.language import Language
from inburgering_opendata.site import charts
from inburgering_opendata.site.cells import cell, cells
from inburgering_opendata.site.contents import Contents, Json, Row
from inburgering_opendata.site.distribution import Distribution
from inburgering_opendata.site.drawing import draw
from inburgering_opendata.site.figures import field_of
from inburgering_opendata.site.municipality import PICTURED
from inburgering_opendata.site.rendering import words_of_site

RANKED = 20
"""How many municipalities a ranking shows."""


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


@dataclass(frozen=True)
class Picture:
    """A picture in one language: drawn, in words, and as a table."""

    id: str
    language: Language
    title: str
    alternative: str
    note: str
    basis: str
    svg: str
    png: bytes
    fields: tuple[Json, ...]
    rows: tuple[list[tuple[Json, str]], ...]
    csv: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as the drawing itself says."""
        match = re.search(r'<svg[^>]* width="(\d+)[^"]*" height="(\d+)', self.svg)
        assert match
        return int(match[1]), int(match[2])

    @property
    def width(self) -> int:
        return self.size[0]

    @property
    def height(self) -> int:
        return self.size[1]

    @property
    def inline(self) -> Markup:
        """The drawing as a part of a page; the library escaped every text in it."""
        label = f'<svg role="img" aria-label="{escape(self.alternative)}" '
        return Markup(self.svg.replace("<svg ", label, 1))  # noqa: S704


def pictures_of(
    contents: Contents, languages: Sequence[Language]
) -> dict[str, tuple[Picture, ...]]:
    """The pictures of each table that this release has, drawn in each language."""
    found: dict[str, tuple[Picture, ...]] = {}
    for table, makers in _MAKERS.items():
        if contents.tells_of_municipalities and contents.rows(table):
            found[table] = tuple(
                _drawn(make(contents, language), language)
                for language in languages
                for make in makers
            )
    return found


def picture_files(pictures: Mapping[str, tuple[Picture, ...]]) -> Iterator[tuple[str, bytes]]:
    """Every picture as SVG, PNG and CSV, by its path within the site."""
    for drawn in pictures.values():
        for picture in drawn:
            name = f"pictures/{picture.id}.{picture.language.code}"
            yield f"{name}.svg", picture.svg.encode()
            yield f"{name}.png", picture.png
            yield f"pictures/{picture.id}.csv", picture.csv


def as_csv(names: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Rows as CSV the way tables are published: UTF-8, commas, one newline a row."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row[name] for name in names] for row in rows)
    return stream.getvalue().encode()


def _drawn(plan: Plan, language: Language) -> Picture:
    words = words_of_site(language)
    svg, png = draw(plan.spec, language)
    return Picture(
        plan.id,
        language,
        words(f"{plan.id}.title", **plan.values),
        words(f"{plan.id}.alternative", **plan.values),
        words(f"{plan.id}.note", **plan.values),
        plan.basis,
        svg,
        png,
        plan.fields,
        tuple(cells(plan.fields, row, language) for row in plan.rows),
        as_csv([field["name"] for field in plan.fields], plan.rows),
    )


def _fields(contents: Contents, table: str, *names: str) -> tuple[Json, ...]:
    by_name = {field["name"]: field for field in contents.tables[table].fields}
    return tuple(by_name[name] for name in names)


def _named(contents: Contents, rows: Sequence[Row], value: str) -> tuple[Row, ...]:
    """Rows with the name of their municipality, largest value first."""
    names = {row["code"]: row["name"] for row in contents.rows("municipality")}
    named = [{**row, "name": names[row["municipality_code"]]} for row in rows]
    return tuple(sorted(named, key=lambda row: (-int(row[value]), row["municipality_code"])))


def _latest(table: str, column: str) -> Callable[[Contents], tuple[str, list[Row]]]:
    """The rows of the last day or half-year of a table, and which that is."""

    def rows_of(contents: Contents) -> tuple[str, list[Row]]:
        last = max(row[column] for row in contents.rows(table))
        return last, [row for row in contents.rows(table) if row[column] == last]

    return rows_of


def _municipal(contents: Contents, table: str, value: str) -> tuple[Json, ...]:
    return (
        *_fields(contents, "municipality", "name"),
        *_fields(contents, table, "municipality_code", value),
    )


def _map(
    table: str, value: str, rows_of: Callable[[Contents], tuple[str, list[Row]]]
) -> Callable[[Contents, Language], Plan]:
    def make(contents: Contents, language: Language) -> Plan:
        period, rows = rows_of(contents)
        named = _named(contents, rows, value)
        places = {row["municipality_code"]: row for row in contents.rows("municipality_centroid")}
        placed: list[dict[str, Any]] = [
            {
                "name": row["name"],
                "hint": "",
                "value": int(row[value]),
                "longitude": float(places[row["municipality_code"]]["longitude"]),
                "latitude": float(places[row["municipality_code"]]["latitude"]),
            }
            for row in named
            if row["municipality_code"] in places
        ]
        fields = _municipal(contents, table, value)
        legend = charts.round_values([point["value"] for point in placed])
        form = "$,.0f" if fields[-1].get("unit") == "EUR" else ",.0f"
        spec = charts.map_of(charts.points(placed), language.of(fields[-1], "title"), legend, form)
        values = _extremes(named, value, fields[-1], language)
        shown = language.day(period) if period.count("-") == 2 else period
        values |= {"period": shown, "drawn": len(placed), "all": len(named)}
        basis = _basis(contents, table, rows, language)
        return Plan(f"map_{table}", spec, fields, named, values, basis)

    return make


def _basis(contents: Contents, table: str, rows: Sequence[Row], language: Language) -> str:
    """What all `rows` rest on, as a sentence; empty when they differ or the table does not say."""
    if table == "population":
        return words_of_site(language)("explore.counted")
    bases = {row.get("basis", "") for row in rows}
    if bases == {""} or len(bases) > 1:
        return ""
    return cell(field_of(contents, table, "basis"), bases.pop(), language)


def _extremes(
    named: Sequence[Row], value: str, field: Json, language: Language
) -> dict[str, object]:
    first, last = named[0], named[-1]
    [(_, most), (_, least)] = [cells((field,), row, language)[0] for row in (first, last)]
    return {"most": most, "first": first["name"], "least": least, "last": last["name"]}


def _introduction(contents: Contents) -> tuple[str, list[Row]]:
    rows = [row for row in contents.rows("allocation") if row["stream"] == PICTURED]
    return rows[0]["reference_date"], rows


def _ranking(contents: Contents, language: Language) -> Plan:
    named = _named(contents, _introduction(contents)[1], "amount_eur")[:RANKED]
    bars = [
        {
            "name": row["name"],
            "value": int(row["amount_eur"]),
            "label": language.euros(int(row["amount_eur"])),
        }
        for row in named
    ]
    fields = _municipal(contents, "allocation", "amount_eur")
    values = _extremes(named, "amount_eur", fields[-1], language) | {"ranked": len(named)}
    basis = _basis(contents, "allocation", named, language)
    return Plan("ranking_allocation", charts.bars_of(bars), fields, named, values, basis)


def _distribution(contents: Contents, language: Language) -> Plan:
    divided = _introduction(contents)[1]
    amounts = [int(row["amount_eur"]) for row in divided]
    words = words_of_site(language)
    bins = Distribution(amounts).bins
    columns = [
        {"name": language.euros(bin_.low), "value": bin_.count, "label": str(bin_.count)}
        for bin_ in bins
    ]
    rows = [{"low": str(b.low), "high": str(b.high), "count": str(b.count)} for b in bins]
    fields = tuple(
        {"name": name, "type": "integer", "unit": unit, "title": title, "title@nl": title}
        for name, unit, title in (
            ("low", "EUR", words("distribution_allocation.from")),
            ("high", "EUR", words("distribution_allocation.below")),
            ("count", "municipalities", words("distribution_allocation.count")),
        )
    )
    ordered = sorted(amounts)
    values = {"all": len(amounts), "middle": language.euros(ordered[len(ordered) // 2])}
    spec = charts.columns_of(columns, words("distribution_allocation.axis"))
    basis = _basis(contents, "allocation", divided, language)
    return Plan("distribution_allocation", spec, fields, tuple(rows), values, basis)


def _national(contents: Contents, language: Language) -> Plan:
    rows = tuple(sorted(contents.rows("national_amount"), key=lambda r: -int(r["amount_eur"])))
    bars = [
        {
            "name": language.of(row, "title"),
            "value": int(row["amount_eur"]),
            "label": language.euros(int(row["amount_eur"])),
        }
        for row in rows
    ]
    title = "title_nl" if language.code == "nl" else "title"
    fields = _fields(contents, "national_amount", title, "amount_eur", "recurrence")
    values, basis = {"all": len(rows)}, _basis(contents, "national_amount", rows, language)
    return Plan("bars_national_amount", charts.bars_of(bars), fields, rows, values, basis)


def _reconciliation(contents: Contents, language: Language) -> Plan:
    rows = contents.rows("aef_reconciliation")
    steps: list[dict[str, Any]] = []
    for row in rows:
        amount, after = int(row["amount_eur"]), int(row["running_total_eur"])
        adjusts = row["kind"] == "adjustment"
        steps.append(
            {
                "name": language.of(row, "title"),
                "low": after if adjusts else 0,
                "high": after - amount if adjusts else after,
                "kind": row["kind"],
                "label": language.euros(amount),
            }
        )
    title = "title_nl" if language.code == "nl" else "title"
    fields = _fields(
        contents, "aef_reconciliation", "step", title, "amount_eur", "running_total_eur"
    )
    values = {
        "first": language.euros(int(rows[0]["running_total_eur"])),
        "last": language.euros(int(rows[-1]["running_total_eur"])),
    }
    return Plan("waterfall_aef_reconciliation", charts.waterfall_of(steps), fields, rows, values)


def _balance(contents: Contents, language: Language) -> Plan:
    rows = tuple(row for row in contents.rows("housing_balance") if row["persons"])
    columns = [
        {
            "name": row["half_year"],
            "value": int(row["persons"]),
            "label": language.number(int(row["persons"])),
        }
        for row in rows
    ]
    fields = _fields(contents, "housing_balance", "half_year", "persons")
    spec = charts.columns_of(columns, language.of(fields[0], "title"))
    values = {"first": rows[0]["half_year"], "last": rows[-1]["half_year"]}
    return Plan("columns_housing_balance", spec, fields, rows, values)


# The first two of `allocation` are on the start page as well.
_MAKERS: Mapping[str, tuple[Callable[[Contents, Language], Plan], ...]] = {
    "allocation": (_map("allocation", "amount_eur", _introduction), _ranking, _distribution),
    "national_amount": (_national,),
    "aef_reconciliation": (_reconciliation,),
    "housing_balance": (_balance,),
    "housing_target": (
        _map(
            "housing_target",
            "persons",
            _latest("housing_target", "half_year"),
        ),
    ),
    "population": (
        _map(
            "population",
            "inhabitants",
            _latest("population", "reference_date"),
        ),
    ),
}
