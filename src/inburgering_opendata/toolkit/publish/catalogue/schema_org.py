"""What the pages tell search engines: schema.org, as JSON-LD.

Vocabulary: https://schema.org/DataCatalog, https://schema.org/Dataset and
https://schema.org/DataDownload, with what Google's search for datasets asks for
(https://developers.google.com/search/docs/appearance/structured-data/dataset).
"""

from __future__ import annotations

import json
from typing import Any

from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import Address
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.citation import (
    Citation,
    cite_package,
    cite_release,
    sentence,
)
from inburgering_opendata.toolkit.publish.catalogue.edition import DataFile, Dataset, Edition

CONTEXT = "https://schema.org/"


def of_page(edition: Edition, address: Address, language: Language) -> dict[str, Any] | None:
    """What a page is about: the catalogue on the start page, a dataset on its own page."""
    if address.kind == "start":
        return data_catalog(edition, language)
    if address.kind != "dataset":
        return None
    package, _, table = address.name.partition("/")
    if table:
        return table_dataset(edition, edition.dataset(package), table, language)
    return package_dataset(edition, edition.dataset(package), language)


def script_text(value: dict[str, Any]) -> str:
    """JSON that may stand in a script element: nothing in it can end the element.

    The characters that HTML knows are written as JSON escapes, so it is still the same JSON.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def data_catalog(edition: Edition, language: Language) -> dict[str, Any]:
    """The catalogue, with the name and address of each dataset."""
    catalog = edition.catalog
    descriptors = [each.descriptor for each in edition.datasets]
    citation = cite_release(catalog, edition.version, descriptors)
    return {
        "@context": CONTEXT,
        "@type": "DataCatalog",
        "@id": edition.home,
        "url": citation.address(language),
        "name": language.of(catalog.words, "title"),
        "description": language.of(catalog.words, "description"),
        "license": edition.datasets[0].licence["path"],
        "keywords": language.any_of(citation.keywords, "keywords"),
        **_common(edition, citation, language),
        "dataset": [
            {
                "@type": "Dataset",
                "@id": edition.page(each.name),
                "url": edition.page(each.name, language),
                "name": language.of(each.descriptor, "title"),
                "description": language.of(each.descriptor, "description"),
                "license": each.licence["path"],
                "creator": _creators(edition, each, language),
            }
            for each in edition.datasets
        ],
    }


def package_dataset(edition: Edition, package: Dataset, language: Language) -> dict[str, Any]:
    """A package, with its tables as parts and its own files as downloads."""
    citation = cite_package(edition.catalog, edition.version, package.descriptor)
    tables = [
        {
            "@type": "Dataset",
            "@id": edition.page(f"{package.name}/{table['name']}"),
            "url": edition.page(f"{package.name}/{table['name']}", language),
            "name": language.of(table, "title"),
            "description": language.of(table, "description"),
            "license": package.licence["path"],
            "creator": _creators(edition, package, language),
        }
        for table in package.tables
    ]
    return {
        **_dataset(edition, package, citation, language, edition.page(package.name)),
        "hasPart": tables,
        "distribution": _downloads(edition, package, None, language),
    }


def table_dataset(
    edition: Edition, package: Dataset, name: str, language: Language
) -> dict[str, Any]:
    """A table of a package, with what its columns are and its files as downloads.

    Raises:
        StopIteration: the package has no such table; a fault of the program.
    """
    table = next(each for each in package.tables if each["name"] == name)
    citation = cite_package(edition.catalog, edition.version, package.descriptor, table)
    return {
        **_dataset(edition, package, citation, language, edition.page(f"{package.name}/{name}")),
        "isPartOf": {"@type": "Dataset", "@id": edition.page(package.name)},
        "variableMeasured": [_variable(field, language) for field in table["schema"]["fields"]],
        "distribution": _downloads(edition, package, name, language),
    }


def _dataset(
    edition: Edition, package: Dataset, citation: Citation, language: Language, iri: str
) -> dict[str, Any]:
    temporal = package.descriptor["temporal"]
    sources = package.descriptor.get("sources", ())
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": iri,
        "identifier": iri,
        "url": citation.address(language),
        "name": language.of(citation.words, "title"),
        "description": language.of(citation.words, "description"),
        "license": package.licence["path"],
        "keywords": list(language.any_of(package.descriptor, "keywords")),
        "creator": _creators(edition, package, language),
        "temporalCoverage": f"{temporal['start']}/{temporal['end']}",
        "citation": sentence(citation, language),
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": edition.home},
        "isBasedOn": sorted({source["path"] for source in sources}),
        **_common(edition, citation, language),
    }


def _common(edition: Edition, citation: Citation, language: Language) -> dict[str, Any]:
    publisher = edition.catalog.publisher
    return {
        "inLanguage": [each.code for each in edition.catalog.languages],
        "version": citation.version,
        "datePublished": citation.day.isoformat(),
        "dateModified": citation.day.isoformat(),
        "isAccessibleForFree": True,
        "publisher": {
            "@type": "Organization",
            "@id": publisher["address"],
            "name": language.of(publisher, "name"),
            "url": publisher["homepage"],
            "contactPoint": {
                "@type": "ContactPoint",
                "name": language.of(edition.catalog.contact, "name"),
                "email": edition.catalog.contact["email"],
                "url": edition.catalog.contact["page"],
            },
        },
        **_place(edition, language),
    }


def _place(edition: Edition, language: Language) -> dict[str, Any]:
    place = edition.catalog.place
    if place is None:
        return {}
    found: dict[str, Any] = {"@type": "Place"}
    if place.words:
        found["name"] = language.of(place.words, "name")
    else:
        found["@id"] = place.address
    if (box := place.box) is not None:
        # South-west and north-east corner, latitude first.
        corners = f"{box.south} {box.west} {box.north} {box.east}"
        found["geo"] = {"@type": "GeoShape", "box": corners}
    return {"spatialCoverage": found}


def _creators(edition: Edition, package: Dataset, language: Language) -> list[dict[str, Any]]:
    return [
        {"@type": "Organization", "name": language.of(each, "title"), "url": edition.home}
        for each in package.descriptor["contributors"]
    ]


def _downloads(
    edition: Edition, package: Dataset, table: str | None, language: Language
) -> list[dict[str, Any]]:
    return [
        _download(edition, package, file, language) for file in package.files if file.table == table
    ]


def _download(
    edition: Edition, package: Dataset, file: DataFile, language: Language
) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": language.of(file.words, "title"),
        "contentUrl": edition.release + file.path,
        "encodingFormat": file.media_type,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
        "license": package.licence["path"],
    }


def _variable(field: Json, language: Language) -> dict[str, Any]:
    return {
        "@type": "PropertyValue",
        "propertyID": field["name"],
        "name": language.of(field, "title"),
        "description": language.of(field, "description"),
        **({"unitText": field["unit"]} if "unit" in field else {}),
    }
