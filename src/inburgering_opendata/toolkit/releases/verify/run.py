"""`opendata verify`, as a function: from a release to one verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.formats.table_formats import in_order
from inburgering_opendata.toolkit.releases.verify.checksums import check_checksums
from inburgering_opendata.toolkit.releases.verify.equality import check_database, check_formats
from inburgering_opendata.toolkit.releases.verify.made_anew import check_made_anew
from inburgering_opendata.toolkit.releases.verify.recomputation import check_recomputation
from inburgering_opendata.toolkit.releases.verify.signature import PublicKey, check_signature
from inburgering_opendata.toolkit.releases.verify.words import check_words
from inburgering_opendata.toolkit.tables.csv_reader import csv_parts
from inburgering_opendata.toolkit.validate.result import Findings, Outcome, ValidationResult
from inburgering_opendata.toolkit.validate.run import validate_path
from inburgering_opendata.toolkit.validate.workspace import TableFile, Workspace, open_workspace


def verify(
    project: Project,
    path: Path,
    progress: Callable[[str], None] = lambda message: None,
    *,
    engine: str = "duckdb",
    earlier: Sequence[Path] = (),
    key: PublicKey | None = None,
) -> ValidationResult:
    """Everything that can be checked of a release: one result, with one outcome.

    Checksums, descriptors and everything that `validate_path` checks, disclosure included; then
    that every format holds the same tables, and that every table follows from what was published,
    as do the zips, the catalogue, the pages, and every word beside them. What the release says of
    itself proves nothing: its sources must be those that the project pins, or it is not proven.

    Args:
        project: whose rules, schemas and pinned sources are used.
        path: a release folder, a published package or its zip.
        engine: what runs the checks of validation.
        earlier: releases that were published before, whose results are attacked together.
        key: the public key that is trusted, where there is one.

    Raises:
        OpendataError: as `validate_path` does.
    """
    findings = Findings()
    progress("comparing checksums")
    findings.add(check_checksums(path))
    findings.add(check_signature(path, key))
    validation = validate_path(project, path, progress, engine=engine, earlier=earlier)
    findings.tables.extend(validation.tables)
    findings.add(validation.checks)
    with open_workspace(project, path) as workspace:
        published = published_tables(workspace)
        for package in workspace.packages:
            if package.declared is not None:
                progress(f"comparing the formats of {package.name}")
                findings.add(check_formats(package, published))
                progress(f"making {package.name} anew")
                findings.add(check_recomputation(project, package, published))
        if workspace.release is not None:
            schemas = {f.name: f.schema for f in workspace.tables if f.name in published}
            findings.add([check_database(workspace.release, schemas, published)])
            progress("making the zips and the pages anew")
            findings.add(check_made_anew(project, workspace))
            progress("comparing words")
            findings.add(check_words(project, workspace, published, validation))
    return findings.finish()


def recomputed(result: ValidationResult) -> dict[str, list[str]]:
    """The tables that were made anew and those that were not, by outcome."""
    found: dict[str, list[str]] = {outcome.value: [] for outcome in Outcome}
    for check in result.checks:
        if check.check == "recomputed":
            found[check.outcome.value].append(check.table)
    return found


def published_tables(workspace: Workspace) -> dict[str, pa.Table]:
    """Every table of a release by name, as its CSV has it; none that cannot be read."""
    found = {file.name: _table(file) for file in workspace.tables}
    return {name: table for name, table in found.items() if table is not None}


def _table(file: TableFile) -> pa.Table | None:
    """The table as its CSV has it; None when it cannot be read, which validation tells of."""
    if not file.path.is_file():
        return None
    try:
        table = pa.concat_tables(csv_parts(file.path, file.schema))
        if tuple(table.column_names) != file.schema.field_names:
            return None
        return in_order(table, file.schema)
    except (OSError, ValueError):
        return None
