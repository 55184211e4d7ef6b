"""The descriptor of a package: `datapackage.json`, Data Package 2.0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inburgering_opendata.toolkit.describe.data_package import PUBLISHED, DataPackage, Source
from inburgering_opendata.toolkit.describe.language import worded
from inburgering_opendata.toolkit.describe.package_corrections import published_corrections
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.file import File
from inburgering_opendata.toolkit.ground.files import Json

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
EXTERNAL_KEYS = "externalForeignKeys"
"""Where a schema keeps its foreign keys to tables of other packages."""
BORROWED = "borrowedFrom"
"""What a resource has that is a copy of a table of another package: the name of that package."""
LEAVES_OUT = "leavesOut"
"""What the resource of a workbook has that is without some tables of its package: their names."""
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"


def describe_package(
    package: DataPackage, schemas: Mapping[str, TableSchema], csv_files: Mapping[str, File]
) -> dict[str, Any]:
    """The descriptor of `package` for CSV files that stand in `data/<table>.csv`.

    Raises:
        OpendataError: `CORRECTIONS_UNREADABLE`.
    """
    corrections = published_corrections(package)
    return {
        "$schema": PROFILE,
        "name": package.name,
        **worded(package.descriptor, *PUBLISHED),
        **package.asked,
        "sources": [_source(source) for source in package.sources],
        **({"corrections": corrections} if corrections else {}),
        "resources": [
            csv_resource(schemas[name], csv_files[name], package.tables) for name in package.tables
        ],
    }


def csv_resource(schema: TableSchema, file: File, siblings: tuple[str, ...]) -> dict[str, Any]:
    """The tabular resource of a table; `siblings` are the tables of its package."""
    return {
        "name": schema.name,
        "type": "table",
        **worded(schema.descriptor, "title", "description"),
        "path": f"data/{schema.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": f"sha256:{file.fingerprint.sha256}",
        "bytes": file.fingerprint.size,
        "schema": published_schema(schema, siblings),
    }


def published_schema(schema: TableSchema, siblings: tuple[str, ...]) -> dict[str, Any]:
    """The Table Schema as a descriptor carries it.

    Table Schema knows foreign keys within a package only. One to a table of another package is
    kept apart, so that a reader of this package alone does not look for a table it does not have.
    """
    return with_keys_among(schema.descriptor, siblings)


def with_keys_among(schema: Json, siblings: Sequence[str]) -> dict[str, Any]:
    """A Table Schema whose foreign keys to `siblings` are its `foreignKeys`, and no others, each
    list in the order of the fields.
    """
    keys: list[Json] = [*schema.get("foreignKeys", ()), *schema.get(EXTERNAL_KEYS, ())]
    keys.sort(key=lambda key: (key["fields"], key["reference"]["resource"]))
    inside = [key for key in keys if key["reference"]["resource"] in siblings]
    outside = [key for key in keys if key["reference"]["resource"] not in siblings]
    kept = ("foreignKeys", EXTERNAL_KEYS)
    published = {name: value for name, value in schema.items() if name not in kept}
    if inside:
        published["foreignKeys"] = inside
    if outside:
        published[EXTERNAL_KEYS] = outside
    return published


_PASSED_ON = ("reasons_in", "addresses_in", "confidential")


def _source(source: Source) -> dict[str, Any]:
    declared = source.descriptor
    return {
        **worded(declared, "title"),
        "path": source.address,
        "publisher": source.publisher,
        "licence": declared["licence"],
        "date": source.date,
        "table": source.table,
        "hash": f"sha256:{source.sha256}",
        **worded(declared, "note"),
        **{key: declared[key] for key in _PASSED_ON if key in declared},
    }
