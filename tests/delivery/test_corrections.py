"""A correction holds as long as the value it corrects is there, and fails loudly after that."""

from __future__ import annotations

from pathlib import Path

import pytest

from inburgering_opendata.outcomes.delivery.store import Store
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.corrections import corrected, load_corrections
from inburgering_opendata.toolkit.describe.errors import CORRECTION_STALE, CORRECTIONS_UNREADABLE
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from tests.delivery.made_up import trajectories
from tests.delivery.test_store import add

TEXT = """
- table: trajectory
  where: {person_id: SYN000003, trajectory_number: 1}
  field: pip_on
  from: 2022-04-04
  to: 2022-04-14
  why: a digit was forgotten
  source: telephone call with the municipality of 2 February 2027
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    add(store, trajectories(5), "a")
    return store


def pip_dates(store: Store) -> list[str]:
    return [str(day) for day in store.current("trajectory").column("pip_on").to_pylist()]


def test_a_correction_is_made_in_what_holds_and_not_in_what_was_delivered(store: Store) -> None:
    before = pip_dates(store)
    [path] = store.parquet_paths("trajectory")
    (store.path / "corrections.yaml").write_text(TEXT.replace("2022-04-04", before[3]))
    after = pip_dates(store)
    assert after == [*before[:3], "2022-04-14", *before[4:]]
    assert store.parquet_paths("trajectory") != (path,)
    assert path.is_file()


@pytest.mark.parametrize(
    ("person", "was", "becomes", "said"),
    [
        ("SYN000003", "1999-01-01", "2022-04-14", "another by now"),
        ("SYN000003", "1999-01-01", "{now}", "the corrected one already"),
        ("SYN999999", "{now}", "2022-04-14", "no row is there any more"),
    ],
)
def test_a_correction_whose_value_is_gone_fails(
    person: str, was: str, becomes: str, said: str, store: Store
) -> None:
    now = pip_dates(store)[3]
    text = TEXT.replace("2022-04-14", becomes).replace("2022-04-04", was)
    text = text.replace("SYN000003", person).replace("{now}", now)
    (store.path / "corrections.yaml").write_text(text)
    with pytest.raises(OpendataError) as caught:
        store.current("trajectory")
    assert caught.value.kind is CORRECTION_STALE
    assert said in caught.value.message
    assert "trajectory.pip_on" in caught.value.message
    assert now not in caught.value.message


def test_an_empty_cell_is_corrected_and_emptied(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "corrections.yaml"
    path.write_text(
        TEXT.replace("2022-04-04", "''").replace("field: pip_on", "field: housed_on")
        + TEXT.replace("2022-04-04", "2022-04-14")
        .replace("to: 2022-04-14", "to: ''")
        .replace("field: pip_on", "field: housed_on")
    )
    schema = load_table_schema(project, "trajectory")
    rows = trajectories(5)
    place = rows.column_names.index("housed_on")
    emptied = rows.set_column(place, rows.schema.field("housed_on"), rows.column("ended_on"))
    first, second = load_corrections(path)
    made = corrected(emptied, schema, [first], path)
    assert [str(day) for day in made.column("housed_on").to_pylist()][3] == "2022-04-14"
    assert corrected(made, schema, [second], path).equals(emptied)


def test_a_pinned_source_is_corrected_in_the_same_way(own_project: Project) -> None:
    def amount() -> int:
        [row] = [
            row
            for row in Assembly(own_project).table("national_amount").to_pylist()
            if row["id"] == "introduction"
        ]
        return int(row["amount_eur"])

    text = TEXT.replace("trajectory\n", "national_amount\n").replace("pip_on", "amount_eur")
    text = text.replace("{person_id: SYN000003, trajectory_number: 1}", "{id: introduction}")
    path = own_project.packages / "funding" / "corrections.yaml"
    path.write_text(text.replace("2022-04-04", str(amount())).replace("2022-04-14", "12"))
    assert amount() == 12
    path.write_text(text.replace("2022-04-04", "1").replace("2022-04-14", "12"))
    with pytest.raises(OpendataError) as caught:
        amount()
    assert caught.value.kind is CORRECTION_STALE


@pytest.mark.parametrize(
    "text",
    [
        "a: list was expected",
        TEXT.replace("  why: a digit was forgotten\n", ""),
        TEXT.replace("a digit was forgotten", "''"),
        TEXT.replace("2022-04-14", "2022-04-04"),
        TEXT.replace("{person_id: SYN000003, trajectory_number: 1}", "{}"),
        TEXT.replace("field: pip_on", "field: pip"),
        TEXT.replace("person_id", "person"),
        TEXT.replace("2022-04-14", "2022-04-31"),
        TEXT + "  extra: 1\n",
        "- [unclosed",
    ],
)
def test_a_correction_that_is_not_whole_is_refused(text: str, store: Store) -> None:
    (store.path / "corrections.yaml").write_text(text)
    with pytest.raises(OpendataError) as caught:
        store.current("trajectory")
    assert caught.value.kind is CORRECTIONS_UNREADABLE
