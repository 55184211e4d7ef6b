"""Nothing that was accepted is lost: not by a crash, a full disk, or two intakes at once."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from inburgering_opendata.outcomes.delivery.errors import (
    PURGE_STOPPED,
    RETENTION_UNREADABLE,
    STORE_DAMAGED,
    STORE_IN_CHECKOUT,
    STORE_NOT_WRITTEN,
)
from inburgering_opendata.outcomes.delivery.purging import purge
from inburgering_opendata.outcomes.delivery.record import Delivery
from inburgering_opendata.outcomes.delivery.retention import Retention, load_retention, to_purge
from inburgering_opendata.outcomes.delivery.store import Store, default_store
from inburgering_opendata.toolkit.ground import folders
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.file import File
from inburgering_opendata.toolkit.ground.project import Project
from tests.delivery.files import write_csv
from tests.delivery.made_up import AS_OF, counts, trajectories
from tests.whole import first

Run = Callable[..., Result]


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    before = os.umask(0o022)

    def set_to(mask: int) -> None:
        os.umask(mask)

    yield set_to
    os.umask(before)


def add(
    store: Store,
    rows: pa.Table,
    file: str,
    *,
    kind: str = "trajectory",
    municipalities: tuple[str, ...] = ("GM0344",),
    as_of: date = AS_OF,
    synthetic: bool = True,
) -> Delivery:
    delivery, is_new = store.add(
        kind,
        rows,
        municipalities=municipalities,
        as_of=as_of,
        origin=file,
        file_sha256=file.encode().hex().ljust(64, "0"),
        synthetic=synthetic,
    )
    assert is_new
    return delivery


def of_two(number: int) -> pa.Table:
    """The trajectories of Utrecht, and others of Groningen."""
    return pa.concat_tables([trajectories(number), trajectories(2 * number, "GM0014").slice(25)])


BOTH = ("GM0014", "GM0344")


def test_a_correction_of_one_municipality_leaves_the_others(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = add(store, of_two(20), "a", municipalities=BOTH)
    second = add(store, trajectories(3), "b")
    assert [d.superseded_by for d in store.deliveries()] == [None, None]
    codes = store.current("trajectory").column("municipality_code").to_pylist()
    assert codes.count("GM0344") == 3
    assert codes.count("GM0014") > 10
    paths = store.parquet_paths("trajectory")
    assert sum(pq.read_table(path).num_rows for path in paths) == len(codes)
    third = add(store, trajectories(30, "GM0014").slice(4), "c", municipalities=("GM0014",))
    superseded = {d.id: d.superseded_by for d in store.deliveries()}
    assert superseded == {first.id: third.id, second.id: None, third.id: None}


def test_a_trajectory_that_moved_belongs_to_who_has_it_now(tmp_path: Path) -> None:
    store = Store(tmp_path)
    add(store, trajectories(20), "a", municipalities=("GM0344",))
    add(store, trajectories(20).slice(0, 4), "b", municipalities=("GM0363",), as_of=AS_OF)
    # The spell of another municipality in the first delivery is not the second municipality's.
    assert store.current("trajectory").num_rows == 22 + 4


def test_the_last_day_holds_up_to_the_one_asked_for(tmp_path: Path) -> None:
    store = Store(tmp_path)
    add(store, trajectories(9), "new", as_of=date(2026, 12, 31))
    add(store, trajectories(5), "old", as_of=date(2025, 12, 31))
    assert store.current("trajectory").equals(trajectories(9))
    assert store.current("trajectory", date(2026, 6, 1)).equals(trajectories(5))
    assert store.current("trajectory", date(2024, 1, 1)).num_rows == 0
    assert [d.superseded_by for d in store.deliveries()] == [None, None]


def test_counts_are_superseded_by_municipality_and_cohort(tmp_path: Path) -> None:
    store = Store(tmp_path)
    rows = counts()
    day = date(2025, 12, 31)
    first = add(store, rows, "a", kind="count", as_of=day)
    cohort = rows.filter(pa.compute.equal(rows.column("period"), "2023"))
    add(store, cohort.slice(0, 2), "b", kind="count", as_of=day)
    assert set(first.periods) == {("GM0344", "2022"), ("GM0344", "2023")}
    periods = store.current("count").column("period").to_pylist()
    assert (periods.count("2022"), periods.count("2023")) == (9, 2)
    assert store.current("trajectory").num_rows == 0


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    before = add(store, trajectories(3), "a")
    write = folders.NewFolder.add

    def full(made: folders.NewFolder, path: str, pieces: Iterable[bytes]) -> File:
        if path == "delivery.json":
            raise OSError(28, "No space left on device")
        return write(made, path, pieces)

    monkeypatch.setattr(folders.NewFolder, "add", full)
    with pytest.raises(OpendataError) as caught:
        add(store, trajectories(4), "b")
    assert caught.value.kind is STORE_NOT_WRITTEN
    assert "No space left" in caught.value.message
    assert "--store" in caught.value.hint
    monkeypatch.undo()
    assert [d.id for d in store.deliveries()] == [before.id]
    assert [path.name for path in (tmp_path / "deliveries").iterdir()] == [before.id]
    assert add(store, trajectories(4), "b").id.startswith("000002-")


KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from inburgering_opendata.outcomes.delivery import purging
from inburgering_opendata.toolkit.ground import folders, syncing
from inburgering_opendata.outcomes.delivery.purging import purge
from inburgering_opendata.outcomes.delivery.store import Store
from tests.delivery.test_store import BOTH, add, of_two

step, action, path = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
store, done = Store(path), 0

def die_at(action):
    def act(*arguments, **options):
        global done
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1
        return action(*arguments, **options)
    return act

folders.NewFolder.add, Path.rename = die_at(folders.NewFolder.add), die_at(Path.rename)
flush = die_at(syncing.flush_folder)
purging.flush_folder = folders.flush_folder = syncing.flush_folder = flush
shutil.rmtree = die_at(shutil.rmtree)
if action == "add":
    add(store, of_two(20), "b", municipalities=BOTH)
elif action == "purge":
    purge(store, store.deliveries())
else:
    purge(store, store.deliveries(), "GM0014")
print(done)
"""


