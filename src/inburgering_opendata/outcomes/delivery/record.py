"""What is known of an accepted delivery, in this process and in its file of JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from inburgering_opendata.outcomes.delivery.errors import STORE_DAMAGED
from inburgering_opendata.outcomes.delivery.kinds import KINDS
from inburgering_opendata.outcomes.delivery.unit import Unit
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import read_json

ROWS, ABOUT = "rows.parquet", "delivery.json"
"""The files of a delivery in the store."""


@dataclass(frozen=True)
class Delivery:
    """One accepted delivery."""

    id: str
    kind: str
    municipalities: tuple[str, ...]
    """CBS codes of the municipalities that delivered."""
    received_at: datetime
    as_of: date
    """The day on which the rows stand."""
    origin: str
    """Where it came from: the name of the file, or what the receiver wrote of it."""
    sha256: str
    """Of the file as it was delivered."""
    rows: int
    synthetic: bool
    """Made up; nothing of it may ever be published."""
    periods: tuple[tuple[str, str], ...]
    """Municipality and cohort of each part; the cohort of trajectories is empty."""
    rows_sha256: str
    """Of the Parquet file."""
    superseded_by: str | None = None
    """The delivery that took the place of the last current part; None while a part is current."""

    @cached_property
    def units(self) -> frozenset[Unit]:
        return frozenset(Unit(code, period, self.as_of) for code, period in self.periods)


@dataclass(frozen=True)
class Damaged:
    """A delivery of which it cannot be read what it is."""

    id: str
    path: Path
    problem: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it may be a delivery of: its name says so, or else any kind."""
        return tuple(kind for kind in KINDS if f"-{kind}-" in self.id) or KINDS

    def error(self) -> OpendataError:
        return OpendataError(STORE_DAMAGED, path=self.path, problem=self.problem, id=self.id)


def as_json(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "kind": delivery.kind,
        "municipalities": list(delivery.municipalities),
        "received_at": delivery.received_at.isoformat(),
        "as_of": delivery.as_of.isoformat(),
        "origin": delivery.origin,
        "sha256": delivery.sha256,
        "rows": delivery.rows,
        "synthetic": delivery.synthetic,
        "periods": [list(pair) for pair in delivery.periods],
        "rows_sha256": delivery.rows_sha256,
    }


def read_delivery(folder: Path) -> Delivery | Damaged:
    """The delivery that a folder of the store holds."""
    path = folder / ABOUT
    try:
        raw = read_json(path)
        delivery = Delivery(
            id=folder.name,
            kind=raw["kind"],
            municipalities=tuple(raw["municipalities"]),
            received_at=datetime.fromisoformat(raw["received_at"]),
            as_of=date.fromisoformat(raw["as_of"]),
            origin=raw["origin"],
            sha256=raw["sha256"],
            rows=raw["rows"],
            synthetic=raw["synthetic"],
            periods=tuple((code, period) for code, period in raw["periods"]),
            rows_sha256=raw["rows_sha256"],
        )
        _refuse_unless_whole(delivery)
    except OSError as error:
        return Damaged(folder.name, path, error.strerror or "it cannot be read")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return Damaged(folder.name, path, f"it is not what was written there: {error}")
    return delivery


def _refuse_unless_whole(delivery: Delivery) -> None:
    """Raise a ValueError for what has the names of a delivery, and not its values."""
    pairs = [text for pair in delivery.periods for text in pair]
    texts = (*delivery.municipalities, *pairs, delivery.origin, delivery.sha256)
    if delivery.kind not in KINDS or delivery.received_at.tzinfo is None:
        raise ValueError("its kind or the moment when it was received")
    if not all(isinstance(text, str) for text in (*texts, delivery.rows_sha256)):
        raise ValueError("a text is none")
    if type(delivery.rows) is not int or type(delivery.synthetic) is not bool:
        raise ValueError("rows or synthetic")
