"""A small edition with everything in it that a catalogue can tell, and a folder that serves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rdflib import DCAT, Graph

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.organisations import load_organisations
from inburgering_opendata.toolkit.ground.project import installed_project
from inburgering_opendata.toolkit.publish.catalogue.dcat import catalogue_files, catalogue_graph
from inburgering_opendata.toolkit.publish.catalogue.edition import DataFile, Dataset, Edition

VERSION = "2026.11.23"
SHA = "0123456789abcdef" * 4


def words(name: str) -> dict[str, Any]:
    return {
        "title": f"{name} <in> English",
        "title@nl": f"{name} </script> in het Nederlands",
        "description": f"What {name} & others are",
        "description@nl": f"Wat {name} & anderen zijn",
    }


def _source(table: str, publisher: str, digit: str, **licence: str) -> dict[str, Any]:
    return {
        **words(f"source of {table}"),
        "note": "Checked.",
        "note@nl": "Nagezien.",
        "path": "https://source.example.org/",
        "publisher": publisher,
        "licence": {"name": "not stated", "title": "none", "title@nl": "geen", **licence},
        "date": "2020-01-01",
        "table": table,
        "hash": f"sha256:{digit * 64}",
    }


def _file(name: str, path: str, format: str, media_type: str, table: str | None) -> DataFile:
    return DataFile(
        name=name,
        path=path,
        words=words(name),
        format=format,
        media_type=media_type,
        size=12,
        sha256=SHA,
        table=table,
    )


def made_up_dataset(name: str) -> Dataset:
    """A package of two tables."""
    cc_by = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    field = {"name": "amount_eur", "type": "integer", "unit": "EUR", **words("amount")}
    tables = [
        {"name": f"{name}_{each}", "type": "table", "schema": {"fields": [field]}, **words(each)}
        for each in ("first", "second")
    ]
    first = tables[0]["name"]
    descriptor = {
        "name": name,
        **words(name),
        "keywords": ["civic integration", "money"],
        "keywords@nl": ["inburgering", "geld"],
        "licenses": [{**cc_by, "title": "CC BY 4.0", "title@nl": "CC BY 4.0"}],
        "contributors": [{"title": "Somebody", "title@nl": "Iemand"}],
        "temporal": {"start": "2020-01-01", "end": "2025-12-31"},
        "sources": [
            _source(first, "CBS", "a", **cc_by),
            _source(first, "Somebody unknown", "b"),
        ],
        "resources": tables,
    }
    return Dataset(
        descriptor,
        (
            _file(first, f"{name}/data/{first}.csv", "csv", "text/csv", first),
            _file(
                f"{first}-parquet",
                f"{name}/data/{first}.parquet",
                "parquet",
                "application/vnd.apache.parquet",
                first,
            ),
            _file(f"{name}-zip", f"{name}.zip", "zip", "application/zip", None),
            _file("all-sqlite", "all.sqlite", "sqlite", "application/vnd.sqlite3", None),
        ),
    )


def made_up_edition(*names: str) -> Edition:
    project = installed_project()
    datasets = tuple(made_up_dataset(name) for name in names or ("one", "two"))
    return Edition(load_catalog(project), load_organisations(project), VERSION, datasets)


def made_up_graph() -> Graph:
    return catalogue_graph(made_up_edition("one"))


def serve_from(folder: Path, edition: Edition) -> Path:
    """A release folder with the catalogue, and something at every address in it."""
    for name, data in catalogue_files(edition).items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    graph = catalogue_graph(edition)
    for property in (DCAT.accessURL, DCAT.downloadURL):
        for address in graph.objects(None, property):
            path = folder / str(address).removeprefix(edition.release)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("something")
    return folder
