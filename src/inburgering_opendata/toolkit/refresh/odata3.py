"""Datasets by OData version 3: a row for the codes of all dimensions, a column for each measure."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

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

_NEXT = "odata.nextLink"
_JSON = "$format=json"
_CATALOGUE = "/ODataCatalog/Tables"
_ENDED = frozenset({"Stopgezet"})
_NOTHING = "."
"""What stands in a text column where there is nothing."""


def observed(visitor: Visitor, fetch: Fetch) -> Observed:
    """The figures that are asked for.

    Raises:
        OpendataError: `DATASET_UNKNOWN`, `NOT_ANSWERED`, `ANSWER_UNREADABLE`.
    """
    identifier = fetch.dataset or _identifier(visitor, fetch)
    base = f"{fetch.address}/{quote(identifier)}"
    dataset = _dataset(visitor, fetch, identifier, base)
    if has_titles(fetch):
        fetch = _by_title(visitor, fetch, f"{base}/DataProperties?{_JSON}")
    status = {name: _status(visitor, f"{base}/{name}?{_JSON}") for name in periods_of(fetch)}
    return Observed(
        dataset=dataset,
        observations=_observations(visitor, fetch, base),
        status=status,
        columns=fetch.columns,
    )


def _identifier(visitor: Visitor, fetch: Fetch) -> str:
    address, listed = _catalogue(fetch), _listed(visitor, fetch)
    found = newest(fetch.title or "", listed.items())
    if found is None:
        raise unknown_dataset(address, f"called '{fetch.title}'", listed.values())
    return found[0]


def _dataset(visitor: Visitor, fetch: Fetch, identifier: str, base: str) -> Dataset:
    address = f"{base}/TableInfos?{_JSON}"
    try:
        infos = _rows(visitor, address)
    except OpendataError as error:
        if error.kind is not NOT_ANSWERED or error.details["status"] is None:
            raise
        infos = []
    if not infos:
        raise unknown_dataset(fetch.address, f"'{identifier}'", _listed(visitor, fetch))
    raw = infos[0]
    return Dataset(
        identifier=identifier,
        title=str(raw.get("Title", "")).strip(),
        description=str(raw.get("Description") or ""),
        modified=str(raw["Modified"]) if raw.get("Modified") else None,
        is_discontinued=str(raw.get("Frequency")) in _ENDED,
        year=year_of(fetch.title, str(raw.get("Title", ""))),
    )


def _by_title(visitor: Visitor, fetch: Fetch, address: str) -> Fetch:
    """The measures by the titles in the tree of properties: topics, below groups of topics."""
    rows = _rows(visitor, address)
    if not all({"ID", "Type", "Title"} <= row.keys() for row in rows):
        raise unreadable(address, "a property without ID, type or title")
    groups = {
        str(row["ID"]): Group(title=str(row["Title"]), above=group_of(row, "ParentID"))
        for row in rows
        if row["Type"] == "TopicGroup"
    }
    topics = (
        Measure(
            name=str(row.get("Key")).strip(),
            title=str(row["Title"]),
            group=group_of(row, "ParentID"),
        )
        for row in rows
        if row["Type"] == "Topic"
    )
    return by_title(fetch, topics, groups, address)


def _listed(visitor: Visitor, fetch: Fetch) -> dict[str, str]:
    """The titles of all datasets, by their identifiers."""
    address = f"{_catalogue(fetch)}?{_JSON}"
    rows = _rows(visitor, address)
    if not all({"Identifier", "Title"} <= row.keys() for row in rows):
        raise unreadable(address, "a dataset without identifier or title")
    return {str(row["Identifier"]): str(row["Title"]) for row in rows}


def _catalogue(fetch: Fetch) -> str:
    parts = urlsplit(fetch.address)
    return urlunsplit((parts.scheme, parts.netloc, _CATALOGUE, "", ""))


def _rows(visitor: Visitor, address: str) -> list[dict[str, Any]]:
    return [row for _, page in pages(visitor, address, _NEXT) for row in page]


def _status(visitor: Visitor, address: str) -> dict[str, str]:
    rows = _rows(visitor, address)
    if not all("Key" in row for row in rows):
        raise unreadable(address, "a code without key")
    said = {str(row["Key"]).strip(): status_of(row) for row in rows}
    return {code: status for code, status in said.items() if status}


def _observations(visitor: Visitor, fetch: Fetch, base: str) -> tuple[Observation, ...]:
    dimensions, measures = dimensions_of(fetch), measures_of(fetch)
    conditions = narrowed(fetch)
    narrow = f"&$filter={quote(' and '.join(conditions))}" if conditions else ""
    columns = quote(",".join((*dimensions, *measures)))
    address = f"{base}/TypedDataSet?{_JSON}{narrow}&$select={columns}"
    found, number = [], 0
    for answer, rows in pages(visitor, address, _NEXT):
        number += len(rows)
        for row in rows:
            if strangers := [n for n in (*dimensions, *measures) if n not in row]:
                raise unreadable(answer.address, f"a row without '{strangers[0]}'")
            codes = {name: str(row[name]).strip() for name in dimensions}
            if is_wanted(codes, fetch):
                found.append(_observation(codes, {name: row[name] for name in measures}))
    if not number:
        raise unreadable(address, "no figure at all: what is asked for matches nothing")
    return tuple(found)


def _observation(codes: dict[str, str], cells: dict[str, Any]) -> Observation:
    values = {n: as_plain(v) for n, v in cells.items() if v is not None and as_plain(v) != _NOTHING}
    return Observation(
        codes=codes, values=values, missing={n: "nothing" for n in cells if n not in values}
    )
