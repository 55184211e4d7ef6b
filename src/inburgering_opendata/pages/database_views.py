"""The views of the database: what a reader would otherwise join by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseView


def views_of(schemas: Mapping[str, TableSchema]) -> Iterator[DatabaseView]:
    """Municipal tables with provinces, and the totals; only those whose columns are all there."""
    if _has(schemas, "municipality", "municipality_code", "province"):
        for schema in schemas.values():
            yield from _with_province(schema)
    if (
        _has(schemas, "stream", "stream", "title", "title_nl", "basis", "same_money_as")
        and _has(schemas, "allocation", "stream", "amount_eur")
        and _has(schemas, "national_amount", "id", "amount_eur")
    ):
        yield _STREAM_TOTAL
    if _has(schemas, "housing_target", "half_year", "persons", "national_target"):
        yield _HOUSING_TARGET_TOTAL


def _has(schemas: Mapping[str, TableSchema], table: str, *columns: str) -> bool:
    return table in schemas and set(columns) <= set(schemas[table].field_names)


def _with_province(schema: TableSchema) -> Iterator[DatabaseView]:
    """The table beside the province of the municipality each row is about."""
    keys = [
        key.fields[0]
        for key in schema.foreign_keys
        if (key.reference_table, key.reference_fields) == ("municipality", ("municipality_code",))
    ]
    if len(keys) != 1:
        return
    yield DatabaseView(
        f"{schema.name}_with_province",
        f"{schema.title}, with the province of each municipality",
        f"{schema.descriptor['title@nl']}, met de provincie van elke gemeente",
        "SELECT m.province AS municipality_province, t.* "
        f'FROM "{schema.name}" AS t '
        f'LEFT JOIN municipality AS m ON m.municipality_code = t."{keys[0]}"',
    )


_STREAM_TOTAL = DatabaseView(
    "stream_total",
    "Each stream: the sum over municipalities beside the national amount",
    "Elke geldstroom: de som over gemeenten naast het landelijke bedrag",
    "SELECT s.stream, s.title_nl, s.title, s.basis, s.same_money_as, count(*) AS municipalities, "
    "sum(a.amount_eur) AS sum_eur, n.amount_eur AS national_amount_eur "
    "FROM stream AS s JOIN allocation AS a ON a.stream = s.stream "
    "JOIN national_amount AS n ON n.id = s.stream GROUP BY s.stream",
)
_HOUSING_TARGET_TOTAL = DatabaseView(
    "housing_target_total",
    "Each half-year: the sum of the municipal housing targets beside the national one",
    "Elk halfjaar: de som van de gemeentelijke taakstellingen naast de landelijke",
    "SELECT half_year, count(*) AS municipalities, sum(persons) AS sum_persons, "
    "min(national_target) AS national_target FROM housing_target GROUP BY half_year",
)
