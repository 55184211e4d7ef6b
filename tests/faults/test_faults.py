"""A fault at any call leaves the old or the new, whole; and the tool that says so can say no."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from inburgering_opendata import commands
from tests.faults.__main__ import fair, spread
from tests.faults.commands import COMMANDS
from tests.faults.durability import not_synced
from tests.faults.judging import Clean, Ran, first_run, next_run
from tests.faults.shim import Call, Fault, Kind
from tests.faults.tree import Entry, Tree
from tests.whole import first


def run(points: int, *names: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, which may fork: this one has threads."""
    options = [option for name in names for option in ("--command", name)]
    command = [sys.executable, "-m", "tests.faults", "--points", str(points), *options]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("points", "names"),
    [
        (16, ("store purge",)),
        pytest.param(
            200,
            (),
            marks=pytest.mark.whole(reason="It tries every command; a few points are tried."),
        ),
    ],
)
def test_old_or_new_and_whole_whatever_goes_wrong(points: int, names: tuple[str, ...]) -> None:
    told = run(points, *names)
    assert told.returncode == 0, told.stdout + told.stderr
    tried = told.stdout.splitlines()[-1].split()
    assert (tried[0], tried[2:]) == ("all", [str(points), str(points), "0"])


BEFORE = {
    "dist": Entry(None, 0o755),
    "dist/2026.09.01": Entry(None, 0o755),
    "dist/2026.09.01/a": Entry(b"1", 0o644),
    "dist/2026.09.01/b": Entry(b"1", 0o644),
    "dist/index.html": Entry(b"old", 0o644),
}
AFTER = {
    **BEFORE,
    "dist/2026.09.01/a": Entry(b"2", 0o644),
    "dist/2026.09.01/b": Entry(b"2", 0o644),
    "dist/index.html": Entry(b"new", 0o644),
}
SAID = "error: it is full [write-failed]\nhint: Free some space.\n"
PARTIAL = {"store/deliveries/.x.partial-00ff/new": Entry(b"SYN000001", 0o600)}


def judged(kind: Kind, ran: Ran, now: dict[str, Entry], name: str = "write") -> list[str]:
    call, clean = Call(name, "dist/x"), Clean(Tree(BEFORE), Tree(AFTER))
    return list(first_run(COMMANDS["publish"], Fault(0, kind), call, ran, Tree(now), clean))


@pytest.mark.parametrize(
    "now", [BEFORE, AFTER, {**BEFORE, "dist/index.html": AFTER["dist/index.html"]}]
)
def test_what_may_be_left_is_let_be(now: dict[str, Entry]) -> None:
    assert judged(Kind.FULL, Ran(3, SAID), now) == []
    assert judged(Kind.KILLED_AFTER, Ran(-9, ""), {**now, **PARTIAL}) == []


@pytest.mark.parametrize(
    ("kind", "ran", "now", "said"),
    [
        (Kind.FULL, Ran(1, SAID), BEFORE, "ended with 1"),
        (Kind.FULL, Ran(3, "error: alas\n"), BEFORE, "does not say what is wrong"),
        (Kind.FULL, Ran(3, SAID + "Traceback (most recent"), BEFORE, "did not foresee"),
        (Kind.FULL, Ran(3, SAID.replace("write-failed", "unforeseen")), BEFORE, "did not foresee"),
        (Kind.BROKEN, Ran(0, ""), BEFORE, "said that all is well"),
        (Kind.KILLED_AFTER, Ran(0, ""), AFTER, "was not killed"),
        (Kind.KILLED_AFTER, Ran(-14, ""), BEFORE, "ended by signal 14"),
        (
            *(Kind.KILLED_AFTER, Ran(-9, "")),
            {**BEFORE, "dist/2026.09.01/b": AFTER["dist/2026.09.01/b"]},
            "dist/2026.09.01 is of before in part",
        ),
        (
            *(Kind.KILLED_AFTER, Ran(-9, "")),
            {**BEFORE, "dist/index.html": Entry(b"ne", 0o644)},
            "dist/index.html is neither",
        ),
        (
            *(Kind.KILLED_AFTER, Ran(-9, "")),
            {name: entry for name, entry in BEFORE.items() if not name.endswith("index.html")},
            "dist/index.html is neither",
        ),
        (Kind.FULL_ONCE, Ran(3, SAID), {**BEFORE, **PARTIAL}, "holds rows of persons"),
    ],
)
def test_what_may_not_be_left_is_told(
    kind: Kind, ran: Ran, now: dict[str, Entry], said: str
) -> None:
    assert said in " ".join(judged(kind, ran, now))


