"""What adds up in published tables: areas, categories of a margin, and parts of an indicator.

A row that says `not_reported` or `not_applicable` adds nothing to its total. A row that is not
there at all may have added something: such a sum is open, its total is at least that of its parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from inburgering_opendata.disclosure.cells import TOTAL, IndicatorRule, Key
from inburgering_opendata.disclosure.places import NATION, Places
from inburgering_opendata.disclosure.settings import MARGINS


class Sum(NamedTuple):
    """A cell and the cells that add up to it."""

    dimension: str
    whole: int
    parts: tuple[int, ...]
    is_open: bool
    family: tuple[str, str]
    """Publication and indicator: what is true of one sum of a family is true of all."""


def sums_of(
    at: Mapping[Key, int],
    empty: Set[Key],
    rules: Mapping[str, IndicatorRule],
    places: Places,
) -> Iterator[Sum]:
    """Every sum in the rows of `at`, by which cell each gives; rows of `empty` give none."""
    for margin in MARGINS:
        yield from _categories(at, empty, margin)
    yield from _areas(at, empty, places)
    yield from _parts(at, empty, rules)


def _categories(at: Mapping[Key, int], empty: Set[Key], margin: str) -> Iterator[Sum]:
    position = Key._fields.index(margin)
    if not any(key[position] == TOTAL for key in at):
        return
    expected: dict[tuple[str, str], set[str]] = defaultdict(set)
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    counted: dict[tuple[object, ...], int] = defaultdict(int)
    for keys in (at, empty):
        for key in keys:
            if (category := str(key[position])) != TOTAL:
                expected[key.publication, key.indicator].add(category)
                group = key[:position] + key[position + 1 :]
                counted[group] += 1
                if key in at:
                    groups[group].append(at[key])
    for key, cell in at.items():
        if key[position] == TOTAL:
            group = key[:position] + key[position + 1 :]
            if group in groups:
                is_open = counted[group] < len(expected[key.publication, key.indicator])
                yield _sum(margin, key, cell, groups[group], is_open)


def _areas(at: Mapping[Key, int], empty: Set[Key], places: Places) -> Iterator[Sum]:
    groups: dict[Key, dict[str, dict[str, int | None]]] = defaultdict(lambda: defaultdict(dict))
    expected: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for keys in (at, empty):
        for key in keys:
            groups[key._replace(area_type="", area="")][key.area_type][key.area] = at.get(key)
            expected[key.publication, key.boundaries, key.area_type].add(key.area)
    for key, levels in groups.items():
        for whole_type, part_type, whole_of in _levels(levels, key, places):
            parts: dict[str, list[int | None]] = defaultdict(list)
            for code, cell in levels[part_type].items():
                parts[whole_of.get(code, NATION)].append(cell)
            wanted: dict[str, int] = defaultdict(int)
            for code in expected[key.publication, key.boundaries, part_type]:
                wanted[whole_of.get(code, NATION)] += 1
            for area, whole in levels[whole_type].items():
                there = [cell for cell in parts[area] if cell is not None]
                if whole is not None and there:
                    is_open = len(parts[area]) < wanted[area]
                    yield _sum(f"{part_type} of a {whole_type}", key, whole, there, is_open)


def _levels(
    levels: Mapping[str, object], key: Key, places: Places
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Which kinds of areas add up to which, and the whole by code of the part."""
    if "municipality" in levels:
        yield "province", "municipality", places.province_of
        yield "labour_market_region", "municipality", places.regions_on(key.boundaries)
    finest = next((level for level in _BELOW_NATION if level in levels), None)
    if finest is not None:
        yield "nation", finest, {}


_BELOW_NATION = ("province", "municipality", "labour_market_region")


def _parts(
    at: Mapping[Key, int], empty: Set[Key], rules: Mapping[str, IndicatorRule]
) -> Iterator[Sum]:
    for key, cell in at.items():
        parts = [key._replace(indicator=part) for part in rules[key.indicator].parts]
        there = [at[part] for part in parts if part in at]
        if there:
            is_open = any(part not in at and part not in empty for part in parts)
            yield _sum("part", key, cell, there, is_open)


def _sum(dimension: str, key: Key, whole: int, parts: list[int], is_open: bool) -> Sum:
    return Sum(dimension, whole, tuple(parts), is_open, (key.publication, key.indicator))
