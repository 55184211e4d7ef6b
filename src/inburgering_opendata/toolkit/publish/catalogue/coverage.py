"""The period that a package covers: as it declares, or from the days in its tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.files import Json


def temporal_coverage(
    declared: Json, schemas: Mapping[str, TableSchema], tables: Mapping[str, pa.Table], day: date
) -> dict[str, str]:
    """First and last day, as ISO dates; a date-time counts as its day in UTC.

    Args:
        declared: `package.json`; its `temporal` has `start` and `end`, where the days in the
            tables would tell something else, such as when something was founded.
        schemas: the schema of each table.
        tables: the tables.
        day: the day of the release, for a package without any day in it.
    """
    if "temporal" in declared:
        return {key: str(declared["temporal"][key]) for key in ("start", "end")}
    found: list[date] = []
    for name, schema in schemas.items():
        for field in schema.fields:
            if field.type in ("date", "datetime"):
                days = tables[name].column(field.name).cast(pa.date32(), safe=False)
                ends = pc.min_max(days).as_py()
                found += [each for each in ends.values() if each is not None]
    found = found or [day]
    return {"start": min(found).isoformat(), "end": max(found).isoformat()}
