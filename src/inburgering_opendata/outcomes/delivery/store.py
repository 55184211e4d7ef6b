"""The store: accepted deliveries as Parquet, in a folder outside the repository.

    STORE/deliveries/000001-trajectory-1a2b3c4d/rows.parquet    in the columns of the schema
    STORE/deliveries/000001-trajectory-1a2b3c4d/delivery.json   what is known of the delivery
    STORE/corrections.yaml                                      guarded corrections, if any
    STORE/retention.toml                                        how long deliveries are kept
    STORE/derived/                                              copies without superseded rows
    STORE/secret.key                                            the secret that protects counts

A delivery is a folder that appears whole, under a lock, and is never changed. Which ones are
superseded follows from the list; it is written nowhere.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.outcomes.delivery.errors import (
    PURGE_STOPPED,
    STORE_DAMAGED,
    STORE_IN_CHECKOUT,
    STORE_NOT_WRITTEN,
)
from inburgering_opendata.outcomes.delivery.kinds import KINDS, TRAJECTORY
from inburgering_opendata.outcomes.delivery.record import (
    ABOUT,
    ROWS,
    Damaged,
    Delivery,
    as_json,
    read_delivery,
)
from inburgering_opendata.outcomes.delivery.unit import (
    Unit,
    holders_of,
    superseding,
    units_that_hold,
)
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256, to_json, write_whole
from inburgering_opendata.toolkit.ground.folders import place_folder
from inburgering_opendata.toolkit.ground.locks import holding, try_to_hold
from inburgering_opendata.toolkit.ground.partials import partial_folder, sweep
from inburgering_opendata.toolkit.ground.project import Project, installed_project
from inburgering_opendata.toolkit.ground.syncing import flush_folder, make_folder

if TYPE_CHECKING:
    import pyarrow as pa

    from inburgering_opendata.toolkit.describe.corrections import Correction

__all__ = ["Damaged", "Delivery", "Store", "default_store"]

PRIVATE = 0o700
LOCK = "lock"
_DIGITS = 6
"""Of the number that every delivery has, in the order in which they came."""


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
        for folder in (self.path, *self.path.parents):
            if folder == self._project.root.resolve() or (folder / ".git").exists():
                raise OpendataError(STORE_IN_CHECKOUT, path=path, checkout=folder)

    @property
    def _deliveries(self) -> Path:
        return self.path / "deliveries"

    def deliveries(self) -> tuple[Delivery, ...]:
        """Every accepted delivery that is kept and can be read, in the order in which they came."""
        found = [each for each in self._read() if isinstance(each, Delivery)]
        held = {kind: holders_of(d for d in found if d.kind == kind) for kind in KINDS}
        return tuple(
            replace(delivery, superseded_by=superseding(delivery, held[delivery.kind]))
            for delivery in found
        )

    def damaged(self) -> tuple[Damaged, ...]:
        """The deliveries of which it cannot be read what they are."""
        return tuple(each for each in self._read() if isinstance(each, Damaged))

    def _read(self) -> list[Delivery | Damaged]:
        self._sweep_unless_held()
        return [read_delivery(path) for path in sorted(self._deliveries.glob("[0-9]*"))]

    def current(self, kind: str, as_of: date | None = None) -> pa.Table:
        """The rows that hold: not superseded, corrected, in the columns and types of the schema.

        Of several days on which a municipality delivered the same, the last up to `as_of` holds.

        Raises:
            OpendataError: `STORE_DAMAGED`; `CORRECTIONS_UNREADABLE` or `CORRECTION_STALE`.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        from inburgering_opendata.toolkit.describe.arrow import arrow_schema

        schema = arrow_schema(self._schema(kind))
        parts = [pq.read_table(path).cast(schema) for path in self.parquet_paths(kind, as_of)]
        return pa.concat_tables(parts) if parts else schema.empty_table()

    def parquet_paths(self, kind: str, as_of: date | None = None) -> tuple[Path, ...]:
        """Files that together hold exactly the rows of `current`; for queries at scale.

        Raises:
            OpendataError: as `current`.
        """
        from inburgering_opendata.toolkit.describe.corrections import load_corrections

        for each in self.damaged():
            # It may be what holds now: without it the rows would not be those that do.
            if kind in each.kinds:
                raise each.error()
        deliveries = [d for d in self.deliveries() if d.kind == kind]
        hold = units_that_hold(deliveries, as_of)
        parts = [(d, hold[d.id]) for d in deliveries if d.id in hold]
        path = self.path / "corrections.yaml"
        if corrections := [c for c in load_corrections(path) if c.table == kind]:
            return (self._corrected(kind, parts, corrections, path),)
        return tuple(
            self._rows_of(delivery) if units == delivery.units else self._derived(delivery, units)
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
            rows = pq.read_table(self._rows_of(delivery))
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
        data = to_parquet(rows, self._schema(kind), about)
        among = tuple(sorted(municipalities))
        periods = [(u.municipality, u.period) for u in units_of(kind, rows, among, as_of)]
        with self._lock():
            earlier = self.deliveries()
            for same in earlier:
                if same.sha256 == file_sha256 and set(among) <= set(same.municipalities):
                    return same, False
            names = [path.name[:_DIGITS] for path in self._deliveries.glob("[0-9]*")]
            number = 1 + max((int(name) for name in names if name.isdecimal()), default=0)
            delivery = Delivery(
                id=f"{number:0{_DIGITS}}-{kind}-{file_sha256[:8]}",
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
                self._place(delivery, data)
            except OSError as error:
                raise _not_written(self._deliveries / delivery.id, error) from error
        return delivery, True

    def purge(
        self, deliveries: Iterable[Delivery | Damaged], municipality: str | None = None
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
        with self._lock():
            self._forget_copies()
            for delivery in deliveries:
                if isinstance(delivery, Delivery) and municipality:
                    try:
                        self._keep_others(delivery, municipality)
                    except OSError as error:
                        raise _not_deleted(self._deliveries / delivery.id, error, gone) from error
                    except OpendataError as error:
                        damaged.append(error)
                        continue
                self._delete(self._deliveries / delivery.id, gone)
                gone += 1
        if damaged:
            raise damaged[0]

    def _forget_copies(self) -> None:
        """Delete what follows from the deliveries."""
        derived = self.path / "derived"
        if derived.exists():
            self._delete(derived, 0)

    def _keep_others(self, delivery: Delivery, municipality: str) -> None:
        """Write anew what others than a municipality delivered in the same file."""
        if set(delivery.municipalities) != {municipality}:
            self._place(*self._without(delivery, municipality))

    def _delete(self, target: Path, gone: int) -> None:
        """Delete a folder of the store, under a name that is swept should this process end."""
        try:
            with partial_folder(self._deliveries / target.name) as partial:
                target.rename(partial / "gone")
                flush_folder(target.parent)
                shutil.rmtree(partial / "gone")
        except OSError as error:
            raise _not_deleted(target, error, gone) from error

    def keep(self, name: str, data: bytes, of: Iterable[Delivery] = ()) -> Path:
        """Write what follows from deliveries, until the next purge takes it away.

        Args:
            of: what it holds rows of.

        Raises:
            OpendataError: `STORE_NOT_WRITTEN`; `STORE_DAMAGED` when one was purged meanwhile.
        """
        path = self.path / "derived" / name
        with self._lock():
            for delivery in of:
                if not (self._deliveries / delivery.id).is_dir():
                    problem = "it was purged meanwhile"
                    raise OpendataError(
                        STORE_DAMAGED, path=delivery.id, problem=problem, id=delivery.id
                    )
            try:
                _make_private(path.parent)
            except OSError as error:
                raise _not_written(path, error) from error
            write_whole(path, data, private=True, failed=STORE_NOT_WRITTEN)
        return path

    def _schema(self, kind: str) -> TableSchema:
        return load_table_schema(self._project, kind)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Nobody else writes to the store meanwhile; let go of when the process ends, however."""
        try:
            _make_private(self.path)
            _make_private(self._deliveries)
            held = ExitStack()
            held.enter_context(holding(self.path / LOCK))
        except OSError as error:
            raise _not_written(self.path, error) from error
        with held:
            self._sweep()
            yield

    def _sweep(self) -> None:
        """Remove what others left behind; under the lock, as then nobody else works on any of it.

        All that is hidden is: whatever its name, it is no delivery, and may hold rows of persons.
        """
        sweep(self.path)
        for folder in (self._deliveries, self.path / "derived"):
            for path in folder.glob(".*"):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    with suppress(OSError):
                        path.unlink()

    def _sweep_unless_held(self) -> None:
        """The same for who only reads, when nobody is at work in the store."""
        try:
            held = try_to_hold(self.path / LOCK)
        except FileNotFoundError:
            return
        if held is not None:
            try:
                self._sweep()
            finally:
                os.close(held)

    def _place(self, delivery: Delivery, data: bytes) -> None:
        files = {ROWS: data, ABOUT: to_json(as_json(delivery))}
        place_folder(files, self._deliveries / delivery.id, private=True)

    def _without(self, delivery: Delivery, municipality: str) -> tuple[Delivery, bytes]:
        """The delivery of all others in it, with a name that comes right after the old one."""
        from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet

        units = frozenset(unit for unit in delivery.units if unit.municipality != municipality)
        rows = self._rows_about(delivery, units)
        about = {"kind": delivery.kind, "as_of": delivery.as_of.isoformat()}
        data = to_parquet(rows, self._schema(delivery.kind), about)
        number, rest = delivery.id[:_DIGITS], delivery.id[_DIGITS:]
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

    def _rows_of(self, delivery: Delivery) -> Path:
        path = self._deliveries / delivery.id / ROWS
        try:
            observed = sha256(path.read_bytes())
        except OSError as error:
            problem = error.strerror or str(error)
            raise OpendataError(
                STORE_DAMAGED, path=path, problem=problem, id=delivery.id
            ) from error
        if observed != delivery.rows_sha256:
            problem = f"sha256 is {observed}, {delivery.rows_sha256} was stored"
            raise OpendataError(STORE_DAMAGED, path=path, problem=problem, id=delivery.id)
        return path

    def _derived(self, delivery: Delivery, units: frozenset[Unit]) -> Path:
        """A copy of the rows that are about `units` alone, made when it is first asked for."""
        from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet

        digest = sha256(repr((delivery.rows_sha256, sorted(units))).encode())[:16]
        path = self.path / "derived" / f"{delivery.id}-{digest}.parquet"
        if not path.is_file():
            rows = self._rows_about(delivery, units)
            self.keep(path.name, to_parquet(rows, self._schema(delivery.kind), {}), [delivery])
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

        schema = self._schema(kind)
        found = [self._rows_about(delivery, units) for delivery, units in parts]
        rows = pa.concat_tables([arrow_schema(schema).empty_table(), *found])
        data = to_parquet(corrected(rows, schema, corrections, path), schema, {})
        copy = self.path / "derived" / f"{kind}-corrected-{sha256(data)[:16]}.parquet"
        if not copy.is_file():
            self.keep(copy.name, data, [delivery for delivery, _ in parts])
        return copy

    def _rows_about(self, delivery: Delivery, units: frozenset[Unit]) -> pa.Table:
        import pyarrow.parquet as pq

        from inburgering_opendata.outcomes.delivery.scope import rows_about

        rows = pq.read_table(self._rows_of(delivery))
        if units == delivery.units:
            return rows
        return rows_about(delivery.kind, rows, delivery.municipalities, units)


def _make_private(folder: Path) -> None:
    """Make a folder for its owner alone, whatever the umask; one that is there stays as it is."""
    if not folder.is_dir():
        make_folder(folder, PRIVATE)
        folder.chmod(PRIVATE)


def _not_written(path: Path, error: OSError) -> OpendataError:
    return OpendataError(STORE_NOT_WRITTEN, path=path, problem=error.strerror or error)


def _not_deleted(path: Path, error: OSError, gone: int) -> OpendataError:
    return OpendataError(PURGE_STOPPED, path=path, problem=error.strerror or error, gone=gone)
