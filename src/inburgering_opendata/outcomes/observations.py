"""The table observation: that of what is checked, and those of releases published before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.municipalities.view import parse_view
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.errors import PATH_MISSING, OpendataError
from inburgering_opendata.toolkit.ground.partials import scratch_folder
from inburgering_opendata.toolkit.ground.unfinished import unfinished
from inburgering_opendata.toolkit.validate.archives import unpack
from inburgering_opendata.toolkit.validate.errors import (
    EARLIER_UNFINISHED,
    EARLIER_UNREADABLE,
    NOTHING_EARLIER,
)
from inburgering_opendata.toolkit.validate.workspace import TableFile

if TYPE_CHECKING:
    import pyarrow as pa

OBSERVATION = "observation"


def is_observation(table: str) -> bool:
    """Whether a table is `observation` or a view of it."""
    view = parse_view(table)
    return (view.table if view else table) == OBSERVATION


def refuse_without_results(earlier: Sequence[Path]) -> None:
    """That each earlier release has results to compare with, before anything else is done.

    Raises:
        OpendataError: `PATH_MISSING`, `EARLIER_UNFINISHED`, `NOTHING_EARLIER` or
            `ARCHIVE_REFUSED`.
    """
    for path in earlier:
        with _observations_of(path) as files:
            if not files:
                raise OpendataError(NOTHING_EARLIER, path=path)


def earlier_observations(earlier: Sequence[Path], schema: TableSchema) -> list[pa.Table]:
    """Every table observation of earlier releases; of one without results, nothing.

    Args:
        earlier: for each a release folder, its package outcomes, a zip of either, or a file of
            the table, CSV or Parquet.
        schema: that of observation.

    Raises:
        OpendataError: `PATH_MISSING`, `ARCHIVE_REFUSED`, `EARLIER_UNFINISHED` or
            `EARLIER_UNREADABLE`.
    """
    tables = []
    for path in earlier:
        with _observations_of(path) as files:
            for file in files:
                try:
                    tables.append(_read_earlier(TableFile("(earlier)", schema, file)))
                except (OSError, ValueError) as error:
                    raise OpendataError(EARLIER_UNREADABLE, path=path, problem=error) from error
    return tables


def read_typed(file: TableFile) -> pa.Table:
    """The table of a file, in the types of its schema.

    Raises:
        ValueError: it cannot be read, or holds values of another type.
    """
    import pyarrow as pa

    from inburgering_opendata.toolkit.describe.arrow import arrow_schema
    from inburgering_opendata.toolkit.tables.csv_reader import csv_parts
    from inburgering_opendata.toolkit.tables.doubles import in_declared_types

    if file.format != "csv":
        import pyarrow.parquet as pq

        table = in_declared_types(pq.read_table(file.path), file.schema)
        return table.cast(arrow_schema(file.schema))
    # In parts, as the text of a long table takes more memory than the table.
    return pa.concat_tables(csv_parts(file.path, file.schema))


def _read_earlier(file: TableFile) -> pa.Table:
    """The table of an earlier release in the columns of today but those that are filled in; empty
    where it had none yet.

    Raises:
        ValueError: as `read_typed`.
    """
    import pyarrow as pa

    from inburgering_opendata.toolkit.describe.arrow import arrow_schema
    from inburgering_opendata.toolkit.tables.doubles import in_declared_types

    if file.format == "csv":
        table = read_typed(file)
    else:
        import pyarrow.parquet as pq

        table = in_declared_types(pq.read_table(file.path), file.schema)
    schema = pa.schema([field.with_nullable(True) for field in arrow_schema(file.schema.unfilled)])
    for name in set(schema.names) - set(table.column_names):
        empty = pa.nulls(table.num_rows, schema.field(name).type)
        table = table.append_column(name, empty)
    return table.select(schema.names).cast(schema)


@contextmanager
def _observations_of(path: Path) -> Iterator[list[Path]]:
    """The files of observation in a release, a package, a zip of either, or the file itself."""
    if not path.exists():
        raise OpendataError(PATH_MISSING, path=path)
    if unfinished(path) or unfinished(path.parent) & {path.name}:
        raise OpendataError(EARLIER_UNFINISHED, path=path)
    with scratch_folder("opendata") as scratch:
        if path.suffix.lower() == ".zip":
            unpack(path, scratch)
            found = [*scratch.rglob("data/observation*.csv")]
        elif path.is_file():
            found = [path]
        else:
            found = [*path.glob("data/observation*.csv"), *path.glob("*/data/observation*.csv")]
        yield sorted(file for file in found if file == path or is_observation(file.stem))
