"""A version brought to a place of plain files, so that readers never see half of it.

The folder of the version comes first; nobody is led there yet. Then what stands in front of all
versions, and last `releases.json`, by which `download` and `load` find it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256, to_json
from inburgering_opendata.toolkit.ground.left_behind import is_left_behind
from inburgering_opendata.toolkit.ground.version import order
from inburgering_opendata.toolkit.releases.download.index import (
    INDEX,
    described,
    read_index,
    version_folders,
)
from inburgering_opendata.toolkit.releases.publishing.front import FRONT_FILES
from inburgering_opendata.toolkit.releases.push.errors import (
    NOTHING_TO_PUSH,
    PUSH_DIFFERS,
    PUSH_FAILED,
    PUSHED_OTHERWISE,
    RELEASE_DAMAGED,
)
from inburgering_opendata.toolkit.releases.push.targets import ASK_AGAIN, FOR_EVER, Target
from inburgering_opendata.toolkit.releases.verify.checksums import check_checksums
from inburgering_opendata.toolkit.validate.result import Outcome

Progress = Callable[[str], None]

SHOWN = 5
"""Files that are named."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A file that is to be there, and whether it is to be put or is there already."""

    key: str
    data: bytes
    kept: str
    is_there: bool

    def __str__(self) -> str:
        does = "is there" if self.is_there else "put"
        return f"{does}  {self.key}  {len(self.data):,} bytes  sha256 {sha256(self.data)[:12]}"


@dataclass(frozen=True, kw_only=True)
class Pushed:
    """What was done, or would be."""

    target: str
    version: str
    put: tuple[str, ...]
    there: tuple[str, ...]


def folder_of(output: Path, version: str | None) -> Path:
    """The folder of a version, which is whole; of the newest when none is named.

    Raises:
        OpendataError: `NOTHING_TO_PUSH`, or `RELEASE_DAMAGED` when a file is not what SHA256SUMS
            says: readers would get it for ever.
    """
    for folder in version_folders(output):
        if version in (None, folder.name):
            _refuse_damaged(folder)
            return folder
    raise OpendataError(NOTHING_TO_PUSH, output=output, version=version or "of any version")


def _refuse_damaged(folder: Path) -> None:
    for check in check_checksums(folder):
        if check.outcome is not Outcome.PASSED:
            files = [str(failure.key["file"]) for failure in check.failures]
            told = _shortened(files) if files else check.observed
            raise OpendataError(RELEASE_DAMAGED, folder=folder, files=told)


def push(
    target: Target,
    folder: Path,
    *,
    is_trial: bool,
    tell: Progress,
    progress: Progress,
) -> Pushed:
    """Bring the version in `folder` to the target; what is there already stays as it is.

    Args:
        is_trial: look, and tell what would be put, but put nothing.
        tell: gets a line for each file.

    Raises:
        OpendataError: `PUSHED_OTHERWISE` when the version is there with other contents, before
            anything is put; `PUSH_FAILED`; `PUSH_DIFFERS` when what is read back is another thing.
    """
    progress(f"looking at {target.name}")
    raw = target.read(INDEX)
    version = folder.name
    if not is_trial:
        target.tidy(f"{version}/")
    _refuse_another(target, folder, progress)
    put: list[str] = []
    there: list[str] = []
    # Each file is read when its turn comes, so that one at a time is in memory.
    for steps in (_of_version(target, folder), _in_front(target, folder, raw)):
        for step in steps:
            tell(str(step))
            progress(str(step))
            (there if step.is_there else put).append(step.key)
            if not (step.is_there or is_trial):
                target.write(step.key, step.data, kept=step.kept)
                _refuse_unless_there(target, step)
    return Pushed(target=target.name, version=version, put=tuple(put), there=tuple(there))


def _refuse_another(target: Target, folder: Path, progress: Progress) -> None:
    """Stop before anything is put where the version is there with other contents."""
    version = folder.name
    mine = {f"{version}/{name}": path for name, path in _files(folder)}
    found = target.listed(f"{version}/")
    different = sorted(found - mine.keys())
    for key in sorted(found & mine.keys()):
        progress(f"comparing {key}")
        if target.read(key) != mine[key].read_bytes():
            different.append(key)
    if different:
        raise OpendataError(
            PUSHED_OTHERWISE, target=target.name, version=version, files=_shortened(different)
        )


def _shortened(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _of_version(target: Target, folder: Path) -> Iterator[Step]:
    found = target.listed(f"{folder.name}/")
    for name, path in _files(folder):
        key = f"{folder.name}/{name}"
        yield Step(key=key, data=path.read_bytes(), kept=FOR_EVER, is_there=key in found)


def _in_front(target: Target, folder: Path, raw: bytes | None) -> Iterator[Step]:
    """Notes and, of the newest version, the front page and catalogue; the index at the very end."""
    index = _merged(target, folder, raw)
    names = [f"{folder.name}.md"]
    if index["releases"][0]["version"] == folder.name:
        names += FRONT_FILES
    for name in names:
        path = folder.parent / name
        if path.is_file():
            yield _step(target, name, path.read_bytes())
    yield _step(target, INDEX, to_json(index))


def _step(target: Target, key: str, data: bytes) -> Step:
    return Step(key=key, data=data, kept=ASK_AGAIN, is_there=target.read(key) == data)


def _merged(target: Target, folder: Path, raw: bytes | None) -> dict[str, Any]:
    """The index that is there, with this version in it: others may be there that are not here."""
    entries: dict[str, Any] = {}
    if raw is not None:
        try:
            read_index(raw, target.name)
        except OpendataError as error:
            raise OpendataError(PUSH_FAILED, target=target.name, problem=error.message) from error
        entries = {each["version"]: each for each in json.loads(raw)["releases"]}
    mine = described(folder)
    if entries.get(folder.name, mine) != mine:
        raise OpendataError(PUSHED_OTHERWISE, target=target.name, version=folder.name, files=INDEX)
    entries[folder.name] = mine
    newest = sorted(entries, key=order, reverse=True)
    return {"releases": [entries[version] for version in newest]}


def _refuse_unless_there(target: Target, step: Step) -> None:
    there = target.read(step.key)
    if there != step.data:
        raise OpendataError(
            PUSH_DIFFERS,
            target=target.name,
            file=step.key,
            expected=sha256(step.data)[:12],
            observed="nothing" if there is None else sha256(there)[:12],
        )


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a version by their names in it, in order, its checksums last."""
    found = [p for p in folder.rglob("*") if p.is_file() and not is_left_behind(p)]
    names = {path.relative_to(folder).as_posix(): path for path in found}
    last = [name for name in names if "/" not in name and name.startswith("SHA256SUMS")]
    for name in (*sorted(names.keys() - set(last)), *sorted(last)):
        yield name, names[name]
