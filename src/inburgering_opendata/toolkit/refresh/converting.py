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
from inburgering_opendata.toolkit.ground.errors import Lines, OpendataError
from inburgering_opendata.toolkit.refresh.declaration import Column, Fetched, Part
from inburgering_opendata.toolkit.refresh.errors import ANSWER_UNFIT
from inburgering_opendata.toolkit.refresh.observations import Observation, Observed
from inburgering_opendata.toolkit.refresh.periods import first_day, next_day
from inburgering_opendata.toolkit.refresh.titles import YEAR

FIRST = "first"
"""The day from which a row is so."""

DAYS = {"first": first_day, "next": next_day}


@dataclass(frozen=True, kw_only=True)
class Converted:
    """The rows, and what is said of those that are not among them."""

    table: pa.Table
    left_out: Mapping[str, int]
    """How many rows have no figure, by the publisher's reason."""


def converted(fetched: Fetched, schema: TableSchema, observed: Observed) -> Converted:
    """The rows of the source; a row without any figure is left out, and counted.

    Cells that depend on the rows that are pinned are empty: `merged` fills them in.

    Raises:
        OpendataError: `ANSWER_UNFIT`, when they are not what the table's schema says.
    """
    columns = observed.columns
    strangers = [name for name in schema.field_names if name not in columns]
    strangers += [name for name in columns if name not in schema.field_names]
    if strangers:
        raise unfit(fetched, f"'{strangers[0]}' is not a column of both")
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
        raise unfit(fetched, unreadable_because(error)) from error
    return Converted(table=table, left_out=dict(sorted(left_out.items())))


def _cell(fetched: Fetched, column: Column, observation: Observation, observed: Observed) -> str:
    match column.part:
        case Part.TEXT:
            return _with_year(fetched, column.name, observed)
        case Part.VALIDITY:
            day = f"{_with_year(fetched, YEAR, observed)}-01-01"
            return day if column.name == FIRST else ""
        case Part.BESIDE | Part.TITLED:
            return ""
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
                raise unfit(fetched, str(error)) from error


def _with_year(fetched: Fetched, text: str, observed: Observed) -> str:
    """A text, with the year of the dataset's title in the place of `{year}`."""
    if YEAR not in text:
        return text
    if observed.dataset.year is None:
        raise unfit(fetched, f"no year is known: 'title' of 'fetch' has no {YEAR}")
    return text.replace(YEAR, observed.dataset.year)


def unfit(fetched: Fetched, problem: str) -> OpendataError:
    """That what was fetched is not the table of the source."""
    return OpendataError(ANSWER_UNFIT, table=fetched.source.table, problem=problem)


def unreadable_because(error: OpendataError) -> str:
    """What a reader says is wrong, without the path of a file that is not the one it read."""
    match error.details:
        case {"problems": Lines(problems)}:
            return "; ".join(problems)
        case {"problem": problem}:
            return str(problem)
    return error.message
