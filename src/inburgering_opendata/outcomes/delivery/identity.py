"""What may not be in a delivery at all: whatever says by itself who a person is.

Found before anything is stored, and never repeated in a message: what was found is only placed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from inburgering_opendata.outcomes.delivery.column import as_text
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Sheet
from inburgering_opendata.outcomes.delivery.values import day_in
from inburgering_opendata.outcomes.identity import (
    hidden_bsns,
    identifies,
    looks_like_email,
    none_identifies,
)
from inburgering_opendata.toolkit.tables.xlsx.places import letter

_NUMBERS = """
    bsn bsnnummer bsnnr burgerservicenummer burgerservicenr sofinummer sofinr citizenservicenumber
    vnummer vnr vreemdelingennummer anummer paspoortnummer documentnummer iban rekeningnummer
"""
_NAMES = """
    naam name fullname volledigenaam achternaam familienaam geslachtsnaam surname lastname
    familyname voornaam voornamen roepnaam firstname givenname givennames initialen initials
    voorletters tussenvoegsel voorvoegsel naampersoon naamcursist naaminburgeraar
    geboortedatum dateofbirth birthdate geboorteplaats birthplace
"""
_CONTACTS = """
    email emailadres emailaddress mail mailadres telefoon telefoonnummer telephone phone phonenumber
    mobiel mobile adres address woonadres straat street huisnummer housenumber postcode postalcode
    zipcode
"""
_PERSONAL = frozenset(f"{_NUMBERS} {_NAMES} {_CONTACTS}".split())
"""Headers, without case and punctuation, of columns that identify a person."""


def names_a_person(header: str) -> bool:
    """Whether a header says that its column identifies persons, or holds such a value itself."""
    plain = "".join(sign for sign in header.casefold() if sign.isalnum())
    return plain in _PERSONAL or identifying_cell(header)


def identifying_cell(cell: object) -> bool:
    """Whether a cell looks like a citizen service number or an e-mail address."""
    if not isinstance(cell, str | int | float):
        return False
    text = cell if isinstance(cell, str) else as_text(cell)
    return identifies(text) and not _is_day(text)


def _identifying_places(cells: Sequence[object]) -> list[int]:
    """The places of the cells that identify a person."""
    texts = (c if isinstance(c, str) else as_text(c) for c in cells if not isinstance(c, date))
    if none_identifies(texts):
        return []
    return [place for place, cell in enumerate(cells) if identifying_cell(cell)]


def _is_day(text: str) -> bool:
    """Whether eight digits are a day that somebody wrote without dashes."""
    return len(text) == 8 and day_in(f"{text[:4]}-{text[4:6]}-{text[6:]}") is not None


def identifying(sheet: Sheet) -> Iterator[Problem]:
    """Every header, cell and column of a sheet that identifies a person."""
    for position, (header, column) in enumerate(zip(sheet.header, sheet.columns, strict=True)):
        where = letter(position)
        if names_a_person(header):
            yield Problem("personal_column", sheet.name, sheet.header_row, where)
        places = _identifying_places(column.values)
        for row, place in column.rows_of(places):
            is_address = looks_like_email(as_text(column.values[place]))
            rule = "email" if is_address else "bsn"
            yield Problem(rule, sheet.name, sheet.row_numbers[row], where)
        if not places and hidden_bsns([v for v in column.values if isinstance(v, str)]):
            yield Problem("bsn_hidden", sheet.name, sheet.header_row, where)
