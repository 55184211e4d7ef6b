"""Put a release in its place: whole or not at all, and never over another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import WRITE_FAILED, OpendataError
from inburgering_opendata.toolkit.ground.file import Files, OnDisk
from inburgering_opendata.toolkit.ground.folders import NewFolder, new_folder, put_in_place
from inburgering_opendata.toolkit.ground.left_behind import is_left_behind
from inburgering_opendata.toolkit.ground.sums import SIGNATURE
from inburgering_opendata.toolkit.ground.version import next_version
from inburgering_opendata.toolkit.releases.publishing.errors import VERSION_EXISTS


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A version in its place; `new` is False when the very same bytes were there already."""

    new: bool
    files: int


def place_release(make: Callable[[NewFolder], None], output: Path, version: str) -> Placed:
    """Make `output/version` hold exactly what `make` writes into the folder that it is given.

    A version is there whole or not at all, whenever the process ends.

    Raises:
        OpendataError: `VERSION_EXISTS` with other contents, `WRITE_FAILED`, or what `make` raises;
            in each case what was there before is untouched.
    """
    target = output / version
    try:
        with new_folder(target) as made:
            make(made)
            # Else somebody published this version before, or in the meantime.
            new = not target.exists() and put_in_place(made, target)
            if not new:
                _refuse_unless_same(made.files, target, version)
            return Placed(new=new, files=len(made.files))
    except OSError as error:
        raise OpendataError(WRITE_FAILED, path=target, problem=error.strerror or error) from error


def _refuse_unless_same(files: Files, target: Path, version: str) -> None:
    there = {
        path.relative_to(target).as_posix(): OnDisk(path)
        for path in target.rglob("*")
        if path.is_file() and not is_left_behind(path) and path != target / SIGNATURE
    }
    different = sorted(
        name
        for name in {*files, *there}
        if name not in there
        or name not in files
        or there[name].fingerprint != files[name].fingerprint
    )
    if different:
        shown = ", ".join(different[:5]) + (
            f" and {len(different) - 5} files more" if len(different) > 5 else ""
        )
        taken = version
        while (target.parent / taken).exists():
            taken = next_version(taken)
        raise OpendataError(VERSION_EXISTS, path=target, files=shown, next_version=taken)
