"""Whether what a command left behind, when something went wrong, is what may be left behind."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass

from inburgering_opendata.toolkit.ground.errors import NOT_DONE
from inburgering_opendata.toolkit.ground.unfinished import MARK
from tests.faults.command import Command
from tests.faults.shim import Call, Fault, Kind
from tests.faults.tree import Tree, fits_one

_PERSON, _PARQUET = re.compile(rb"SYN[0-9]{6}"), b"PAR1"
_MAY_HOLD_PERSONS = ("store/deliveries/*/rows.parquet", "store/derived/*", "wrong.xlsx")
_UNTOUCHED = re.compile(r"what is at (.+) is as it was\.")
_CLEANING = frozenset({"unlink", "rmdir", "list", "open"})


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit code, or the negative of a signal; and what it said."""

    exit_code: int
    errors: str
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True)
class Clean:
    """What the command finds, and what it leaves when nothing goes wrong."""

    before: Tree
    after: Tree


def first_run(
    command: Command, fault: Fault, call: Call, ran: Ran, now: Tree, clean: Clean
) -> Iterator[str]:
    """What is wrong at once, in words."""
    before, after, seen = clean.before.visible(), clean.after.visible(), now.visible()
    yield from _ending(command, fault, ran)
    if ran.exit_code == command.exit_code and (other := seen.difference(after)):
        yield f"it said that all is well, and these are not as they should be: {_few(other)}"
    for name in sorted({*seen.entries, *before.entries, *after.entries}):
        entry = seen.entries.get(name)
        alike = [each.entries.get(name) for each in (before, after)]
        marked = name.endswith(MARK) or (entry is not None and fits_one(name, command.kept))
        if not marked and (entry and entry.alike) not in [each and each.alike for each in alike]:
            yield f"{name} is neither as before nor as after"
    for pattern in command.units:
        for folder in sorted(set().union(*(t.folders(pattern) for t in (before, after, seen)))):
            told = f"{folder}/{MARK}" in seen.entries
            if not told and seen.below(folder) not in (before.below(folder), after.below(folder)):
                yield f"{folder} is of before in part, and of after"
    for told in _UNTOUCHED.findall(ran.errors):
        if seen.below(told) != before.below(told):
            yield f"it said that {told} is as it was, and it is not"
    if problem := command.wrong(seen):
        yield problem
    # Who is killed cleans nothing up, and from a disk that is broken nothing can be deleted.
    may_stay = fault.kind.kills or fault.kind is Kind.BROKEN or call.name in _CLEANING
    if not may_stay:
        yield from persons(now)


def next_run(command: Command, ran: Ran, now: Tree, clean: Clean) -> Iterator[str]:
    """What is wrong after the next run, in which nothing goes wrong."""
    refused = ran.exit_code == command.again
    if ran.exit_code != command.exit_code and not refused:
        yield f"the next run ends with {ran.exit_code}: {ran.errors[-300:]}"
    # Who refuses makes nothing, and so sweeps nothing.
    left = now.visible() if refused or command.idle else now
    if other := left.difference(clean.after):
        yield f"after the next run these are not as after a clean one: {_few(other)}"
    yield from persons(now)


def persons(now: Tree) -> Iterator[str]:
    """Each file that holds rows of persons and may not; Parquet may be compressed."""
    for name, entry in now.entries.items():
        if entry.data is None or fits_one(name, _MAY_HOLD_PERSONS):
            continue
        if _PERSON.search(entry.data) or (name.startswith("store") and _PARQUET in entry.data):
            yield f"{name} holds rows of persons"


def _ending(command: Command, fault: Fault, ran: Ran) -> Iterator[str]:
    if ran.exit_code < 0:
        if not (fault.kind.kills and ran.exit_code == -signal.SIGKILL):
            yield f"it was ended by signal {-ran.exit_code}"
        return
    if fault.kind.kills:
        yield "it was not killed"
    if ran.exit_code not in (NOT_DONE, command.exit_code):
        yield f"it ended with {ran.exit_code}: {ran.errors[-300:]}"
    if "Traceback" in ran.errors or "[unforeseen]" in ran.errors:
        yield f"it did not foresee this: {ran.errors[-300:]}"
    elif ran.exit_code == NOT_DONE and not re.search(
        r"^(error|warning): .+ \[[a-z-]+\]\n(as well: .+\n)*hint: .+", ran.errors, re.MULTILINE
    ):
        yield f"it does not say what is wrong: {ran.errors[-300:]}"


def _few(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
