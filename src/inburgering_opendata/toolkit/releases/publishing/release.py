"""`opendata publish`, as a function: from a build folder to `DIST/VERSION`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.drafts import drafts_of
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.errors import Lines, OpendataError
from inburgering_opendata.toolkit.ground.file import OnDisk
from inburgering_opendata.toolkit.ground.files import to_json, write_whole
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.version import check_version, order
from inburgering_opendata.toolkit.publish.contents import write_release
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents
from inburgering_opendata.toolkit.publish.formats.table_formats import in_order
from inburgering_opendata.toolkit.publish.formats.workbook import left_out_of_workbook
from inburgering_opendata.toolkit.releases.compare.guard import refuse_unannounced
from inburgering_opendata.toolkit.releases.compare.notes import release_notes
from inburgering_opendata.toolkit.releases.compare.published import open_published
from inburgering_opendata.toolkit.releases.download.index import version_folders, write_index
from inburgering_opendata.toolkit.releases.publishing.errors import (
    CHANGED_SINCE_VALIDATION,
    DRAFTS_LEFT,
    NOT_CHECKED,
    NOT_VALID,
)
from inburgering_opendata.toolkit.releases.publishing.front import write_front
from inburgering_opendata.toolkit.releases.publishing.placing import place_release
from inburgering_opendata.toolkit.tables.csv_reader import csv_parts
from inburgering_opendata.toolkit.validate.engines import ENGINES
from inburgering_opendata.toolkit.validate.result import Outcome, ValidationResult
from inburgering_opendata.toolkit.validate.run import validate_path
from inburgering_opendata.toolkit.validate.workspace import TableFile, open_workspace


@dataclass(frozen=True, kw_only=True)
class Release:
    """A published version; `new` is False when the very same bytes were there already."""

    path: Path
    version: str
    new: bool
    files: int
    validation: ValidationResult
    left_out: tuple[str, ...]
    """The tables that are too large for the workbook of their package."""
    tables: dict[str, pa.Table]


def publish(
    project: Project,
    folder: Path,
    output: Path,
    version: str,
    progress: Callable[[str], None] = lambda message: None,
    *,
    official: bool = False,
    earlier: Sequence[Path] = (),
) -> Release:
    """Validate the packages in `folder` and, when they pass, publish them as `output/version`.

    Beside it go `releases.json`, the index of all versions in `output`; a page and the catalogue
    of the newest; and, when there is an earlier one, notes on what changed since, in
    `output/version.md`.

    Args:
        official: refuse placeholders for the publisher and the addresses.
        earlier: releases published elsewhere, for the checks across releases; the versions in
            `output` always are among them.

    Raises:
        OpendataError: a malformed version, `PLACEHOLDERS_LEFT`, whatever validation raises,
            `NOT_VALID`, `NOT_CHECKED`, `CHANGED_SINCE_VALIDATION`, `FORMATS_DIFFER`,
            `CELL_DOES_NOT_FIT`, `SCHEMA_BREAKS` (against the release before, when `output` has
            one), `VERSION_EXISTS` or `WRITE_FAILED`. In each case nothing was published.
    """
    check_version(version)
    before = [f for f in version_folders(output) if order(f.name) < order(version)]
    previous = next(iter(before), None)
    if official:
        load_catalog(project).refuse_placeholders()
    _refuse_drafts(project)
    engine = _engine_for(folder)
    validation = validate_path(
        project, folder, progress, engine=engine, earlier=[*before, *earlier]
    )
    if validation.outcome in (Outcome.FAILED, Outcome.ERROR):
        kind = NOT_VALID if validation.outcome is Outcome.FAILED else NOT_CHECKED
        raise OpendataError(kind, path=folder, outcome=validation.outcome.value)
    validated = {table.table: table.sha256 for table in validation.tables}
    packages, languages = [], load_catalog(project).languages
    tables: dict[str, pa.Table] = {}
    with open_workspace(project, folder) as workspace:
        for package in workspace.packages:
            assert package.declared is not None
            for file in package.tables:
                as_validated = _as_validated(file, validated.get(file.name))
                tables[file.name] = in_order(as_validated, file.schema)
            schemas = {file.name: file.schema for file in package.tables}
            packages.append(
                PackageContents.of(package.declared, schemas, tables, version, languages)
            )
    if previous is not None:
        progress(f"comparing with {previous.name}")
        views = project.told(Views)
        with open_published(previous, views) as promised:
            described = [(each.package, each.schemas) for each in packages]
            refuse_unannounced(promised, described, views)
        notes = release_notes(project, previous, folder, version)
    progress("writing every format, and the pages")
    judged = to_json(validation.to_dict())
    placed = place_release(
        lambda made: write_release(project, packages, judged, made), output, version
    )
    if previous is not None:
        write_whole(output / f"{version}.md", notes)
    write_index(output)
    write_front(output, load_catalog(project).languages)
    return Release(
        path=output / version,
        version=version,
        new=placed.new,
        files=placed.files,
        validation=validation,
        left_out=tuple(n for each in packages for n in left_out_of_workbook(each.tables)),
        tables=tables,
    )


LARGE = 64 << 20
"""Bytes of a table as CSV above which Great Expectations, for which each value is an object of its
own, would take gigabytes of memory, and frictionless minutes for its second opinion."""


def _engine_for(folder: Path) -> str:
    """The engine that checks a build: that of `opendata validate`, unless a table is too large."""
    sizes = (path.stat().st_size for path in folder.glob("*/data/*.csv"))
    return "duckdb" if max(sizes, default=0) > LARGE else ENGINES[0]


def _refuse_drafts(project: Project) -> None:
    """Let only a project pass in which a person said everything.

    Raises:
        OpendataError: `DRAFTS_LEFT`, listing all that is still to be written.
    """
    if drafts := drafts_of(project):
        told = [
            f"{each.path.relative_to(project.root).as_posix()}: {each.place}: {each.text}"
            for each in drafts
        ]
        details = {"path": project.root, "number": len(told), "drafts": Lines(told)}
        raise OpendataError(DRAFTS_LEFT, **details)


def _as_validated(file: TableFile, expected: str | None) -> pa.Table:
    """The table of `file`, which must still be, byte for byte, what was validated."""
    try:
        table = pa.concat_tables(csv_parts(file.path, file.schema))
        if OnDisk(file.path).fingerprint.sha256 == expected:
            return table
    except (OSError, ValueError) as error:
        raise OpendataError(CHANGED_SINCE_VALIDATION, path=file.path) from error
    raise OpendataError(CHANGED_SINCE_VALIDATION, path=file.path)
