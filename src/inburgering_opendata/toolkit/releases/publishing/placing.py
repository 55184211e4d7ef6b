"""Put a release in its place: whole or not at all, and never over another one."""

from __future__ import annotations

from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import WRITE_FAILED, OpendataError
from inburgering_opendata.toolkit.ground.folders import place_folder
from inburgering_opendata.toolkit.ground.left_behind import is_left_behind
from inburgering_opendata.toolkit.ground.sums import SIGNATURE
from inburgering_opendata.toolkit.ground.version import next_version
from inburgering_opendata.toolkit.publish.contents import Files
from inburgering_opendata.toolkit.releases.publishing.errors import VERSION_EXISTS


def place_release(files: Files, output: Path, version: str) -> bool:
    """Make `output/version` hold exactly `files`; False when it already did.

    A version is there whole or not at all, whenever the process ends.

    Raises:
        OpendataError: `VERSION_EXISTS` with other contents, or `WRITE_FAILED`; in both cases
            what was there before is untouched.
    """
    target = output / version
    if target.exists():
        return _refuse_unless_same(files, target, version)
    try:
        placed = place_folder(files, target)
    except OSError as error:
        raise OpendataError(WRITE_FAILED, path=target, problem=error.strerror or error) from error
    # Else somebody published this version in the meantime.
    return placed or _refuse_unless_same(files, target, version)


def _refuse_unless_same(files: Files, target: Path, version: str) -> bool:
    there = {
        path.relative_to(target).as_posix(): path
        for path in target.rglob("*")
        if path.is_file() and not is_left_behind(path) and path != target / SIGNATURE
    }
    different = sorted(
        name
        for name in {*files, *there}
        if name not in there or name not in files or there[name].read_bytes() != files[name]
    )
    if different:
        shown = ", ".join(different[:5]) + (
            f" and {len(different) - 5} files more" if len(different) > 5 else ""
        )
        taken = version
        while (target.parent / taken).exists():
            taken = next_version(taken)
        raise OpendataError(VERSION_EXISTS, path=target, files=shown, next_version=taken)
    return False
