"""`opendata grant`, as a function: from a caseload file to the grants of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.funding.errors import CASELOAD_MISSING, CASELOAD_UNCLEAR
from inburgering_opendata.funding.grant.inputs import CASELOAD_SOURCE
from inburgering_opendata.municipalities.names import Names
from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.sources import read_table
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import Lines, OpendataError
from inburgering_opendata.toolkit.ground.files import read_regular, sha256
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.unfinished import place_files
from inburgering_opendata.toolkit.tables.csv_writer import to_csv

_CODE = "municipality_code"
TOTALS = ("bgo_eurocent", "ba_eurocent", "abo_eurocent", "total_eurocent")


@dataclass(frozen=True, kw_only=True)
class WrittenGrant:
    """A grant that was written; totals are in eurocents."""

    grant: str
    municipalities: int
    totals: dict[str, int]
    inputs: dict[str, str]
    files: tuple[Path, ...]


def write_grant(
    project: Project,
    year: int,
    caseloads: Sequence[Path],
    definitive: bool,
    inputs: Mapping[str, str],
    output: Path,
) -> WrittenGrant:
    """Write `output/<year>-<stage>/spuk_grant.csv`, and beside it what it was computed from.

    Args:
        caseloads: files that each give the numbers they have, such as DUO's and the completed
            trajectories that were counted from deliveries.

    Raises:
        OpendataError: `CASELOAD_MISSING`, `SOURCE_UNREADABLE`, `CASELOAD_UNCLEAR`,
            `CASELOAD_TWICE`, or whatever the rule raises; nothing was written then.
    """
    grant = f"{year}-{'definitive' if definitive else 'provisional'}"
    assembly = Assembly(project)
    schema = load_table_schema(project, "spuk_caseload")
    read = {path: _bytes_of(path) for path in caseloads}
    names = Names(assembly.table("municipality").to_pylist())
    parts = [
        _with_codes(path, read_table(path, data, schema), names) for path, data in read.items()
    ]
    assembly.give("spuk_caseload", pa.concat_tables(parts))
    origins = "; ".join(f"{path.name}, sha256:{sha256(data)}" for path, data in read.items())
    supplied = {CASELOAD_SOURCE: origins, **inputs}
    rows = [{"grant": grant, "name": name, "value": text} for name, text in supplied.items()]
    assembly.give("spuk_supplied", pa.Table.from_pylist(rows))
    tables = {name: assembly.table(name) for name in ("spuk_grant", "spuk_supplied")}
    written = {f"{name}.csv": to_csv(table) for name, table in tables.items()}
    place_files(written, output / grant, [*written])
    files = tuple(output / grant / name for name in written)
    made = tables["spuk_grant"]
    totals = {name: int(pc.sum(made[name]).as_py()) for name in TOTALS}
    return WrittenGrant(
        grant=grant, municipalities=made.num_rows, totals=totals, inputs=supplied, files=files
    )


def _with_codes(path: Path, rows: pa.Table, names: Names) -> pa.Table:
    """`rows` with the code of each municipality, which may be written as any name of it.

    Raises:
        OpendataError: `CASELOAD_UNCLEAR`, naming every row that is.
    """
    codes, problems = [], []
    written = zip(rows[_CODE].to_pylist(), rows["boundaries_on"].to_pylist(), strict=True)
    for line, (wanted, day) in enumerate(written, start=2):
        try:
            codes.append(names.find(wanted or "", day)["municipality_code"])
        except OpendataError as error:
            problems.append(f"row {line}, '{_CODE}': {error.message}. {error.hint}")
    if problems:
        raise OpendataError(CASELOAD_UNCLEAR, path=path, problems=Lines(problems))
    place = rows.column_names.index(_CODE)
    return rows.set_column(place, rows.schema.field(place), pa.array(codes, pa.string()))


def _bytes_of(caseload: Path) -> bytes:
    try:
        return read_regular(caseload)
    except FileNotFoundError as error:
        raise OpendataError(CASELOAD_MISSING, path=caseload) from error
