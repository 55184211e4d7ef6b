"""A table `t` of a key `k`, a field `v` that is tried, and a column `same`."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, table_schema_of

WORDS = ("title", "title@nl", "description", "description@nl")


def described(name: str, type: str, **more: Any) -> dict[str, Any]:
    """A field with its words."""
    return {"name": name, "type": type, **dict.fromkeys(WORDS, name), **more}


def table_of(
    type: str, more: Mapping[str, Any] | None = None, schema: Mapping[str, Any] | None = None
) -> TableSchema:
    """The table whose field `v` has this type and these properties; raises as loading does."""
    return table_schema_of(in_long_form(raw_of(type, more, schema)), {})


def raw_of(
    type: str, more: Mapping[str, Any] | None = None, schema: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The same, as a file declares it."""
    return {
        "name": "t",
        **dict.fromkeys(WORDS, "t"),
        "fields": [
            described("k", "string"),
            described("v", type, **(more or {})),
            described("same", "string"),
        ],
        "primaryKey": ["k"],
        "missingValues": [""],
        "columnsMayBeEmpty": True,
        **(schema or {}),
    }


def in_csv(cells: Sequence[str]) -> bytes:
    """A row for each cell of `v`."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["k", "v", "same"])
    writer.writerows([f"row {number}", cell, "same"] for number, cell in enumerate(cells))
    return stream.getvalue().encode()
