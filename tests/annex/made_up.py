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


TARGETS: dict[str, Any] = {
    "sheet": "Bijlage A",
    "columns": {"municipality_name": "Gemeente", "persons": "Taakstelling eerste helft 2023 1)"},
    "total": "Totaal",
}
"""How the made-up annex of targets is laid out."""


def targets_xlsx(targets: Mapping[str, int], spoil: Mapping[str, Any] | None = None) -> bytes:
    """An annex of a circular as a ministry lays it out; no number is real.

    Args:
        targets: persons by name of the municipality.
        spoil: what stands in the place of the number of a municipality, by its name; `total` and
            `header` in the place of the total and of the header, `hidden` the name of a row that
            is hidden.
    """
    spoil = spoil or {}
    book = openpyxl.Workbook()
    book.active.title = "Leeswijzer"
    sheet = book.create_sheet("Bijlage A")
    sheet.append(["Bijlage A bij de circulaire taakstelling huisvesting vergunninghouders"])
    sheet.append(["VERZONNEN: geen enkel getal in dit bestand is echt"])
    sheet.append([])
    header = TARGETS["columns"]["persons"]
    sheet.append(["Gemeente", "Inwonertal per 1 januari", spoil.get("header", header)])
    for name, persons in targets.items():
        sheet.append([name, 1000 * persons, spoil.get(name, persons)])
        sheet.row_dimensions[sheet.max_row].hidden = name == spoil.get("hidden")
    sheet.append(["Totaal", None, spoil.get("total", sum(targets.values()))])
    sheet.append([])
    sheet.append(["1) Op grond van artikel 29 van de Huisvestingswet 2014, zonder achterstand"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BY_PROVINCE: dict[str, Any] = {
    "columns": {"municipality_name": "Gemeente", "persons": "Eerste helft 2023"},
    "between": ["Provincie", "Totaal provincie"],
    "total": "Totaal",
}
"""How the made-up annex of targets by province is laid out."""


def provinces_xlsx(parts: Mapping[str, Mapping[str, int]], spoil: Mapping[str, int]) -> bytes:
    """The same by province, each with its heading and total, below a header of two rows that has
    merged cells; no number is real.

    Args:
        parts: persons by name of the municipality, by province.
        spoil: by how much the total of a province is off.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Bijlage A: taakstelling vergunninghouders eerste helft 2023 (VERZONNEN)"])
    sheet.append(["Gemeente", "Inwonertal", "Taakstelling", None])
    sheet.append([None, None, "Eerste helft 2023", "Met achterstand"])
    for area in ("A2:A3", "B2:B3", "C2:D2"):
        sheet.merge_cells(area)
    for province, targets in parts.items():
        sheet.append([f"Provincie {province}"])
        for name, persons in targets.items():
            sheet.append([name, 1000 * persons, persons, persons + 3])
        whole = sum(targets.values()) + spoil.get(province, 0)
        sheet.append([f"Totaal provincie {province}", None, whole, whole + 9])
    everything = sum(sum(targets.values()) for targets in parts.values())
    sheet.append(["Totaal", None, everything, everything + 99])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HOUSED: dict[str, Any] = {
    "delimiter": ";",
    "encoding": "cp1252",
    "columns": {
        "municipality_code": "Code",
        "municipality_name": "Gemeente",
        "persons": "Gehuisvest in deze maand",
    },
    "total": "Nederland",
}
"""How the made-up overviews of people housed are laid out."""


def housed_csv(month: str, housed: Mapping[str, tuple[str, int]]) -> bytes:
    """A monthly overview with semicolons and Dutch numbers; no number is real.

    Args:
        month: as it is printed, such as `januari 2023`.
        housed: name and persons by CBS code.
    """
    lines = [
        f"Overzicht huisvesting vergunninghouders, {month};;;",
        "VERZONNEN: geen enkel getal in dit bestand is echt;;;",
        ";;;",
        "Code;Gemeente;Provincie;Gehuisvest in deze maand",
        *(f"{code[2:]};{name};p;{dutch(number) or '-'}" for code, (name, number) in housed.items()),
        f";Nederland;;{dutch(sum(number for _, number in housed.values()))}",
        "Peildatum: laatste dag van de maand;;;",
    ]
    return "\r\n".join(lines).encode("cp1252")


def arrive(
    project: Project, title: str, name: str, data: bytes, layout: Mapping[str, Any], **values: str
) -> None:
    """Let a wanted file arrive, as the list of wanted files says how.

    Args:
        title: with which the title of the entry begins.
        layout: what was seen of the file: columns, total and the like.
        values: other values of its rows than those that were known beforehand.
    """
    (project.packages / "funding" / "sources" / name).write_bytes(data)
    path = project.packages / "funding" / "package.json"
    declared = json.loads(path.read_text(encoding="utf-8"))
    [entry] = [each for each in declared["wanted"] if each["title"].startswith(title)]
    declared["wanted"].remove(entry)
    beforehand = entry.get("annex", {})
    source = {key: value for key, value in entry.items() if key not in ("makes", "quote@nl")}
    source |= {
        "path": f"sources/{name}",
        "licence": {"name": "not stated", "title": "None", "title@nl": "Geen"},
        "date": "2022-09-30",
        "sha256": sha256(data),
        "annex": {
            **beforehand,
            **layout,
            "values": {**beforehand.get("values", {}), **layout.get("values", {}), **values},
        },
    }
    declared["sources"].append(source)
    path.write_text(json.dumps(declared), encoding="utf-8")
