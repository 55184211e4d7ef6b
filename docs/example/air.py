"""What the project about the air tells the toolkit: a derived table, a rule, and a page of its own.

It stands beside opendata.toml, which names it: `subject = "air"`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.assemble.derivations import Derivations, derives, tables_of
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import Address, Place
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.meaning import Meaning
from inburgering_opendata.toolkit.publish.site.pages import Page, Site, page
from inburgering_opendata.toolkit.publish.site.pictures import Plan
from inburgering_opendata.toolkit.publish.site.rendering import words_of_site
from inburgering_opendata.toolkit.publish.site.told import OwnPages, Pages
from inburgering_opendata.toolkit.subject import Subject
from inburgering_opendata.toolkit.validate.columns import Columns
from inburgering_opendata.toolkit.validate.rules.finding import Breach, Finding, as_text, summed_up
from inburgering_opendata.toolkit.validate.rules.rule import rule, rules_of
from inburgering_opendata.toolkit.validate.told import Rules


@derives()
def yearly_mean(measurement: pa.Table) -> pa.Table:
    """The mean of each station and substance by year, of the concentrations that there are.

    A rule has the name of its table, and its parameters those of the tables that it needs.

    Args:
        measurement: station, substance, measured_at, concentration.
    """
    rows = measurement.filter(measurement.column("concentration").is_valid())
    rows = rows.append_column("year", pc.year(rows.column("measured_at")))
    grouped = rows.group_by(["station", "substance", "year"]).aggregate(
        [("concentration", "sum"), ("concentration", "count")]
    )
    # Exact to the end: sum and number are divided only here, and rounded once.
    means = [
        round(total / number, 2)
        for total, number in zip(
            grouped.column("concentration_sum").to_pylist(),
            grouped.column("concentration_count").to_pylist(),
            strict=True,
        )
    ]
    return pa.table(
        {
            "station": grouped.column("station"),
            "substance": grouped.column("substance"),
            "year": grouped.column("year"),
            "measurements": grouped.column("concentration_count"),
            "mean": pa.array(means, pa.decimal128(6, 2)),
        }
    )


@rule("expect_values_to_be_multiples")
def values_are_multiples(table: Columns, column: str, of: int) -> Finding:
    """Each value of `column` is a multiple of `of`."""
    breaches = [
        Breach(f"a multiple of {of}", as_text(value), row=row, column=column)
        for row, (value,) in table.numbered(column)
        if value is not None and value % of
    ]
    return summed_up(
        f"every {column} is a multiple of {of}", f"{len(breaches)} rows are not so", breaches
    )


_ROOM = Path(__file__).with_name("pages")
_WORDS = _ROOM / "words.toml"

MEANS = Place("means", "jaargemiddelden.html", "yearly-means.html")
"""A kind of page: the name of its template, and its path in Dutch and in English."""


def pages_of(contents: Contents) -> OwnPages | None:
    """The page and its picture; None for a release without the table that they show."""
    if not contents.has_rows("yearly_mean"):
        return None
    return OwnPages(
        menu=("means", "data"),
        places=(MEANS,),
        templates=_ROOM,
        words=_WORDS,
        pictures={"yearly_mean": [bars]},
        pages=own_pages,
    )


def bars(contents: Contents, language: Language) -> Plan:
    """The mean of each station as a bar, highest first.

    A picture is a chart of Vega-Lite, the rows that it shows, and what they mean. It is drawn in
    each language, and has a page, a CSV and a JSON file of its own.
    """
    words = words_of_site(language, _WORDS)
    table, values = contents.tables["yearly_mean"], told(contents, language)
    rows = tuple(sorted(table.rows, key=lambda row: Decimal(row["mean"]), reverse=True))
    names = {row["code"]: row["name"] for row in contents.rows("station")}
    shown = [
        {
            "name": f"{names[row['station']]}, {row['substance']}",
            "value": float(row["mean"]),
            "label": language.decimals(row["mean"]),
        }
        for row in rows
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {"field": "value", "type": "quantitative", "axis": None}
    return Plan(
        id="bars_yearly_mean",
        spec={
            "data": {"values": shown},
            "encoding": {"y": y, "x": x},
            "layer": [
                {"mark": {"type": "bar", "color": "#0072b2"}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "label"}},
                },
            ],
        },
        fields=table.fields,
        rows=rows,
        values=values,
        meaning=Meaning(
            unit=words("bars_yearly_mean.unit"),
            period=str(values["year"]),
            boundaries=words("bars_yearly_mean.boundaries"),
            basis=words("bars_yearly_mean.basis"),
            source=words("bars_yearly_mean.source"),
            tables=("yearly_mean", "measurement"),
        ),
    )


def own_pages(site: Site, language: Language) -> Iterator[Page]:
    """The page in one language, filled into `pages/means.html`."""
    yield page(
        site,
        language,
        Address(MEANS),
        pictures=site.pictures_in(language, "yearly_mean"),
        values=told(site.contents, language),
    )


def told(contents: Contents, language: Language) -> Mapping[str, Any]:
    """What the sentences of page and picture are filled with."""
    rows = contents.rows("yearly_mean")
    highest = max(rows, key=lambda row: Decimal(row["mean"]))
    names = {row["code"]: row["name"] for row in contents.rows("station")}
    return {
        "count": len(rows),
        "year": highest["year"],
        "most": language.decimals(highest["mean"]),
        "first": names[highest["station"]],
    }


_HERE = sys.modules[__name__]

SUBJECT = Subject(
    derivations=Derivations(tables=lambda: tables_of([_HERE])),
    rules=Rules(of=lambda: rules_of([_HERE])),
    pages=Pages(of=pages_of),
)
