"""How long deliveries are kept: configuration, with defaults that are ours and no rule of law.

The GDPR (art. 5(1)(e)) asks that personal data be kept no longer than necessary; what is necessary
is for the keeper of the store to decide, in `retention.toml` of the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inburgering_opendata.outcomes.delivery.errors import RETENTION_UNREADABLE
from inburgering_opendata.outcomes.delivery.kinds import TRAJECTORY
from inburgering_opendata.outcomes.delivery.store import Delivery
from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.reading import read_declared
from inburgering_opendata.toolkit.ground.errors import OpendataError

RETENTION = Kind(
    name="retention",
    files="retention.toml, in a store",
    schema=Path(__file__).with_name("retention.schema.json"),
)


@dataclass(frozen=True)
class Retention:
    """Days after which a delivery may be purged, counted from the day it was received."""

    trajectory_days: int = 1_461
    """Rows about persons: four years, so that the evaluation after three can still be made."""
    count_days: int = 3_653
    superseded_days: int = 365
    """What a later delivery took the place of, whichever its kind."""

    def days(self, delivery: Delivery) -> int:
        of_kind = self.trajectory_days if delivery.kind == TRAJECTORY else self.count_days
        return min(of_kind, self.superseded_days) if delivery.superseded_by else of_kind


def load_retention(path: Path) -> Retention:
    """What `path` says, and the defaults where it says nothing or is not there.

    Raises:
        OpendataError: `RETENTION_UNREADABLE`.
    """
    if not path.is_file():
        return Retention()
    try:
        return Retention(**read_declared(path, RETENTION))
    except (OSError, ValueError) as error:
        raise OpendataError(RETENTION_UNREADABLE, path=path, problem=error) from error


def to_purge(
    deliveries: Iterable[Delivery],
    now: datetime,
    retention: Retention,
    older_than: int | None,
    municipality: str | None,
) -> tuple[Delivery, ...]:
    """The deliveries that may go, in order.

    Args:
        older_than: days, instead of those of `retention`.
        municipality: only deliveries in which it took part.
    """
    return tuple(
        delivery
        for delivery in deliveries
        if (municipality is None or municipality in delivery.municipalities)
        and now - delivery.received_at
        >= timedelta(days=retention.days(delivery) if older_than is None else older_than)
    )
