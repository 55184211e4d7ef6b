"""`inburgering_opendata.load`: a published table, for who works in Python."""

from __future__ import annotations

import importlib
import sys
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, overload

from inburgering_opendata.municipalities.errors import BOUNDARIES_UNKNOWN
from inburgering_opendata.municipalities.view import View
from inburgering_opendata.toolkit.describe.file_formats import PARQUET
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.missing import naming_what_is_missing
from inburgering_opendata.toolkit.ground.project import installed_project
from inburgering_opendata.toolkit.releases.download.errors import INDEX_UNREADABLE
from inburgering_opendata.toolkit.releases.download.index import LATEST
from inburgering_opendata.toolkit.releases.download.released import base_address, package_with_table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Kind = Literal["arrow", "pandas", "polars"]


@overload
def load(
    table: str,
    version: str = ...,
    *,
    kind: Literal["pandas"],
    source: str | None = ...,
    boundaries: date | None = ...,
) -> pd.DataFrame: ...
@overload
def load(
    table: str,
    version: str = ...,
    *,
    kind: Literal["polars"],
    source: str | None = ...,
    boundaries: date | None = ...,
) -> Any: ...
@overload
def load(
    table: str,
    version: str = ...,
    *,
    kind: Literal["arrow"] = ...,
    source: str | None = ...,
    boundaries: date | None = ...,
) -> pa.Table: ...


def load(
    table: str,
    version: str = LATEST,
    *,
    kind: Kind = "arrow",
    source: str | None = None,
    boundaries: date | None = None,
) -> Any:
    """A published table: downloaded once, checked by its hash, then read from the cache.

    A release that is in the cache needs no network; `latest` asks which one that is, and goes by
    the last answer when nobody answers.

    Args:
        table: its name, such as allocation; `opendata list` shows all.
        version: a calendar version such as 2026.11.23, or latest.
        kind: what it is given as: an Arrow table, a pandas frame (with Arrow types, so that a
            number with an empty cell stays whole) or a polars frame.
        source: address of the folder with releases.json, if not OPENDATA_FROM or that of
            the catalogue.
        boundaries: gives a municipal table on the boundaries of this day, as `opendata assemble
            --boundaries` does; rows of a later date are left out.

    Returns:
        The columns and types of the table's schema, in the order of its primary key; amounts are
        whole euros or eurocents, as their names say, and shares and rates are doubles. With
        `boundaries` also boundary_date and is_estimated.

    Raises:
        OpendataError: `NO_ADDRESS`, `NOT_RELEASED`, `INDEX_UNREADABLE`, `DOWNLOAD_FAILED`,
            `DOWNLOAD_DIFFERS`, or `PACKAGE_MISSING` for pandas, polars or what `boundaries`
            needs; with `boundaries` also `BOUNDARIES_UNKNOWN`, `BOUNDARIES_TOO_EARLY`,
            `TABLE_WITHOUT_BOUNDARIES` or `SPLIT_WITHOUT_KEY`.
        ValueError: there is no such kind.
    """
    if kind not in ("arrow", "pandas", "polars"):
        raise ValueError(f"kind is '{kind}', not arrow, pandas or polars")
    with naming_what_is_missing():
        # Before anything is fetched, as a large table would be fetched for nothing.
        library = importlib.import_module(kind) if kind != "arrow" else None
        address = base_address(installed_project(), source)
        arrow = _released(address, table, version)
        if boundaries is not None:
            arrow = _on_boundaries(address, table, version, arrow, boundaries)
    if library is None:
        return arrow
    if kind == "polars":
        return library.from_arrow(arrow)
    return arrow.to_pandas(types_mapper=library.ArrowDtype)


def _released(address: str, table: str, version: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    package, archive = package_with_table(address, table, version, _silent, _warn)
    try:
        with zipfile.ZipFile(archive) as opened:
            data = opened.read(f"{package.name}/{PARQUET.path_of(table)}")
        return pq.read_table(pa.BufferReader(data))
    except (KeyError, zipfile.BadZipFile, pa.ArrowException) as error:
        problem = f"{package.name}.zip cannot be read: {error}"
        raise OpendataError(INDEX_UNREADABLE, address=address, problem=problem) from error


def _on_boundaries(address: str, table: str, version: str, arrow: pa.Table, day: date) -> pa.Table:
    """`arrow` on the boundaries of `day`, by the reorganisations of the same release."""
    from inburgering_opendata.toolkit.assemble.assembly import Assembly
    from inburgering_opendata.toolkit.describe.renames import present_names
    from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
    from inburgering_opendata.toolkit.tables.doubles import as_stored, in_declared_types

    if day > date.today():
        raise OpendataError(BOUNDARIES_UNKNOWN, day=day)
    project = installed_project()
    assembly = Assembly(project)
    # A release of before may have other names for the columns that the rule reads.
    for name in ("municipality", "municipality_change"):
        released = _released(address, name, version)
        names = present_names(released.column_names, load_table_schema(project, name))
        assembly.give(name, released.rename_columns(names))
    assembly.give(table, in_declared_types(arrow, load_table_schema(project, table)))
    view = View(table, day).name
    return as_stored(assembly.table(view), load_table_schema(project, view))


def _silent(_message: str) -> None:
    """A function that is called in a program has nobody to show its progress to."""


def _warn(message: str) -> None:
    sys.stderr.write(f"inburgering_opendata: {message}\n")
