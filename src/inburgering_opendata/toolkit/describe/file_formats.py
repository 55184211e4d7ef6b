"""The formats of a release: what each file is called, where it stands, and what it is.

How a format is written and read is in `publish/formats/`; this is all that others need to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inburgering_opendata.toolkit.describe.data_package import DataPackage


@dataclass(frozen=True)
class FileFormat:
    """A published format; `path` and `resource` have {name} for the table or package."""

    resource: str
    """Name of the resource in a descriptor."""
    path: str
    title: str
    title_nl: str
    format: str
    """As a Data Package names it."""
    mediatype: str
    file_type: str
    """Its code in the EU list of file types, which has none for SQLite: that is binary there."""
    delimiter: str | None = None
    """What stands between the cells of a CSV, where that is not a comma."""

    @property
    def check(self) -> str:
        """Name of the check that its files are as described, such as parquet.hash."""
        return f"{self.resource.format(name='').strip('-') or 'csv'}.hash"

    def path_of(self, name: str) -> str:
        return self.path.format(name=name)

    def resource_of(self, name: str) -> str:
        return self.resource.format(name=name)


CSV = FileFormat(
    resource="{name}",
    path="data/{name}.csv",
    title="CSV",
    title_nl="CSV",
    format="csv",
    mediatype="text/csv",
    file_type="CSV",
)
PARQUET = FileFormat(
    resource="{name}-parquet",
    path="data/{name}.parquet",
    title="Parquet",
    title_nl="Parquet",
    format="parquet",
    mediatype="application/vnd.apache.parquet",
    file_type="PARQUET",
)
EXCEL_CSV = FileFormat(
    resource="{name}-excel-csv",
    path="excel/{name}.csv",
    title="CSV for Dutch Excel",
    title_nl="CSV voor Nederlandse Excel",
    format="csv",
    mediatype="text/csv",
    file_type="CSV",
    delimiter=";",
)
WORKBOOK = FileFormat(
    resource="{name}-workbook",
    path="excel/{name}.xlsx",
    title="Excel workbook of all tables",
    title_nl="Excel-werkmap met alle tabellen",
    format="xlsx",
    mediatype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    file_type="XLSX",
)
DATABASE = FileFormat(
    resource="{name}-sqlite",
    path="sqlite/{name}.sqlite",
    title="SQLite database of all packages",
    title_nl="SQLite-database met alle pakketten",
    format="sqlite",
    mediatype="application/vnd.sqlite3",
    file_type="BIN",
)

TABLE_FORMATS = (CSV, PARQUET, EXCEL_CSV)
"""One file for each table; the first is the one that is checked, and that others must equal."""
PACKAGE_FORMATS = (WORKBOOK,)
"""One file for each package."""
RELEASE_FORMATS = (DATABASE,)
"""One file for the release."""
ALL_FORMATS = (*TABLE_FORMATS, *PACKAGE_FORMATS, *RELEASE_FORMATS)


def package_resources(package: DataPackage) -> Iterator[tuple[FileFormat, str]]:
    """Every file of data that a published package has: its format, and its table or package."""
    for each in TABLE_FORMATS:
        for table in package.tables:
            yield each, table
    for each in PACKAGE_FORMATS:
        yield each, package.name
