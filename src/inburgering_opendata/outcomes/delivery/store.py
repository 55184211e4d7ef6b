"""The store: accepted deliveries as Parquet, in a folder outside the repository.

    STORE/deliveries/000001-trajectory-1a2b3c4d/rows.parquet    in the columns of the schema
    STORE/deliveries/000001-trajectory-1a2b3c4d/delivery.json   what is known of the delivery
    STORE/corrections.yaml                                      guarded corrections, if any
    STORE/retention.toml                                        how long deliveries are kept
    STORE/derived/                                              copies without superseded rows
    STORE/secret.key                                            the secret that protects counts

A delivery is a folder that appears whole, under a lock, and is never changed. Which ones are
superseded follows from the list; it is written nowhere. How they are purged stands in `purging`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.outcomes.delivery.errors import (
    STORE_DAMAGED,
    STORE_IN_CHECKOUT,
    STORE_NOT_WRITTEN,
)
from inburgering_opendata.outcomes.delivery.kinds import KINDS, TRAJECTORY
from inburgering_opendata.outcomes.delivery.record import (
    Damaged,
    Delivery,
    read_delivery,
)
from inburgering_opendata.outcomes.delivery.store_folder import (
    DIGITS,
    StoreFolder,
    make_private,
    not_written,
)
from inburgering_opendata.outcomes.delivery.stored_rows import rows_file, rows_of_units
from inburgering_opendata.outcomes.delivery.unit import (
    Unit,
    holders_of,
    superseding,
    units_that_hold,
)
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256, write_whole
from inburgering_opendata.toolkit.ground.project import Project, installed_project

if TYPE_CHECKING:
    import pyarrow as pa

    from inburgering_opendata.toolkit.describe.corrections import Correction

__all__ = ["Damaged", "Delivery", "Store", "default_store"]


def default_store() -> Path:
    """OPENDATA_STORE, or the folder of this user for data (XDG Base Directory Specification)."""
    if named := os.environ.get("OPENDATA_STORE"):
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME")
    base = Path(home) if home and Path(home).is_absolute() else Path.home() / ".local" / "share"
    return base / "inburgering-opendata" / "store"


class Store:
    """The deliveries in one folder.

    Raises:
        OpendataError: `STORE_IN_CHECKOUT` when the folder is inside a checkout.
    """

    def __init__(self, path: Path, project: Project | None = None) -> None:
        self._project = project or installed_project()
        self.path = path.expanduser().resolve()
        self.folder = StoreFolder(self.path)
        for folder in (self.path, *self.path.parents):
            if folder == self._project.root.resolve() or (folder / ".git").exists():
                raise OpendataError(STORE_IN_CHECKOUT, path=path, checkout=folder)

    def deliveries(self) -> tuple[Delivery, ...]:
        """Every accepted delivery that is kept and can be read, in the order in which they came."""
        return self.look()[0]

    def damaged(self) -> tuple[Damaged, ...]:
        """The deliveries of which it cannot be read what they are."""
        return self.look()[1]

    def look(self) -> tuple[tuple[Delivery, ...], tuple[Damaged, ...]]:
        """Both, by reading once: what cannot be read now, and could be read next, is in neither
        when it is read twice.
        """
        read = self._read()
        found = [each for each in read if isinstance(each, Delivery)]
        held = {kind: holders_of(d for d in found if d.kind == kind) for kind in KINDS}
        deliveries = tuple(
            replace(delivery, superseded_by=superseding(delivery, held[delivery.kind]))
            for delivery in found
        )
        return deliveries, tuple(each for each in read if isinstance(each, Damaged))

    def _read(self) -> list[Delivery | Damaged]:
        self.folder.sweep_unless_held()
        return [read_delivery(path) for path in self.folder.listed()]

    def current(self, kind: str, as_of: date | None = None) -> pa.Table:
        """The rows that hold: not superseded, corrected, in the columns and types of the schema.

        Of several days on which a municipality delivered the same, the last up to `as_of` holds.

        Raises:
            OpendataError: `STORE_DAMAGED`; `CORRECTIONS_UNREADABLE` or `CORRECTION_STALE`.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        from inburgering_opendata.toolkit.describe.arrow import arrow_schema

        schema = arrow_schema(self.schema(kind))
        parts = [pq.read_table(path).cast(schema) for path in self.parquet_paths(kind, as_of)]
        return pa.concat_tables(parts) if parts else schema.empty_table()

    def parquet_paths(self, kind: str, as_of: date | None = None) -> tuple[Path, ...]:
        """Files that together hold exactly the rows of `current`; for queries at scale.

        Raises:
            OpendataError: as `current`.
        """
        from inburgering_opendata.toolkit.describe.corrections import load_corrections

        readable, damaged = self.look()
        for each in damaged:
            # It may be what holds now: without it the rows would not be those that do.
            if kind in each.kinds:
                raise each.error()
        deliveries = [d for d in readable if d.kind == kind]
        hold = units_that_hold(deliveries, as_of)
        parts = [(d, hold[d.id]) for d in deliveries if d.id in hold]
        path = self.path / "corrections.yaml"
        if corrections := [c for c in load_corrections(path) if c.table == kind]:
            return (self._corrected(kind, parts, corrections, path),)
        return tuple(
            rows_file(self.folder, delivery)
            if units == delivery.units
            else self._derived(delivery, units)
            for delivery, units in parts
        )

    def persons(self, municipalities: Iterable[str], *, synthetic: bool) -> dict[str, set[str]]:
        """The pseudonyms of everybody whom each municipality ever delivered, of what can be read.

        Raises:
            OpendataError: `STORE_DAMAGED`.
        """
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        from inburgering_opendata.outcomes.delivery.scope import municipality_of_rows

        wanted = set(municipalities)
        found: dict[str, set[str]] = {code: set() for code in wanted}
        for delivery in self.deliveries():
            mine = wanted & set(delivery.municipalities)
            if delivery.kind != TRAJECTORY or delivery.synthetic != synthetic or not mine:
                continue
            rows = pq.read_table(rows_file(self.folder, delivery))
            place = municipality_of_rows(TRAJECTORY, rows, delivery.municipalities)
            for code in mine:
                found[code] |= set(rows.filter(pc.equal(place, code))["person_id"].to_pylist())
        return found

    def add(
        self,
        kind: str,
        rows: pa.Table,
        *,
        municipalities: Iterable[str],
        as_of: date,
        origin: str,
        file_sha256: str,
        synthetic: bool,
    ) -> tuple[Delivery, bool]:
        """Accept the rows of a file; False beside the earlier delivery of the very same file.

        Raises:
            OpendataError: `STORE_NOT_WRITTEN`: nothing was stored, and what was there is untouched.
        """
        from inburgering_opendata.outcomes.delivery.scope import units_of
        from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet

        about = {"kind": kind, "as_of": as_of.isoformat()}
        data = to_parquet(rows, self.schema(kind), about)
        among = tuple(sorted(municipalities))
        periods = [(u.municipality, u.period) for u in units_of(kind, rows, among, as_of)]
        with self.folder.held():
            earlier = self.deliveries()
            for same in earlier:
                if same.sha256 == file_sha256 and set(among) <= set(same.municipalities):
                    return same, False
            number = self.folder.next_number()
            delivery = Delivery(
                id=f"{number:0{DIGITS}}-{kind}-{file_sha256[:8]}",
                kind=kind,
                municipalities=among,
                received_at=datetime.now(UTC).replace(microsecond=0),
                as_of=as_of,
                origin=origin,
                sha256=file_sha256,
                rows=rows.num_rows,
                synthetic=synthetic,
                periods=tuple(periods),
                rows_sha256=sha256(data),
            )
            try:
                self.folder.place(delivery, data)
            except OSError as error:
                raise not_written(self.folder.of(delivery.id), error) from error
        return delivery, True

    def keep(self, name: str, data: bytes, of: Iterable[Delivery] = ()) -> Path:
        """Write what follows from deliveries, until the next purge takes it away.

        Args:
            of: what it holds rows of.

        Raises:
            OpendataError: `STORE_NOT_WRITTEN`; `STORE_DAMAGED` when one was purged meanwhile.
        """
        path = self.folder.derived / name
        with self.folder.held():
            for delivery in of:
                if not self.folder.of(delivery.id).is_dir():
                    problem = "it was purged meanwhile"
                    raise OpendataError(
                        STORE_DAMAGED, path=delivery.id, problem=problem, id=delivery.id
                    )
            try:
                make_private(path.parent)
            except OSError as error:
                raise not_written(path, error) from error
            write_whole(path, data, private=True, failed=STORE_NOT_WRITTEN)
        return path

    def schema(self, kind: str) -> TableSchema:
        """What a table of a kind is."""
        return load_table_schema(self._project, kind)

    def _derived(self, delivery: Delivery, units: frozenset[Unit]) -> Path:
        """A copy of the rows that are about `units` alone, made when it is first asked for."""
        from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet

        digest = sha256(repr((delivery.rows_sha256, sorted(units))).encode())[:16]
        path = self.folder.derived / f"{delivery.id}-{digest}.parquet"
        if not path.is_file():
            rows = rows_of_units(self.folder, delivery, units)
            self.keep(path.name, to_parquet(rows, self.schema(delivery.kind), {}), [delivery])
        return path

    def _corrected(
        self,
        kind: str,
        parts: Sequence[tuple[Delivery, frozenset[Unit]]],
        corrections: Sequence[Correction],
        path: Path,
    ) -> Path:
        """A copy of the rows that hold, with the corrections of `path` made in them."""
        import pyarrow as pa

        from inburgering_opendata.toolkit.describe.arrow import arrow_schema
        from inburgering_opendata.toolkit.describe.corrections import corrected
        from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet

        schema = self.schema(kind)
        found = [rows_of_units(self.folder, delivery, units) for delivery, units in parts]
        rows = pa.concat_tables([arrow_schema(schema).empty_table(), *found])
        data = to_parquet(corrected(rows, schema, corrections, path), schema, {})
        copy = self.folder.derived / f"{kind}-corrected-{sha256(data)[:16]}.parquet"
        if not copy.is_file():
            self.keep(copy.name, data, [delivery for delivery, _ in parts])
        return copy
