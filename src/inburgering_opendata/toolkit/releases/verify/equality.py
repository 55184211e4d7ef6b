"""Every format of a release read again, and compared with the CSV cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.toolkit.describe.file_formats import CSV, DATABASE, WORKBOOK, FileFormat
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.publish.formats.database import database_parts
from inburgering_opendata.toolkit.publish.formats.equality import first_difference
from inburgering_opendata.toolkit.publish.formats.table_formats import CODECS, Codec
from inburgering_opendata.toolkit.publish.formats.workbook_reader import read_workbook
from inburgering_opendata.toolkit.releases.verify.checksums import RELEASE
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import PackageFolder, ReleaseFolder

Tables = Mapping[str, pa.Table]
Reader = Callable[[Path, Mapping[str, TableSchema]], Iterable[tuple[str, Iterable[pa.Table]]]]
"""Gives each table of a file that it holds, in parts."""


def check_formats(package: PackageFolder, tables: Tables) -> Iterator[CheckResult]:
    """That every file of a published package beside the CSV holds the same tables.

    Args:
        package: one that the project knows.
        tables: the published tables by name, as their CSV has them.
    """
    schemas = {file.name: file.schema for file in package.tables if file.name in tables}
    for each, codec in CODECS.items():
        for name, schema in schemas.items():
            if each is not CSV:
                path = package.path / each.path_of(name)
                place = (package.name, name)
                yield _compared(place, each, path, {name: schema}, tables, _one_by_one(codec))
    # The workbook is the package's own, in a zip with tables of other packages too.
    schemas = {name: each for name, each in schemas.items() if name not in package.borrowed}
    path = package.path / WORKBOOK.path_of(package.name)
    yield _compared((package.name, "(package)"), WORKBOOK, path, schemas, tables, _sheets)


def check_database(
    release: ReleaseFolder, schemas: Mapping[str, TableSchema], tables: Tables
) -> CheckResult:
    """That the database of the release holds the tables of all packages."""
    path = release.path / DATABASE.path_of(str(release.descriptor.get("name")))
    return _compared((RELEASE, RELEASE), DATABASE, path, schemas, tables, _stored)


def _one_by_one(codec: Codec) -> Reader:
    return lambda path, schemas: ((n, codec.parts(path, s)) for n, s in schemas.items())


def _sheets(
    path: Path, schemas: Mapping[str, TableSchema]
) -> Iterator[tuple[str, Iterable[pa.Table]]]:
    """Those that are not too large for a sheet."""
    found = read_workbook(path.read_bytes(), schemas)
    return ((name, [table]) for name, table in found.items())


def _stored(
    path: Path, schemas: Mapping[str, TableSchema]
) -> Iterator[tuple[str, Iterable[pa.Table]]]:
    return ((name, database_parts(path, schema)) for name, schema in schemas.items())


def _compared(
    place: tuple[str, str],
    each: FileFormat,
    path: Path,
    schemas: Mapping[str, TableSchema],
    tables: Tables,
    read: Reader,
) -> CheckResult:
    failures: list[Failure] = []
    observed = f"{len(schemas)} tables that are the same"
    outcome = Outcome.PASSED
    try:
        for name, parts in read(path, schemas):
            found = first_difference(schemas[name], tables[name], parts)
            if found is not None:
                key = {"table": name, "row": str(found.row), "field": found.field}
                failures.append(Failure(key=key, expected=found.expected, observed=found.found))
        if failures:
            outcome, observed = Outcome.FAILED, f"{len(failures)} tables that are not the same"
    except OSError as error:
        outcome, observed = Outcome.ERROR, f"{path.name}: {error.strerror}"
    except (ValueError, KeyError) as error:
        outcome, observed = Outcome.FAILED, f"{path.name} cannot be read: {error}"
    return result(
        *place,
        f"equal.{each.check.removesuffix('.hash')}",
        outcome,
        "Whoever reads one format must get the same figures as whoever reads another.",
        expected=f"in {each.title} the same tables as in the CSV",
        observed=observed,
        failures=tuple(failures),
        hint=None if outcome is Outcome.PASSED else "Fetch the release again from its publisher.",
    )
