"""Files that appear whole or not at all, and their fingerprints."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.ground.errors import (
    NOT_FLUSHED,
    WRITE_FAILED,
    WRITTEN_IN_PART,
    ErrorKind,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.folders import write_flushed
from inburgering_opendata.toolkit.ground.partials import partial_folder
from inburgering_opendata.toolkit.ground.syncing import flush_folder, flush_name

Json = Mapping[str, Any]
"""A JSON object, as a descriptor or a declaration has it."""


def read_regular(path: Path) -> bytes:
    """The bytes of a file; never of a pipe or a device, which may have no end.

    Raises:
        OSError: it is not a file, or cannot be read.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is a pipe, a device or a folder, not a file", str(path))
    return path.read_bytes()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def to_json(value: object) -> bytes:
    """JSON for people and for version control: indented, UTF-8, one newline at the end."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def write_whole(
    path: Path, data: bytes, *, private: bool = False, failed: ErrorKind = WRITE_FAILED
) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part.

    Args:
        private: only its owner may read it; else everyone may. The umask counts for neither.
        failed: the error that says which option names another place.

    Raises:
        OpendataError: `failed`, with the old file untouched; or `NOT_FLUSHED`, with the new one.
    """
    write_pieces(path, [data], private=private, failed=failed)


def write_pieces(
    path: Path,
    pieces: Iterable[bytes],
    *,
    private: bool = False,
    failed: ErrorKind = WRITE_FAILED,
) -> None:
    """As `write_whole`, for what need not fit in memory."""
    try:
        with partial_folder(path) as partial:
            made = partial / "new"
            write_flushed(made, pieces, 0o600)
            made.chmod(0o600 if private else 0o644)
            made.replace(path)
            flush_name(path)
    except OSError as error:
        raise OpendataError(failed, path=path, problem=error.strerror or error) from error


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together, each as `write_whole`, the last one last.

    All are on disk before the first gets its name, so that a full disk leaves everything as it was.

    Raises:
        OpendataError: `WRITE_FAILED`, with all as they were; `WRITTEN_IN_PART`; or `NOT_FLUSHED`.
    """
    failed = WRITE_FAILED
    path = Path()
    try:
        with ExitStack() as stack:
            made = {}
            for path, data in files.items():
                made[path] = stack.enter_context(partial_folder(path)) / "new"
                write_flushed(made[path], [data], 0o600)
                made[path].chmod(0o644)
            last = [*files][-1:]
            for path, new in made.items():
                new.replace(path)
                failed = NOT_FLUSHED if [path] == last else WRITTEN_IN_PART
                flush_folder(path.parent)
    except OSError as error:
        raise OpendataError(failed, path=path, problem=error.strerror or error) from error


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in `path`.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not UTF-8, not JSON, or not an object.
    """
    return parse_json(path.read_bytes())


def parse_json(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`.

    Raises:
        ValueError: it is not UTF-8, not JSON, or not an object.
    """
    value = json.loads(data.decode("utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"a JSON object was expected, {type(value).__name__} was found")
    return value
