"""The folder of the store: for its owner alone, one at work at a time, swept of what was left.

Whoever holds the lock knows that nobody else is at work: all that is partial by then was left by a
process that is no more, and may hold rows of persons.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.outcomes.delivery.errors import STORE_NOT_WRITTEN
from inburgering_opendata.outcomes.delivery.record import ABOUT, ROWS, Delivery, as_json
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import to_json
from inburgering_opendata.toolkit.ground.folders import place_folder
from inburgering_opendata.toolkit.ground.locks import holding, try_to_hold
from inburgering_opendata.toolkit.ground.partials import sweep
from inburgering_opendata.toolkit.ground.syncing import make_folder

PRIVATE = 0o700
LOCK = "lock"
DIGITS = 6
"""Of the number that every delivery has, in the order in which they came."""


@dataclass(frozen=True)
class StoreFolder:
    """Where the deliveries of a store are."""

    path: Path

    @property
    def deliveries(self) -> Path:
        return self.path / "deliveries"

    @property
    def derived(self) -> Path:
        """Where copies are that follow from the deliveries."""
        return self.path / "derived"

    def of(self, id: str) -> Path:
        """The folder of a delivery, which need not be there."""
        return self.deliveries / id

    def listed(self) -> list[Path]:
        """The folders of all deliveries, in the order in which they came."""
        return sorted(self.deliveries.glob("[0-9]*"))

    def next_number(self) -> int:
        """The number of the next delivery."""
        names = [path.name[:DIGITS] for path in self.listed()]
        return 1 + max((int(name) for name in names if name.isdecimal()), default=0)

    def place(self, delivery: Delivery, data: bytes) -> None:
        """Write a delivery, with its rows as Parquet, whole or not at all.

        Raises:
            OSError: it could not be written.
        """
        files = {ROWS: data, ABOUT: to_json(as_json(delivery))}
        place_folder(files, self.of(delivery.id), private=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else writes to the store meanwhile; let go of when the process ends, however.

        Raises:
            OpendataError: `STORE_NOT_WRITTEN`.
        """
        try:
            make_private(self.path)
            make_private(self.deliveries)
            held = ExitStack()
            held.enter_context(holding(self.path / LOCK))
        except OSError as error:
            raise not_written(self.path, error) from error
        with held:
            self.sweep()
            yield

    def sweep(self) -> None:
        """Remove what others left behind; under the lock, as then nobody else works on any of it.

        All that is hidden is: whatever its name, it is no delivery, and may hold rows of persons.
        """
        sweep(self.path)
        for folder in (self.deliveries, self.derived):
            for path in folder.glob(".*"):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    with suppress(OSError):
                        path.unlink()

    def sweep_unless_held(self) -> None:
        """The same for who only reads, when nobody is at work in the store."""
        try:
            held = try_to_hold(self.path / LOCK)
        except FileNotFoundError:
            return
        if held is not None:
            try:
                self.sweep()
            finally:
                os.close(held)


def make_private(folder: Path) -> None:
    """Make a folder for its owner alone, whatever the umask; one that is there stays as it is."""
    if not folder.is_dir():
        make_folder(folder, PRIVATE)
        folder.chmod(PRIVATE)


def not_written(path: Path, error: OSError) -> OpendataError:
    return OpendataError(STORE_NOT_WRITTEN, path=path, problem=error.strerror or error)
