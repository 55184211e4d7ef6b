"""Every file of a release, as bytes by path: a pure function of the validated tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import pyarrow as pa

from inburgering_opendata.toolkit.describe.catalog import Catalog, load_catalog
from inburgering_opendata.toolkit.describe.file_formats import DATABASE, WORKBOOK
from inburgering_opendata.toolkit.describe.language import ENGLISH
from inburgering_opendata.toolkit.describe.organisations import load_organisations
from inburgering_opendata.toolkit.describe.pages import SITE
from inburgering_opendata.toolkit.ground.files import to_json
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.sums import SUMS, write_sums
from inburgering_opendata.toolkit.publish.catalogue.citation import CITATION_FILE, cff, cite_release
from inburgering_opendata.toolkit.publish.catalogue.dcat import catalogue_files
from inburgering_opendata.toolkit.publish.catalogue.edition import edition_of
from inburgering_opendata.toolkit.publish.codebook import codebook
from inburgering_opendata.toolkit.publish.descriptors import package_descriptor, release_descriptor
from inburgering_opendata.toolkit.publish.formats.database import read_database, to_database
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseViews
from inburgering_opendata.toolkit.publish.formats.database_words import datasette_metadata
from inburgering_opendata.toolkit.publish.formats.equality import prove_equal
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents
from inburgering_opendata.toolkit.publish.formats.table_formats import write_table
from inburgering_opendata.toolkit.publish.formats.workbook import to_workbook
from inburgering_opendata.toolkit.publish.formats.workbook_reader import read_workbook
from inburgering_opendata.toolkit.publish.own_project import own_project_files
from inburgering_opendata.toolkit.publish.self_contained import self_contained
from inburgering_opendata.toolkit.publish.site.contents import contents_of
from inburgering_opendata.toolkit.publish.site.site import figures_told, served, site_files
from inburgering_opendata.toolkit.publish.site.told import Pages

Files = dict[str, bytes]


def package_files(contents: PackageContents, catalog: Catalog) -> Files:
    """The descriptor, the codebook, and the tables in every format, each proven equal.

    Raises:
        OpendataError: `FORMATS_DIFFER` or `CELL_DOES_NOT_FIT`.
    """
    package = contents.package
    licence = package.descriptor["licenses"][0]
    about = {
        "package": package.name,
        "version": contents.version,
        "licence": licence["name"],
        "licence_address": licence["path"],
        "publisher": package.descriptor["contributors"][0]["title"],
    }
    files: Files = {}
    for name, table in contents.tables.items():
        written = write_table(table, contents.schemas[name], about)
        files |= {each.path_of(name): data for each, data in written.items()}
    workbook = to_workbook(contents)
    _prove_all_equal(contents, WORKBOOK.title, read_workbook(workbook, contents.schemas))
    files[WORKBOOK.path_of(package.name)] = workbook
    words = codebook(package, list(contents.schemas.values()), contents.version, catalog)
    return {
        "datapackage.json": to_json(package_descriptor(contents, files)),
        "README.md": words,
        **files,
    }


def release_files(
    project: Project, packages: Sequence[PackageContents], validation: bytes
) -> Files:
    """The release as a whole: each package unpacked and as a zip, the database, the catalogue,
    the pages, the checksums."""
    catalog = load_catalog(project)
    made = [(contents, package_files(contents, catalog)) for contents in packages]
    schemas = {name: schema for each in packages for name, schema in each.schemas.items()}
    views = tuple(project.told(DatabaseViews).of(schemas))
    database = to_database(packages, views)
    stored = read_database(database, schemas)
    for each in packages:
        _prove_all_equal(each, DATABASE.title, stored)
    descriptor = release_descriptor(catalog, made, {DATABASE: database})
    files: Files = {
        "validation.json": validation,
        "datapackage.json": to_json(descriptor),
        DATABASE.path_of(catalog.name): database,
        "sqlite/metadata.json": to_json(datasette_metadata(catalog, packages, views)),
    }
    for each, own in made:
        name = each.package.name
        files |= {f"{name}/{path}": data for path, data in own.items()}
    files |= {
        f"{each.package.name}.zip": zip_of(
            each.package.name, self_contained(each.package.name, files)
        )
        for each in packages
    }
    files |= own_project_files(project, [each.package for each in packages])
    files |= catalogue_and_pages(project, files)
    return files | {SUMS: write_sums(files)}


def _prove_all_equal(contents: PackageContents, title: str, stored: Mapping[str, pa.Table]) -> None:
    for name, table in contents.tables.items():
        if name in stored:
            prove_equal(contents.schemas[name], title, table, stored[name])


def catalogue_and_pages(project: Project, files: Mapping[str, bytes]) -> Files:
    """What a release says of itself, from its other files: catalogue, citation and pages.

    Raises:
        OpendataError: as `contents_of` and `site_files` do.
    """
    catalog = load_catalog(project)
    edition = edition_of(catalog, load_organisations(project), files)
    told = project.told(Pages)
    shown = figures_told(contents_of(files), catalog, told)
    made: Files = dict(catalogue_files(edition, [each for one in shown for each in served(*one)]))
    descriptors = [each.descriptor for each in edition.datasets]
    citation = cite_release(catalog, edition.version, descriptors)
    made[CITATION_FILE] = cff(citation, ENGLISH).encode()
    contents = contents_of({**files, **made})
    pages = site_files(contents, catalog, told, edition=edition)
    return made | {f"{SITE}/{path}": data for path, data in pages.items()}


def zip_of(folder: str, contents: Mapping[str, bytes]) -> bytes:
    """A zip with one folder; stored, not deflated, as deflate differs between zlib builds."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, data in sorted(contents.items()):
            entry = zipfile.ZipInfo(f"{folder}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return stream.getvalue()
