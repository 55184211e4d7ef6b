"""The synthetic trajectories are what they are said to be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgering_opendata.outcomes.delivery.checking import breaches_of
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import installed_project
from tests.synthetic.trajectories import (
    EMPTINESS,
    trajectories,
    write_trajectories,
)


@pytest.fixture(scope="module")
def many() -> pa.Table:
    return trajectories(40_000, cohorts=(2022, 2023))


@pytest.mark.whole(reason="Deliveries are made twice; make test looks at one.")
def test_the_same_seed_gives_the_same_and_another_one_does_not() -> None:
    assert trajectories(500).equals(trajectories(500))
    assert not trajectories(500).equals(trajectories(500, seed=2))


def test_a_file_holds_the_same_as_the_table(tmp_path: Path) -> None:
    write_trajectories(tmp_path / "rows.parquet", 500)
    made = trajectories(500)
    assert pq.read_table(tmp_path / "rows.parquet").cast(made.schema).equals(made)


def test_every_pseudonym_says_that_it_is_synthetic(many: pa.Table) -> None:
    assert all(name.startswith("SYN") for name in many["person_id"].to_pylist())


def test_cohorts_groups_and_intakes_are_in_the_proportions_of_cbs(many: pa.Table) -> None:
    with duckdb.connect() as connection:
        connection.register("many", many)
        found = connection.execute(
            "select year(duty_from), target_group, count(distinct person_id), "
            "avg(coalesce(intake_started_on <= date '2023-12-31', false)::integer) "
            "from many group by all"
        ).fetchall()
    people = {(year, group): count for year, group, count, _ in found}
    started = {(year, group): share for year, group, _, share in found}
    published = {
        (2022, "asiel"): (18.9, 0.88),
        (2022, "gezin_overig"): (7.3, 0.90),
        (2023, "asiel"): (22.2, 0.45),
        (2023, "gezin_overig"): (13.9, 0.55),
    }
    assert people.keys() == published.keys()
    for key, (thousands, share) in published.items():
        assert people[key] / 40_000 == pytest.approx(thousands / 62.3, abs=0.01)
        assert started[key] == pytest.approx(share, abs=0.02)


def test_municipalities_have_as_many_as_their_inhabitants_say(many: pa.Table) -> None:
    counts = many["municipality_code"].value_counts().to_pylist()
    by_code = {entry["values"]: entry["counts"] / many.num_rows for entry in counts}
    assert len(by_code) > 330
    assert by_code["GM0363"] == pytest.approx(0.052, abs=0.005)  # Amsterdam


@pytest.mark.whole(reason="make test holds a made-up delivery against its expectations.")
def test_optional_columns_are_as_empty_as_is_said() -> None:
    cohorts = (2020, 2022, 2023)  # one of those under the act of 2013, which alone has its exams
    many = trajectories(60_000, cohorts=cohorts)
    filled = trajectories(60_000, cohorts=cohorts, emptiness=())
    emptied = {name: each for each in EMPTINESS for name in each.columns}
    with duckdb.connect() as connection:
        connection.register("many", many)
        connection.register("filled", filled)
        for name, said in emptied.items():
            # Of a municipality with few, none may be filled in by chance.
            [(large, never, empty)] = connection.execute(
                f"with told as (select count(m.{name}) as given, count(*) as all_of_them "
                "from filled f join many m using (person_id, municipality_code, municipality_from) "
                f"where f.{name} is not null and f.municipality_to is null "
                "group by municipality_code) "
                "select count_if(all_of_them >= 10), "
                "avg((given = 0)::integer) filter (all_of_them >= 10), "
                "1 - sum(given) / sum(all_of_them) from told"
            ).fetchall()
            anywhere = 1 - (1 - said.never) * (1 - said.sometimes)
            assert empty == pytest.approx(anywhere, abs=0.1), name
            if large >= 100:
                assert never == pytest.approx(said.never, abs=0.1), name
    others = [name for name in many.column_names if name not in emptied]
    assert many.select(others).equals(filled.select(others))


def test_only_optional_columns_are_ever_empty() -> None:
    schema = load_table_schema(installed_project(), "trajectory")
    assert not any(schema.field(name).required for each in EMPTINESS for name in each.columns)


def test_no_expectation_of_a_delivery_fails(many: pa.Table) -> None:
    """Among which: that a municipality was there on the first day of a spell."""
    failing = {check.id for check, _ in breaches_of(installed_project(), "trajectory", many)}
    assert failing == set()


def test_nothing_happens_after_the_day_it_is_made_for() -> None:
    made = trajectories(5_000, as_of=date(2024, 6, 30), cohorts=(2022, 2023))
    for field in made.schema:
        if pa.types.is_date(field.type):
            last = max(day for day in made[field.name].to_pylist() if day)
            assert last <= date(2024, 6, 30), field.name
