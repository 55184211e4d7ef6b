"""Every file of a release, as bytes by path: a pure function of the validated tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from inburgering_opendata.assemble.descriptor import describe_package
from inburgering_opendata.describe.data_package import DataPackage
from inburgering_opendata.describe.table_schema import TableSchema
from inburgering_opendata.files import sha256, to_json
from inburgering_opendata.publish.codebook import codebook
from inburgering_opendata.publish.formats import write_formats
from inburgering_opendata.publish.version import release_date

Files = dict[str, bytes]


def package_files(
    package: DataPackage,
    schemas: Mapping[str, TableSchema],
    tables: Mapping[str, pa.Table],
    version: str,
) -> Files:
    """`datapackage.json`, `README.md`, and each table as `data/<table>.csv` and `.parquet`."""
    licence = package.descriptor["licenses"][0]
    about = {
        "package": package.name,
        "version": version,
        "licence": licence["name"],
        "licence_address": licence["path"],
        "publisher": package.descriptor["contributors"][0]["title"],
    }
    formats = {name: write_formats(tables[name], schemas[name], about) for name in package.tables}
    csv_files = {name: files["csv"] for name, files in formats.items()}
    descriptor = describe_package(package, schemas, csv_files)
    descriptor["version"] = version
    descriptor["created"] = f"{release_date(version).isoformat()}T00:00:00Z"
    descriptor["resources"] += [
        _parquet_resource(schemas[name], formats[name]["parquet"]) for name in package.tables
    ]
    return {
        "datapackage.json": to_json(descriptor),
        "README.md": codebook(package, [schemas[name] for name in package.tables], version),
        **{
            f"data/{name}.{ending}": data
            for name, files in formats.items()
            for ending, data in files.items()
        },
    }


def release_files(packages: Mapping[str, Files], validation: bytes) -> Files:
    """The release as a whole: each package unpacked and as a zip, the validation, the checksums."""
    files: Files = {"validation.json": validation}
    for name, contents in packages.items():
        files |= {f"{name}/{path}": data for path, data in contents.items()}
        files[f"{name}.zip"] = _zip(name, contents)
    sums = "".join(f"{sha256(data)}  {path}\n" for path, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    return files


def _parquet_resource(schema: TableSchema, data: bytes) -> dict[str, Any]:
    # `type: file` keeps frictionless from reading it as a table, which it does slowly and wrongly;
    # the schema stands with the CSV and in the Parquet footer.
    return {
        "name": f"{schema.name}-parquet",
        "type": "file",
        "title": f"{schema.title} (Parquet)",
        "title@nl": f"{schema.descriptor['title@nl']} (Parquet)",
        "path": f"data/{schema.name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{sha256(data)}",
        "bytes": len(data),
    }


def _zip(folder: str, contents: Files) -> bytes:
    """A zip with one folder; stored, not deflated, as deflate differs between zlib builds."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, data in sorted(contents.items()):
            entry = zipfile.ZipInfo(f"{folder}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return stream.getvalue()
