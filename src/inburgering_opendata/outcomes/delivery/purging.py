"""Deliveries are taken out of the store: whole, or only what one municipality delivered."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from inburgering_opendata.outcomes.delivery.errors import PURGE_STOPPED
from inburgering_opendata.outcomes.delivery.record import Damaged, Delivery
from inburgering_opendata.outcomes.delivery.store import Store
from inburgering_opendata.outcomes.delivery.store_folder import DIGITS, StoreFolder
from inburgering_opendata.outcomes.delivery.stored_rows import rows_of_units
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.partials import partial_folder
from inburgering_opendata.toolkit.ground.syncing import flush_folder


def purge(
    store: Store, deliveries: Iterable[Delivery | Damaged], municipality: str | None = None
) -> None:
    """Delete deliveries, or of each only what `municipality` delivered.

    Each is gone whole or not at all. What others delivered in the same file is written anew
    before the old is deleted: ended in between, both are there, and purging again goes on.

    Raises:
        OpendataError: `PURGE_STOPPED`, with those before it gone; or `STORE_DAMAGED` of the
            first of which a part cannot be told from the rest, with all others gone.
    """
    damaged: list[OpendataError] = []
    gone = 0
    with store.folder.held():
        _forget_copies(store.folder)
        for delivery in deliveries:
            if isinstance(delivery, Delivery) and municipality:
                try:
                    _keep_others(store, delivery, municipality)
                except OSError as error:
                    raise _not_deleted(store.folder.of(delivery.id), error, gone) from error
                except OpendataError as error:
                    damaged.append(error)
                    continue
            _delete(store.folder, store.folder.of(delivery.id), gone)
            gone += 1
    if damaged:
        raise damaged[0]


def _forget_copies(folder: StoreFolder) -> None:
    """Delete what follows from the deliveries."""
    if folder.derived.exists():
        _delete(folder, folder.derived, 0)


def _keep_others(store: Store, delivery: Delivery, municipality: str) -> None:
    """Write anew what others than a municipality delivered in the same file."""
    if set(delivery.municipalities) != {municipality}:
        store.folder.place(*_without(store, delivery, municipality))


def _delete(folder: StoreFolder, target: Path, gone: int) -> None:
    """Delete a folder of the store, under a name that is swept should this process end."""
    try:
        with partial_folder(folder.of(target.name)) as partial:
            target.rename(partial / "gone")
            flush_folder(target.parent)
            shutil.rmtree(partial / "gone")
    except OSError as error:
        raise _not_deleted(target, error, gone) from error


def _without(store: Store, delivery: Delivery, municipality: str) -> tuple[Delivery, bytes]:
    """The delivery of all others in it, with a name that comes right after the old one."""
    from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet

    units = frozenset(unit for unit in delivery.units if unit.municipality != municipality)
    rows = rows_of_units(store.folder, delivery, units)
    about = {"kind": delivery.kind, "as_of": delivery.as_of.isoformat()}
    data = to_parquet(rows, store.schema(delivery.kind), about)
    number, rest = delivery.id[:DIGITS], delivery.id[DIGITS:]
    times = rest.partition("-")[0].removeprefix("r")
    others = replace(
        delivery,
        id=f"{number}r{int(times or 0) + 1}-{rest.partition('-')[2]}",
        municipalities=tuple(c for c in delivery.municipalities if c != municipality),
        periods=tuple(pair for pair in delivery.periods if pair[0] != municipality),
        rows=rows.num_rows,
        rows_sha256=sha256(data),
    )
    return others, data


def _not_deleted(path: Path, error: OSError, gone: int) -> OpendataError:
    return OpendataError(PURGE_STOPPED, path=path, problem=error.strerror or error, gone=gone)
