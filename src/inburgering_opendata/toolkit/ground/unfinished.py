"""A mark in a folder of packages while they are replaced: who stops halfway leaves it there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from inburgering_opendata.toolkit.ground.files import write_whole

MARK = ".unfinished"


@contextmanager
def replacing(folder: Path, names: Collection[str]) -> Iterator[None]:
    """Say in `folder` that the packages `names` are being replaced, until they are.

    Of those that are said to be by one that stopped halfway, the others stay so.

    Raises:
        OpendataError: `WRITE_FAILED`, before anything was replaced.
    """
    others = unfinished(folder) - set(names)
    _say(folder, others | set(names))
    yield
    if others:
        _say(folder, others)
    else:
        (folder / MARK).unlink(missing_ok=True)


def unfinished(folder: Path) -> frozenset[str]:
    """The packages in `folder` that are, or were, being replaced, and may be old in part."""
    try:
        return frozenset((folder / MARK).read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _say(folder: Path, names: Collection[str]) -> None:
    write_whole(folder / MARK, "\n".join(sorted(names)).encode() + b"\n")
