"""Files that appear whole or not at all, and their fingerprints."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.ground.errors import WRITE_FAILED, OpendataError

Json = Mapping[str, Any]
"""A JSON object, as a descriptor or a declaration has it."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def to_json(value: object) -> bytes:
    """JSON for people and for version control: indented, UTF-8, one newline at the end."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part.

    Raises:
        OpendataError: `WRITE_FAILED`, with the old file untouched.
    """
    write_pieces(path, [data])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """As `write_whole`, for what need not fit in memory."""
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp keeps its files private; a published file is for everyone.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise OpendataError(WRITE_FAILED, path=path, problem=error.strerror or error) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


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
