"""Which municipality a row of an annex is about."""

from __future__ import annotations

from inburgering_opendata.funding.annex.declaration import CODE, NAME, Annex
from inburgering_opendata.municipalities.names import Names, existed_on, named
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.grid import printed
from inburgering_opendata.toolkit.tables.rows import Row


def municipality_of(line: int, cells: dict[str, object], annex: Annex, names: Names) -> str:
    """The CBS code of the municipality of a row, on the day of the annex.

    What is declared of the row goes first. Else the code is that of the municipality, and a name
    beside it, or what is declared of that name, must be of the same one.

    Args:
        line: number of the row in the file.
        cells: the printed code, the printed name, or both.
        names: the register, to look in.

    Raises:
        ValueError: which municipality it is, is not clear; says why.
    """
    name = printed(cells.get(NAME, ""))
    if line in annex.rows:
        return _declared(annex.rows[line], annex, names)
    meant = _declared(annex.names[name], annex, names) if name in annex.names else None
    code = printed(cells.get(CODE, ""))
    if meant and not code:
        return meant
    if CODE not in cells:
        return str(_found(name, NAME, annex, names)["municipality_code"])
    found = _found(code, CODE, annex, names)
    others = [meant] if meant else [row["municipality_code"] for row in names.called(name)]
    if NAME in cells and found["municipality_code"] not in others:
        raise ValueError(_contradiction(name, found, others, annex, names))
    return str(found["municipality_code"])


def _contradiction(name: str, found: Row, others: list[str], annex: Annex, names: Names) -> str:
    """That the printed name is not that of the municipality with the printed code."""
    theirs = ", ".join(named(names.find(code)) for code in others)
    if province := names.province(name):
        theirs = f"the province {province}"
    said = (
        f"'{annex.columns[NAME]}': '{name}' is not a name of {found['municipality_code']}, "
        f"which is {found['municipality_name']}"
    )
    if theirs:
        return f"{said}, but of {theirs}; say which is meant with 'rows' of the annex"
    return f"{said}; if it is meant, add it to 'names' of the annex"


def _found(wanted: str, field: str, annex: Annex, names: Names) -> Row:
    header = annex.columns[field]
    if not wanted:
        raise ValueError(f"'{header}': the cell is empty; a municipality was expected")
    try:
        return names.find_on(wanted, annex.municipalities_on)
    except OpendataError as error:
        raise ValueError(
            f"'{header}': {error.message}. {error.hint} Say which it is with 'names' or 'rows' of "
            "the annex."
        ) from error


def _declared(code: str, annex: Annex, names: Names) -> str:
    for row in names.called(code):
        if row["municipality_code"] == code and existed_on(row, annex.municipalities_on):
            return code
    raise ValueError(f"the annex is declared to mean {code}, which did not exist on that day")
