"""Pseudonyms that stay the same: a person who gets another one is drawn a second time.

The noise of every count hangs on the pseudonyms of its persons. A municipality that delivers again
must therefore use those of before; where it cannot, it says which new one stands for which old one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.outcomes.delivery.errors import PSEUDONYMS_UNREADABLE
from inburgering_opendata.outcomes.delivery.kinds import TRAJECTORY
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.scope import municipality_of_rows
from inburgering_opendata.outcomes.delivery.store import Store
from inburgering_opendata.toolkit.ground.errors import OpendataError

HEADER = ["new", "old"]
PERSON = "person_id"
FEW = 2
"""Fewer than one in so many of the persons of before is worth a remark: persons leave, but seldom
most of them."""


def read_mapping(path: Path) -> dict[str, str]:
    """By new pseudonym the old one, from a CSV file with the columns new and old.

    Raises:
        OpendataError: `PSEUDONYMS_UNREADABLE`, naming the line and never a pseudonym.
    """
    if path.exists() and not path.is_file():
        problem = "it is a pipe, a device or a folder, not a file"
        raise OpendataError(PSEUDONYMS_UNREADABLE, path=path, problem=problem)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, delimiter=",", strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OpendataError(PSEUDONYMS_UNREADABLE, path=path, problem=error) from error
    if not rows or rows[0] != HEADER:
        problem = f"line 1: the header is not {','.join(HEADER)}"
        raise OpendataError(PSEUDONYMS_UNREADABLE, path=path, problem=problem)
    mapping: dict[str, str] = {}
    known: set[str] = set()
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(HEADER) or not all(row):
            problem = f"line {line}: two pseudonyms were expected"
        elif row[0] in mapping or row[1] in known:
            problem = f"line {line}: a pseudonym stands in two lines"
        else:
            mapping[row[0]] = row[1]
            known.add(row[1])
            continue
        raise OpendataError(PSEUDONYMS_UNREADABLE, path=path, problem=problem)
    return mapping


def carried_over(rows: pa.Table, mapping: Mapping[str, str]) -> pa.Table:
    """`rows` with the old pseudonym wherever a new one has one."""
    persons = rows[PERSON].to_pylist()
    old = pa.array([mapping.get(person, person) for person in persons], pa.string())
    return rows.set_column(rows.schema.get_field_index(PERSON), rows.schema.field(PERSON), old)


def problems_of(
    rows: pa.Table,
    municipalities: Sequence[str],
    store: Store,
    mapping: Mapping[str, str],
    *,
    synthetic: bool,
) -> Iterator[Problem]:
    """What is wrong with the pseudonyms of a delivery of trajectories, beside earlier ones.

    Args:
        rows: with the new pseudonyms, before they are carried over.
        synthetic: made-up deliveries are compared with made-up ones, and real ones with real ones.

    Raises:
        OpendataError: `STORE_DAMAGED`.
    """
    new = set(rows[PERSON].to_pylist())
    if strange := len(mapping.keys() - new):
        yield Problem("pseudonyms_strange", details={"number": strange})
    if (both := len(set(mapping.values()) & (new - mapping.keys()))) > 0:
        yield Problem("pseudonyms_both", details={"number": both})
    carried = carried_over(rows, mapping)
    place = municipality_of_rows(TRAJECTORY, carried, municipalities)
    before = store.persons(municipalities, synthetic=synthetic)
    known = {person for persons in before.values() for person in persons}
    if unknown := len(set(mapping.values()) - known):
        yield Problem("pseudonyms_unknown", details={"number": unknown})
    for municipality, old in sorted(before.items()):
        mine = carried.filter(pc.equal(place, municipality))
        kept = len(old & set(mine[PERSON].to_pylist()))
        details = {"municipality": municipality, "kept": kept, "number": len(old)}
        if old and mine.num_rows and not kept:
            yield Problem("pseudonyms_new", details=details)
        elif FEW * kept < len(old):
            yield Problem("pseudonyms_mostly_new", details=details, is_warning=True)
