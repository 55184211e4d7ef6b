"""A release keeps what the one before promised: what breaks a table needs a new major version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inburgering_opendata.compare.errors import SCHEMA_BREAKS
from inburgering_opendata.compare.published import Published
from inburgering_opendata.compare.schema_changes import schema_changes
from inburgering_opendata.describe.data_package import DataPackage
from inburgering_opendata.describe.table_schema import TableSchema
from inburgering_opendata.describe.view import parse_view
from inburgering_opendata.errors import OpendataError


def refuse_unannounced(
    previous: Published, package: DataPackage, schemas: Mapping[str, TableSchema]
) -> None:
    """Let a package pass that breaks none of its tables, or says that it does.

    A breaking change is announced by a higher major version of the table's schema, and a table
    that is no more by its name under `retired` in package.json. Views of a table come and go with
    the options of a release.

    Args:
        previous: the release before.
        package: what is to be published.
        schemas: those of its tables, by name.

    Raises:
        OpendataError: `SCHEMA_BREAKS`, listing every change.
    """
    if package.name not in previous.packages:
        return
    retired = package.descriptor.get("retired", ())
    problems: list[str] = []
    for name, file in previous.packages[package.name].tables.items():
        if name in schemas:
            problems += _unannounced(file.schema, schemas[name])
        elif name not in retired and parse_view(name) is None:
            problems.append(f"{name}: the table is gone, and not retired in package.json")
    if problems:
        raise OpendataError(
            SCHEMA_BREAKS,
            previous=previous.version,
            problems="\n".join(map("  {}".format, problems)),
        )


def _unannounced(old: TableSchema, new: TableSchema) -> Iterator[str]:
    if _major(new) > _major(old):
        return
    for change in schema_changes(old, new):
        if change.rule.breaking:
            what = " → ".join(text for text in (change.old, change.new) if text)
            place = f"{new.name}.{change.field}" if change.field else new.name
            wanted = f"version {_major(old) + 1}.0.0 or later, it has {new.version}"
            yield f"{place}: {change.rule.name}{f' ({what})' if what else ''} needs {wanted}"


def _major(schema: TableSchema) -> int:
    return int(schema.version.partition(".")[0])
