"""From the calls of a command: what it did not wait for until it was on disk.

Two rules. Before something gets its name, all that is in it must be synced: files after the last
write, and folders after the last change of the names in them. And when the command ends, each
folder in which a name changed must be synced after it. Files that hold nothing, such as locks, and
what has the name of a partial folder may be lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from inburgering_opendata.toolkit.ground.partials import is_partial
from tests.faults.shim import Call


def not_synced(calls: Iterable[Call]) -> list[str]:
    """What is wrong, in words; nothing when every name that is kept leads to what was written."""
    written: set[str] = set()
    changed: dict[str, set[str]] = {}
    wrong: list[str] = []

    def change(path: str) -> None:
        parent, _, name = path.rpartition("/")
        changed.setdefault(parent, set()).add(name)

    for call in (call for call in calls if call.done):
        match call.name:
            case "write":
                if call.path not in written:
                    written.add(call.path)
                    change(call.path)
            case "mkdir":
                change(call.path)
            case "fsync":
                written.discard(call.path)
                changed.pop(call.path, None)
            case "unlink" | "rmdir":
                written.discard(call.path)
                changed.pop(call.path, None)
                change(call.path)
            case "rename" | "exchange" | "link":
                if not _hidden(call.path):
                    wrong += _open_ends(call.other, call.path, written, changed)
                if call.name != "link":
                    _move(call.other, call.path, written, changed)
                    change(call.other)
                change(call.path)
    wrong += [f"{path} was written and not synced" for path in sorted(written) if not _hidden(path)]
    for folder, names in sorted(changed.items()):
        shown = sorted(name for name in names if not _hidden(f"{folder}/{name}"))
        if shown:
            wrong.append(f"{folder} was not synced after its names changed: {', '.join(shown)}")
    return wrong


def _open_ends(
    source: str, target: str, written: set[str], changed: dict[str, set[str]]
) -> Iterable[str]:
    for path in sorted(written):
        if _within(path, source):
            yield f"{target} got its name before {path} was synced"
    for folder in sorted(changed):
        if _within(folder, source):
            yield f"{target} got its name before the names in {folder} were synced"


def _move(source: str, target: str, written: set[str], changed: dict[str, set[str]]) -> None:
    for path in [path for path in written if _within(path, source)]:
        written.discard(path)
        written.add(target + path[len(source) :])
    for path in [path for path in changed if _within(path, source)]:
        changed[target + path[len(source) :]] = changed.pop(path)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _hidden(path: str) -> bool:
    return any(is_partial(part) for part in PurePath(path).parts)
