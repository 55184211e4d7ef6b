"""Who delivers again keeps the pseudonyms of before; new ones would draw every count anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import Result

from inburgering_opendata.outcomes.delivery.store import Store
from tests.delivery.files import write_csv
from tests.delivery.made_up import trajectories
from tests.whole import first

Run = Callable[..., Result]
MINE = ("--municipality", "GM0344")


def renamed(rows: pa.Table, first: int = 0) -> pa.Table:
    """The same trajectories, with another pseudonym from the person of number `first` on."""
    names = [
        person if int(person[3:]) < first else f"SYNB{person[4:]}"
        for person in rows["person_id"].to_pylist()
    ]
    return rows.set_column(0, "person_id", pa.array(names, pa.string()))


def persons(store: Path) -> set[str]:
    return set(Store(store).current("trajectory")["person_id"].to_pylist())


def test_a_delivery_in_which_every_pseudonym_is_new_is_refused(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    rows = trajectories(20)
    assert intake(write_csv(tmp_path / "first.csv", rows), *MINE).exit_code == 0
    before = persons(store)
    again = write_csv(tmp_path / "second.csv", renamed(rows))
    run = intake(again, *MINE)
    assert run.exit_code == 1
    assert "[pseudonyms_new]" in run.stdout and "--pseudonyms" in run.stdout
    assert len(Store(store).deliveries()) == 1 and persons(store) == before


def test_old_pseudonyms_are_carried_over_by_a_declared_mapping(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    rows = trajectories(20)
    assert intake(write_csv(tmp_path / "first.csv", rows), *MINE).exit_code == 0
    before = persons(store)
    mapping = tmp_path / "mapping.csv"
    lines = [f"SYNB{person[4:]},{person}" for person in sorted(before)]
    mapping.write_text("\n".join(["new,old", *lines]) + "\n", encoding="utf-8")
    again = write_csv(tmp_path / "second.csv", renamed(rows))
    run = intake(again, *MINE, "--pseudonyms", mapping)
    assert run.exit_code == 0, run.output
    assert len(Store(store).deliveries()) == 2 and persons(store) == before


def test_most_being_new_is_remarked_and_some_is_not(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    rows = trajectories(20)
    assert intake(write_csv(tmp_path / "first.csv", rows), *MINE).exit_code == 0
    most = intake(write_csv(tmp_path / "most.csv", renamed(rows, first=5)), *MINE)
    assert (most.exit_code, "[pseudonyms_mostly_new]" in most.stdout) == (0, True)
    some = intake(write_csv(tmp_path / "some.csv", renamed(rows, first=15)), *MINE)
    assert (some.exit_code, "pseudonyms" in some.stdout) == (0, False)


def test_another_municipality_has_persons_of_its_own(
    intake: Run, store: Path, tmp_path: Path
) -> None:
    assert intake(write_csv(tmp_path / "first.csv", trajectories(20)), *MINE).exit_code == 0
    other = renamed(trajectories(9, "GM0014").filter(pa.array([n % 10 != 4 for n in range(10)])))
    run = intake(write_csv(tmp_path / "other.csv", other.slice(0, 4)), "--municipality", "GM0014")
    assert run.exit_code == 0, run.output


@pytest.mark.parametrize(
    ("text", "code", "words"),
    first(
        3,
        [
            ("old,new\n", 3, "line 1"),
            ("new,old\nSYNB00000,SYN000000\nSYNB00001,SYN000000\n", 3, "line 3"),
            ("new,old\nSYNB99999,SYN000000\n", 1, "[pseudonyms_strange]"),
            ("new,old\nSYNB00000\n", 3, "line 2"),
            ("new,old\nSYNB00000,SYN000000\nSYNB00000,SYN000001\n", 3, "line 3"),
            ("new,old\nSYNB00000,SYN999999\n", 1, "[pseudonyms_unknown]"),
        ],
        "It is unsound in another line.",
    ),
)
def test_a_mapping_that_says_nothing_sound_is_refused(
    intake: Run, store: Path, tmp_path: Path, text: str, code: int, words: str
) -> None:
    rows = trajectories(20)
    assert intake(write_csv(tmp_path / "first.csv", rows), *MINE).exit_code == 0
    mapping = tmp_path / "mapping.csv"
    mapping.write_text(text, encoding="utf-8")
    run = intake(write_csv(tmp_path / "second.csv", renamed(rows)), *MINE, "--pseudonyms", mapping)
    assert (run.exit_code, words in run.output) == (code, True), run.output
    assert "SYNB" not in run.output, "no message shows a pseudonym"
    assert len(Store(store).deliveries()) == 1


def test_two_persons_never_become_one(intake: Run, store: Path, tmp_path: Path) -> None:
    rows = trajectories(20)
    assert intake(write_csv(tmp_path / "first.csv", rows), *MINE).exit_code == 0
    mapping = tmp_path / "mapping.csv"
    mapping.write_text("new,old\nSYNB00019,SYN000001\n", encoding="utf-8")
    again = write_csv(tmp_path / "second.csv", renamed(rows, first=19))
    run = intake(again, *MINE, "--pseudonyms", mapping)
    assert (run.exit_code, "[pseudonyms_both]" in run.stdout) == (1, True), run.output
