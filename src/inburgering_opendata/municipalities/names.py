"""Which municipality somebody means: by code, by its name in the register, or by another name.

Every command and every reader asks here, so that a name means the same everywhere.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from inburgering_opendata.municipalities.aliases import declared_aliases
from inburgering_opendata.municipalities.errors import MUNICIPALITY_AMBIGUOUS, MUNICIPALITY_UNKNOWN
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import Row

_CODE = re.compile(r"(?:GM)?\s*([0-9]{1,4})", re.IGNORECASE)
_MARK = re.compile(r"\([^()]*\)")
_NEAR = 0.7


class Names:
    """The municipalities of a register, to be found by what they are called."""

    def __init__(self, register: Iterable[Row]) -> None:
        """From rows with municipality_code and municipality_name, and where known province_code,
        province, valid_from and valid_to (empty: always, or still).
        """
        self._rows = {row["municipality_code"]: row for row in register}
        self._exact: dict[str, list[Row]] = {}
        self._marked: dict[str, list[Row]] = {}
        for row in self._rows.values():
            _add(self._exact, [row["municipality_name"]], row)
            _add(self._marked, _with_marks(row), row)
        for alias in declared_aliases().names:
            if alias.code in self._rows:
                _add(self._exact, [alias.name], self._rows[alias.code])

    def find(self, wanted: str, day: date | None = None) -> Row:
        """The municipality that `wanted` is the code or a name of.

        Args:
            day: of several with that name, the one that existed then is meant.

        Raises:
            OpendataError: `MUNICIPALITY_UNKNOWN` with near misses, or `MUNICIPALITY_AMBIGUOUS`
                with all that have the name.
        """
        found = self.called(wanted)
        if day is not None and len(found) > 1:
            found = [row for row in found if existed_on(row, day)] or found
        return self._only(wanted, found)

    def find_on(self, wanted: str, day: date) -> Row:
        """As `find`, among the municipalities that existed on `day` alone.

        Raises:
            OpendataError: as of `find`.
        """
        found = self.called(wanted)
        there = [row for row in found if existed_on(row, day)]
        return self._only(wanted, there, f" (on {day})", near=found)

    def called(self, wanted: str) -> list[Row]:
        """All municipalities of the register, of whichever day, that `wanted` can mean."""
        if code := _CODE.fullmatch(wanted.strip()):
            row = self._rows.get(f"GM{int(code[1]):04}")
            return [row] if row else []
        name = folded(wanted)
        return self._exact.get(name) or self._marked.get(name) or []

    def answered_to(self) -> dict[str, list[str]]:
        """By code the folded names by which a municipality is found: its own, other names, and its
        own without a mark. An index for who has to find them without this register: a page.
        """
        answers: dict[str, list[str]] = {code: [] for code in self._rows}
        for name, rows in self._exact.items():
            for row in rows:
                answers[row["municipality_code"]].append(name)
        for code, row in self._rows.items():
            answers[code].append(folded(_MARK.sub("", row["municipality_name"])))
        return {code: list(dict.fromkeys(names)) for code, names in answers.items()}

    def province(self, wanted: str) -> str | None:
        """The name of the province that `wanted` is, when it is that and no municipality."""
        if self.called(wanted):
            return None
        name = folded(wanted)
        for row in {row.get("province_code"): row for row in self._rows.values()}.values():
            if row.get("province_code") and name in map(folded, _of_province(row)):
                return str(row["province"])
        return None

    def _only(self, wanted: str, found: list[Row], when: str = "", near: Sequence[Row] = ()) -> Row:
        if len(found) == 1:
            return found[0]
        if found:
            raise OpendataError(
                MUNICIPALITY_AMBIGUOUS,
                wanted=wanted,
                when=when,
                listed=", ".join(map(named, found)),
                code=found[0]["municipality_code"],
            )
        province = self.province(wanted)
        close = near or (self.called(province) if province else self._near(wanted))
        raise OpendataError(
            MUNICIPALITY_UNKNOWN,
            wanted=wanted,
            when=when,
            what=f"; that is the province {province}" if province else "",
            near=", ".join(map(named, close)) or "no name in the register",
        )

    def _near(self, wanted: str) -> list[Row]:
        """Those that have the name without its mark, those whose names begin with it, such as
        Nuenen, and those that are spelled much like it.
        """
        start = folded(wanted)
        bare = folded(_MARK.sub("", wanted))
        longer = [name for name in self._exact if len(start) > 2 and name.startswith(start)]
        close = difflib.get_close_matches(start, self._exact, 3, _NEAR)
        rows = [*self._exact.get(bare, []), *self._marked.get(bare, [])]
        rows += [row for name in (*longer, *close) for row in self._exact[name]]
        return list({row["municipality_code"]: row for row in rows}.values())


def find_municipality(register: Iterable[Row], wanted: str, day: date | None = None) -> Row:
    """The row of `register` for a code or a name: `Names.find`, for who asks once.

    Raises:
        OpendataError: `MUNICIPALITY_UNKNOWN` or `MUNICIPALITY_AMBIGUOUS`.
    """
    return Names(register).find(wanted, day)


def existed_on(row: Row, day: date) -> bool:
    """Whether a municipality of the register existed on `day`; its days may be text or dates."""
    first, last = str(row.get("valid_from") or ""), str(row.get("valid_to") or "")
    return first <= day.isoformat() <= (last or "9999-12-31")


def named(row: Row) -> str:
    """A municipality for a message: name, code, and its last day when it is gone."""
    last = row.get("valid_to")
    until = f", until {last}" if last else ""
    return f"{row['municipality_name']} ({row['municipality_code']}{until})"


def folded(name: str) -> str:
    """A name without case, accents, spaces, punctuation or the word gemeente."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("gemeente", "")
    return "".join(letter for letter in plain if letter.isalnum())


def _add(index: dict[str, list[Row]], names: Iterable[str], row: Row) -> None:
    for name in names:
        rows = index.setdefault(folded(name), [])
        if row not in rows:
            rows.append(row)


def _with_marks(row: Row) -> Iterator[str]:
    """The name of a municipality without mark, and with each mark of its province."""
    bare = _MARK.sub("", row["municipality_name"])
    yield bare
    if code := row.get("province_code"):
        marks = declared_aliases().marks.get(code, ())
        yield from (f"{bare} ({mark})" for mark in (*marks, *_province_names(row)))


def _of_province(row: Row) -> Iterator[str]:
    """What the province of a municipality is called where it is not to be taken for one."""
    yield row["province_code"]
    for name in _province_names(row):
        yield name
        yield from (f"{name} ({mark})" for mark in ("PV", "provincie", "province"))
        yield from (f"{before} {name}" for before in ("provincie", "province of"))


def _province_names(row: Row) -> tuple[str, ...]:
    return (row["province"], *declared_aliases().provinces.get(row["province_code"], ()))
