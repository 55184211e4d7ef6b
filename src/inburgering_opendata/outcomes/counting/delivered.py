"""From the store to counted observations: which deliveries hold, and what is counted of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from inburgering_opendata.outcomes.counting.counting import count_observations
from inburgering_opendata.outcomes.counting.register import Register
from inburgering_opendata.outcomes.delivery.store import Delivery, Store
from inburgering_opendata.outcomes.indicators.declaration import FILE, Indicators, read_indicators
from inburgering_opendata.outcomes.indicators.errors import NOTHING_DELIVERED
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project

FIRM = ("official", "agreed_key", "statutory_formula")
"""Bases on which an amount is no estimate."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What was counted. It identifies people: `observations` may be kept in the store only."""

    publication: str
    as_of: date
    register: Register
    indicators: Indicators
    observations: pa.Table
    """As `count_observations` returns them: unprotected."""
    coverage: pa.Table
    """In the columns of coverage."""
    trajectories_of: frozenset[str]
    """Municipalities of the register that delivered trajectories."""
    deliveries: tuple[str, ...]
    """What was counted, by id."""


def must_have_deliveries(store: Store, as_of: date) -> list[Delivery]:
    """The deliveries up to a day that hold.

    Raises:
        OpendataError: `NOTHING_DELIVERED`.
    """
    held = [d for d in store.deliveries() if d.as_of <= as_of and d.superseded_by is None]
    if not held:
        raise OpendataError(NOTHING_DELIVERED, path=store.path, day=as_of)
    return held


def count_deliveries(
    project: Project,
    assembly: Assembly,
    store: Store,
    as_of: date,
    boundaries: date,
    secret: bytes,
) -> Counted:
    """Count what holds in the store up to `as_of`, on the boundaries of a day.

    Args:
        secret: that of the publication, from which cell keys are drawn.

    Raises:
        OpendataError: `NOTHING_DELIVERED`, or what the store and `count_observations` raise.
    """
    held = must_have_deliveries(store, as_of)
    indicators = read_indicators(project.packages / FILE)
    municipality, change = (assembly.table(n) for n in ("municipality", "municipality_change"))
    register = Register.of(municipality, change, boundaries)
    amounts, estimated = _amounts(assembly, register)
    publication = _publication(held, as_of)
    row_level = {c for d in held if d.kind == "trajectory" for c in d.municipalities}
    observations = count_observations(
        store.parquet_paths("trajectory", as_of) or _none(project, "trajectory"),
        store.current("count", as_of),
        indicators,
        register,
        as_of,
        publication=publication,
        schema=_schema(project, "observation"),
        secret=secret,
        delivered=row_level,
        amounts=amounts,
        estimated=estimated,
    )
    codes = {code for delivery in held for code in delivery.municipalities}
    return Counted(
        publication=publication,
        as_of=as_of,
        register=register,
        indicators=indicators,
        observations=observations,
        coverage=_coverage(project, publication, register, codes),
        trajectories_of=frozenset(register.carried((code, 0) for code in row_level).values()),
        deliveries=tuple(delivery.id for delivery in held),
    )


def _publication(held: list[Delivery], as_of: date) -> str:
    """One synthetic delivery makes all of it synthetic."""
    made_up = "synthetic " if any(delivery.synthetic for delivery in held) else ""
    return f"{made_up}deliveries of {as_of.isoformat()}"


def _coverage(project: Project, publication: str, register: Register, codes: set[str]) -> pa.Table:
    having = set(register.carried((code, 0) for code in sorted(codes)).values())
    rows = [
        {
            "publication": publication,
            "municipality_code": code,
            "boundaries": register.day,
            "delivered": code in having,
        }
        for code in register.codes
    ]
    return pa.Table.from_pylist(rows, _schema(project, "coverage"))


def _amounts(assembly: Assembly, register: Register) -> tuple[dict[str, dict[str, int]], set[str]]:
    """What each stream gives the municipalities of the register, and which of it is no fact."""
    given: dict[tuple[str, date], dict[str, int]] = {}
    estimated: set[str] = set()
    for row in assembly.table("allocation").to_pylist():
        amounts = given.setdefault((row["stream"], row["reference_date"]), {})
        amounts[row["municipality_code"]] = row["amount_eur"]
        if row["basis"] not in FIRM:
            estimated.add(row["stream"])
    carried: dict[str, dict[str, int]] = {}
    for (stream, day), amounts in given.items():
        carried[stream], split = register.changes.carry(amounts, day, register.day)
        if split:
            estimated.add(stream)
    return carried, estimated


def _none(project: Project, table: str) -> pa.Table:
    return _schema(project, table).empty_table()


def _schema(project: Project, table: str) -> pa.Schema:
    return arrow_schema(load_table_schema(project, table).unfilled)
