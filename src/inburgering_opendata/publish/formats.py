"""One table in every published format, proven equal before anything appears."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from inburgering_opendata.describe.arrow import arrow_schema
from inburgering_opendata.describe.table_schema import TableSchema
from inburgering_opendata.errors import FORMATS_DIFFER, OpendataError
from inburgering_opendata.tables.csv_reader import read_csv
from inburgering_opendata.tables.csv_writer import to_csv
from inburgering_opendata.tables.parquet_writer import from_parquet, to_parquet


def write_formats(
    table: pa.Table, schema: TableSchema, about: Mapping[str, str]
) -> dict[str, bytes]:
    """The bytes of the table by file ending, rows sorted by primary key.

    Raises:
        OpendataError: `FORMATS_DIFFER`, naming the first cell that is not the same in both.
    """
    order = [(field, "ascending") for field in schema.primary_key]
    ordered = table.cast(arrow_schema(schema)).sort_by(order).combine_chunks()
    csv, parquet = to_csv(ordered), to_parquet(ordered, schema, about)
    prove_equal(schema, csv, parquet)
    return {"csv": csv, "parquet": parquet}


def prove_equal(schema: TableSchema, csv: bytes, parquet: bytes) -> None:
    """Read both files again and compare every cell; raises as `write_formats` does."""
    from_csv = read_csv(csv, schema).table
    stored = from_parquet(parquet)
    if from_csv is not None and from_csv.cast(arrow_schema(schema)).equals(stored):
        return
    for name in schema.field_names:
        texts = [] if from_csv is None else from_csv.column(name).to_pylist()
        values = stored.column(name).to_pylist()
        for row in range(max(len(texts), len(values))):
            one = texts[row] if row < len(texts) else "no such row"
            other = values[row] if row < len(values) else "no such row"
            if one != other:
                raise OpendataError(
                    FORMATS_DIFFER,
                    table=schema.name,
                    row=row + 1,
                    field=name,
                    csv=repr(one),
                    parquet=repr(other),
                )
    raise OpendataError(
        FORMATS_DIFFER, table=schema.name, row=0, field="(types)", csv="-", parquet=stored.schema
    )
