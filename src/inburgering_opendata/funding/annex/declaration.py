"""How an annex is to be read, as declared by the property `annex` of a source in package.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.files import Json

CODE, NAME = "municipality_code", "municipality_name"
"""What a column of the annex may tell the municipality by; the table itself has only the code."""

UNITS = {
    "EUR": "a whole number of euros",
    "eurocent": "an amount in euros and whole cents",
    "persons": "a whole number of persons",
}
"""What a number is called, by the unit of its field."""

PERIODS = ("half_year", "period")
"""Fields of which the document itself must tell the year."""


@dataclass(frozen=True, kw_only=True)
class Annex:
    """Where the rows of a table stand in a printed one."""

    sheet: str | None
    """The sheet of a workbook that has more than one."""
    delimiter: str
    encoding: str
    columns: Mapping[str, str]
    """The printed name of the column of each field, and of the municipality's code or name."""
    units: Mapping[str, str]
    """The unit of each field with numbers."""
    total: str | None
    """The words that mark the total row; None where there is none."""
    between: tuple[str, ...]
    """The words that a row of no municipality begins with: the heading or the total of a part."""
    totals: Mapping[str, int]
    """What the rows must add up to, by field, as far as that is known from elsewhere."""
    says: str | None
    """The words in which the document itself tells its period."""
    factor: int
    """What a printed number is multiplied by: 1000 when the annex is in thousands."""
    municipalities_on: date
    """The day on which the municipalities of the annex existed."""
    names: Mapping[str, str]
    """The code of a printed name that the register does not have, or has twice."""
    rows: Mapping[int, str]
    """The code of the municipality in a row, when its name is printed twice."""
    values: Mapping[str, str]
    """The fields that are the same in all rows."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The fields with numbers: each has its total."""
        return tuple(field for field in self.columns if field not in (CODE, NAME))

    def expected(self, field: str) -> str:
        """What a cell of `field` is to print."""
        return f"{UNITS.get(self.units[field], 'a whole number')}, 0 or more"


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
    numbers = set(columns) - {CODE, NAME}
    if strangers := sorted(set(declared.get("totals", {})) - numbers):
        raise ValueError(f"'totals' has {strangers}; the fields with numbers are {sorted(numbers)}")
    _check_period(values, declared.get("says"))
    return Annex(
        sheet=declared.get("sheet"),
        delimiter=declared.get("delimiter", ""),
        encoding=declared.get("encoding", ""),
        columns=columns,
        units={f.name: f.descriptor.get("unit", "") for f in schema.fields if f.name in numbers},
        total=declared.get("total"),
        between=tuple(declared.get("between", ())),
        totals=declared.get("totals", {}),
        says=declared.get("says"),
        factor=declared.get("factor", 1),
        municipalities_on=date.fromisoformat(declared["municipalities_on"]),
        names=declared.get("names", {}),
        rows={int(number): code for number, code in declared.get("rows", {}).items()},
        values=values,
    )


def _check_period(values: Mapping[str, str], says: str | None) -> None:
    """That the words of the document tell the year of its period, where it has one."""
    for field in PERIODS:
        if field not in values:
            continue
        year = values[field][:4]
        if says is None or year not in says:
            raise ValueError(
                f"'{field}' is {values[field]} and 'says' is {says!r}; the words in which the "
                f"document tells its period were expected, with {year} in them"
            )
