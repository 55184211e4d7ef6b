"""Put a release in its place: whole or not at all, and never over another one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from inburgering_opendata.errors import WRITE_FAILED, OpendataError
from inburgering_opendata.publish.contents import Files
from inburgering_opendata.publish.errors import VERSION_EXISTS
from inburgering_opendata.publish.version import next_version


def place_release(files: Files, output: Path, version: str) -> bool:
    """Make `output/version` hold exactly `files`; False when it already did.

    Everything is written beside it under a hidden name and renamed at the end, so that a version
    is there whole or not at all, whenever the process ends.

    Raises:
        OpendataError: `VERSION_EXISTS` with other contents, or `WRITE_FAILED`; in both cases
            what was there before is untouched.
    """
    target = output / version
    if target.exists():
        return _refuse_unless_same(files, target, version)
    partial = output / f".{version}.partial-{os.getpid()}"
    try:
        output.mkdir(parents=True, exist_ok=True)
        _sweep(output)
        for path, data in files.items():
            _write(partial / path, data)
        try:
            partial.rename(target)
        except OSError:
            # Somebody else published this version in the meantime.
            if not target.exists():
                raise
            return _refuse_unless_same(files, target, version)
        _flush_folder(output)
    except OSError as error:
        raise OpendataError(WRITE_FAILED, path=target, problem=error.strerror or error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return True


def _refuse_unless_same(files: Files, target: Path, version: str) -> bool:
    there = {
        path.relative_to(target).as_posix(): path for path in target.rglob("*") if path.is_file()
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


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(output: Path) -> None:
    """Remove what a publication that was killed left behind."""
    for partial in output.glob(".*.partial-*"):
        try:
            os.kill(int(partial.name.rpartition("-")[2]), 0)
        except (ProcessLookupError, ValueError):
            shutil.rmtree(partial, ignore_errors=True)
        except PermissionError:
            continue  # alive, and somebody else's
