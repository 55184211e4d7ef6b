"""`python -m tests.benchmarks.protection`: what protection costs, and what it leaves to find out.

Ways to protect the same made-up deliveries of the whole country side by side: nothing, suppression
of small counts, rounding to fives, the rule of ten and five of the Office for National Statistics,
and cell keys with less and with more noise. Each is audited by the three attackers, knowing what
that way tells of every figure; and each figure is held against the truth.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from inburgering_opendata.outcomes.audit.audit import World
    from inburgering_opendata.outcomes.audit.verdict import Verdict
    from inburgering_opendata.outcomes.disclosure.withholding import Protection

PERSONS = 26_200
"""As many as became obliged in 2022, by CBS."""
COHORT = 2022
BEFORE = "1553bd9"
"""The last commit that suppressed small counts, and others so that they are not computed back."""
KEY = "0123456789abcdef"
SMALL, TEN, FIVE = 5, 10, 5


@dataclass(frozen=True)
class Way:
    """A way to protect counts: what it shows of each, and what that tells of it."""

    name: str
    protect: Callable[[pa.Table], pa.Table]
    world: World


@dataclass(frozen=True)
class Result:
    """What a way costs and leaves."""

    name: str
    municipal_totals: float
    """Of the totals of municipalities, how many in a hundred are published."""
    error: float
    """How far a published one is from the truth, on average, in persons."""
    fulfilled: float
    """How many in a hundred of `fulfilled` by municipality are published."""
    shares_off: float
    """Of the published shares, how many in a hundred are more than ten points off."""
    certain: tuple[int, int, int]
    """Small counts that are certain to an outsider, to municipalities, to who is alone."""
    inside: int
    """Counts that an outsider knows to be small."""


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.protection")
    parser.add_argument("--persons", type=int, default=PERSONS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        people = Path(folder, "trajectories.parquet")
        counted = counted_country(options.persons, (COHORT,), people)
        ways = [*_ways(counted), *([_as_before(people)] if _has_history() else [])]
        print(_as_markdown([_measure(way, counted) for way in ways]), end="")
    if not _has_history():
        print(f"commit {BEFORE} is not here, so its suppression was not measured", file=sys.stderr)
    return 0


def _has_history() -> bool:
    found = ["git", "cat-file", "-e", f"{BEFORE}^{{commit}}"]
    return subprocess.run(found, capture_output=True, check=False).returncode == 0


def _as_before(people: Path) -> Way:
    """The suppression that this project had before, by its own code of then.

    Whoever reads such a table knows that what is not suppressed is exact; that a suppressed count
    is never zero is not reckoned with here, so that what is found is the least.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    exact = _by_rule("", lambda count, key: count, range(1))

    def protect(counted: pa.Table) -> pa.Table:
        old = people.parent / "old"
        old.mkdir()
        archive = subprocess.run(
            ["git", "archive", BEFORE],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        subprocess.run(["tar", "-x", "-C", str(old)], input=archive.stdout, check=True)
        output = people.with_name("before.parquet")
        subprocess.run(
            [sys.executable, "-c", _OLD_PROGRAM, str(people), str(output)],
            check=True,
            cwd=old,
            env={**os.environ, "PYTHONPATH": f"{old / 'src'}:{old}", "OPENDATA_PROJECT": str(old)},
        )
        table, schema = pq.read_table(output), declared().schema
        for name in schema.names:
            if name not in table.column_names:
                nothing = pa.nulls(table.num_rows, schema.field(name).type)
                table = table.append_column(name, nothing)
        return table.select(schema.names).cast(schema)

    return Way(f"suppression as it was in commit {BEFORE}", protect, exact.world)


_OLD_PROGRAM = """
import sys
from pathlib import Path
import pyarrow.parquet as pq
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.outcomes.disclosure.cells import rules_from
from inburgering_opendata.toolkit.ground.project import installed_project
from tests.benchmarks.disclosure import _protected
from tests.benchmarks.outcomes import counted
if __name__ == "__main__":
    rules = rules_from(Assembly(installed_project()).table("indicator"))
    pq.write_table(_protected(counted([Path(sys.argv[1])]), rules), sys.argv[2])
"""


def _as_markdown(results: Sequence[Result]) -> str:
    head = (
        "| protection | municipal totals published | mean error | `fulfilled` published "
        "| shares more than 10 points off | certain: outsider | municipality | alone "
        "| surely small |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    )
    lines = (
        f"| {each.name} | {each.municipal_totals:.1f} % | {each.error:.2f} "
        f"| {each.fulfilled:.1f} % | {each.shares_off:.2f} % "
        f"| {each.certain[0]:,} | {each.certain[1]:,} | {each.certain[2]:,} | {each.inside:,} |\n"
        for each in results
    )
    return head + "".join(lines)


def _ways(counted: pa.Table) -> list[Way]:
    from inburgering_opendata.outcomes.disclosure.settings import Settings
    from inburgering_opendata.outcomes.disclosure.withholding import protect_and_audit

    ways = [
        _by_rule("nothing", lambda count, key: count, range(1)),
        _by_rule(
            "small counts suppressed, no others",
            lambda count, key: None if 1 <= count < SMALL else count,
            range(1),
        ),
        _by_rule("rounded to the nearest five", _to_five, range(-2, 3)),
        _by_rule("ten and five of ONS", _ten_and_five, range(-4, 5)),
    ]
    for maximum, variance in ((3, "2.1"), (4, "2.25"), (5, "2.25"), (6, "2.25"), (6, "3")):
        settings = Settings(maximum=maximum, variance=Decimal(variance))
        protection = declared(settings)
        name = f"cell keys: at most {maximum}, variance {variance}"
        ways.append(Way(name, _perturbed(protection), protection.world))
    chosen = declared(Settings())
    ways.append(
        Way(
            "cell keys as declared, with what was withheld",
            lambda table: protect_and_audit(table, chosen).table,
            chosen.world,
        )
    )
    return ways


def _perturbed(protection: Protection) -> Callable[[pa.Table], pa.Table]:
    from inburgering_opendata.outcomes.disclosure.protection import protect

    return lambda table: protect(
        table,
        protection.world.indicators,
        protection.table,
        protection.settings,
        protection_key=protection.protection_key,
        schema=protection.schema,
    )


def _to_five(count: int, key: int) -> int:
    return FIVE * ((count + FIVE // 2) // FIVE)


def _ten_and_five(count: int, key: int) -> int | None:
    """Below ten nothing is shown; else it is rounded to a neighbouring five, by the key."""
    if 1 <= count < TEN:
        return None
    below, rest = divmod(count, FIVE)
    return FIVE * (below + (key % FIVE < rest))


def _by_rule(name: str, rule: Callable[[int, int], int | None], added: range) -> Way:
    """A way that shows `rule(count, key)`; what it tells is that so much may have been added."""
    import pyarrow as pa

    protection = declared()
    rows = [{"count": 0, "added": a, "weight": 1} for a in added if a >= 0]
    rows += [{"count": n, "added": a, "weight": 1} for n in range(1, 12) for a in added if n >= -a]
    tells = pa.Table.from_pylist(rows)
    perturbed = _perturbed(protection)

    def protect(counted: pa.Table) -> pa.Table:
        truth = {
            tuple(row[k] for k in _KEY): rule(row["units"], row["cell_key"])
            for row in counted.to_pylist()
            if row["cell_key"] is not None
        }
        rows = perturbed(counted).to_pylist()
        units = {each.id: each.noise_unit for each in protection.world.indicators.all}
        for row in rows:
            key = tuple(row[k] for k in _KEY)
            if key in truth:
                shown = truth[key]
                row["value"] = None if shown is None else Decimal(shown * units[row["indicator"]])
                row["status"] = "withheld" if shown is None else "observed"
        return pa.Table.from_pylist(_shares(rows, protection), protection.schema)

    return Way(name, protect, replace(protection.world, perturbation=tells))


_KEY = ("indicator", "area", "period", "target_group", "legal_regime", "route")


def _shares(rows: list[dict[str, object]], protection: Protection) -> list[dict[str, object]]:
    """The rows with shares of what is shown, unless what they are of is not."""
    shown = {tuple(row[k] for k in _KEY): row["value"] for row in rows}
    for row in rows:
        indicator = protection.world.indicators[str(row["indicator"])]
        if indicator.kind in ("rate", "mean"):
            top, bottom = (
                shown.get((str(name), *(row[k] for k in _KEY[1:])))
                for name in (indicator.numerator, indicator.denominator)
            )
            told = isinstance(top, Decimal) and isinstance(bottom, Decimal) and bottom > 0
            factor = 100 if indicator.kind == "rate" else 1
            value = Decimal(factor) * top / bottom if told else None  # type: ignore[operator]
            row["value"] = value and value.quantize(Decimal("0.01"))
            row["status"] = "withheld" if value is None else "observed"
    return rows


def _measure(way: Way, counted: pa.Table) -> Result:
    from inburgering_opendata.outcomes.audit.verdict import Attacker

    _progress(way.name)
    table = way.protect(counted)
    verdict = _audit(table, counted, way.world)
    tallies = [verdict.of(each) for each in Attacker]
    costs = _costs(table, counted)
    certain = tallies[0].certain, tallies[1].certain, tallies[2].certain
    return Result(way.name, *costs, certain=certain, inside=tallies[0].inside)


def _audit(table: pa.Table, counted: pa.Table, world: World) -> Verdict:
    """What all three attackers find, in numbers alone."""
    import pyarrow.compute as pc

    from inburgering_opendata.outcomes.audit.attackers import alone, municipality, outsider
    from inburgering_opendata.outcomes.audit.audit import periods_of
    from inburgering_opendata.outcomes.audit.published import read_published, read_truth
    from inburgering_opendata.outcomes.audit.verdict import Verdict

    verdict = Verdict(only_numbers=True)
    for period in periods_of([table]):
        own, shown = (each.filter(pc.equal(each["period"], period)) for each in (counted, table))
        relations, indicators = world.relations, world.indicators
        published = read_published([[shown]], relations, indicators, world.reach, world.places)
        known = outsider(published, relations, world.limits, verdict)
        truth = read_truth(own, published, relations, indicators)
        for attack in (municipality, alone):
            attack(published, relations, world.limits, known, truth, verdict)
    return verdict


_COSTS = f"""
with total as (
    select t.*, c.value as truth from shown t join counted c using ({", ".join(_KEY)})
    where t.area_type = 'municipality' and t.unit = 'persons' and c.status = 'observed'
        and (t.target_group, t.legal_regime, t.route) = ('total', 'total', 'total')
), share as (
    select r.value, 100 * n.value / d.value as truth
    from shown r
    join rate q on q.id = r.indicator
    join counted n on n.indicator = q.numerator and {{n}}
    join counted d on d.indicator = q.denominator and {{d}}
    where r.area_type = 'municipality' and r.value is not null and d.value > 0
)
select 100 * avg((value is not null)::integer), avg(abs(value - truth))::double,
    100 * avg((value is not null)::integer) filter (indicator = 'fulfilled'),
    (select 100 * avg((abs(value - truth) > 10)::integer) from share)
from total
"""


def _costs(table: pa.Table, counted: pa.Table) -> tuple[float, float, float, float]:
    import duckdb
    import pyarrow as pa

    rates = [
        {"id": each.id, "numerator": each.numerator, "denominator": each.denominator}
        for each in _world().indicators.of_kind("rate")
    ]
    same = {
        name: " and ".join(f"{name}.{key} = r.{key}" for key in _KEY[1:]) for name in ("n", "d")
    }
    with duckdb.connect() as connection:
        for name, content in (
            ("shown", table),
            ("counted", counted),
            ("rate", pa.Table.from_pylist(rates)),
        ):
            connection.register(name, content)
        [found] = connection.execute(_COSTS.format(**same)).fetchall()
    return found[0], found[1], found[2], found[3]


def _world() -> World:
    return declared().world


def declared(settings: object = None) -> Protection:
    """How figures are protected: as declared, or with other settings."""
    from inburgering_opendata.outcomes.audit.audit import World
    from inburgering_opendata.outcomes.audit.places import Places
    from inburgering_opendata.outcomes.disclosure.perturbation import perturbation_table
    from inburgering_opendata.outcomes.disclosure.settings import Settings, load_settings
    from inburgering_opendata.outcomes.disclosure.withholding import Protection
    from inburgering_opendata.outcomes.indicators.declaration import FILE, read_indicators
    from inburgering_opendata.toolkit.assemble.assembly import Assembly
    from inburgering_opendata.toolkit.describe.arrow import arrow_schema
    from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
    from inburgering_opendata.toolkit.ground.project import installed_project

    project = installed_project()
    chosen = settings if isinstance(settings, Settings) else load_settings(project)
    table, assembly = perturbation_table(chosen), Assembly(project)
    world = World(
        indicators=read_indicators(project.packages / FILE),
        places=Places.of(assembly.table("municipality"), assembly.table("municipality_change")),
        perturbation=table.rows,
        limits=chosen.limits,
    )
    return Protection(
        table=table,
        settings=chosen,
        protection_key=KEY,
        schema=arrow_schema(load_table_schema(project, "observation").unfilled),
        world=world,
    )


def counted_country(persons: int, cohorts: Sequence[int], path: Path | None = None) -> pa.Table:
    """Made-up trajectories of the whole country, counted with their keys; kept in `path`."""
    from tests.benchmarks.outcomes import AS_OF, counted
    from tests.synthetic.trajectories import write_trajectories

    with tempfile.TemporaryDirectory() as folder:
        path = path or Path(folder, "trajectories.parquet")
        write_trajectories(path, persons, cohorts=cohorts, as_of=AS_OF)
        return counted([path])


def _progress(message: str) -> None:
    if sys.stderr.isatty():
        print(message, file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
