"""What is written of a package: the one thing from which every format is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa

from inburgering_opendata.toolkit.describe.data_package import DataPackage
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH, Language
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.publish.formats.table_formats import in_order


@dataclass(frozen=True)
class PackageContents:
    """A package with its tables, in declared types and sorted by primary key."""

    package: DataPackage
    schemas: Mapping[str, TableSchema]
    tables: Mapping[str, pa.Table]
    version: str
    languages: tuple[Language, ...] = (DUTCH, ENGLISH)
    """Of the project."""

    def without_rows(self) -> PackageContents:
        """The same, of which every table is empty."""
        return replace(self, tables={name: t.slice(0, 0) for name, t in self.tables.items()})

    @classmethod
    def of(
        cls,
        package: DataPackage,
        schemas: Mapping[str, TableSchema],
        tables: Mapping[str, pa.Table],
        version: str,
        languages: tuple[Language, ...] = (DUTCH, ENGLISH),
    ) -> PackageContents:
        """`package` with its own among `tables`, put in order."""
        own = {name: in_order(tables[name], schemas[name]) for name in package.tables}
        return cls(package, {name: schemas[name] for name in own}, own, version, languages)
