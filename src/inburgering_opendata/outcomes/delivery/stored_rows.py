"""The rows of a delivery as they stand in the store, never those of a file that was changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.outcomes.delivery.errors import STORE_DAMAGED
from inburgering_opendata.outcomes.delivery.record import ROWS, Delivery
from inburgering_opendata.outcomes.delivery.store_folder import StoreFolder
from inburgering_opendata.outcomes.delivery.unit import Unit
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256

if TYPE_CHECKING:
    import pyarrow as pa


def rows_file(folder: StoreFolder, delivery: Delivery) -> Path:
    """The file with the rows of a delivery, which are those that were stored.

    Raises:
        OpendataError: `STORE_DAMAGED`.
    """
    path = folder.of(delivery.id) / ROWS
    try:
        observed = sha256(path.read_bytes())
    except OSError as error:
        problem = error.strerror or str(error)
        raise OpendataError(STORE_DAMAGED, path=path, problem=problem, id=delivery.id) from error
    if observed != delivery.rows_sha256:
        problem = f"sha256 is {observed}, {delivery.rows_sha256} was stored"
        raise OpendataError(STORE_DAMAGED, path=path, problem=problem, id=delivery.id)
    return path


def rows_of_units(folder: StoreFolder, delivery: Delivery, units: frozenset[Unit]) -> pa.Table:
    """The rows of a delivery that are about `units` alone.

    Raises:
        OpendataError: `STORE_DAMAGED`.
    """
    import pyarrow.parquet as pq

    from inburgering_opendata.outcomes.delivery.scope import rows_about

    rows = pq.read_table(rows_file(folder, delivery))
    if units == delivery.units:
        return rows
    return rows_about(delivery.kind, rows, delivery.municipalities, units)
