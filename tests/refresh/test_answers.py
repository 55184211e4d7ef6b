"""Whatever stands in an answer in the place of what is expected, it is refused in words of ours."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.refresh import odata3, odata4
from inburgering_opendata.toolkit.refresh.asking import Answer, Visitor
from inburgering_opendata.toolkit.refresh.declaration import Column, Fetch, Interface, Part
from inburgering_opendata.toolkit.refresh.errors import (
    ANSWER_UNREADABLE,
    DATASET_UNKNOWN,
    NOT_ANSWERED,
)
from tests.refresh.areas import areas
from tests.refresh.service import V3, V4, Service

OTHER: tuple[Any, ...] = (None, [], {}, 1.5, "", [None])
GONE = object()
NOT_FOUND = 404


class _Told(Visitor):
    """Asks the copy itself, and spoils one of the answers."""

    def __init__(self, service: Service, number: int, path: tuple[Any, ...], other: Any) -> None:
        super().__init__("nobody", time.monotonic() + 60)
        self._service, self._number, self._path, self._other = service, number, path, other
        self.answers: list[Any] = []

    def ask(self, address: str) -> Answer:
        parts = urlsplit(address)
        found = self._service.answer(parts.path, dict(parse_qsl(parts.query)))
        if found is None:
            raise OpendataError(NOT_ANSWERED, address=address, problem="404", status=NOT_FOUND)
        self.answers.append(found)
        if len(self.answers) == self._number + 1:
            found = spoilt(json.loads(json.dumps(found)), self._path, self._other)
        return Answer(address, json.dumps(found).encode())


def spoilt(answer: Any, path: tuple[Any, ...], other: Any) -> Any:
    if not path:
        return None if other is GONE else other
    place = answer
    for step in path[:-1]:
        place = place[step]
    if other is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = other
    return answer


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for name, one in value.items():
            yield from places_in(one, (*path, name))
    elif isinstance(value, list):
        for number, one in enumerate(value[:2]):
            yield from places_in(one, (*path, number))


def made_up(version: int) -> Service:
    place = {"code": "GM0001", "name": "A", "region_code": "AM01", "region": "R"}
    dataset = areas(2026, [{**place, "province_code": "PV20", "province": "P"}], version=version)
    dataset.dimensions["Perioden"] = [{"code": "2025JJ00", "status": "Voorlopig"}]
    for row in dataset.rows:
        row["Perioden"] = "2025JJ00"
    return Service([dataset], address="http://example.org", page=100)


@pytest.mark.parametrize("named", ["title", "dataset"])
@pytest.mark.parametrize("version", [3, 4])
def test_an_answer_of_another_form_is_refused_and_never_a_fault(version: int, named: str) -> None:
    service = made_up(version)
    module = odata3 if version == 3 else odata4
    is_titled = named == "title"
    fetch = Fetch(
        interface=Interface.ODATA_3 if version == 3 else Interface.ODATA_4,
        address=service.address + (V3 if version == 3 else V4),
        title="Gebieden in Nederland {year}" if is_titled else None,
        dataset=None if is_titled else "82026NED",
        columns={
            "code": Column(part=Part.DIMENSION, name="RegioS"),
            "day": Column(part=Part.DIMENSION, name="Perioden", day="first"),
            "status": Column(part=Part.STATUS, name="Perioden"),
            "province": Column(part=Part.TITLED, titles=("Provincies", "Naam")),
        },
    )
    whole = _Told(service, -1, (), None)
    module.observed(whole, fetch)
    refused = set()
    for number, answer in enumerate(whole.answers):
        for path in places_in(answer):
            for other in (*OTHER, GONE):
                try:
                    module.observed(_Told(service, number, path, other), fetch)
                except OpendataError as error:
                    refused.add(error.kind)
    assert {ANSWER_UNREADABLE, DATASET_UNKNOWN} <= refused
    assert refused <= {ANSWER_UNREADABLE, DATASET_UNKNOWN, NOT_ANSWERED}
