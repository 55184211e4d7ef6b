"""Where files can be put by name, one whole file at a time: a folder, or a bucket of objects."""

from __future__ import annotations

import mimetypes
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import write_whole
from inburgering_opendata.toolkit.ground.partials import is_partial, sweep, sweep_below
from inburgering_opendata.toolkit.releases.push.errors import (
    CREDENTIAL_MISSING,
    PUSH_FAILED,
    TARGET_UNKNOWN,
)

FOR_EVER = "public, max-age=31536000, immutable"
"""What a file of a version says to those who keep copies of it."""
ASK_AGAIN = "no-cache"

_SAID = re.compile(r"<(?:Code|Message)>([^<]*)<")

_TYPES = {
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".sqlite": "application/vnd.sqlite3",
}


_CREDENTIALS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_SKIP_SIGNATURE",
)
"""One of them says who pushes; the last one that nobody need say so."""


class Target(Protocol):
    """A place to put files; a file is there whole or not at all."""

    @property
    def name(self) -> str:
        """How it was named."""

    def tidy(self, prefix: str) -> None:
        """Take out, also below a folder, what a push that was killed left half."""

    def read(self, key: str) -> bytes | None:
        """The file of that name; None where there is none.

        Raises:
            OpendataError: `PUSH_FAILED`.
        """

    def listed(self, prefix: str) -> set[str]:
        """The names of all files below a folder; raises `PUSH_FAILED` as well."""

    def write(self, key: str, data: bytes, *, kept: str) -> None:
        """Put a file; `kept` is how long copies of it may be. Raises `PUSH_FAILED` as well."""


@dataclass(frozen=True)
class Folder:
    """A folder of this machine, or one that is mounted on it."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path)

    def tidy(self, prefix: str) -> None:
        sweep(self.path)
        sweep_below(self.path / prefix)

    def read(self, key: str) -> bytes | None:
        try:
            return (self.path / key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _failed(self.name, error.strerror or error) from error

    def listed(self, prefix: str) -> set[str]:
        found = [p.relative_to(self.path) for p in (self.path / prefix).rglob("*") if p.is_file()]
        return {path.as_posix() for path in found if not any(map(is_partial, path.parts))}

    def write(self, key: str, data: bytes, *, kept: str) -> None:
        try:
            write_whole(self.path / key, data)
        except OpendataError as error:
            raise _failed(self.name, error.message) from error


class Bucket:
    """Objects that an S3 interface keeps, with the credentials of the environment."""

    def __init__(self, address: str) -> None:
        """Raises `TARGET_UNKNOWN` for an address that is none, and `CREDENTIAL_MISSING`: without
        credentials in the environment, its own code would ask the network for some."""
        import obstore
        from obstore.exceptions import BaseError
        from obstore.store import S3Store

        if not any(os.environ.get(name) for name in _CREDENTIALS):
            raise OpendataError(CREDENTIAL_MISSING, target=address, variable=_CREDENTIALS[0])
        self._address = address
        self._obstore, self._wrong = obstore, BaseError
        try:
            self._store = S3Store.from_url(address)
        except (BaseError, ValueError) as error:
            problem = str(error).splitlines()[0]
            raise OpendataError(TARGET_UNKNOWN, target=address, problem=problem) from error

    @property
    def name(self) -> str:
        return self._address

    def tidy(self, prefix: str) -> None:
        """An object is there whole or not at all."""

    def read(self, key: str) -> bytes | None:
        try:
            return bytes(self._obstore.get(self._store, key).bytes())
        except FileNotFoundError:
            return None
        except (self._wrong, OSError) as error:
            raise _failed(self.name, _in_words(error)) from error

    def listed(self, prefix: str) -> set[str]:
        try:
            pages = self._obstore.list(self._store, prefix=prefix)
            return {str(each["path"]) for page in pages for each in page}
        except (self._wrong, OSError) as error:
            raise _failed(self.name, _in_words(error)) from error

    def write(self, key: str, data: bytes, *, kept: str) -> None:
        attributes: Any = {"Content-Type": type_of(key), "Cache-Control": kept}
        try:
            # In one piece: an object is there whole or not at all.
            self._obstore.put(self._store, key, data, attributes=attributes, use_multipart=False)
        except (self._wrong, OSError) as error:
            raise _failed(self.name, _in_words(error)) from error


def type_of(name: str) -> str:
    """The media type of a file, by its name."""
    suffix = Path(name).suffix
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _failed(target: str, problem: object) -> OpendataError:
    return OpendataError(PUSH_FAILED, target=target, problem=problem)


def _in_words(error: Exception) -> str:
    """What a store says: its code and message where it gives them as XML, else the first line."""
    text = str(error)
    first = next(iter(text.splitlines()), type(error).__name__)
    said = [found[1] for found in map(_SAID.search, (text, text[text.find("</Code>") :])) if found]
    told = ": ".join(dict.fromkeys(said))
    return f"{first.partition(': <?xml')[0]} ({told})" if told else first
