"""One edition of the catalogue: what a release says of itself, from which the rest is derived."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.file_formats import CSV, TABLE_FORMATS
from inburgering_opendata.toolkit.describe.language import Language, phrase, worded
from inburgering_opendata.toolkit.describe.organisations import Organisation
from inburgering_opendata.toolkit.describe.pages import DATASET, SITE, Address
from inburgering_opendata.toolkit.ground.file import Files
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.version import release_date

TURTLE = "dcat.ttl"
JSON_LD = "dcat.jsonld"
ENDPOINT_DESCRIPTION = "openapi.json"


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A file with data: of a table, of a whole package, or of the whole release."""

    name: str
    """Name of the resource in a descriptor; unique within the release."""
    path: str
    """Within the release."""
    words: Json
    """title and description, in both languages."""
    format: str
    """As a Data Package names it: csv, parquet, xlsx, zip, sqlite."""
    media_type: str
    size: int
    sha256: str
    table: str | None
    """The table that it holds, if it is of one only."""


@dataclass(frozen=True)
class Dataset:
    """A published package: its `datapackage.json`, and every file that holds its data."""

    descriptor: Json
    files: tuple[DataFile, ...]

    @property
    def name(self) -> str:
        return str(self.descriptor["name"])

    @property
    def licence(self) -> Json:
        licence: Json = self.descriptor["licenses"][0]
        return licence

    @property
    def tables(self) -> tuple[Json, ...]:
        """The resources that are tables."""
        return tuple(each for each in self.descriptor["resources"] if each["type"] == "table")


@dataclass(frozen=True)
class Edition:
    """A release with its addresses and everybody who is named in it."""

    catalog: Catalog
    organisations: tuple[Organisation, ...]
    version: str
    datasets: tuple[Dataset, ...]

    @property
    def day(self) -> date:
        return release_date(self.version)

    @property
    def home(self) -> str:
        """The address of the catalogue, the same for every release."""
        return str(self.catalog.addresses["catalog"])

    @property
    def release(self) -> str:
        """The address of this release."""
        return self.catalog.release_address(self.version)

    @property
    def contributors(self) -> tuple[Json, ...]:
        """Who made the packages, each once."""
        found = {c["title"]: c for each in self.datasets for c in each.descriptor["contributors"]}
        return tuple(found.values())

    def page(self, name: str, language: Language | None = None) -> str:
        """The address of the page about a package (`name`) or one of its tables (`name/table`), in
        the first language of the project when none is named."""
        language = language or self.catalog.languages[0]
        return f"{self.release}{SITE}/{Address(DATASET, name).path(language)}"

    def dataset(self, name: str) -> Dataset:
        return next(each for each in self.datasets if each.name == name)


def edition_of(catalog: Catalog, organisations: tuple[Organisation, ...], files: Files) -> Edition:
    """The edition that is described by the files of a release, by path."""
    whole = json.loads(files["datapackage.json"].read())
    known = {each["name"] for each in whole["resources"]}
    datasets = []
    for path in sorted(files):
        folder, _, name = path.rpartition("/")
        if name == "datapackage.json" and folder and "/" not in folder:
            descriptor = json.loads(files[path].read())
            own = [_file(resource, folder, descriptor) for resource in descriptor["resources"]]
            known -= {each.name for each in own}
            datasets.append(Dataset(descriptor, (*own, _zip(descriptor, files, catalog.languages))))
    shared = tuple(
        _shared(each, catalog.languages) for each in whole["resources"] if each["name"] in known
    )
    return Edition(
        catalog,
        organisations,
        str(whole["version"]),
        tuple(Dataset(each.descriptor, (*each.files, *shared)) for each in datasets),
    )


def _file(resource: Json, folder: str, package: Json) -> DataFile:
    tables = {each["name"]: each for each in package["resources"] if each["type"] == "table"}
    holds = {each.resource_of(name): name for each in TABLE_FORMATS for name in tables}
    table = holds.get(resource["name"])
    described = tables[table] if table else package
    # The resource of the CSV is the table itself, and has its title.
    suffix = f" ({CSV.title})" if resource["name"] == table else ""
    words = {
        **{key: title + suffix for key, title in worded(resource, "title").items()},
        **worded(described, "description"),
    }
    return _data_file(resource, f"{folder}/{resource['path']}", words, table)


def _shared(resource: Json, languages: Sequence[Language]) -> DataFile:
    english = "All packages of the release in one file, with keys, views and descriptions."
    dutch = "Alle pakketten van de uitgave in één bestand, met sleutels, views en omschrijvingen."
    words = {
        **worded(resource, "title"),
        **{
            language.key("description"): phrase([language], nl=dutch, en=english)
            for language in languages
        },
    }
    return _data_file(resource, resource["path"], words, None)


def _data_file(resource: Json, path: str, words: Json, table: str | None) -> DataFile:
    return DataFile(
        name=resource["name"],
        path=path,
        words=words,
        format=resource["format"],
        media_type=resource["mediatype"],
        size=resource["bytes"],
        sha256=resource["hash"].removeprefix("sha256:"),
        table=table,
    )


def _zip(package: Json, files: Files, languages: Sequence[Language]) -> DataFile:
    path = f"{package['name']}.zip"
    words = {
        **{
            each.key("title"): f"{each.of(package, 'title')} "
            f"({phrase([each], nl='zip met alles', en='zip of everything')})"
            for each in languages
        },
        **worded(package, "description"),
    }
    name = f"{package['name']}-zip"
    return DataFile(
        name=name,
        path=path,
        words=words,
        format="zip",
        media_type="application/zip",
        size=files[path].fingerprint.size,
        sha256=files[path].fingerprint.sha256,
        table=None,
    )
