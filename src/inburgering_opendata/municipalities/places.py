"""Places that are no municipality, such as Zaandam, and the municipality that each lies in."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inburgering_opendata.municipalities.errors import PLACES_CHANGED
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256

_LIST = Path(__file__).with_name("places.csv")
_SOURCE = Path(__file__).with_name("places.toml")


@dataclass(frozen=True)
class Place:
    """A place, and the code of the municipality that it lies in today."""

    name: str
    code: str


@cache
def declared_places() -> tuple[Place, ...]:
    """The places of `places.csv`; `places.toml` says where they are from and pins the file.

    Raises:
        OpendataError: `PLACES_CHANGED` when the file is not the one that is pinned.
    """
    data = _LIST.read_bytes()
    pinned = tomllib.loads(_SOURCE.read_text(encoding="utf-8"))["sha256"]
    if (found := sha256(data)) != pinned:
        raise OpendataError(PLACES_CHANGED, path=_LIST, found=found, pinned=pinned)
    rows = csv.DictReader(io.StringIO(data.decode("utf-8")))
    return tuple(Place(row["place"], row["municipality_code"]) for row in rows)