BETWEEN = pytest.mark.whole(reason="It is killed at a step between others that are tried.")


def run_and_die(step: int, action: str, path: Path) -> int:
    arguments = [sys.executable, "-c", KILLED, str(step), action, str(path)]
    return subprocess.run(arguments, capture_output=True).returncode


@pytest.mark.parametrize("step", [pytest.param(n, marks=[BETWEEN] * (n != 3)) for n in range(6)])
def test_killed_before_any_step_a_delivery_is_there_whole_or_not_at_all(
    step: int, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    first = add(store, trajectories(3), "a")
    assert run_and_die(step, "add", tmp_path) == -signal.SIGKILL
    there = [d.id for d in store.deliveries()]
    # The last two steps, to wait for the disk and to tidy, come after the delivery appeared.
    assert len(there) == (2 if step >= 4 else 1)
    assert store.current("trajectory").num_rows >= 3
    add(store, trajectories(5), "c")
    names = {path.name for path in (tmp_path / "deliveries").iterdir()}
    assert names == {d.id for d in store.deliveries()}, "what was left is swept"
    assert first.id in names


@pytest.mark.parametrize("step", [pytest.param(n, marks=[BETWEEN] * (n != 3)) for n in range(10)])
def test_killed_while_a_part_is_purged_the_others_keep_their_rows(
    step: int, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    add(store, of_two(20), "a", municipalities=BOTH)
    others = [r for r in of_two(20).to_pylist() if r["municipality_code"] != "GM0014"]
    assert run_and_die(step, "part", tmp_path) == -signal.SIGKILL

    def of_utrecht() -> list[dict[str, object]]:
        rows = store.current("trajectory").to_pylist()
        return [row for row in rows if row["municipality_code"] == "GM0344"]

    expected = [row for row in others if row["municipality_code"] == "GM0344"]
    assert of_utrecht() == expected
    hidden = [*tmp_path.glob("*/.*")]
    assert not hidden, "whoever only looks sweeps too"
    purge(store, [d for d in store.deliveries() if "GM0014" in d.municipalities], "GM0014")
    [left] = store.deliveries()
    assert left.municipalities == ("GM0344",)
    assert of_utrecht() == expected
    assert {path.name for path in (tmp_path / "deliveries").iterdir()} == {left.id}


@pytest.mark.parametrize("step", first(1, [2, 3], "It is killed a step later."))
def test_after_a_killed_purge_no_row_is_on_disk(step: int, tmp_path: Path, opendata: Run) -> None:
    add(Store(tmp_path), of_two(20), "a", municipalities=BOTH)
    assert run_and_die(step, "purge", tmp_path) == -signal.SIGKILL
    assert "no deliveries" in opendata("store", "list", "--store", tmp_path).stdout
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["lock"]


def test_rows_left_under_the_number_of_a_process_that_runs_are_swept(tmp_path: Path) -> None:
    """Versions before named what they deleted after the process, whose number another may have."""
    delivery = add(Store(tmp_path), trajectories(3), "a")
    folder = tmp_path / "deliveries"
    (folder / delivery.id).rename(folder / f".{delivery.id}.partial-{os.getpid()}")
    (tmp_path / "derived").mkdir()
    (tmp_path / "derived" / ".rows.parquet.x1y2z3").write_bytes(b"rows")
    assert Store(tmp_path).deliveries() == ()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["lock"]


@pytest.mark.whole(reason="make test tries the lock itself, as somebody holds it or died.")
def test_two_intakes_at_once_are_both_there(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "inburgering_opendata", "intake", "--as-of", "2026-12-31"]
    store = tmp_path / "store"
    files = [write_csv(tmp_path / f"{n}.csv", trajectories(5 + n)) for n in range(3)]
    files.append(files[0])
    running = [
        subprocess.Popen([*program, str(path), "--store", str(store)], stdout=subprocess.PIPE)
        for path in files
    ]
    said = [process.communicate()[0].decode() for process in running]
    assert [process.returncode for process in running] == [0] * 4, said
    assert sum("accepted as" in text for text in said) == 3
    assert sum("delivered before" in text for text in said) == 1
    found = Store(store).deliveries()
    assert [d.id[:6] for d in found] == ["000001", "000002", "000003"]
    assert {d.origin for d in found} == {path.name for path in files}
    assert [d.superseded_by for d in found] == [found[-1].id, found[-1].id, None]


def test_who_holds_the_lock_is_waited_for_and_who_died_is_not(tmp_path: Path) -> None:
    holder = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from inburgering_opendata.outcomes.delivery.store import Store\n"
        "with Store(Path(sys.argv[1])).folder.held():\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    process.kill()
    process.wait()
    add(Store(tmp_path), trajectories(2), "a")
    assert len(Store(tmp_path).deliveries()) == 1


def test_rows_that_were_changed_are_not_used(tmp_path: Path) -> None:
    store = Store(tmp_path)
    delivery = add(store, trajectories(3), "a")
    rows = tmp_path / "deliveries" / delivery.id / "rows.parquet"
    rows.write_bytes(rows.read_bytes()[:-1] + b"x")
    with pytest.raises(OpendataError) as caught:
        store.current("trajectory")
    assert caught.value.kind is STORE_DAMAGED
    (rows.parent / "delivery.json").write_text("{}")
    with pytest.raises(OpendataError) as caught:
        store.current("trajectory")
    assert caught.value.kind is STORE_DAMAGED


def test_a_record_that_cannot_be_read_at_first_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opendata: Run
) -> None:
    path = tmp_path / "store"
    add(Store(path), of_two(20), "1", municipalities=BOTH)
    read = Path.read_bytes
    failed: list[Path] = []

    def once(file: Path) -> bytes:
        if file.name == "delivery.json" and not failed:
            failed.append(file)
            raise OSError(5, "Input/output error")
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", once)
    run = opendata("store", "purge", "--older-than", "0", "--yes", "--store", path)
    assert (run.exit_code, "store-damaged" in run.stderr) == (3, True), run.output
    failed.clear()
    with pytest.raises(OpendataError) as caught:
        Store(path).parquet_paths("trajectory")
    assert caught.value.kind is STORE_DAMAGED


@pytest.mark.parametrize(
    "about",
    first(
        3,
        [
            *("", "{}", "[" * 100_000, '{"id": 1'),
            *({"received_at": "2026-01-01T00:00:00"}, {"municipalities": [3]}, {"rows": "x"}),
            {"kind": "other"},
        ],
        "It is damaged otherwise.",
    ),
)
def test_a_damaged_record_blocks_only_itself(
    about: str | dict[str, object], opendata: Run, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    bad = add(store, trajectories(3), "a")
    good = add(store, trajectories(30, "GM0014").slice(25), "b", municipalities=("GM0014",))
    count = add(store, counts(), "c", kind="count")
    path = store.path / "deliveries" / bad.id / "delivery.json"
    if isinstance(about, dict):
        about = json.dumps(json.loads(path.read_text(encoding="utf-8")) | about)
    path.write_text(about, encoding="utf-8")
    where = ("--store", store.path)
    listed = opendata("store", "list", *where)
    assert (listed.exit_code, good.id in listed.stdout) == (0, True)
    assert f"purge --delivery {bad.id} --yes" in listed.stderr
    in_json = json.loads(opendata("store", "list", *where, "--format", "json").stdout)
    assert [d["id"] for d in in_json if "damaged" in d] == [bad.id]
    assert store.current("count").num_rows == count.rows
    with pytest.raises(OpendataError) as caught:
        store.current("trajectory")
    assert (caught.value.kind, caught.value.details["id"]) == (STORE_DAMAGED, bad.id)
    assert add(store, trajectories(4), "d").id.startswith("000004-")
    purge = ("store", "purge", *where, "--yes")
    others = opendata(*purge, "--municipality", "GM0014", "--older-than", "0")
    assert others.exit_code == 3, "nobody knows whether it holds rows of that municipality"
    assert good.id not in {d.id for d in store.deliveries()}
    assert opendata(*purge, "--delivery", "000009-x").exit_code == 2
    gone = opendata(*purge, "--delivery", bad.id)
    assert (gone.exit_code, "1 deleted" in gone.stdout) == (0, True)
    assert not path.parent.exists()
    assert store.damaged() == ()
    assert store.current("trajectory").num_rows == 4


def test_a_part_that_cannot_be_told_apart_blocks_no_other_purge(tmp_path: Path) -> None:
    store = Store(tmp_path)
    bad = add(store, of_two(20), "a", municipalities=BOTH)
    other = add(store, trajectories(5), "b")
    (tmp_path / "deliveries" / bad.id / "rows.parquet").write_bytes(b"none")
    with pytest.raises(OpendataError) as caught:
        purge(store, store.deliveries(), "GM0344")
    assert (caught.value.kind, caught.value.details["id"]) == (STORE_DAMAGED, bad.id)
    assert [d.id for d in store.deliveries()] == [bad.id]
    assert other.id != bad.id


def test_a_purge_that_stops_says_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    for name in ("a", "b", "c"):
        add(store, trajectories(3), name, as_of=date(2020 + ord(name), 1, 1))
    second = store.deliveries()[1]
    rename = Path.rename

    def stuck(self: Path, target: Path) -> Path:
        if self.name == second.id:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(OpendataError) as caught:
        purge(store, store.deliveries())
    assert caught.value.kind is PURGE_STOPPED
    assert "deleted before it: 1" in caught.value.message
    assert "untouched" not in caught.value.message + caught.value.hint
    monkeypatch.undo()
    purge(store, store.deliveries())
    assert store.deliveries() == ()


@pytest.mark.parametrize("day", [AS_OF, date(2027, 12, 31)])
def test_what_is_made_up_never_takes_the_place_of_what_is_real(day: date, tmp_path: Path) -> None:
    store = Store(tmp_path)
    made_up = add(store, trajectories(9), "first")
    real = add(store, trajectories(3), "real", synthetic=False)
    later = add(store, trajectories(7), "later", as_of=day)
    assert store.current("trajectory").equals(trajectories(3))
    superseded = {d.id: d.superseded_by for d in store.deliveries()}
    assert (superseded[real.id], superseded[made_up.id]) == (None, real.id)
    assert superseded[later.id] == (real.id if day == AS_OF else None)
    before = add(store, trajectories(2), "before", as_of=date(2025, 1, 1))
    assert store.current("trajectory", date(2025, 6, 1)).num_rows == before.rows


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o277])
def test_a_store_is_for_its_owner_alone_whatever_the_umask(
    mask: int, tmp_path: Path, umask: Callable[[int], None]
) -> None:
    umask(mask)
    store = Store(tmp_path / "store")
    delivery = add(store, trajectories(3), "a")
    store.keep("copy.parquet", b"rows")
    there = {path: stat.S_IMODE(path.stat().st_mode) for path in store.path.rglob("*")}
    assert delivery.id in {path.name for path in there}
    assert {mode for path, mode in there.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in there.items() if path.is_dir()} == {0o700}