def test_the_next_run_must_end_as_a_clean_one() -> None:
    command, clean = COMMANDS["publish"], Clean(Tree(BEFORE), Tree(AFTER))
    assert list(next_run(command, Ran(0, ""), Tree(AFTER), clean)) == []
    wrong = list(next_run(command, Ran(3, SAID), Tree({**AFTER, **PARTIAL}), clean))
    assert [line.split(":")[0] for line in wrong] == [
        "the next run ends with 3",
        "after the next run these are not as after a clean one",
        f"{next(iter(PARTIAL))} holds rows of persons",
    ]


PLACED = (
    Call("mkdir", "/d/.a.partial-0f", done=True),
    Call("create", "/d/.a.partial-0f/new", done=True),
    Call("write", "/d/.a.partial-0f/new", done=True),
    Call("fsync", "/d/.a.partial-0f/new", done=True),
    Call("rename", "/d/a", "/d/.a.partial-0f/new", done=True),
    Call("fsync", "/d", done=True),
    Call("rmdir", "/d/.a.partial-0f", done=True),
)


def test_a_file_is_synced_before_it_gets_its_name_and_its_folder_after() -> None:
    assert not_synced(PLACED) == []
    file, folder = PLACED[3], PLACED[5]
    assert not_synced([call for call in PLACED if call is not file]) == [
        "/d/a got its name before /d/.a.partial-0f/new was synced",
        "/d/a was written and not synced",
    ]
    assert not_synced([call for call in PLACED if call is not folder]) == [
        "/d was not synced after its names changed: a"
    ]
    failed = (*PLACED, Call("mkdir", "/d/there"))
    assert not_synced(failed) == [], "what failed by itself changed nothing"


def test_each_folder_of_a_folder_is_synced_before_it_gets_its_name() -> None:
    below = (
        Call("mkdir", "/d/.a.partial-0f", done=True),
        Call("mkdir", "/d/.a.partial-0f/new", done=True),
        Call("mkdir", "/d/.a.partial-0f/new/sub", done=True),
        Call("rename", "/d/a", "/d/.a.partial-0f/new", done=True),
        Call("fsync", "/d", done=True),
    )
    assert "/d/a got its name before the names in /d/.a.partial-0f/new were synced" in not_synced(
        below
    )


WRITES = """
import os, sys
from pathlib import Path
from tests.faults.shim import Fault, Kind, Shim
shim = Shim((sys.argv[1],), Fault(int(sys.argv[2]), Kind[sys.argv[3]]))
shim.install()
folder = Path(sys.argv[1])
try:
    (folder / "a").write_bytes(b"12345678")
except OSError as error:
    print(error.errno)
(folder / "b").mkdir()
(folder / "b").rename(folder / "c")
"""


@pytest.mark.parametrize(
    ("at", "kind", "status", "left"),
    first(
        4,
        [
            (0, "FULL_ONCE", 0, {"c"}),
            (1, "FULL_ONCE", 0, {"a 1234", "c"}),
            (1, "BROKEN", 1, {"a 1234"}),
            (1, "KILLED_BEFORE", -9, {"a "}),
            (1, "KILLED_AFTER", -9, {"a 12345678"}),
            (2, "KILLED_BEFORE", -9, {"a 12345678"}),
            (3, "KILLED_BEFORE", -9, {"a 12345678", "b"}),
            (3, "KILLED_AFTER", -9, {"a 12345678", "c"}),
            (4, "KILLED_AFTER", 0, {"a 12345678", "c"}),
        ],
        "Another call goes wrong.",
    ),
)
def test_the_call_that_was_meant_goes_wrong(
    at: int, kind: str, status: int, left: set[str], tmp_path: Path
) -> None:
    command = [sys.executable, "-c", WRITES, str(tmp_path), str(at), kind]
    assert subprocess.run(command, capture_output=True).returncode == status
    there = {
        path.name if path.is_dir() else f"{path.name} {path.read_text()}"
        for path in tmp_path.iterdir()
    }
    assert there == left


def test_every_command_that_writes_is_tried() -> None:
    """Those that say which project they write for; and `init`, which has none yet."""
    folder = Path(*commands.__path__)
    writes = {path for path in folder.glob("*.py") if "the_project(writes=" in path.read_text()}
    assert {path.stem for path in writes} | {"init"} == {
        command.arguments[0] for command in COMMANDS.values()
    }


def test_points_are_shared_out_evenly_and_the_same_ones_every_time() -> None:
    assert fair({"a": 3, "b": 100, "c": 100}, 53) == {"a": 3, "b": 25, "c": 25}
    assert fair({"a": 3, "b": 5}, 100) == {"a": 3, "b": 5}
    assert spread(10, 4) == [0, 2, 5, 7]
    assert spread(4, 4) == [0, 1, 2, 3]
