"""Small releases made up for a test, and a diff applied to one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, table_schema_of
from inburgering_opendata.toolkit.ground.project import installed_project
from inburgering_opendata.toolkit.releases.compare.comparison import compare
from inburgering_opendata.toolkit.releases.compare.listing import plain
from inburgering_opendata.toolkit.releases.compare.reports.formats import as_json
from inburgering_opendata.toolkit.tables.csv_writer import to_csv
from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet

WORDS = ("title", "title@nl", "description", "description@nl")
Row = Mapping[str, Any]


def field(name: str, type: str, **properties: Any) -> dict[str, Any]:
    return {"name": name, "type": type, **dict.fromkeys(WORDS, name), **properties}


def schema(
    fields: Sequence[Mapping[str, Any]], key: Sequence[str], name: str = "figures", **more: Any
) -> TableSchema:
    raw = {"name": name, **dict.fromkeys(WORDS, name), "fields": [*fields], "primaryKey": [*key]}
    return table_schema_of({**raw, "missingValues": [""], **more}, {})


def release(
    folder: Path,
    tables: Iterable[tuple[TableSchema, Sequence[Row]]],
    *,
    sources: Sequence[Mapping[str, Any]] = (),
    parquet: bool = False,
    package: str = "made_up",
) -> Path:
    """A package with these tables in `folder/<package>`, rows in the order given."""
    resources = []
    data = folder / package / "data"
    data.mkdir(parents=True)
    for described, rows in tables:
        table = pa.Table.from_pylist([*rows], arrow_schema(described))
        (data / f"{described.name}.csv").write_bytes(to_csv(table))
        if parquet:
            (data / f"{described.name}.parquet").write_bytes(to_parquet(table, described, {}))
        resources.append(
            {
                "name": described.name,
                "path": f"data/{described.name}.csv",
                "schema": described.descriptor,
            }
        )
    descriptor = {"name": package, "resources": resources, "sources": [*sources]}
    (folder / package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def difference(old: Path, new: Path) -> dict[str, Any]:
    """What `opendata diff --format json` says."""
    with compare(installed_project(), old, new) as comparison:
        found: dict[str, Any] = json.loads("".join(as_json(comparison)))
    return found


def table_of(found: Mapping[str, Any], name: str = "figures") -> dict[str, Any]:
    [table] = [table for table in found["tables"] if table["table"] == name]
    return dict(table)


def as_texts(row: Row) -> dict[str, str | None]:
    return {name: plain(value) for name, value in row.items()}


def applied(
    table: Mapping[str, Any], old: Sequence[Row], new: TableSchema
) -> set[tuple[str | None, ...]]:
    """The rows that come of applying the diff of a table to its `old` rows, as texts in the order
    of the fields of `new`.
    """
    key = table["key"]
    if not key:
        return _applied_to_values(table, old, new)
    rows = {tuple(as_texts(row)[name] for name in key): as_texts(row) for row in old}
    for change in [*table["rows"], *table["filled"]]:
        place = tuple(_text(change["key"][name], new, name) for name in key)
        if change["change"] == "removed":
            rows.pop(place, None)
            continue
        if change["change"] == "added":
            rows[place] = row = dict(zip(key, place, strict=True))
        else:
            row = rows[place]
        row.update({c["field"]: _text(c["new"], new, c["field"]) for c in change["cells"]})
    return {tuple(row.get(name) for name in new.field_names) for row in rows.values()}


def _applied_to_values(
    table: Mapping[str, Any], old: Sequence[Row], new: TableSchema
) -> set[tuple[str | None, ...]]:
    """The same for rows without a key: those that went are known by their values."""
    rows = [*old]
    for change in table["rows"]:
        if change["change"] == "removed":
            went = {cell["field"]: cell["old"] for cell in change["cells"]}
            rows.remove(next(row for row in rows if all(_same(row[n], went[n]) for n in row)))
    texts = [as_texts(row) for row in rows]
    texts += [
        {cell["field"]: _text(cell["new"], new, cell["field"]) for cell in change["cells"]}
        for change in table["rows"]
        if change["change"] == "added"
    ]
    return {tuple(row.get(name) for name in new.field_names) for row in texts}


def _same(value: Any, told: Any) -> bool:
    """Whether a value is the one that JSON tells of."""
    return (
        value == Decimal(told)
        if isinstance(value, Decimal) and told
        else (plain(value) == plain(told))
    )


def _text(value: Any, new: TableSchema, name: str) -> str | None:
    """A value of the JSON as text that says nothing of how it is stored."""
    described = next((f for f in new.fields if f.name == name), None)
    if described and described.type == "number" and isinstance(value, str) and "." in value:
        return value.rstrip("0").rstrip(".")
    return plain(value)
