"""From what was observed to the rows of a source, as its table has them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from inburgering_opendata.toolkit.assemble.sources import read_table
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.refresh.declaration import Column, Fetched, Part
from inburgering_opendata.toolkit.refresh.errors import ANSWER_UNFIT
from inburgering_opendata.toolkit.refresh.observations import Observation, Observed
from inburgering_opendata.toolkit.refresh.periods import first_day, next_day
from inburgering_opendata.toolkit.tables.csv_writer import to_csv

DAYS = {"first": first_day, "next": next_day}


@dataclass(frozen=True, kw_only=True)
class Converted:
    """The rows, ordered by their key, and what is said of those that are not among them."""

    table: pa.Table
    data: bytes
    left_out: Mapping[str, int]
    """How many rows have no figure, by the publisher's reason."""


def converted(fetched: Fetched, schema: TableSchema, observed: Observed) -> Converted:
    """The rows of the source; a row without any figure is left out, and counted.

    Raises:
        OpendataError: `ANSWER_UNFIT`, when they are not what the table's schema says.
    """
    columns = fetched.fetch.columns
    strangers = [name for name in schema.field_names if name not in columns]
    strangers += [name for name in columns if name not in schema.field_names]
    if strangers:
        raise _unfit(fetched, f"'{strangers[0]}' is not a column of both")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(schema.field_names)
    left_out: Counter[str] = Counter()
    for observation in observed.observations:
        if observation.missing and not observation.values:
            left_out[next(iter(observation.missing.values()))] += 1
            continue
        writer.writerow(
            _cell(fetched, columns[name], observation, observed) for name in schema.field_names
        )
    try:
        table = read_table(fetched.source.path, stream.getvalue().encode(), schema)
    except OpendataError as error:
        raise _unfit(fetched, str(error.details["problem"])) from error
    if schema.primary_key:
        table = table.sort_by([(name, "ascending") for name in schema.primary_key])
    return Converted(
        table=table, data=to_csv(table, schema), left_out=dict(sorted(left_out.items()))
    )


def _cell(fetched: Fetched, column: Column, observation: Observation, observed: Observed) -> str:
    match column.part:
        case Part.TEXT:
            return column.name
        case Part.MEASURE:
            return observation.values.get(column.name, "")
        case Part.STATUS:
            code = observation.codes[column.name]
            return observed.status[column.name].get(code, "")
        case Part.DIMENSION:
            code = observation.codes[column.name]
            if column.day is None:
                return code
            try:
                return DAYS[column.day](code).isoformat()
            except ValueError as error:
                raise _unfit(fetched, str(error)) from error


def _unfit(fetched: Fetched, problem: str) -> OpendataError:
    return OpendataError(ANSWER_UNFIT, table=fetched.source.table, problem=problem)
