"""What may not be in a delivery at all: whatever says by itself who a person is.

Found before anything is stored, and never repeated in a message: what was found is only placed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from pathlib import Path

from inburgering_opendata.outcomes.delivery.column import as_text
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.sheet import Sheet
from inburgering_opendata.outcomes.spelling import (
    hidden_bsns,
    identifies,
    looks_like_email,
    none_identifies,
)
from inburgering_opendata.toolkit.ground.visible import inert
from inburgering_opendata.toolkit.tables.xlsx.comments import Comment
from inburgering_opendata.toolkit.tables.xlsx.places import area_of, letter

_NUMBERS = """
    bsn bsnnummer bsnnr burgerservicenummer burgerservicenr sofi sofinummer sofinr
    citizenservicenumber vnummer vnr vreemdelingennummer vreemdelingennr anummer paspoortnummer
    paspoortnr passport passportnumber documentnummer documentnr iban ibannummer rekeningnummer
    rekeningnr bankrekening bankrekeningnummer digid vreemdelingnummer crvnummer crvnr
    idkaartnummer idkaartnr identiteitskaart rijbewijsnummer rijbewijsnr
"""
_NAMES = """
    fullname volledigenaam achternaam familienaam geslachtsnaam meisjesnaam surname lastname
    familyname voornaam voornamen roepnaam firstname forename givenname givennames initialen
    initials voorletters tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels persoonsnaam
    clientnaam klantnaam cursistnaam deelnemersnaam partnernaam
    geboortedatum gebdatum gebdat gebdd geboortedag dateofbirth birthdate birthday dob
    geboorteplaats gebplaats birthplace placeofbirth handtekening pasfoto
"""
_CONTACTS = """
    email emailadres emailaddress mail mailadres telefoon telefoonnummer telefoonnr telnummer telnr
    tel telephone phone phonenumber mobiel mobielnummer mobielnr mobile gsm adres address woonadres
    straat straatnaam street huisnummer huisnr housenumber postcode postalcode zipcode
"""
_PERSONAL = frozenset(f"{_NUMBERS} {_NAMES} {_CONTACTS}".split())
"""Words of headers, or some in a row, of columns that identify a person."""
_MOST_IN_A_ROW = 3
"""Words of a header that may be one of these written apart, as in `burger service nummer`."""

_NAME = frozenset(("naam", "name", "namen", "names"))
_WHOSE = frozenset(
    (
        *("van", "de", "het", "een", "of", "the", "en", "and", "voor", "achter", "volledige"),
        *("full", "persoon", "persoons", "person", "client", "klant", "cursist", "deelnemer"),
        *("inburgeraar", "kandidaat", "statushouder", "student", "leerling", "participant"),
        *("partner", "kind", "ouder", "contact", "contactpersoon", "consulent", "klantmanager"),
        *("casemanager", "docent", "medewerker"),
    )
)
"""Words beside `naam` that leave it the name of a person; that of a school is let be."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def names_a_person(header: str) -> bool:
    """Whether a header says that its column identifies persons, or holds such a value itself."""
    words = _words(header)
    joined = (
        "".join(words[first : first + number])
        for number in range(1, _MOST_IN_A_ROW + 1)
        for first in range(len(words) - number + 1)
    )
    if not _PERSONAL.isdisjoint(joined) or identifying_cell(header):
        return True
    return not _NAME.isdisjoint(words) and (_NAME | _WHOSE).issuperset(words)


def _words(header: str) -> list[str]:
    """The words of a header, without case, accents and figures."""
    apart = _CAMEL.sub(" ", unicodedata.normalize("NFKD", header))
    kept = (sign for sign in apart if unicodedata.category(sign) not in ("Mn", "Cf"))
    return "".join(sign if sign.isalpha() else " " for sign in kept).casefold().split()


def identifying_cell(cell: object) -> bool:
    """Whether a cell looks like a citizen service number or an e-mail address."""
    if isinstance(cell, date | time) or (isinstance(cell, float | Decimal) and cell % 1):
        return False
    return identifies(cell if isinstance(cell, str) else as_text(cell))


def identifying_path(path: Path) -> bool:
    """Whether the name of a file, or of a folder it is in, looks like one of these."""
    return any(map(identifying_cell, (*path.parts, path.stem)))


def shown_path(path: Path) -> str:
    """A path as it may be shown."""
    return "(withheld)" if identifying_path(path) else inert(path)


def identifying_names(path: Path, origin: str | None) -> Iterator[Problem]:
    """What identifies a person in the name of a file, and in what is said of where it is from."""
    if identifying_path(Path(path.name)):
        yield Problem("personal_file_name")
    if origin is not None and identifying_cell(origin):
        yield Problem("personal_origin")


def identifying_in_workbook(
    sheets: Iterable[str], comments: Iterable[Comment]
) -> Iterator[Problem]:
    """What identifies a person in the names of sheets, and in remarks beside cells."""
    for number, sheet in enumerate(sheets, start=1):
        if identifying_cell(sheet):
            yield Problem("personal_sheet_name", details={"number": number})
    for comment in comments:
        if identifying_cell(comment.text):
            area = area_of(comment.place)
            row, column = (area.top, letter(area.left)) if area else (None, None)
            yield Problem("personal_comment", comment.sheet, row, column)


def _identifying_places(cells: Sequence[object]) -> list[int]:
    """The places of the cells that identify a person."""
    texts = (c if isinstance(c, str) else as_text(c) for c in cells if not isinstance(c, date))
    if none_identifies(texts):
        return []
    return [place for place, cell in enumerate(cells) if identifying_cell(cell)]


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
