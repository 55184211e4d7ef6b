"""A file that is read when it is asked for, on disk or in memory, and what tells it from others.

What is large stays on disk: a release may be larger than memory.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PIECE = 1 << 20
"""Bytes that are read at a time."""


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """How many bytes a file has, and their sha256."""

    size: int
    sha256: str


class File(ABC):
    """A file that does not change."""

    @abstractmethod
    def pieces(self) -> Iterator[bytes]:
        """Its bytes, a mebibyte at a time."""

    @abstractmethod
    def read(self) -> bytes:
        """All of its bytes at once."""

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Its size and hash, for which it is read once."""
        digest, size = hashlib.sha256(), 0
        for piece in self.pieces():
            digest.update(piece)
            size += len(piece)
        return Fingerprint(size=size, sha256=digest.hexdigest())


@dataclass(frozen=True)
class InMemory(File):
    """A file that was only just made."""

    data: bytes

    def pieces(self) -> Iterator[bytes]:
        return (self.data[at : at + PIECE] for at in range(0, len(self.data), PIECE))

    def read(self) -> bytes:
        return self.data


@dataclass(frozen=True)
class OnDisk(File):
    """A file that stands somewhere.

    Raises:
        OSError: from each of its methods, when it cannot be read.
    """

    path: Path

    def pieces(self) -> Iterator[bytes]:
        with self.path.open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece

    def read(self) -> bytes:
        return self.path.read_bytes()


Files = Mapping[str, File]
"""Files by their path within a folder."""


def in_memory(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> dict[str, File]:
    """Files of which the bytes are here."""
    return {path: InMemory(data) for path, data in dict(files).items()}


def first_difference(one: File, other: File) -> int | None:
    """The number of the first byte that is not the same, counted from 1; None when none is."""
    at, left, right = 0, b"", b""
    ours, theirs = one.pieces(), other.pieces()
    while True:
        left = left or next(ours, b"")
        right = right or next(theirs, b"")
        length = min(len(left), len(right))
        if left[:length] != right[:length]:
            pairs = enumerate(zip(left, right, strict=False), at + 1)
            return next(number for number, (a, b) in pairs if a != b)
        if not length:
            return at + 1 if left or right else None
        left, right, at = left[length:], right[length:], at + length
