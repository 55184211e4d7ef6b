"""A municipality of today beside its province, labour-market region, size class and the country.

What was divided by inhabitants is the same for everybody per inhabitant, and says nothing when it
is compared so. What can differ is what was realised of the targets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from inburgering_opendata.pages.today import Carried
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.tables.rows import TextRow

# Lower bounds of the size classes of CBS (gemeentegrootte), in inhabitants:
# https://www.cbs.nl/nl-nl/onze-diensten/methoden/begrippen/gemeentegrootte
SIZE_CLASSES = (0, 5_000, 10_000, 20_000, 50_000, 100_000, 150_000, 250_000)

OWN, PROVINCE, REGION, SIZE, NATION = "own", "province", "region", "class", "nation"
KINDS = (OWN, PROVINCE, REGION, SIZE, NATION)


def size_class(inhabitants: int) -> int:
    """The lower bound of the size class that a municipality falls in."""
    return max(bound for bound in SIZE_CLASSES if bound <= inhabitants)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Municipalities of today taken together."""

    kind: str
    name: str
    """Of a province or region; of a size class its lower bound; otherwise empty."""
    municipalities: int
    inhabitants: int
    amount_eur: int
    """Of the stream that is pictured, on the boundaries of today."""
    target: int
    """Of all half-years together."""
    known: int
    """Municipalities of which it was reported how many they housed, in one period at least."""
    realised: int
    realised_of: int
    """The target of the same municipalities and periods."""


class Comparisons:
    """The groups of every municipality of today."""

    def __init__(
        self,
        contents: Contents,
        amounts: Mapping[str, Carried],
        targets: Iterable[Mapping[str, Carried]],
    ) -> None:
        """From the tables `municipality`, `population`, `municipality_region` and
        `housing_result`.

        Args:
            amounts: of one stream, on the boundaries of today.
            targets: of each half-year, on the same.
        """
        living = [row for row in contents.rows("municipality") if not row["valid_to"]]
        people = _latest(contents.rows("population"), "reference_date")
        regions = _latest(contents.rows("municipality_region"), "year")
        sums: dict[str, int] = {}
        for of_period in targets:
            for code, carried in of_period.items():
                sums[code] = sums.get(code, 0) + carried.value
        results = _results(contents.rows("housing_result"))
        self._names: dict[str, dict[str, str]] = {}
        self._members: dict[tuple[str, str], list[tuple[int, ...]]] = {}
        for row in living:
            code = row["municipality_code"]
            if code not in people or code not in amounts:
                continue
            inhabitants = int(people[code]["inhabitants"])
            region = regions[code]["region_name"] if code in regions else ""
            names = {
                OWN: code,
                PROVINCE: row["province"],
                REGION: region,
                SIZE: str(size_class(inhabitants)),
                NATION: "",
            }
            self._names[code] = names
            realised, of = results.get(code, (0, 0))
            member = (inhabitants, amounts[code].value, sums.get(code, 0), realised, of)
            for kind, name in names.items():
                self._members.setdefault((kind, name), []).append((*member, int(code in results)))

    def of(self, code: str) -> tuple[Group, ...]:
        """The groups of a municipality, itself first; none of one that ended."""
        names = self._names.get(code, {})
        return tuple(
            self._groups[kind, names[kind]]
            for kind in KINDS
            if names and (names[kind] or kind == NATION)
        )

    @cached_property
    def _groups(self) -> Mapping[tuple[str, str], Group]:
        return {(kind, name): self._group(kind, name) for kind, name in self._members}

    def _group(self, kind: str, name: str) -> Group:
        members = self._members[kind, name]
        inhabitants, amount, target, realised, of, known = map(sum, zip(*members, strict=True))
        return Group(
            kind=kind,
            name="" if kind == OWN else name,
            municipalities=len(members),
            inhabitants=inhabitants,
            amount_eur=amount,
            target=target,
            known=known,
            realised=realised,
            realised_of=of,
        )


def _latest(rows: Iterable[TextRow], column: str) -> dict[str, TextRow]:
    """The last row of each municipality."""
    return {row["municipality_code"]: row for row in sorted(rows, key=lambda row: row[column])}


def _results(rows: Iterable[TextRow]) -> dict[str, tuple[int, int]]:
    """By municipality what was realised and its target, of the half-years in which it was reported
    and of the years of which no half-year was.
    """
    known = [r for r in rows if r["area_type"] == "municipality" and r["realised"] and r["target"]]
    halves = {
        (row["municipality_code"], row["period"][:4]) for row in known if "-" in row["period"]
    }
    found: dict[str, tuple[int, int]] = {}
    for row in known:
        code, period = row["municipality_code"], row["period"]
        if "-" not in period and (code, period) in halves:
            continue
        realised, of = found.get(code, (0, 0))
        found[code] = realised + int(row["realised"]), of + int(row["target"])
    return found


def class_in_words(inhabitants: int, language: Language) -> str:
    """The size class of CBS, such as `20.000 tot 50.000 inwoners`."""
    words, low = words_of_pages(language), size_class(inhabitants)
    after = SIZE_CLASSES.index(low) + 1
    high = SIZE_CLASSES[after] if after < len(SIZE_CLASSES) else 0
    kind = "from" if not high else "between" if low else "below"
    return words(f"municipality.class_{kind}", low=language.number(low), high=language.number(high))
