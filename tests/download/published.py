"""Made-up releases, published as `opendata publish` does it: zips, checksums and the index."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.releases.download.index import write_index
from tests.compare.made_up import field, release, schema

FIGURES = schema([field("id", "string"), field("eur", "integer")], ["id"])


def publish(
    dist: Path,
    version: str,
    rows: list[dict[str, Any]],
    more: Sequence[tuple[TableSchema, Sequence[dict[str, Any]]]] = (),
) -> None:
    """A release with one package, and the index anew."""
    folder = release(dist / version, [(FIGURES, rows), *more], parquet=True)
    descriptor = folder / "made_up" / "datapackage.json"
    raw = json.loads(descriptor.read_text(encoding="utf-8"))
    raw["resources"] = [{**r, "type": "table", "hash": "sha256:0"} for r in raw["resources"]]
    descriptor.write_text(json.dumps(raw), encoding="utf-8")
    with zipfile.ZipFile(folder / "made_up.zip", "w") as archive:
        for path in sorted((folder / "made_up").rglob("*")):
            archive.write(path, path.relative_to(folder))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{sha256(p.read_bytes())}  {p.relative_to(folder).as_posix()}\n" for p in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    write_index(dist)
