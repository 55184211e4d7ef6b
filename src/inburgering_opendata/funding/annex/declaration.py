"""How an annex is to be read, as declared by the property `annex` of a source in package.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.files import Json

CODE, NAME = "municipality_code", "municipality_name"
"""What a column of the annex may tell the municipality by; the table itself has only the code."""


@dataclass(frozen=True)
class Annex:
    """Where the rows of a table stand in a printed one."""

    sheet: str | None
    """The sheet of a workbook that has more than one."""
    delimiter: str
    encoding: str
    columns: Mapping[str, str]
    """The printed name of the column of each field, and of the municipality's code or name."""
    total: str
    """The words that mark the total row."""
    factor: int
    """What a printed amount is multiplied by: 1000 when the annex is in thousands."""
    municipalities_on: date
    """The day on which the municipalities of the annex existed."""
    names: Mapping[str, str]
    """The code of a printed name that the register does not have, or has twice."""
    rows: Mapping[int, str]
    """The code of the municipality in a row, when its name is printed twice."""
    values: Mapping[str, str]
    """The fields that are the same in all rows."""

    @property
    def amounts(self) -> tuple[str, ...]:
        """The fields with amounts: each has its total."""
        return tuple(field for field in self.columns if field not in (CODE, NAME))


def annex_of(declared: Json, schema: TableSchema, is_csv: bool) -> Annex:
    """The declaration, as annex.schema.json has it, once it says all that reading needs.

    Raises:
        ValueError: something is missing for this file or this table.
    """
    if missing := [name for name in ("delimiter", "encoding") if is_csv and name not in declared]:
        raise ValueError(f"'annex' needs {missing}, of a CSV file")
    columns, values = dict(declared["columns"]), dict(declared["values"])
    given = [*(set(columns) - {CODE, NAME}), *values, CODE]
    if sorted(given) != sorted(schema.field_names):
        raise ValueError(
            f"'columns' and 'values' of the annex give {sorted(given)}; "
            f"table {schema.name} has {sorted(schema.field_names)}"
        )
    return Annex(
        sheet=declared.get("sheet"),
        delimiter=declared.get("delimiter", ""),
        encoding=declared.get("encoding", ""),
        columns=columns,
        total=declared["total"],
        factor=declared.get("factor", 1),
        municipalities_on=date.fromisoformat(declared["municipalities_on"]),
        names=declared.get("names", {}),
        rows={int(number): code for number, code in declared.get("rows", {}).items()},
        values=values,
    )
