"""Which municipality somebody means: by code, by its name in the register, by another name, or by
a place that lies in it.

Every command and every reader asks here, and the search of the pages works on the index that is
made here, so that a name means the same everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from inburgering_opendata.municipalities.aliases import declared_aliases
from inburgering_opendata.municipalities.errors import (
    MUNICIPALITY_AMBIGUOUS,
    MUNICIPALITY_UNKNOWN,
    PLACE_AMBIGUOUS,
)
from inburgering_opendata.municipalities.places import declared_places
from inburgering_opendata.municipalities.spelling import nearest
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import Row

_CODE = re.compile(r"(?:GM)?\s*([0-9]{1,4})", re.IGNORECASE)
_MARK = re.compile(r"\([^()]*\)")

LISTED = 12
"""How many municipalities are suggested at most."""

WITHIN = 3
"""Letters from which a part in the middle of a name is looked for."""


@dataclass(frozen=True)
class Hit:
    """A municipality that may be meant, and the place in it by which it was found, if it was."""

    row: Row
    place: str = ""


@dataclass(frozen=True)
class Found:
    """What a text can mean, the likeliest first."""

    called: tuple[Hit, ...]
    """Those that have this code or this name."""
    places: tuple[Hit, ...]
    """Those in which a place of this name lies; only when no municipality has it."""
    others: tuple[Hit, ...]
    """What else it may be the beginning or a part of, or otherwise a misspelling."""
    guessed: bool = False
    """Whether the others are spelled differently."""


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
            _add(self._marked, _with_marks(row["municipality_name"], row), row)
        for alias in declared_aliases().names:
            if alias.code in self._rows:
                _add(self._exact, [alias.name], self._rows[alias.code])

    def find(self, wanted: str, day: date | None = None, *, places: bool = False) -> Row:
        """The municipality that `wanted` is the code or a name of.

        Args:
            day: of several with that name, the one that existed then is meant.
            places: whether the name of a place in it will do, as for somebody who asks. In a file
                a place is not taken for its municipality.

        Raises:
            OpendataError: `MUNICIPALITY_UNKNOWN` with near misses, `MUNICIPALITY_AMBIGUOUS` with
                all that have the name, or `PLACE_AMBIGUOUS` with all that have such a place.
        """
        found = self.called(wanted)
        if day is not None and len(found) > 1:
            found = [row for row in found if existed_on(row, day)] or found
        if places and not found and (meant := self.search(wanted)).places:
            return self._in_place(wanted, meant, day)
        return self._only(wanted, found)

    def find_on(self, wanted: str, day: date) -> Row:
        """As `find`, among the municipalities that existed on `day` alone.

        Raises:
            OpendataError: as of `find`.
        """
        found = self.called(wanted)
        there = [row for row in found if existed_on(row, day)]
        return self._only(wanted, there, f" (on {day})", near=[Hit(row) for row in found])

    def called(self, wanted: str) -> list[Row]:
        """All municipalities of the register, of whichever day, that `wanted` can mean."""
        if code := _CODE.fullmatch(wanted.strip()):
            row = self._rows.get(f"GM{int(code[1]):04}")
            return [row] if row else []
        name = folded(wanted)
        return self._exact.get(name) or self._marked.get(name) or []

    def search(self, wanted: str) -> Found:
        """What `wanted` can mean, with what is close to it: at most `LISTED` of the latter.

        The script of the pages answers the same from `index`.
        """
        meant = self.called(wanted)
        called = tuple(Hit(row) for row in sorted(meant, key=_order))
        name = folded(wanted)
        if not name or (_CODE.fullmatch(wanted.strip()) and not called):
            return Found(called, (), ())
        in_places = self._places.get(name) or self._marked_places.get(name) or ()
        others = [*in_places] if called else []
        others += [
            *self._holding(lambda other: other.startswith(name)),
            *(self._holding(lambda other: name in other) if len(name) >= WITHIN else ()),
        ]
        bare = _MARK.sub("", wanted)
        if bare != wanted and not others:
            plain = self.search(bare)
            others = [*(plain.called or plain.places or plain.others)]
        guessed = not (called or in_places or others)
        if guessed:
            close = set(nearest(name, dict.fromkeys([*self._listed, *self._places])))
            others = self._holding(lambda other: other in close)
        before = called or in_places
        known = {hit.row["municipality_code"] for hit in before}
        left = _once(hit for hit in others if hit.row["municipality_code"] not in known)
        places = () if called else tuple(in_places)
        return Found(called, places, tuple(left[:LISTED]), guessed)

    def index(self) -> dict[str, Any]:
        """What `search` works on, for a page that has to do without this register.

        Returns:
            `municipalities`: code, name, last day, number of its province, and its other folded
            names; in the order of their names. `marks`: the folded marks of each province.
            `places`: of each municipality with places its number, and their names.
        """
        codes = sorted({row.get("province_code") or "" for row in self._rows.values()})
        of_province = {row.get("province_code") or "": row for row in self._rows.values()}
        numbers = {row["municipality_code"]: at for at, row in enumerate(self._ordered)}
        others: dict[str, list[str]] = {code: [] for code in self._rows}
        for name, rows in self._exact.items():
            for row in rows:
                if name != folded(row["municipality_name"]):
                    others[row["municipality_code"]].append(name)
        by_municipality: dict[int, list[str]] = {}
        for hits in self._places.values():
            for hit in hits:
                number = numbers[hit.row["municipality_code"]]
                by_municipality.setdefault(number, []).append(hit.place)
        return {
            "municipalities": [
                [
                    row["municipality_code"],
                    row["municipality_name"],
                    str(row.get("valid_to") or ""),
                    codes.index(row.get("province_code") or ""),
                    *others[row["municipality_code"]],
                ]
                for row in self._ordered
            ],
            "marks": [
                list(dict.fromkeys(folded(mark) for mark in _marks(of_province[code])))
                for code in codes
            ],
            "places": [[number, *names] for number, names in sorted(by_municipality.items())],
        }

    def province(self, wanted: str) -> str | None:
        """The name of the province that `wanted` is, when it is that and no municipality."""
        if self.called(wanted):
            return None
        name = folded(wanted)
        for row in {row.get("province_code"): row for row in self._rows.values()}.values():
            if row.get("province_code") and name in map(folded, _of_province(row)):
                return str(row["province"])
        return None

    @cached_property
    def _ordered(self) -> list[Row]:
        """The register in the order of names, in which all that are alike are told."""
        return sorted(self._rows.values(), key=_order)

    @cached_property
    def _listed(self) -> dict[str, list[Hit]]:
        """By folded name, its bare form included, the municipalities that have it."""
        listed: dict[str, list[Hit]] = {}
        names: dict[str, list[str]] = {code: [] for code in self._rows}
        for name, rows in self._exact.items():
            for row in rows:
                names[row["municipality_code"]].append(name)
        for row in self._ordered:
            bare = folded(_MARK.sub("", row["municipality_name"]))
            for name in dict.fromkeys([*names[row["municipality_code"]], bare]):
                listed.setdefault(name, []).append(Hit(row))
        return listed

    @cached_property
    def _places(self) -> dict[str, list[Hit]]:
        """By folded name the places of the municipalities that are in the register."""
        found: dict[str, list[Hit]] = {}
        for place in sorted(declared_places(), key=lambda each: (folded(each.name), each.code)):
            if place.code in self._rows:
                hit = Hit(self._rows[place.code], place.name)
                found.setdefault(folded(place.name), []).append(hit)
        return found

    @cached_property
    def _marked_places(self) -> dict[str, list[Hit]]:
        """The same with each mark of the province behind the name, as in Hengelo (Gld)."""
        found: dict[str, list[Hit]] = {}
        for hits in self._places.values():
            for hit in hits:
                for name in dict.fromkeys(map(folded, _with_marks(hit.place, hit.row))):
                    found.setdefault(name, []).append(hit)
        return found

    def _holding(self, wanted: Callable[[str], bool]) -> list[Hit]:
        """Municipalities of which a name is as wanted, then those of which a place is."""
        return [
            hit
            for names in (self._listed, self._places)
            for name, hits in names.items()
            if wanted(name)
            for hit in hits
        ]

    def _in_place(self, wanted: str, meant: Found, day: date | None) -> Row:
        there = [hit.row for hit in meant.places if day is None or existed_on(hit.row, day)]
        if len(there) == 1:
            return there[0]
        if not there:
            return self._only(wanted, [], f" (on {day})", near=meant.places)
        raise OpendataError(
            PLACE_AMBIGUOUS,
            wanted=wanted,
            listed=", ".join(map(named, there)),
            code=there[0]["municipality_code"],
            near=", ".join(map(_told, meant.others)) or "no other name in the register",
        )

    def _only(self, wanted: str, found: list[Row], when: str = "", near: Sequence[Hit] = ()) -> Row:
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
        if province and not near:
            near = [Hit(row) for row in self.called(province)]
        elif not near:
            meant = self.search(wanted)
            near = [*meant.places, *meant.others]
        raise OpendataError(
            MUNICIPALITY_UNKNOWN,
            wanted=wanted,
            when=when,
            what=f"; that is the province {province}" if province else "",
            near=", ".join(map(_told, near)) or "no name in the register",
        )


def existed_on(row: Row, day: date) -> bool:
    """Whether a municipality of the register existed on `day`; its days may be text or dates."""
    first, last = str(row.get("valid_from") or ""), str(row.get("valid_to") or "")
    return first <= day.isoformat() <= (last or "9999-12-31")


def named(row: Row) -> str:
    """A municipality for a message: name, code, and its last day when it is gone."""
    last = row.get("valid_to")
    until = f", until {last}" if last else ""
    return f"{row['municipality_name']} ({row['municipality_code']}{until})"


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name without case, accents, spaces, punctuation or the word gemeente."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("gemeente", "")
    return "".join(letter for letter in plain if letter.isalnum())


def _order(row: Row) -> tuple[str, str]:
    return folded(row["municipality_name"]), row["municipality_code"]


def _told(hit: Hit) -> str:
    return f"{hit.place} in {named(hit.row)}" if hit.place else named(hit.row)


def _once(hits: Iterable[Hit]) -> list[Hit]:
    """Each municipality once, as it was first found."""
    found: dict[str, Hit] = {}
    for hit in hits:
        found.setdefault(hit.row["municipality_code"], hit)
    return list(found.values())


def _add(index: dict[str, list[Row]], names: Iterable[str], row: Row) -> None:
    for name in names:
        rows = index.setdefault(folded(name), [])
        if row not in rows:
            rows.append(row)


def _with_marks(name: str, row: Row) -> Iterator[str]:
    """The name of a municipality or place without mark, and with each mark of its province."""
    bare = _MARK.sub("", name)
    yield bare
    yield from (f"{bare} ({mark})" for mark in _marks(row))


def _marks(row: Row) -> tuple[str, ...]:
    """What stands behind a name for the province of a municipality, where that is known."""
    if code := row.get("province_code"):
        return (*declared_aliases().marks.get(code, ()), *_province_names(row))
    return ()


def _of_province(row: Row) -> Iterator[str]:
    """What the province of a municipality is called where it is not to be taken for one."""
    yield row["province_code"]
    for name in _province_names(row):
        yield name
        yield from (f"{name} ({mark})" for mark in ("PV", "provincie", "province"))
        yield from (f"{before} {name}" for before in ("provincie", "province of"))


def _province_names(row: Row) -> tuple[str, ...]:
    return (row["province"], *declared_aliases().provinces.get(row["province_code"], ()))
