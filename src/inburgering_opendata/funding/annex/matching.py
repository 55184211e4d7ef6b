"""Which municipality a row of an annex is about."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from inburgering_opendata.funding.annex.declaration import CODE, NAME, Annex
from inburgering_opendata.funding.annex.grid import printed
from inburgering_opendata.municipalities.names import find_municipality, is_called
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import TextRow


def register_on(municipality: pa.Table, annex: Annex) -> tuple[TextRow, ...]:
    """Code and name of the municipalities that existed on the day of the annex.

    Args:
        municipality: code, name, valid_from, valid_to (empty: always, or still).
    """
    day = annex.municipalities_on
    return tuple(
        {"code": row["code"], "name": row["name"], "valid_to": ""}
        for row in municipality.to_pylist()
        if (row["valid_from"] or day) <= day <= (row["valid_to"] or day)
    )


def municipality_of(
    line: int, cells: dict[str, object], annex: Annex, register: Sequence[TextRow]
) -> str:
    """The CBS code of the municipality of a row.

    The declaration goes before the code and the code before the name; a name beside a code must be
    that of the same municipality.

    Args:
        line: number of the row in the file.
        cells: the printed code, the printed name, or both.
        register: the municipalities that existed on the day of the annex.

    Raises:
        ValueError: which municipality it is, is not clear; says why.
    """
    name = printed(cells.get(NAME, ""))
    if line in annex.rows or name in annex.names:
        return _known(annex.rows.get(line) or annex.names[name], register)["code"]
    if CODE not in cells:
        return _found(name, NAME, annex, register)["code"]
    found = _found(printed(cells[CODE]), CODE, annex, register)
    if NAME in cells and not is_called(found, name):
        raise ValueError(
            f"'{annex.columns[NAME]}': '{name}' is not a name of {found['code']}, which is "
            f"{found['name']}; if it is meant, add it to 'names' of the annex"
        )
    return found["code"]


def _found(wanted: str, field: str, annex: Annex, register: Sequence[TextRow]) -> TextRow:
    header, day = annex.columns[field], annex.municipalities_on
    if not wanted:
        raise ValueError(f"'{header}': the cell is empty; a municipality was expected")
    try:
        return find_municipality(register, wanted)
    except OpendataError as error:
        raise ValueError(
            f"'{header}': {error.message} (on {day}). {error.hint} Say which it is with 'names' "
            "or 'rows' of the annex."
        ) from error


def _known(code: str, register: Sequence[TextRow]) -> TextRow:
    for row in register:
        if row["code"] == code:
            return row
    raise ValueError(f"the annex is declared to mean {code}, which did not exist on that day")
