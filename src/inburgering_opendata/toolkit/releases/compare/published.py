"""A release as its own descriptors describe it, whichever version of the toolkit made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from inburgering_opendata.toolkit.describe.descriptor import BORROWED
from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.table_schema import (
    TABLE,
    TableSchema,
    table_schema_of,
)
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.declared.kind import Declarations
from inburgering_opendata.toolkit.ground.declared.reading import hold_against
from inburgering_opendata.toolkit.ground.errors import (
    DESCRIPTOR_UNREADABLE,
    PATH_MISSING,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import Json, read_json
from inburgering_opendata.toolkit.ground.partials import scratch_folder
from inburgering_opendata.toolkit.validate.workspace import DESCRIPTOR, TableFile, package_folders


@dataclass(frozen=True, kw_only=True)
class PublishedPackage:
    """A package of a release: its tables by name, each with the file it is best read from."""

    name: str
    version: str | None
    """Calendar version of the release; a build has none."""
    tables: Mapping[str, TableFile]
    sources: tuple[Json, ...]
    licences: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """The packages at a path, by name."""

    path: Path
    packages: Mapping[str, PublishedPackage]

    @property
    def version(self) -> str | None:
        """The version that all its packages have, or None."""
        versions = {package.version for package in self.packages.values()}
        return versions.pop() if len(versions) == 1 else None

    def table(self, name: str) -> TableFile | None:
        """The table of that name, whichever package has it."""
        found = (package.tables.get(name) for package in self.packages.values())
        return next((file for file in found if file), None)


_ONE_LANGUAGE = Declarations(languages=("en",))
"""No more than one is asked of what was published: its project may have had any."""


@contextmanager
def open_published(path: Path, views: Views) -> Iterator[Published]:
    """The packages at `path`: a release or build, one package, its datapackage.json, or a zip.

    Raises:
        OpendataError: `PATH_MISSING`, `PATH_UNKNOWN`, `NOTHING_TO_CHECK`, `ARCHIVE_REFUSED`, or
            `DESCRIPTOR_UNREADABLE`.
    """
    if not path.exists():
        raise OpendataError(PATH_MISSING, path=path)
    with scratch_folder("opendata") as scratch:
        # The descriptor of a release stands for the release, as that of a package for the package.
        inside = path.parent if path.name == DESCRIPTOR else path
        folders, _ = package_folders(inside, scratch)
        found = [_package(folder, views) for folder in folders]
        yield Published(path, {package.name: package for package in found})


def _package(folder: Path, views: Views) -> PublishedPackage:
    path = folder / DESCRIPTOR
    try:
        raw = read_json(path)
        name = str(raw["name"])
        borrowed = {each["name"] for each in raw["resources"] if BORROWED in each}
        tables = {
            resource["schema"]["name"]: _table(name, folder, resource, views)
            for resource in raw["resources"]
            if resource["name"] == resource.get("schema", {}).get("name")
            # A copy of a table of another package is compared where that package is.
            and BORROWED not in resource
        }
        return PublishedPackage(
            name=name,
            version=str(raw["version"]) if "version" in raw else None,
            tables=tables,
            sources=tuple(s for s in raw.get("sources", ()) if s.get("table") not in borrowed),
            licences=tuple(str(licence["name"]) for licence in raw.get("licenses", ())),
        )
    except KeyError as error:
        problem = f"the property {error} is missing"
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        problem = str(error)
    raise OpendataError(DESCRIPTOR_UNREADABLE, path=path, problem=problem)


def _table(package: str, folder: Path, resource: dict[str, Any], views: Views) -> TableFile:
    """The table of a resource; Parquet is read where it stands beside the CSV, as it is typed."""
    relative = PurePosixPath(resource["path"])
    if relative.is_absolute() or ".." in relative.parts:
        raise ValueError(f"the path '{relative}' leads outside the package")
    raw = resource["schema"]
    # A release of another day may have words in it that another version of this toolkit knew.
    hold_against(raw, TABLE, _ONE_LANGUAGE, strangers=True)
    schema: TableSchema = table_schema_of(in_long_form(raw), {}, views)
    path = folder / relative
    parquet = path.with_suffix(".parquet")
    return TableFile(package, schema, parquet if parquet.is_file() else path)
