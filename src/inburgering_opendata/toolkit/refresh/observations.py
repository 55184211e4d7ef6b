"""What a service of datasets gave, whichever version of its interface it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.refresh.asking import Answer, Visitor, same_server
from inburgering_opendata.toolkit.refresh.declaration import Column, Fetch, Part
from inburgering_opendata.toolkit.refresh.errors import ANSWER_UNREADABLE, DATASET_UNKNOWN

_MOST_DIGITS = 28
"""Of a number; what decimals are computed with."""
_PROVISIONAL = re.compile(r"\b(?:nader )?voorlopige?\b|\bprovisional\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A dataset as its service describes it."""

    identifier: str
    title: str
    description: str
    modified: str | None
    is_discontinued: bool
    year: str | None = None
    """What its title has in the place of `{year}`."""


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What was observed at a code of each dimension; a value that is missing has its reason."""

    codes: Mapping[str, str]
    values: Mapping[str, str]
    missing: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Observed:
    """The observations that were asked for, and what the codes of a dimension say of them."""

    dataset: Dataset
    observations: tuple[Observation, ...]
    status: Mapping[str, Mapping[str, str]]
    """By dimension and code: whether figures of it are final, in the publisher's word."""
    columns: Mapping[str, Column]
    """As declared, with the identifiers of measures that are known by their titles."""


def measures_of(fetch: Fetch) -> tuple[str, ...]:
    """The measures that columns are made of, each once."""
    named = (c.name for c in fetch.columns.values() if c.part is Part.MEASURE)
    return tuple(dict.fromkeys(named))


def dimensions_of(fetch: Fetch) -> tuple[str, ...]:
    """The dimensions that columns are made of or that are narrowed, each once."""
    parts = (Part.DIMENSION, Part.STATUS)
    named = (c.name for c in fetch.columns.values() if c.part in parts)
    narrowed = (*fetch.only, *fetch.starting, *fetch.since, *fetch.ending)
    return tuple(dict.fromkeys((*named, *narrowed)))


def periods_of(fetch: Fetch) -> tuple[str, ...]:
    """The dimensions whose codes say whether figures are final: those of time."""
    columns = fetch.columns.values()
    named = (c.name for c in columns if c.day is not None or c.part is Part.STATUS)
    return tuple(dict.fromkeys(named))


def is_wanted(codes: Mapping[str, str], fetch: Fetch) -> bool:
    """Whether codes, without what they were padded with, are those that were asked for.

    A service is asked for what starts with a code, as codes are padded there and an exact one finds
    nothing; what else starts so is left out here.
    """
    return (
        all(codes[name] == code for name, code in fetch.only.items())
        and all(codes[name].startswith(start) for name, start in fetch.starting.items())
        and all(codes[name] >= first for name, first in fetch.since.items())
        and all(codes[name].endswith(end) for name, end in fetch.ending.items())
    )


def narrowed(fetch: Fetch) -> list[str]:
    """The conditions of `$filter` on dimensions, which both versions share."""
    starts = {**fetch.starting, **fetch.only}
    return [f"startswith({name},{literal(start)})" for name, start in starts.items()]


def literal(text: str) -> str:
    """A text in `$filter`."""
    return "'" + text.replace("'", "''") + "'"


def pages(visitor: Visitor, address: str, link: str) -> Iterator[tuple[Answer, list[Any]]]:
    """The rows of an entity set, a page at a time, by the link that each page has to the next.

    Raises:
        OpendataError: `NOT_ANSWERED`, or `ANSWER_UNREADABLE` of what is no page, or of pages that
            go round.
    """
    seen: set[str] = set()
    while address not in seen:
        seen.add(address)
        answer = visitor.ask(address)
        parsed = answer.parsed()
        rows = parsed.get("value") if isinstance(parsed, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise unreadable(answer.address, "an object with a list of rows 'value' was expected")
        yield answer, rows
        following = parsed.get(link)
        if following is None:
            return
        address = same_server(address, str(following))
    raise unreadable(address, "its pages go round: this one was there before")


def status_of(code: Mapping[str, Any]) -> str:
    """Whether figures of a code are final, in the publisher's word; some say it in prose alone."""
    if said := str(code.get("Status") or "").strip():
        return said
    prose = _PROVISIONAL.search(str(code.get("Description") or ""))
    return prose[0].capitalize() if prose else ""


def as_plain(value: object) -> str:
    """A number without an exponent or a fraction of zeros; a text without padding.

    A number that no figure can be stays as it is: no column takes one with an exponent.
    """
    if isinstance(value, Decimal) and abs(value.adjusted()) < _MOST_DIGITS:
        whole = value.to_integral_value()
        return str(whole.quantize(Decimal(1))) if whole == value else format(value, "f")
    return str(value).strip()


def unknown_dataset(address: str, wanted: str, known: Iterable[str]) -> OpendataError:
    """That there is none of that identifier or title, with the nearest one there is."""
    meant = did_you_mean(wanted.strip("'"), sorted(known))
    return OpendataError(DATASET_UNKNOWN, address=address, wanted=wanted, meant=meant)


def unreadable(address: str, problem: str) -> OpendataError:
    return OpendataError(ANSWER_UNREADABLE, address=address, problem=problem)
