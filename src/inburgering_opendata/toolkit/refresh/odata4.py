"""Datasets by OData version 4: a row for each figure, as CBS publishes them since 2020."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.refresh.asking import Visitor
from inburgering_opendata.toolkit.refresh.declaration import Fetch
from inburgering_opendata.toolkit.refresh.errors import NOT_ANSWERED
from inburgering_opendata.toolkit.refresh.observations import (
    Dataset,
    Observation,
    Observed,
    as_plain,
    dimensions_of,
    is_wanted,
    literal,
    measures_of,
    narrowed,
    pages,
    periods_of,
    status_of,
    unknown_dataset,
    unreadable,
)
from inburgering_opendata.toolkit.refresh.titles import (
    Group,
    Measure,
    by_title,
    group_of,
    has_titles,
    newest,
    year_of,
)

_NEXT = "@odata.nextLink"
_NOT_FOUND = 404
_ENDED = frozenset({"Gediscontinueerd", "Vervallen"})
_THERE = "None"
"""`ValueAttribute` of a figure that is there."""


def observed(visitor: Visitor, fetch: Fetch) -> Observed:
    """The figures that are asked for.

    Raises:
        OpendataError: `DATASET_UNKNOWN`, `NOT_ANSWERED`, `ANSWER_UNREADABLE`.
    """
    dataset = _dataset(visitor, fetch)
    base = f"{fetch.address}/{quote(dataset.identifier)}"
    if has_titles(fetch):
        fetch = _by_title(visitor, fetch, base)
    status = {name: _status(visitor, f"{base}/{name}Codes") for name in periods_of(fetch)}
    return Observed(
        dataset=dataset,
        observations=_observations(visitor, fetch, base),
        status=status,
        columns=fetch.columns,
    )


def _dataset(visitor: Visitor, fetch: Fetch) -> Dataset:
    catalogue = f"{fetch.address}/Datasets"
    if fetch.title is not None:
        listed = _listed(visitor, catalogue)
        found = newest(fetch.title, ((str(e["Identifier"]), str(e["Title"])) for e in listed))
        if found is None:
            raise unknown_dataset(
                catalogue, f"called '{fetch.title}'", [str(e["Title"]) for e in listed]
            )
        described = _described(next(e for e in listed if str(e["Identifier"]) == found[0]))
        return replace(described, year=year_of(fetch.title, found[1]))
    wanted = fetch.dataset or ""
    condition = quote(f"Identifier eq {literal(wanted)}")
    found_by_id = _listed(visitor, f"{catalogue}?$filter={condition}")
    if not found_by_id:
        # An unknown identifier is answered well, with nothing in it; so is one in other case.
        known = [str(entry["Identifier"]) for entry in _listed(visitor, catalogue)]
        raise unknown_dataset(catalogue, f"'{wanted}'", known)
    return _described(found_by_id[0])


def _listed(visitor: Visitor, address: str) -> list[dict[str, str]]:
    rows = [row for _, page in pages(visitor, address, _NEXT) for row in page]
    if not all({"Identifier", "Title"} <= row.keys() for row in rows):
        raise unreadable(address, "a dataset without identifier or title")
    return rows


def _described(raw: dict[str, Any]) -> Dataset:
    return Dataset(
        identifier=str(raw["Identifier"]),
        title=str(raw["Title"]).strip(),
        description=str(raw.get("Description") or ""),
        modified=str(raw["Modified"]) if raw.get("Modified") else None,
        is_discontinued=str(raw.get("Status")) in _ENDED,
    )


def _by_title(visitor: Visitor, fetch: Fetch, base: str) -> Fetch:
    """The measures by their titles and those of their groups; some datasets have no groups."""
    address = f"{base}/MeasureCodes"
    rows = [row for _, page in pages(visitor, address, _NEXT) for row in page]
    if not all({"Identifier", "Title"} <= row.keys() for row in rows):
        raise unreadable(address, "a measure without identifier or title")
    measures = (
        Measure(
            name=str(row["Identifier"]).strip(),
            title=str(row["Title"]),
            group=group_of(row, "MeasureGroupId"),
        )
        for row in rows
    )
    try:
        listed = [row for _, page in pages(visitor, f"{base}/MeasureGroups", _NEXT) for row in page]
    except OpendataError as error:
        if error.kind is not NOT_ANSWERED or error.details["status"] != _NOT_FOUND:
            raise
        listed = []
    groups = {
        str(row.get("Id")): Group(title=str(row.get("Title")), above=group_of(row, "ParentId"))
        for row in listed
    }
    return by_title(fetch, measures, groups, address)


def _status(visitor: Visitor, address: str) -> dict[str, str]:
    """What the codes of a dimension say of their figures; nothing of those that say nothing."""
    rows = [row for _, page in pages(visitor, address, _NEXT) for row in page]
    if not all("Identifier" in row for row in rows):
        raise unreadable(address, "a code without identifier")
    said = {str(row["Identifier"]).strip(): status_of(row) for row in rows}
    return {code: status for code, status in said.items() if status}


def _observations(visitor: Visitor, fetch: Fetch, base: str) -> tuple[Observation, ...]:
    measures, dimensions = measures_of(fetch), dimensions_of(fetch)
    either = " or ".join(f"startswith(Measure,{literal(name)})" for name in measures)
    condition = quote(" and ".join([f"({either})", *narrowed(fetch)]))
    address = f"{base}/Observations?$filter={condition}"
    cells: dict[tuple[str, ...], dict[str, dict[str, str]]] = defaultdict(
        lambda: {"values": {}, "missing": {}}
    )
    number = 0
    try:
        for answer, rows in pages(visitor, address, _NEXT):
            for row in rows:
                number += 1
                codes, measure = _codes(row, dimensions, answer.address)
                if measure not in measures or not is_wanted(codes, fetch):
                    continue
                cell = cells[tuple(codes.values())]
                if measure in cell["values"] or measure in cell["missing"]:
                    where = ", ".join(f"{name} {code}" for name, code in codes.items())
                    problem = f"{measure} of {where} is there twice; say 'only' of what tells apart"
                    raise unreadable(answer.address, problem)
                if not {"Value", "StringValue"} & row.keys():
                    raise unreadable(answer.address, "a figure without 'Value' or 'StringValue'")
                value = row["Value"] if row.get("Value") is not None else row.get("StringValue")
                if value is None:
                    said = str(row.get("ValueAttribute") or _THERE)
                    cell["missing"][measure] = "nothing" if said == _THERE else said
                else:
                    cell["values"][measure] = as_plain(value)
    except OpendataError as error:
        if error.kind is NOT_ANSWERED and error.details["status"] == _NOT_FOUND:
            problem = "the dataset is described, and its figures are not there (404)"
            raise unreadable(address, problem) from error
        raise
    if not number:
        raise unreadable(address, "no figure at all: what is asked for matches nothing")
    return tuple(
        Observation(codes=dict(zip(dimensions, codes, strict=True)), **cell)
        for codes, cell in cells.items()
    )


def _codes(
    row: dict[str, Any], dimensions: tuple[str, ...], address: str
) -> tuple[dict[str, str], str]:
    try:
        codes = {name: str(row[name]).strip() for name in dimensions}
        return codes, str(row["Measure"]).strip()
    except KeyError as error:
        raise unreadable(address, f"a figure without {error}") from error
