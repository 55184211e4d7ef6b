"""The descriptors of a release: `datapackage.json` of each package, and of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.descriptor import (
    LEAVES_OUT,
    PROFILE,
    csv_resource,
    describe_package,
)
from inburgering_opendata.toolkit.describe.file_formats import (
    CSV,
    WORKBOOK,
    FileFormat,
    package_resources,
)
from inburgering_opendata.toolkit.describe.language import Language, phrase, worded
from inburgering_opendata.toolkit.ground.file import File, Files
from inburgering_opendata.toolkit.ground.version import release_date
from inburgering_opendata.toolkit.publish.catalogue.coverage import temporal_coverage
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents
from inburgering_opendata.toolkit.publish.formats.workbook import left_out_of_workbook


def package_descriptor(contents: PackageContents, files: Files) -> dict[str, Any]:
    """The descriptor of a published package; `files` are by path in the package."""
    package = contents.package
    csv_files = {name: files[CSV.path_of(name)] for name in package.tables}
    descriptor = describe_package(package, contents.schemas, csv_files)
    return {
        **descriptor,
        **_version(contents.version),
        "temporal": temporal_coverage(
            package.descriptor, contents.schemas, contents.tables, release_date(contents.version)
        ),
        **({"themes": package.descriptor["themes"]} if "themes" in package.descriptor else {}),
        "resources": [*descriptor["resources"], *_other_resources(contents, files)],
    }


def release_descriptor(
    catalog: Catalog,
    packages: Sequence[tuple[PackageContents, Files]],
    others: Mapping[FileFormat, File],
) -> dict[str, Any]:
    """The descriptor of a release: every resource of every package, with the keys between them.

    Args:
        packages: each package with its files by path in the package.
        others: the files of the release that are of no single package.
    """
    tables = tuple(name for contents, _ in packages for name in contents.package.tables)
    resources: list[dict[str, Any]] = []
    for contents, files in packages:
        folder = contents.package.name
        own = [
            csv_resource(contents.schemas[name], files[CSV.path_of(name)], tables)
            for name in contents.package.tables
        ]
        resources += [
            {**resource, "path": f"{folder}/{resource['path']}"}
            for resource in [*own, *_other_resources(contents, files)]
        ]
    first = packages[0][0]
    descriptors = [contents.package.descriptor for contents, _ in packages]
    return {
        "$schema": PROFILE,
        "name": catalog.name,
        **catalog.words,
        **{key: _distinct(descriptors, key) for key in worded(descriptors[0], "keywords")},
        "licenses": first.package.descriptor["licenses"],
        "contributors": _distinct(descriptors, "contributors"),
        **_version(first.version),
        "resources": resources
        + [
            file_resource(each, catalog.name, catalog.words, file, catalog.languages)
            for each, file in others.items()
        ],
    }


def file_resource(
    format: FileFormat,
    name: str,
    words: Mapping[str, Any],
    file: File,
    languages: Sequence[Language],
) -> dict[str, Any]:
    """A resource of `name`, a table or a package, in another format than the one that is checked.

    `type: file` keeps frictionless from reading it as a table, which it does slowly or wrongly;
    the schema stands with the CSV.
    """
    return {
        "name": format.resource_of(name),
        "type": "file",
        **{
            each.key("title"): f"{each.of(words, 'title')} "
            f"({phrase([each], nl=format.title_nl, en=format.title)})"
            for each in sorted(languages, key=lambda each: not each.plain)
        },
        "path": format.path_of(name),
        "format": format.format,
        "mediatype": format.mediatype,
        **({"dialect": {"delimiter": format.delimiter}} if format.delimiter else {}),
        "hash": f"sha256:{file.fingerprint.sha256}",
        "bytes": file.fingerprint.size,
    }


def _other_resources(contents: PackageContents, files: Files) -> list[dict[str, Any]]:
    words = {name: schema.descriptor for name, schema in contents.schemas.items()}
    left_out = left_out_of_workbook(contents.tables)
    return [
        {
            **file_resource(
                each,
                name,
                words.get(name, contents.package.descriptor),
                files[each.path_of(name)],
                contents.languages,
            ),
            **({LEAVES_OUT: left_out} if each is WORKBOOK and left_out else {}),
        }
        for each, name in package_resources(contents.package)
        if each is not CSV
    ]


def _version(version: str) -> dict[str, str]:
    return {"version": version, "created": f"{release_date(version).isoformat()}T00:00:00Z"}


def _distinct(descriptors: Sequence[Mapping[str, Any]], key: str) -> list[Any]:
    found: list[Any] = []
    for descriptor in descriptors:
        found += [value for value in descriptor[key] if value not in found]
    return found
