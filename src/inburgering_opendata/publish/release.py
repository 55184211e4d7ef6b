"""`opendata publish`, as a function: from a build folder to `DIST/VERSION`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.errors import (
    CHANGED_SINCE_VALIDATION,
    NOT_CHECKED,
    NOT_VALID,
    OpendataError,
)
from inburgering_opendata.files import to_json
from inburgering_opendata.project import Project
from inburgering_opendata.publish.contents import package_files, release_files
from inburgering_opendata.publish.placing import place_release
from inburgering_opendata.publish.version import check_version
from inburgering_opendata.validate.result import Outcome, ValidationResult
from inburgering_opendata.validate.run import validate_folder
from inburgering_opendata.validate.workspace import open_workspace


@dataclass(frozen=True)
class Release:
    """A published version; `new` is False when the very same bytes were there already."""

    path: Path
    version: str
    new: bool
    files: int
    validation: ValidationResult
    tables: dict[str, pa.Table]


def publish(
    project: Project,
    folder: Path,
    output: Path,
    version: str,
    progress: Callable[[str], None] = lambda message: None,
) -> Release:
    """Validate the packages in `folder` and, when they pass, publish them as `output/version`.

    Raises:
        OpendataError: a malformed version, whatever validation raises, `NOT_VALID`,
            `NOT_CHECKED`, `CHANGED_SINCE_VALIDATION`, `FORMATS_DIFFER`, `VERSION_EXISTS` or
            `WRITE_FAILED`. In each case nothing was published.
    """
    check_version(version)
    validation = validate_folder(project, folder, progress)
    if validation.outcome in (Outcome.FAILED, Outcome.ERROR):
        kind = NOT_VALID if validation.outcome is Outcome.FAILED else NOT_CHECKED
        raise OpendataError(kind, path=folder, outcome=validation.outcome.value)
    validated = {table.table: table.sha256 for table in validation.tables}
    packages = {}
    tables: dict[str, pa.Table] = {}
    for package in open_workspace(project, folder).packages:
        assert package.declared is not None
        progress(f"writing {package.name}")
        for file in package.tables:
            if validated.get(file.name) != file.sha256 or file.table is None:
                raise OpendataError(CHANGED_SINCE_VALIDATION, path=file.path)
            tables[file.name] = file.table
        schemas = {file.name: file.schema for file in package.tables}
        packages[package.name] = package_files(package.declared, schemas, tables, version)
    files = release_files(packages, to_json(validation.to_dict()))
    new = place_release(files, output, version)
    return Release(output / version, version, new, len(files), validation, tables)
