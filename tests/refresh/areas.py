"""A loopback copy of “Gebieden in Nederland”: which areas each municipality is in, of one year.

Its form is that which public programs show, as nothing of it was recorded here. The tree of titles,
the typographic apostrophe in one of them and the padding are those of 83287NED (2016), which RIVM
wrote out in the epidemes project (`Cbs83287Json`); `RegioS`, `Code_1`, `Naam_2`, `Code_28` and
`Naam_29`, and the row of the whole country with `.` in it, are what programs read of 86247NED
(2026) by version 3. Of version 4, `GM000C_1`, `CR0001` and `CR0002` were seen in
woningwaardering (`corop`), with the values in `StringValue`; other identifiers are made up here.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.refresh.service import Made, Row

NAMES, PLACES = "Codes en namen van gemeenten", "Lokaliseringen van gemeenten"

TREE_3 = {
    "Code_1": (NAMES, "Code"),
    "Naam_2": (NAMES, "Naam"),
    "SorteringNaam_3": (NAMES, "Sortering naam"),
    "Code_4": (PLACES, "Arbeidsmarktregio's", "Code"),
    "Naam_5": (PLACES, "Arbeidsmarktregio's", "Naam"),
    "Code_8": (PLACES, "COROP-gebieden", "Code"),
    "Naam_9": (PLACES, "COROP-gebieden", "Naam"),
    "Naam_17": (PLACES, "Jeugdzorgregio’s", "Naam"),
    "Code_28": (PLACES, "Provincies", "Code"),
    "Naam_29": (PLACES, "Provincies", "Naam"),
    "Inwonertal_56": ("Statistische gegevens", "Inwonertal"),
}
TREE_4 = {
    "GM000B": TREE_3["Code_1"],
    "GM000C_1": TREE_3["Naam_2"],
    "AM0001": TREE_3["Code_4"],
    "AM0002": TREE_3["Naam_5"],
    "CR0001": TREE_3["Code_8"],
    "CR0002": TREE_3["Naam_9"],
    "PV0001": TREE_3["Code_28"],
    "PV0002": TREE_3["Naam_29"],
}


def areas(year: int, places: Iterable[Row], *, version: int = 3) -> Made:
    """The dataset of a year.

    Args:
        places: of each municipality `code`, `name`, `region_code`, `region`, `province_code` and
            `province`.
    """
    tree = TREE_3 if version == 3 else TREE_4
    rows: list[Row] = [{"RegioS": "NL01", **dict.fromkeys(tree, ".")}]
    for place in places:
        own = {
            TREE_3["Code_1"]: place["code"],
            TREE_3["Naam_2"]: place["name"],
            TREE_3["Code_4"]: place["region_code"],
            TREE_3["Naam_5"]: place["region"],
            TREE_3["Code_28"]: place["province_code"],
            TREE_3["Naam_29"]: place["province"],
        }
        cells = {name: own.get(titles, "of another area") for name, titles in tree.items()}
        rows.append({"RegioS": place["code"], **cells})
    return Made(
        identifier=f"8{year}NED",
        title=f"Gebieden in Nederland {year}",
        dimensions={"RegioS": [{"code": row["RegioS"]} for row in rows]},
        measures=[*tree],
        rows=rows,
        titles=tree,
        modified=f"{year - 1}-12-19T02:00:00+01:00",
    )


def places_of(register: Iterable[dict[str, str]], regions: Iterable[dict[str, str]]) -> list[Row]:
    """The municipalities that exist still, each with its region, from the pinned rows of both."""
    region_of = {row["municipality_code"]: row for row in regions}
    return [
        {
            "code": row["municipality_code"],
            "name": row["municipality_name"],
            "region_code": region_of[row["municipality_code"]]["region_code_2020"] or "AM99",
            "region": region_of[row["municipality_code"]]["region_name"],
            "province_code": row["province_code"],
            "province": row["province"],
        }
        for row in register
        if not row["valid_to"]
    ]
