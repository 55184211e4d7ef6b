"""A release keeps what the one before promised: what breaks a table needs a new major version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inburgering_opendata.toolkit.describe.data_package import DataPackage
from inburgering_opendata.toolkit.describe.renames import Renames, renames_of
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.errors import Lines, OpendataError
from inburgering_opendata.toolkit.releases.compare.errors import SCHEMA_BREAKS
from inburgering_opendata.toolkit.releases.compare.published import Published
from inburgering_opendata.toolkit.releases.compare.rules import TABLE_MOVED
from inburgering_opendata.toolkit.releases.compare.schema_changes import (
    SchemaChange,
    schema_changes,
)

Schemas = Mapping[str, TableSchema]


def refuse_unannounced(
    previous: Published, packages: Sequence[tuple[DataPackage, Schemas]], views: Views
) -> None:
    """Let packages pass that break none of the tables of the release before, or say that they do.

    A breaking change is announced by a higher major version of the table's schema, and a table
    that is no more, alone or with its package, by its name under `retired` in any package.json.
    Views of a table come and go with the options of a release.

    Args:
        previous: the release before.
        packages: what is to be published, each with the schemas of its tables by name.
        views: what the subject says of views.

    Raises:
        OpendataError: `SCHEMA_BREAKS`, listing every change.
    """
    retired = {name for package, _ in packages for name in package.descriptor.get("retired", ())}
    found = {name: (package.name, schema) for package, s in packages for name, schema in s.items()}
    renames = {
        name: renames_of(file.schema, found[name][1])
        for package in previous.packages.values()
        for name, file in package.tables.items()
        if name in found
    }
    problems: list[str] = []
    for package in previous.packages.values():
        for name, file in package.tables.items():
            if name in found:
                place, schema = found[name]
                moved = SchemaChange(TABLE_MOVED, None, package.name, place)
                changes = [] if place == package.name else [moved]
                problems += _unannounced(file.schema, schema, changes, renames)
            elif name not in retired and views.table_of(name) is None:
                problems.append(f"{name}: the table is gone, and not retired in package.json")
    if problems:
        raise OpendataError(
            SCHEMA_BREAKS,
            previous=previous.version,
            problems=Lines(map(str, problems)),
        )


def _unannounced(
    old: TableSchema, new: TableSchema, others: Sequence[SchemaChange], renames: Renames
) -> Iterator[str]:
    if _major(new) > _major(old):
        return
    for change in [*others, *schema_changes(old, new, renames)]:
        if change.rule.breaking:
            what = " → ".join(text for text in (change.old, change.new) if text)
            place = f"{new.name}.{change.field}" if change.field else new.name
            wanted = f"version {_major(old) + 1}.0.0 or later, it has {new.version}"
            yield f"{place}: {change.rule.name}{f' ({what})' if what else ''} needs {wanted}"


def _major(schema: TableSchema) -> int:
    return int(schema.version.partition(".")[0])
