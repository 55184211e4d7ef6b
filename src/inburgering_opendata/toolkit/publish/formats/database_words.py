"""What the database says about itself: the tables `opendata_*`, and metadata for Datasette."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.language import Language, in_all
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseView
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents

_VIEW = "opendata_view"


DESCRIBING = (
    "opendata_package",
    "opendata_table",
    "opendata_field",
    "opendata_category",
    "opendata_source",
    _VIEW,
)
"""The tables that describe the others."""


def descriptions_of(packages: Sequence[PackageContents]) -> dict[str, tuple[str, ...]]:
    """The columns of each describing table; all are text. Words have a column a language, as
    `title` and `title_nl`."""
    languages = _plain_first(packages)

    def worded(*names: str) -> list[str]:
        return [each.key(name).replace("@", "_") for name in names for each in languages]

    words = worded("title", "description")
    about = ("version", "licence", "licence_address", "compiler")
    of_source = ("publisher", "date", "licence", "address", "sha256")
    return {
        "opendata_package": ("package", *words, *about),
        "opendata_table": ("package", "table_name", *words),
        "opendata_field": ("table_name", "field", "type", "unit", *words),
        "opendata_category": ("table_name", "field", "value", *worded("label")),
        "opendata_source": ("package", "table_name", *worded("title"), *of_source),
        _VIEW: ("view_name", *worded("title")),
    }


def _plain_first(packages: Sequence[PackageContents]) -> list[Language]:
    return sorted(packages[0].languages, key=lambda each: not each.plain)


def describing_rows(
    name: str, packages: Sequence[PackageContents], views: Sequence[DatabaseView]
) -> list[Sequence[str]]:
    """The rows of a table of `descriptions_of`."""
    if name == _VIEW:
        languages = _plain_first(packages)
        return [(v.name, *(each.of(v.words, "title") for each in languages)) for v in views]
    return list(_ROWS[name](packages))


def datasette_metadata(
    catalog: Catalog, packages: Sequence[PackageContents], views: Sequence[DatabaseView] = ()
) -> Json:
    """`metadata.json` for Datasette: titles, descriptions, licence and columns."""
    languages = packages[0].languages
    first = packages[0].package.descriptor
    licence = first["licenses"][0]
    tables: dict[str, Json] = {}
    for each in packages:
        for name, schema in each.schemas.items():
            tables[name] = {
                "title": in_all(languages, schema.descriptor, "title"),
                "description": in_all(languages, schema.descriptor, "description"),
                "columns": {
                    field.name: in_all(languages, field.descriptor, "description")
                    for field in schema.fields
                },
            }
    for view in views:
        tables[view.name] = {"title": in_all(languages, view.words, "title")}
    return {
        "title": in_all(languages, catalog.words, "title"),
        "description": in_all(languages, catalog.words, "description"),
        "license": licence["title"],
        "license_url": licence["path"],
        "source": f"{first['contributors'][0]['title']}, version {packages[0].version}",
        "databases": {catalog.name: {"tables": tables}},
    }


def _packages(packages: Sequence[PackageContents]) -> Iterator[Sequence[str]]:
    for each in packages:
        words = each.package.descriptor
        licence = words["licenses"][0]
        yield (
            each.package.name,
            *_words(packages, words),
            each.version,
            licence["name"],
            licence["path"],
            words["contributors"][0]["title"],
        )


def _tables(packages: Sequence[PackageContents]) -> Iterator[Sequence[str]]:
    for each in packages:
        for name, schema in each.schemas.items():
            yield each.package.name, name, *_words(packages, schema.descriptor)


def _fields(packages: Sequence[PackageContents]) -> Iterator[Sequence[str]]:
    for each in packages:
        for name, schema in each.schemas.items():
            for field in schema.fields:
                unit = str(field.descriptor.get("unit", ""))
                yield name, field.name, field.type, unit, *_words(packages, field.descriptor)


def _categories(packages: Sequence[PackageContents]) -> Iterator[Sequence[str]]:
    for each in packages:
        for name, schema in each.schemas.items():
            for field in schema.fields:
                for category in field.descriptor.get("categories", ()):
                    value = str(category["value"])
                    labels = (each.of(category, "label") for each in _plain_first(packages))
                    yield name, field.name, value, *labels


def _sources(packages: Sequence[PackageContents]) -> Iterator[Sequence[str]]:
    for each in packages:
        for source in each.package.sources:
            yield (
                each.package.name,
                source.table,
                *(language.of(source.descriptor, "title") for language in _plain_first(packages)),
                source.publisher,
                source.date,
                source.descriptor["licence"]["title"],
                source.address,
                source.sha256,
            )


def _words(packages: Sequence[PackageContents], words: Json) -> list[str]:
    """Title and description in each language, as `descriptions_of` has their columns."""
    languages = _plain_first(packages)
    return [each.of(words, name) for name in ("title", "description") for each in languages]


_ROWS = {
    "opendata_package": _packages,
    "opendata_table": _tables,
    "opendata_field": _fields,
    "opendata_category": _categories,
    "opendata_source": _sources,
}
