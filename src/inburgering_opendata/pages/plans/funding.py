"""Pictures of money and housing targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from inburgering_opendata.pages import charts
from inburgering_opendata.pages.distribution import Distribution
from inburgering_opendata.pages.meanings import (
    basis_of,
    field_of,
    of_allocation,
    of_nation,
    span,
)
from inburgering_opendata.pages.municipality import PICTURED
from inburgering_opendata.pages.plans.forms import Form, now, then
from inburgering_opendata.pages.plans.plan import (
    extremes,
    fields_of,
    largest_first,
    municipal_fields,
)
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language, Words
from inburgering_opendata.toolkit.publish.site.cells import cell
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.meaning import Meaning
from inburgering_opendata.toolkit.publish.site.pictures import Plan
from inburgering_opendata.toolkit.tables.rows import TextRow

RANKED = 20
"""How many municipalities a ranking shows."""


def introduction(contents: Contents) -> tuple[str, list[TextRow]]:
    rows = [row for row in contents.rows("allocation") if row["stream"] == PICTURED]
    return rows[0]["reference_date"], rows


def amounts_mean(contents: Contents, rows: Sequence[TextRow], language: Language) -> Meaning:
    """Of rows of `allocation`, drawn by their amount."""
    return of_allocation(contents, rows, language, "EUR")


def _in_form(contents: Contents, language: Language, name: str, *, on_today: bool) -> Form | None:
    """The amounts of the introduction money on the boundaries of then, or of today."""
    rows, day = introduction(contents)[1], "reference_date"
    meaning = amounts_mean(contents, rows, language)
    if on_today:
        return now(contents, rows, day, meaning, language, value="amount_eur", form_of=name)
    return then(contents, rows, day, meaning, language)


def ranking(contents: Contents, language: Language, *, on_today: bool = False) -> Plan | None:
    form = _in_form(contents, language, "ranking_allocation", on_today=on_today)
    if form is None:
        return None
    named = largest_first(form.rows, "amount_eur")[:RANKED]
    bars = [
        {
            "name": row["municipality_name"],
            "value": int(row["amount_eur"]),
            "label": language.euros(int(row["amount_eur"])),
        }
        for row in named
    ]
    fields = municipal_fields(contents, "allocation", "amount_eur")
    values = extremes(named, "amount_eur", fields[-1], language) | {"ranked": len(named)}
    return Plan(
        id="ranking_allocation" + form.suffix,
        spec=charts.bars_of(bars),
        fields=fields,
        rows=named,
        values=values,
        meaning=form.meaning,
        form_of=form.form_of,
        form=form.form,
    )


def distribution(contents: Contents, language: Language, *, on_today: bool = False) -> Plan | None:
    form = _in_form(contents, language, "distribution_allocation", on_today=on_today)
    if form is None:
        return None
    amounts = [int(row["amount_eur"]) for row in form.rows]
    words = words_of_pages(language)
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
    return Plan(
        id="distribution_allocation" + form.suffix,
        spec=spec,
        fields=fields,
        rows=tuple(rows),
        values=values,
        meaning=replace(form.meaning, unit=words("distribution_allocation.unit")),
        form_of=form.form_of,
        form=form.form,
    )


def national(contents: Contents, language: Language) -> Plan:
    of_the_letter = [row for row in contents.rows("national_amount") if row["letter_section"]]
    rows = tuple(sorted(of_the_letter, key=lambda r: -int(r["amount_eur"])))
    bars = [
        {
            "name": language.of(row, "title"),
            "value": int(row["amount_eur"]),
            "label": language.euros(int(row["amount_eur"])),
            "own": int(row["amount_eur"]) < 0,
        }
        for row in rows
    ]
    title = "title_nl" if language.code == "nl" else "title"
    fields = fields_of(contents, "national_amount", title, "amount_eur", "recurrence", "basis")
    meaning = of_nation(
        "bars_national_amount",
        rows,
        language,
        period=words_of_pages(language)("bars_national_amount.period"),
        basis=basis_of(contents, "national_amount", rows, language),
        tables=("national_amount",),
    )
    return Plan(
        id="bars_national_amount",
        spec=charts.bars_of(bars),
        fields=fields,
        rows=rows,
        values={"all": len(rows)},
        meaning=meaning,
        form=words_of_pages(language)("form.nation"),
    )


def timeline(contents: Contents, language: Language) -> Plan:
    """Every national amount that is money, by stream and year, coloured by how far it had come."""
    words = words_of_pages(language)
    stream, status = (field_of(contents, "money_timeline", name) for name in ("stream", "status"))
    streams, statuses = (
        [category["value"] for category in field["categories"]] for field in (stream, status)
    )
    titles = {row["id"]: language.of(row, "title") for row in contents.rows("national_amount")}

    def place(row: TextRow) -> tuple[int, str, int, bool, str]:
        first = (streams.index(row["stream"]), row["year"], statuses.index(row["status"]))
        # A whole before its parts, and a budget before what became of it.
        return (*first, row["national_amount"] != row["money"], row["national_amount"])

    rows = tuple(sorted(contents.rows("money_timeline"), key=place))
    bars = [
        {
            "name": titles[row["national_amount"]],
            "kind": cell(status, row["status"], language),
            "value": int(row["amount_eur"]),
            "label": words(
                "bars_money_timeline.label",
                amount=language.euros(int(row["amount_eur"])),
                years=_years(row, words),
            ),
        }
        for row in rows
    ]
    fields = fields_of(
        contents,
        "money_timeline",
        *("national_amount", "stream", "year", "last_year", "status"),
        *("amount_eur", "basis", "counts"),
    )
    kinds = [cell(status, value, language) for value in statuses]
    return Plan(
        id="bars_money_timeline",
        spec=charts.kinds_of(bars, kinds),
        fields=fields,
        rows=rows,
        values={"all": len(rows), "sums": len({row["money"] for row in rows})},
        meaning=of_nation(
            "bars_money_timeline",
            rows,
            language,
            period=span([year for row in rows for year in (row["year"], row["last_year"]) if year]),
            basis=basis_of(contents, "money_timeline", rows, language),
            tables=("money_timeline", "national_amount"),
        ),
        form=words_of_pages(language)("form.nation"),
    )


def _years(row: TextRow, words: Words) -> str:
    """The year or years of an amount: `2020`, `2022–2025`, `from 2021`, or that none is stated."""
    if not row["year"]:
        return words("bars_money_timeline.no_year")
    if not row["last_year"]:
        return words("bars_money_timeline.from", year=row["year"])
    return row["year"] if row["year"] == row["last_year"] else f"{row['year']}–{row['last_year']}"


def reconciliation(contents: Contents, language: Language) -> Plan:
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
    fields = fields_of(
        contents, "aef_reconciliation", "step", title, "amount_eur", "running_total_eur"
    )
    values = {
        "first": language.euros(int(rows[0]["running_total_eur"])),
        "last": language.euros(int(rows[-1]["running_total_eur"])),
    }
    return Plan(
        id="waterfall_aef_reconciliation",
        spec=charts.waterfall_of(steps),
        fields=fields,
        rows=rows,
        values=values,
        meaning=of_nation(
            "waterfall_aef_reconciliation",
            rows,
            language,
            period=words_of_pages(language)("waterfall_aef_reconciliation.period"),
            basis=words_of_pages(language)("waterfall_aef_reconciliation.basis"),
            tables=("aef_reconciliation", "national_amount"),
        ),
        form=words_of_pages(language)("form.nation"),
    )


def balance(contents: Contents, language: Language) -> Plan:
    rows = tuple(row for row in contents.rows("housing_balance") if row["persons"])
    columns = [
        {
            "name": row["half_year"],
            "value": int(row["persons"]),
            "label": language.number(int(row["persons"])),
        }
        for row in rows
    ]
    fields = fields_of(contents, "housing_balance", "half_year", "persons")
    spec = charts.columns_of(columns, language.of(fields[0], "title"))
    values = {"first": rows[0]["half_year"], "last": rows[-1]["half_year"]}
    return Plan(
        id="columns_housing_balance",
        spec=spec,
        fields=fields,
        rows=rows,
        values=values,
        meaning=of_nation(
            "columns_housing_balance",
            rows,
            language,
            period=span([row["half_year"] for row in rows]),
            basis=words_of_pages(language)("columns_housing_balance.basis"),
            tables=("housing_balance",),
        ),
        form=words_of_pages(language)("form.nation"),
    )
