"""Which municipality somebody means: by code, or by a name with accents and case forgiven."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

from inburgering_opendata.municipalities.errors import MUNICIPALITY_AMBIGUOUS, MUNICIPALITY_UNKNOWN
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import TextRow

SAME_NAMES = ({"denhaag", "sgravenhage"}, {"denbosch", "shertogenbosch"})
"""Cities with two names; registers differ in which they use."""


def find_municipality(register: Iterable[TextRow], wanted: str) -> TextRow:
    """The row of the register (code, name, valid_to) for a code or a name.

    A municipality that still exists goes before one of the same name that does not.

    Raises:
        OpendataError: `MUNICIPALITY_UNKNOWN` with near misses, or `MUNICIPALITY_AMBIGUOUS` with
            all that have the name.
    """
    rows = list(register)
    code = re.fullmatch(r"(?:GM)?(\d{1,4})", wanted.strip().upper())
    if code:
        found = [row for row in rows if row["code"] == f"GM{int(code[1]):04}"]
    else:
        names = _also_called(folded(wanted))
        found = [row for row in rows if folded(row["name"]) in names] or [
            row for row in rows if folded(_without_region(row["name"])) in names
        ]
        found = [row for row in found if not row["valid_to"]] or found
    if not found:
        near = ", ".join(_near(rows, wanted)) or "no name in the register"
        raise OpendataError(MUNICIPALITY_UNKNOWN, wanted=wanted, near=near)
    if len(found) > 1:
        listed = ", ".join(f"{row['name']} ({row['code']})" for row in found)
        raise OpendataError(MUNICIPALITY_AMBIGUOUS, wanted=wanted, listed=listed)
    return found[0]


def is_called(municipality: TextRow, name: str) -> bool:
    """Whether `name` can mean this municipality: its own, that of its city, or without "(NH)"."""
    own = {folded(municipality["name"]), folded(_without_region(municipality["name"]))}
    return bool(own & (_also_called(folded(name)) | {folded(_without_region(name))}))


def folded(name: str) -> str:
    """A name without case, accents, spaces, punctuation or the word gemeente."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("gemeente", "")
    return "".join(letter for letter in plain if letter.isalnum())


def _also_called(name: str) -> set[str]:
    return next((same for same in SAME_NAMES if name in same), {name})


def _without_region(name: str) -> str:
    return re.sub(r"\(.*?\)", "", name)


def _near(rows: list[TextRow], wanted: str) -> list[str]:
    """Names that begin with what is wanted, such as Nuenen, and those spelled much like it."""
    names = {folded(row["name"]): f"{row['name']} ({row['code']})" for row in rows}
    start = folded(wanted)
    longer = [name for name in names if len(start) > 2 and name.startswith(start)]
    close = difflib.get_close_matches(start, names, 3, 0.7)
    return [names[name] for name in dict.fromkeys([*longer, *close])]
