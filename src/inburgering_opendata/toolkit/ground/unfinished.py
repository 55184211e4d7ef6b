"""Files that belong together, put in a folder that has others: who stops halfway leaves a mark."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import (
    WRITE_FAILED,
    WRITTEN_IN_PART,
    ErrorKind,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import write_whole
from inburgering_opendata.toolkit.ground.folders import Files, write_folder
from inburgering_opendata.toolkit.ground.partials import partial_folder
from inburgering_opendata.toolkit.ground.syncing import flush_folder, make_folder

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
        flush_folder(folder)


def place_files(
    files: Files, output: Path, names: Collection[str], *, stopped: ErrorKind = WRITTEN_IN_PART
) -> None:
    """Put the files in `output`, all of them or none; what else is there stays.

    All are on disk before the first is put in its place. Whoever stops among those leaves the mark,
    with the `names` of what is old in part.

    Raises:
        OpendataError: `WRITE_FAILED`, with everything as it was; or `stopped`, when some files are
            of before and some of now.
    """
    failed, target = WRITE_FAILED, output
    try:
        # Inside: what is beside may be on another disk.
        with partial_folder(output / "new") as partial:
            write_folder(files.items(), partial / "new")
            with replacing(output, names):
                failed = stopped
                for path in files:
                    target = output / path
                    make_folder(target.parent)
                    (partial / "new" / path).replace(target)
                for target in sorted({(output / path).parent for path in files} | {output}):
                    flush_folder(target)
    except OSError as error:
        raise OpendataError(failed, path=target, problem=error.strerror or error) from error


def unfinished(folder: Path) -> frozenset[str]:
    """The packages in `folder` that are, or were, being replaced, and may be old in part."""
    try:
        return frozenset((folder / MARK).read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _say(folder: Path, names: Collection[str]) -> None:
    write_whole(folder / MARK, "\n".join(sorted(names)).encode() + b"\n")
