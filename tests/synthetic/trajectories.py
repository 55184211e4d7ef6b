"""Synthetic trajectories, the same for the same seed, calibrated to what is public.

- The cohorts of 2022 and 2023 are in the proportion of those obliged (CBS, SWI 2023: 26.2 and
  36.1 thousand), with as many asylum status holders among them (18.9 and 22.2 thousand), and with
  as many of each group whose broad intake had started on 31 December 2023 (88, 45, 90 and 55 %).
- Municipalities have as many as their inhabitants on 1 January of the last year in the table
  population, on whose boundaries they stand.
- Cohorts after 2023 are like 2023, and those before 2022 are smaller. All else is made up.
- Optional columns are as empty as files of people who keep other things are: `EMPTINESS` says which
  share of the municipalities never fills a column in, and which share of the persons the others
  leave it empty for. These shares are assumed.

One in twenty moves to another municipality and has two rows. Every pseudonym begins with SYN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.apportionment import largest_remainder
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import installed_project

SLOTS = 100_000
COHORTS = (2021, 2022, 2023, 2024, 2025)
AS_OF = date(2025, 12, 31)


@dataclass(frozen=True)
class Cohort:
    """What is known or assumed of a cohort."""

    obliged: int
    """In hundreds of persons; only the proportion to other cohorts matters."""
    asylum: float
    """Share of asylum status holders."""
    intake_asylum: float
    """Share with a started intake on the last day of its own year, or of 2023 for 2022."""
    intake_family: float


CBS = {
    2022: Cohort(262, 189 / 262, 0.88, 0.90),
    2023: Cohort(361, 222 / 361, 0.45, 0.55),
}
BEFORE = Cohort(200, 0.60, 0.0, 0.0)


@dataclass(frozen=True)
class Emptiness:
    """How often columns are empty where there is something to fill in, together."""

    columns: tuple[str, ...]
    never: float
    """Share of the municipalities that never fill them in; of who moved, the last one decides."""
    sometimes: float
    """Share of the persons for whom the other municipalities do not."""


EMPTINESS = (
    Emptiness(("target_group_detail",), 0.25, 0.05),
    Emptiness(("housed_on",), 0.05, 0.03),
    Emptiness(("intake_finished_on",), 0.05, 0.03),
    Emptiness(("learnability_test_on", "learnability_result"), 0.10, 0.05),
    Emptiness(("first_route", "route_switched_on"), 0.15, 0.02),
    Emptiness(("progress_talks",), 0.40, 0.10),
    Emptiness(("interpreter_hours",), 0.60, 0.10),
    Emptiness(("map_completed_on", "pvt_completed_on"), 0.10, 0.05),
    Emptiness(("exam_knm", "exam_le", "exam_lu", "exam_sc", "exam_sp"), 0.20, 0.05),
    Emptiness(("extensions", "extension_days"), 0.30, 0.05),
    Emptiness(("term_missed_culpably",), 0.30, 0.20),
    Emptiness(("fines", "fines_eurocent"), 0.35, 0.05),
    Emptiness(("exemption_ground",), 0.20, 0.10),
    Emptiness(("completed_with",), 0.25, 0.10),
    Emptiness(("reception_preparation",), 0.60, 0.10),
    Emptiness(("self_reliance_lesson_hours", "self_reliance_participation_hours"), 0.40, 0.10),
    Emptiness(("level_reached",), 0.40, 0.10),
    Emptiness(("education_result",), 0.30, 0.10),
    Emptiness(("exam_ona",), 0.30, 0.10),
    Emptiness(("paid_work", "social_assistance"), 0.50, 0.10),
)
"""What is not here is filled in wherever there is something to fill in: the days that CBS counts,
the PIP and its route, and the end with its reason."""


def write_trajectories(
    path: Path,
    count: int,
    *,
    first: int = 0,
    seed: int = 1,
    cohorts: Sequence[int] = COHORTS,
    as_of: date = AS_OF,
    municipalities: Sequence[str] | None = None,
) -> None:
    """Write the trajectories of `count` persons to `path`, as Parquet in the schema's columns.

    Args:
        first: number of the first person; millions are made in parts, to spare memory.
    """
    with duckdb.connect() as connection:
        people = range(first, first + count)
        query = _prepare(connection, people, seed, cohorts, as_of, municipalities, EMPTINESS)
        connection.execute(f"copy ({query}) to '{path}' (format parquet, compression zstd)")


def trajectories(
    count: int,
    *,
    seed: int = 1,
    cohorts: Sequence[int] = COHORTS,
    as_of: date = AS_OF,
    municipalities: Sequence[str] | None = None,
    emptiness: Sequence[Emptiness] = EMPTINESS,
) -> pa.Table:
    """The trajectories of `count` persons, in the columns and types of the schema."""
    schema = arrow_schema(load_table_schema(installed_project(), "trajectory"))
    with duckdb.connect() as connection:
        people = range(count)
        query = _prepare(connection, people, seed, cohorts, as_of, municipalities, emptiness)
        return connection.sql(query).to_arrow_table().select(schema.names).cast(schema)


def cohort_of(year: int) -> Cohort:
    """The calibration of a cohort: its own, that of 2023 for later ones, or an older one."""
    return CBS.get(year, CBS[2023] if year > 2023 else BEFORE)


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    people: range,
    seed: int,
    cohorts: Sequence[int],
    as_of: date,
    municipalities: Sequence[str] | None,
    emptiness: Sequence[Emptiness],
) -> str:
    """Make the tables that the query needs, and return it."""
    weights = {year: cohort_of(year).obliged for year in cohorts}
    slots: dict[str, list[object]] = {"slot": list(range(SLOTS)), "code": []}
    slots["code"] = _spread(_inhabitants(municipalities))
    years: dict[str, list[object]] = {"slot": list(range(SLOTS)), "year": []}
    years["year"] = _spread({str(year): weight for year, weight in weights.items()})
    calibration = [
        {
            "year": year,
            "asylum": cohort_of(year).asylum,
            "intake_asylum": cohort_of(year).intake_asylum,
            "intake_family": cohort_of(year).intake_family,
            "intake_until": date(2023 if year == 2022 else year, 12, 31),
        }
        for year in cohorts
    ]
    municipality = Assembly(installed_project()).table("municipality")
    since = pc.fill_null(municipality["valid_from"], date(1900, 1, 1))
    for name, table in (
        (
            "register",
            pa.table({"municipality_code": municipality["municipality_code"], "since": since}),
        ),
        ("slots", pa.table(slots)),
        ("years", pa.table(years)),
        ("calibration", pa.Table.from_pylist(calibration)),
    ):
        connection.register(f"{name}_given", table)
        connection.execute(f"create temp table {name} as from {name}_given")
    # A draw between 0 and 1 that depends on nothing but person, purpose and seed.
    connection.execute(
        f"create temp macro u(i, k) as (hash(i, k, {seed}) % 1000003)::double / 1000003"
    )
    query = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    exams = "".join(_EXAM.format(part=part, share=share) for part, share in _EXAMS.items())
    emptied = [_EMPTIED.format(each=each, name=name) for each in emptiness for name in each.columns]
    return query.format(
        first=people.start,
        last=people.stop,
        slots=SLOTS,
        seed=seed,
        as_of=as_of,
        exams=exams,
        emptied=f"replace ({','.join(emptied)})" if emptied else "",
    )


def _inhabitants(only: Sequence[str] | None) -> dict[str, int]:
    population = Assembly(installed_project()).table("population")
    last = max(population["reference_date"].to_pylist())
    return {
        row["municipality_code"]: row["inhabitants"]
        for row in population.to_pylist()
        if row["reference_date"] == last and (only is None or row["municipality_code"] in only)
    }


def _spread(weights: dict[str, int]) -> list[object]:
    """Each name as often among the slots as its weight says."""
    parts = largest_remainder(SLOTS, weights)
    return [name for name, times in parts.items() for _ in range(times)]


_EXAMS = {"knm": 0.72, "le": 0.66, "lu": 0.68, "sc": 0.58, "sp": 0.64}
"""Share that passes each part."""

_EXAM = """
    case when under_way and term_from + 450 <= until then case
        when u(i, '{part}') < {share} then 'Geslaagd' when u(i, '{part}') < 0.9 then 'Gezakt'
        else 'Geen' end end as exam_{part},"""

_EMPTIED = """
    case when u(deliverer, 'never {each.columns[0]}') >= {each.never}
        and u(i, 'no {each.columns[0]}') >= {each.sometimes} then {name} end as {name}"""
