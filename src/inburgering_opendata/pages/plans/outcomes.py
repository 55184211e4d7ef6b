"""Pictures of results: nation-wide, as there are too few municipal figures to draw."""

from __future__ import annotations

from decimal import Decimal

from inburgering_opendata.pages import charts
from inburgering_opendata.pages.meanings import field_of, of_nation, span
from inburgering_opendata.pages.outcomes import plain
from inburgering_opendata.pages.plans.plan import fields_of
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.pictures import Plan
from inburgering_opendata.toolkit.tables.rows import TextRow


def realised(contents: Contents, language: Language) -> Plan:
    """The national housing target of each half-year, and how many were housed."""
    words = words_of_pages(language)
    rows = tuple(
        row
        for row in contents.rows("housing_result")
        if row["area_type"] == "nation" and "H" in row["period"]
    )
    kinds = {name: words(f"paired_housing_result.{name}") for name in ("target", "realised")}
    missing = words("municipality.not_reported")
    bars = [
        {
            "name": row["period"],
            "kind": kinds[name],
            "value": int(row[name] or 0),
            "label": language.number(int(row[name])) if row[name] else missing,
        }
        for row in rows
        for name in kinds
    ]
    fields = fields_of(
        contents,
        "housing_result",
        "period",
        "target",
        "target_basis",
        "realised",
        "realised_from",
        "difference",
    )
    known = [row for row in rows if row["realised"]]
    short_of = [row for row in known if int(row["difference"]) < 0]
    values = {
        "first": rows[0]["period"],
        "last": rows[-1]["period"],
        "known": len(known),
        "all": len(rows),
        "short": len(short_of),
    }
    spec = charts.pairs_of(bars, (kinds["target"], kinds["realised"]))
    return Plan(
        id="paired_housing_result",
        spec=spec,
        fields=fields,
        rows=rows,
        values=values,
        meaning=of_nation(
            "paired_housing_result",
            rows,
            language,
            period=span([row["period"] for row in rows]),
            basis=words("paired_housing_result.basis"),
            tables=("housing_result", "housing_balance"),
        ),
        form=words_of_pages(language)("form.nation"),
    )


def official(contents: Contents, language: Language) -> Plan:
    """The national numbers of persons in the latest edition of the official statistic."""
    rows = _latest_edition(contents)
    state = {"true": "provisional", "false": "final"}
    titles = {row["id"]: language.of(row, "title") for row in contents.rows("indicator")}
    words = words_of_pages(language)
    bars = [
        {
            "name": words(
                "bars_observation.bar",
                indicator=titles[row["indicator"]],
                period=row["period"],
                group=words(f"bars_observation.{row['target_group']}"),
            ),
            # Only how long the bar is; the number itself stays a decimal.
            "value": float(Decimal(row["value"])),
            "label": words(
                f"bars_observation.{state[row['is_provisional']]}",
                value=plain(row["value"], language),
            ),
        }
        for row in rows
    ]
    fields = fields_of(
        contents,
        "observation",
        "indicator",
        "period",
        "target_group",
        "value",
        "unit",
        "is_provisional",
        "publication",
    )
    values = {"publication": rows[0]["publication"], "all": len(rows)}
    nature = cell(field_of(contents, "observation", "nature"), rows[0]["nature"], language)
    return Plan(
        id="bars_observation",
        spec=charts.bars_of(bars),
        fields=fields,
        rows=rows,
        values=values,
        meaning=of_nation(
            "bars_observation",
            rows,
            language,
            period=span([row["period"] for row in rows]),
            basis=nature,
            tables=("observation",),
        ),
        form=words_of_pages(language)("form.nation"),
    )


def _latest_edition(contents: Contents) -> tuple[TextRow, ...]:
    official = contents.tables["observation"].texts.where(
        nature="official_statistic", area_type="nation", unit="thousand_persons"
    )
    found = [row for row in official if row["value"]]
    latest = max(row["publication"] for row in found)
    mine = [row for row in found if row["publication"] == latest]
    groups = ("total", "asiel", "gezin_overig")

    def place(row: TextRow) -> tuple[bool, str, int]:
        return row["indicator"] != "obliged", row["period"], groups.index(row["target_group"])

    return tuple(sorted(mine, key=place))
