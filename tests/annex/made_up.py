"""Two made-up annexes of a circular: one as it should be, one as they come. No amount is real."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import openpyxl

from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project

DAY = "2020-01-01"
TOTAL = 36_500_000
VALUES = {
    "stream": "introduction",
    "period": "2020",
    "reference_date": DAY,
    "note": "Published in a made-up annex.",
    "note_nl": "Gepubliceerd in een verzonnen bijlage.",
    "source_address": "https://example.org/",
}
TIDY = {
    "delimiter": ";",
    "encoding": "cp1252",
    "columns": {"municipality_name": "Gemeente", "amount_eur": "Bedrag (€)"},
    "total": "Totaal",
    "says": "uitkeringsjaar 2020",
    "municipalities_on": DAY,
    "values": VALUES,
}
HOSTILE = {
    "sheet": "Bijlage 2.1.1",
    "columns": {
        "municipality_code": "Code",
        "municipality_name": "Gemeente",
        "amount_eur": "Bedrag x € 1",
    },
    "total": "Totaal Nederland",
    "says": "Uitkeringsjaar 2020",
    "municipalities_on": DAY,
    "values": VALUES,
}


def dutch(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def tidy_csv(amounts: Mapping[str, tuple[str, int]]) -> bytes:
    """A CSV with names only and Dutch numbers, a title block above and remarks below.

    Args:
        amounts: name and amount by CBS code.
    """
    lines = [
        "Bijlage 2: Decentralisatie-uitkering invoering inburgering, uitkeringsjaar 2020;;",
        ";;",
        "Provincie;Gemeente;Bedrag (€)",
        *(f"p;{name};{dutch(amount) if amount else '-'}" for name, amount in amounts.values()),
        ";;",
        f";Totaal;{dutch(sum(amount for _, amount in amounts.values()))}",
        ";De bedragen zijn afgerond op hele euro’s;",
    ]
    return "\r\n".join(lines).encode("cp1252")


def hostile_xlsx(
    amounts: Mapping[str, tuple[str, int]], spoil: Mapping[str, Any], stated_total: int
) -> bytes:
    """A workbook of two sheets with merged cells, a header of two lines, and what `spoil` says.

    Args:
        amounts: name and amount by CBS code; written as numbers.
        spoil: what stands in the place of a code, a name or an amount, by `code:column`;
            `merge` joins the amount of a municipality with that of the next.
    """
    book = openpyxl.Workbook()
    book.active.title = "Toelichting"
    sheet = book.create_sheet("Bijlage 2.1.1")
    sheet["A1"] = "Bijlage 2.1.1"
    sheet.merge_cells("A1:D1")
    sheet["A2"] = "Invoeringskosten inburgering, uitkeringsjaar 2020"
    sheet.merge_cells("A2:D2")
    sheet.append([])
    sheet.append(["Code", "Gemeente", "Provincie", "Bedrag\nx € 1"])
    for code, (name, amount) in amounts.items():
        cells = {"code": int(code[2:]), "name": name, "amount": amount}
        cells |= {key: spoil[f"{code}:{key}"] for key in cells if f"{code}:{key}" in spoil}
        sheet.append([cells["code"], cells["name"], "p", cells["amount"]])
        if spoil.get("merge") == code:
            row = sheet.max_row
            sheet.merge_cells(f"D{row}:D{row + 1}")
    sheet.append(["Totaal Nederland", None, None, stated_total])
    sheet.append(["*) voorlopig bedrag"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def declare(
    project: Project,
    name: str,
    data: bytes,
    annex: Mapping[str, Any],
    table: str = "official_amount",
) -> None:
    """Declare an annex as a source of official figures, as a maintainer would."""
    (project.packages / "funding" / "sources" / name).write_bytes(data)
    path = project.packages / "funding" / "package.json"
    declared = json.loads(path.read_text(encoding="utf-8"))
    declared["sources"].append(
        {
            "table": table,
            "path": f"sources/{name}",
            "title": "A made-up annex",
            "title@nl": "Een verzonnen bijlage",
            "publisher": "Nobody",
            "address": "https://example.org/",
            "licence": {"name": "not stated", "title": "None", "title@nl": "Geen"},
            "date": "2020-05-29",
            "sha256": sha256(data),
            "annex": annex,
        }
    )
    path.write_text(json.dumps(declared), encoding="utf-8")
