"""Every file of a release, written one by one: nothing but the validated tables goes into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inburgering_opendata.toolkit.describe.catalog import Catalog, load_catalog
from inburgering_opendata.toolkit.describe.file_formats import DATABASE, WORKBOOK
from inburgering_opendata.toolkit.describe.organisations import load_organisations
from inburgering_opendata.toolkit.describe.pages import SITE
from inburgering_opendata.toolkit.ground.alone import FOLDER
from inburgering_opendata.toolkit.ground.file import Files, in_memory
from inburgering_opendata.toolkit.ground.files import to_json
from inburgering_opendata.toolkit.ground.folders import NewFolder
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.sums import SUMS, write_sums
from inburgering_opendata.toolkit.publish.catalogue.citation import CITATION_FILE, cff, cite_release
from inburgering_opendata.toolkit.publish.catalogue.dcat import catalogue_files
from inburgering_opendata.toolkit.publish.catalogue.edition import edition_of
from inburgering_opendata.toolkit.publish.codebook import codebook
from inburgering_opendata.toolkit.publish.descriptors import package_descriptor, release_descriptor
from inburgering_opendata.toolkit.publish.formats.archive import write_zip
from inburgering_opendata.toolkit.publish.formats.database import database_parts, write_database
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseView, DatabaseViews
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


def write_package(contents: PackageContents, catalog: Catalog, made: NewFolder) -> Files:
    """Write the descriptor, the codebook, and the tables in every format, each proven equal.

    Returns:
        What was written, by path in the package.

    Raises:
        OpendataError: `FORMATS_DIFFER` or `CELL_DOES_NOT_FIT`.
        OSError: it could not be written.
    """
    package, about = contents.package, about_of(contents)
    for name, table in contents.tables.items():
        write_table(table, contents.schemas[name], about, made, package.name)
    workbook = to_workbook(contents)
    for name, stored in read_workbook(workbook, contents.schemas).items():
        prove_equal(contents.schemas[name], WORKBOOK.title, contents.tables[name], [stored])
    made.add(f"{package.name}/{WORKBOOK.path_of(package.name)}", [workbook])
    files = _within(package.name, made.files)
    words = codebook(package, list(contents.schemas.values()), contents.version, catalog)
    made.add(f"{package.name}/README.md", [words])
    made.add(f"{package.name}/datapackage.json", [to_json(package_descriptor(contents, files))])
    return _within(package.name, made.files)


def about_of(contents: PackageContents) -> dict[str, str]:
    """What each Parquet file of a package says of the package."""
    package = contents.package
    licence = package.descriptor["licenses"][0]
    return {
        "package": package.name,
        "version": contents.version,
        "licence": licence["name"],
        "licence_address": licence["path"],
        "publisher": package.descriptor["contributors"][0]["title"],
    }


def words_of(
    project: Project, packages: Sequence[PackageContents], files: Files
) -> dict[str, bytes]:
    """What a release says in words of its tables, by path: codebooks, descriptors, what the project
    declares; all but the catalogue and the pages.

    Args:
        files: the data of the release, as `write_release` writes them.

    Raises:
        KeyError: one of them is missing.
        OpendataError: as `load_catalog` does.
    """
    catalog = load_catalog(project)
    within = [(each, _within(each.package.name, files)) for each in packages]
    words: dict[str, bytes] = {}
    for each, own in within:
        schemas = list(each.schemas.values())
        name = each.package.name
        words[f"{name}/README.md"] = codebook(each.package, schemas, each.version, catalog)
        words[f"{name}/datapackage.json"] = to_json(package_descriptor(each, own))
    metadata = datasette_metadata(catalog, packages, views_of(project, packages))
    words["sqlite/metadata.json"] = to_json(metadata)
    database = files[DATABASE.path_of(catalog.name)]
    words["datapackage.json"] = to_json(release_descriptor(catalog, within, {DATABASE: database}))
    return {**words, **own_project_files(project, [each.package for each in packages])}


def views_of(project: Project, packages: Sequence[PackageContents]) -> tuple[DatabaseView, ...]:
    """The views in the database of a release with these packages."""
    schemas = {name: schema for each in packages for name, schema in each.schemas.items()}
    return tuple(project.told(DatabaseViews).of(schemas))


def _within(folder: str, files: Files) -> Files:
    start = f"{folder}/"
    return {p.removeprefix(start): file for p, file in files.items() if p.startswith(start)}


def write_release(
    project: Project, packages: Sequence[PackageContents], validation: bytes, made: NewFolder
) -> None:
    """Write the release as a whole: each package unpacked and as a zip, the database, the
    catalogue, the pages, the checksums.

    Raises:
        OpendataError: as `write_package` and `catalogue_and_pages` do.
        OSError: it could not be written.
    """
    catalog = load_catalog(project)
    written = [(each, write_package(each, catalog, made)) for each in packages]
    views = views_of(project, packages)
    path = DATABASE.path_of(catalog.name)
    with made.open(path) as stream:
        write_database(packages, views, stream)
    for each in packages:
        for name, table in each.tables.items():
            stored = database_parts(made.path / path, each.schemas[name])
            prove_equal(each.schemas[name], DATABASE.title, table, stored)
    metadata = datasette_metadata(catalog, packages, views)
    made.add("sqlite/metadata.json", [to_json(metadata)])
    made.add("validation.json", [validation])
    descriptor = release_descriptor(catalog, written, {DATABASE: made.files[path]})
    made.add("datapackage.json", [to_json(descriptor)])
    for path, data in own_project_files(project, [each.package for each in packages]).items():
        made.add(path, [data])
    for each in packages:
        with made.open(f"{each.package.name}.zip") as stream:
            write_zip(zipped(each.package.name, made.files), stream)
    for path, data in catalogue_and_pages(project, made.files):
        made.add(path, [data])
    made.add(SUMS, [write_sums(made.files)])


def zipped(package: str, files: Files) -> Files:
    """What is in the zip of a package of a release, by path in the zip.

    Beside the package that is what the project declares, so that who has the zip alone can check
    it.
    """
    inside = self_contained(package, files)
    declared = {path: file for path, file in files.items() if path.startswith(f"{FOLDER}/")}
    return {**{f"{package}/{path}": file for path, file in inside.items()}, **declared}


def catalogue_and_pages(project: Project, files: Files) -> Iterator[tuple[str, bytes]]:
    """What a release says of itself, from its other files: catalogue, citation and pages.

    Raises:
        OpendataError: as `contents_of` and `site_files` do.
    """
    catalog = load_catalog(project)
    edition = edition_of(catalog, load_organisations(project), files)
    told, contents = project.told(Pages), contents_of(files)
    shown = figures_told(contents, catalog, told)
    said = dict(catalogue_files(edition, [each for one in shown for each in served(*one)]))
    descriptors = [each.descriptor for each in edition.datasets]
    citation = cite_release(catalog, edition.version, descriptors)
    said[CITATION_FILE] = cff(citation, catalog.plain).encode()
    yield from said.items()
    whole = contents.with_files(in_memory(said))
    for path, data in site_files(whole, catalog, told, edition=edition):
        yield f"{SITE}/{path}", data