def test_a_store_is_never_inside_a_checkout(
    project: Project, opendata: Run, tmp_path: Path
) -> None:
    (tmp_path / "other" / ".git").mkdir(parents=True)
    (tmp_path / "link").symlink_to(project.root / "build")
    for path in (project.root / "build" / "store", tmp_path / "other" / "x", tmp_path / "link"):
        with pytest.raises(OpendataError) as caught:
            Store(path)
        assert caught.value.kind is STORE_IN_CHECKOUT
        assert opendata("store", "list", "--store", path).exit_code == 2


def test_the_default_store_is_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENDATA_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_store() == tmp_path / "inburgering-opendata" / "store"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert default_store().is_relative_to(tmp_path / "home" / ".local" / "share")
    monkeypatch.setenv("OPENDATA_STORE", str(tmp_path / "named"))
    assert default_store() == tmp_path / "named"


def aged(store: Store, delivery: Delivery, days: int) -> None:
    """Make the delivery as old as that."""
    path = store.path / "deliveries" / delivery.id / "delivery.json"
    about = json.loads(path.read_text(encoding="utf-8"))
    about["received_at"] = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    path.write_text(json.dumps(about), encoding="utf-8")


def test_purge_lists_first_and_deletes_by_municipality_and_age(
    opendata: Run, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    old = add(store, trajectories(3), "a", as_of=date(2022, 12, 31))
    aged(store, old, 400)
    other = add(store, trajectories(30, "GM0014").slice(25), "b", municipalities=("GM0014",))
    aged(store, other, 400)
    new = add(store, trajectories(3), "c")
    options = ["--store", store.path, "--municipality", "GM0344", "--older-than", "365"]
    listed = opendata("store", "purge", *options)
    assert old.id in listed.stdout
    assert "1 would be deleted" in listed.stdout
    assert len(store.deliveries()) == 3
    assert opendata("store", "purge", *options, "--yes").exit_code == 0
    assert [d.id for d in store.deliveries()] == [other.id, new.id]
    shown = json.loads(opendata("store", "list", "--store", store.path, "--format", "json").stdout)
    assert [(d["id"], d["synthetic"]) for d in shown] == [(other.id, True), (new.id, True)]
    assert "no deliveries" in opendata("store", "purge", "--store", store.path).stdout


@pytest.mark.parametrize("wanted", ["GM0344", "344", "utrecht", "Utrecht (gemeente)"])
def test_a_municipality_is_named_to_the_store_by_code_or_name(
    wanted: str, opendata: Run, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    ours = add(store, trajectories(3), "a")
    other = add(store, trajectories(30, "GM0014").slice(25), "b", municipalities=("GM0014",))
    options = ("--store", store.path, "--municipality", wanted)
    listed = opendata("store", "list", *options)
    assert (ours.id in listed.stdout, other.id in listed.stdout) == (True, False)
    assert opendata("store", "purge", *options, "--older-than", "0", "--yes").exit_code == 0
    assert store.deliveries() == (other,)


@pytest.mark.parametrize("command", [("list",), ("purge", "--older-than", "0", "--yes")])
@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("Utrcht", "Utrecht (GM0344)"),
        ("GM9999", "no municipality 'GM9999'"),
        ("", "no municipality ''"),
        ("Utrecht (PV)", "that is the province Utrecht"),
        ("Bergen", "Bergen (NH) (GM0373), Bergen (L) (GM0893)"),
    ],
)
def test_a_municipality_that_is_not_clear_is_wrong_usage_of_the_store(
    command: tuple[str, ...], wanted: str, words: str, opendata: Run, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    kept = add(store, trajectories(3), "a")
    run = opendata("store", *command, "--store", store.path, "--municipality", wanted)
    assert (run.exit_code, run.stdout) == (2, "")
    assert words in run.stderr
    assert store.deliveries() == (kept,)


def test_purging_one_municipality_of_several_leaves_the_others(tmp_path: Path) -> None:
    store = Store(tmp_path)
    add(store, of_two(20), "a", municipalities=BOTH)
    store.current("trajectory")
    purge(store, store.deliveries(), "GM0014")
    [left] = store.deliveries()
    assert (left.municipalities, left.rows) == (("GM0344",), 22)
    assert store.current("trajectory").equals(trajectories(20))
    for path in tmp_path.rglob("*.parquet"):
        assert "GM0014" not in pq.read_table(path).column("municipality_code").to_pylist()


def test_retention_is_configuration(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    first, second = (add(store, trajectories(n), str(n)) for n in (3, 4))
    now = datetime.now(UTC)
    found = store.deliveries()

    def going(retention: Retention, days: int) -> list[str]:
        later = now + timedelta(days=days)
        return [d.id for d in to_purge(found, later, retention, None, None)]

    assert going(Retention(), 364) == []
    assert going(Retention(), 366) == [first.id]
    assert going(Retention(), 1_462) == [first.id, second.id]
    path = tmp_path / "retention.toml"
    assert load_retention(path) == Retention()
    path.write_text("trajectory_days = 30\nsuperseded_days = 7\n")
    assert going(load_retention(path), 8) == [first.id]
    assert going(load_retention(path), 31) == [first.id, second.id]
    for wrong in ("trajectory_days = '30'", "weeks = 4", "count_days = -1", "x"):
        path.write_text(wrong)
        with pytest.raises(OpendataError) as caught:
            load_retention(path)
        assert caught.value.kind is RETENTION_UNREADABLE


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OpendataError) as caught:
        add(Store(tmp_path / "file" / "store"), trajectories(2), "a")
    assert caught.value.kind is STORE_NOT_WRITTEN
    assert (tmp_path / "file").read_text() == "in the way"
