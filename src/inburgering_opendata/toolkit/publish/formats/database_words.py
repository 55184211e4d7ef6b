"""What the database says about itself: the tables `opendata_*`, and metadata for Datasette."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.formats.database_views import DatabaseView
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents

_WORDS = ("title", "title_nl", "description", "description_nl")

_VIEW = "opendata_view"

DESCRIPTIONS = {
    "opendata_package": ("package", *_WORDS, "version", "licence", "licence_address", "compiler"),
    "opendata_table": ("package", "table_name", *_WORDS),
    "opendata_field": ("table_name", "field", "type", "unit", *_WORDS),
    "opendata_category": ("table_name", "field", "value", "label", "label_nl"),
    "opendata_source": (
        "package",
        "table_name",
        "title",
        "title_nl",
        "publisher",
        "date",
        "licence",
        "address",
        "sha256",
    ),
    _VIEW: ("view_name", "title", "title_nl"),
}
"""The columns of each describing table; all are text."""


def describing_rows(
    name: str, packages: Sequence[PackageContents], views: Sequence[DatabaseView]
) -> list[Sequence[str]]:
    """The rows of a table of `DESCRIPTIONS`."""
    if name == _VIEW:
        return [(view.name, view.title, view.title_nl) for view in views]
    return list(_ROWS[name](packages))


def datasette_metadata(
    catalog: Catalog, packages: Sequence[PackageContents], views: Sequence[DatabaseView] = ()
) -> Json:
    """`metadata.json` for Datasette: titles, descriptions, licence and columns."""
    first = packages[0].package.descriptor
    licence = first["licenses"][0]
    tables: dict[str, Json] = {}
    for each in packages:
        for name, schema in each.schemas.items():
            tables[name] = {
                "title": f"{schema.descriptor['title@nl']} · {schema.title}",
                "description": f"{schema.descriptor['description@nl']} · "
                f"{schema.descriptor['description']}",
                "columns": {
                    field.name: f"{field.descriptor['description@nl']} · "
                    f"{field.descriptor['description']}"
                    for field in schema.fields
                },
            }
    for view in views:
        tables[view.name] = {"title": f"{view.title_nl} · {view.title}"}
    return {
        "title": f"{catalog.words['title@nl']} · {catalog.words['title']}",
        "description": f"{catalog.words['description@nl']} · {catalog.words['description']}",
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
            *_both(words),
            each.version,
            licence["name"],
            licence["path"],
            words["contributors"][0]["title"],
        )


def _tables(packages: Sequence[PackageContents]) -> Iterator[Sequence[str]]:
    for each in packages:
        for name, schema in each.schemas.items():
            yield each.package.name, name, *_both(schema.descriptor)


def _fields(packages: Sequence[PackageContents]) -> Iterator[Sequence[str]]:
    for each in packages:
        for name, schema in each.schemas.items():
            for field in schema.fields:
                unit = str(field.descriptor.get("unit", ""))
                yield name, field.name, field.type, unit, *_both(field.descriptor)


def _categories(packages: Sequence[PackageContents]) -> Iterator[Sequence[str]]:
    for each in packages:
        for name, schema in each.schemas.items():
            for field in schema.fields:
                for category in field.descriptor.get("categories", ()):
                    value = str(category["value"])
                    yield name, field.name, value, category["label"], category["label@nl"]


def _sources(packages: Sequence[PackageContents]) -> Iterator[Sequence[str]]:
    for each in packages:
        for source in each.package.sources:
            yield (
                each.package.name,
                source.table,
                source.title,
                source.descriptor["title@nl"],
                source.publisher,
                source.date,
                source.descriptor["licence"]["title"],
                source.address,
                source.sha256,
            )


def _both(words: Json) -> tuple[str, str, str, str]:
    return words["title"], words["title@nl"], words["description"], words["description@nl"]


_ROWS = {
    "opendata_package": _packages,
    "opendata_table": _tables,
    "opendata_field": _fields,
    "opendata_category": _categories,
    "opendata_source": _sources,
}
