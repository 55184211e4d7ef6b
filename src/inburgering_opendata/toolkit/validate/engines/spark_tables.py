"""Tables in Spark: the session, and how CSV and Parquet become a frame whose rows are numbered.

Every frame has a column `#row`, counted from 0: in the order of the file, and in a folder of
Parquet in the order of the names of its files. For each column `c` that was read from text there
is a shadow `c#raw`: the text of a cell that is not of the declared type, else empty.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812  (its name everywhere)
from pyspark.sql import types as T  # noqa: N812

from inburgering_opendata.toolkit.describe.table_schema import Field
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.moments import FIRST, FORM, LAST, NO_MOMENTS
from inburgering_opendata.toolkit.tables.column_names import in_declared_place
from inburgering_opendata.toolkit.tables.parquet_counts import miscounted
from inburgering_opendata.toolkit.validate.engines.duckdb_tables import (
    header,
)
from inburgering_opendata.toolkit.validate.engines.engine import UnreadableTableError
from inburgering_opendata.toolkit.validate.errors import ENGINE_MISSING
from inburgering_opendata.toolkit.validate.preconditions import TableState
from inburgering_opendata.toolkit.validate.workspace import TableFile

ROW = "#row"

PROBLEMS = (PySparkException, Py4JError)
"""What Spark raises, from Python and from Java."""

PART = 64 << 20
"""Bytes of CSV that one core works on at a time."""

_SETTINGS = {
    "spark.app.name": "opendata",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    # Spark would note for every column which line of Python asked for it.
    "spark.python.sql.dataFrameDebugging.enabled": "false",
    "spark.sql.caseSensitive": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    # What a footer says of its pages, nothing holds against them.
    "spark.sql.parquet.filterPushdown": "false",
    "spark.sql.session.timeZone": "UTC",
    # Text in the name of a folder is read as strictly as that in a file, not guessed at.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
# A cluster must be able to call back, so there the address is left to Spark's own settings.
_LOCAL_ONLY = ("spark.driver.bindAddress", "spark.driver.host")


@dataclass(frozen=True)
class Relation:
    """A table as Spark holds it."""

    frame: DataFrame
    state: TableState
    stored_as: dict[str, str]
    """Columns that are stored as another type than declared, with that type."""

    @property
    def bare(self) -> DataFrame:
        """The table as it is in the file, without the columns that were added."""
        return self.frame.select(*(col(name) for name in self.state.columns))


def col(name: str) -> Column:
    """A column, whatever is in its name."""
    return F.col("`" + name.replace("`", "``") + "`")


def raw(name: str) -> str:
    return f"{name}#raw"


def start_session(master: str, settings: Mapping[str, str]) -> SparkSession:
    """A session that says nothing and opens no web pages; raises `OpendataError` without Java."""
    builder = SparkSession.builder.master(master)
    for name, value in {**_SETTINGS, **settings}.items():
        if master.startswith("local") or name not in _LOCAL_ONLY or name in settings:
            builder = builder.config(name, value)
    # Java says hello on the standard error before any setting can silence it.
    with tempfile.TemporaryFile() as said:
        sys.stderr.flush()
        kept = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            return builder.getOrCreate()
        except PROBLEMS as error:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            problem = lines[0] if lines else error
            raise OpendataError(ENGINE_MISSING, engine="spark", problem=problem) from error
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def open_csv(session: SparkSession, file: TableFile) -> Relation:
    """Read a CSV file, once, into typed columns; raises `UnreadableTableError`."""
    columns = header(file.path)
    text = session.read.csv(
        _literally(file.path),
        schema=T.StructType([T.StructField(column, T.StringType()) for column in columns]),
        header=True,
        # Read by one core, so that cells may hold line ends and rows come in the file's order.
        multiLine=True,
        quote='"',
        escape='"',
        mode="FAILFAST",
        unescapedQuoteHandling="RAISE_ERROR",
    )
    fields = {field.name: field for field in file.schema.fields}
    cells = text.select(
        *(
            _cell(fields[c], "").alias(c) if c in fields else F.nullif(col(c), F.lit("")).alias(c)
            for c in columns
        )
    )
    frame = _typed(cells.select(F.monotonically_increasing_id().alias(ROW), "*"), file, columns)
    assert file.scan is not None
    if (parts := file.scan.bytes // PART) > 1:
        frame = frame.repartition(parts)
    frame = frame.persist()
    try:
        state = _state(frame, columns, {})
    except PROBLEMS as error:
        raise UnreadableTableError([_first_line(error)]) from error
    return Relation(frame, state, {})


def open_parquet(session: SparkSession, file: TableFile) -> Relation:
    """Look at Parquet where it is, without loading it; raises `UnreadableTableError`.

    The columns that the names of its folders give are read from text, as those of a CSV file.
    """
    parts = sorted(file.path.rglob("*.parquet")) if file.path.is_dir() else [file.path]
    if problem := next(filter(None, map(_miscounted, parts)), None):
        raise UnreadableTableError([f"not a readable Parquet file: {problem}"])
    try:
        stored = session.read.parquet(_literally(file.path), mergeSchema=True)
        columns = stored.columns
        from_names = set(columns) - _stored_columns(session, file) if file.path.is_dir() else set()
        columns = in_declared_place(columns, from_names, file.schema.field_names)
        fields = {field.name: field for field in file.schema.fields}
        frame = _numbered(session, stored, file)
        # The name of a folder is not written as a date-time.
        texts = sorted(c for c in from_names if c in fields and fields[c].type != "datetime")
        frame = _typed(frame, file, texts)
        stored_as = {
            name: stored.schema[name].dataType.simpleString()
            for name in columns
            if name in fields
            and name not in texts
            and stored.schema[name].dataType != _type_of(fields[name])
        }
        doubles = [c for c, type in stored_as.items() if _is_double(type, fields[c])]
        frame, no_decimals_in = _as_decimals(frame, [fields[c] for c in doubles])
        stored_as = {c: type for c, type in stored_as.items() if c not in doubles}
        stored_as |= {c: fields[c].not_nearest for c in no_decimals_in}
        moments = [c for c in columns if c in fields and fields[c].type == "datetime"]
        frame, wrong = _in_utc(frame, [c for c in moments if c not in stored_as])
        stored_as |= dict.fromkeys(wrong, NO_MOMENTS)
        return Relation(frame, _state(frame, columns, stored_as), stored_as)
    except PROBLEMS as error:
        problem = f"not a readable Parquet file: {_first_line(error)}"
        raise UnreadableTableError([problem]) from error


def _miscounted(part: Path) -> str | None:
    try:
        return miscounted(pq.read_metadata(part))
    except (pa.ArrowException, OSError):
        return None  # Spark says what is wrong with it.


def _numbered(session: SparkSession, stored: DataFrame, file: TableFile) -> DataFrame:
    within = F.col("_metadata.row_index")
    if not file.path.is_dir():
        return stored.select(within.alias(ROW), "*")
    path = F.col("_metadata.file_path")
    counts = sorted(tuple(row) for row in stored.groupBy(path).count().collect())
    starts = [sum(count for _, count in counts[:number]) for number in range(len(counts))]
    offsets = session.createDataFrame(
        pa.table({"#path": [name for name, _ in counts], "#start": pa.array(starts, pa.int64())})
    )
    columns = [col(name) for name in stored.columns]
    parts = stored.select(path.alias("#path"), within.alias("#within"), *columns)
    joined = parts.join(F.broadcast(offsets), "#path")
    return joined.select((F.col("#start") + F.col("#within")).alias(ROW), *columns)


def _is_double(stored: str, field: Field) -> bool:
    return field.stored_as_double and stored == "double"


def _as_decimals(frame: DataFrame, doubles: list[Field]) -> tuple[DataFrame, list[str]]:
    """The frame with the decimals that doubles stand for, and which columns hold some that stand
    for none.
    """
    if not doubles:
        return frame, []
    decimals = {each.name: col(each.name).try_cast(_type_of(each)) for each in doubles}
    wrong = [
        F.count_if(
            col(name).isNotNull() & ~decimal.cast("string").cast("double").eqNullSafe(col(name))
        )
        for name, decimal in decimals.items()
    ]
    [counts] = frame.agg(*wrong).collect()
    frame = frame.select(
        *(decimals[c].alias(c) if c in decimals else col(c) for c in frame.columns)
    )
    return frame, [name for name, count in zip(decimals, counts, strict=True) if count]


def _in_utc(frame: DataFrame, moments: list[str]) -> tuple[DataFrame, list[str]]:
    """The frame with date-times in UTC that do not say so, and which columns hold no moments."""
    if not moments:
        return frame, []
    frame = frame.select(
        *(
            col(name).cast("timestamp_ntz").alias(name) if name in moments else col(name)
            for name in frame.columns
        )
    )
    first, last = (F.lit(each.isoformat(" ")).cast("timestamp_ntz") for each in (FIRST, LAST))
    wrong = [
        F.count_if(~col(c).between(first, last) | (F.date_trunc("second", col(c)) != col(c)))
        for c in moments
    ]
    [counts] = frame.agg(*wrong).collect()
    return frame, [name for name, count in zip(moments, counts, strict=True) if count]


def _stored_columns(session: SparkSession, file: TableFile) -> set[str]:
    """The columns inside the files of a folder."""
    reader = session.read.option("recursiveFileLookup", True)
    return set(reader.parquet(_literally(file.path), mergeSchema=True).columns)


def _typed(frame: DataFrame, file: TableFile, texts: list[str]) -> DataFrame:
    """The frame with the columns `texts` in their declared types, and what could not be read."""
    fields = {field.name: field for field in file.schema.fields}
    to_type = [name for name in texts if name in fields and fields[name].type != "string"]
    listed = [
        _value(fields[name]).alias(name) if name in to_type else col(name) for name in frame.columns
    ]
    unread = [F.when(_value(fields[name]).isNull(), col(name)).alias(raw(name)) for name in to_type]
    return frame.select(*listed, *unread)


def _cell(field: Field, *more: str) -> Column:
    """The text of a cell, or null where it, or one of `more`, stands for no value."""
    missing = [*field.form.missing, *more]
    text = col(field.name)
    return F.when(~text.isin(missing), text) if missing else text


def _in_usual_form(field: Field) -> Column:
    """The text of a cell in the usual form of the field's type; null where it is of neither."""
    cell, form = _cell(field), field.form
    if form.words:
        return F.coalesce(*(F.when(cell == text, F.lit(means)) for text, means in form.words))
    if not form.pattern:
        return cell
    whole = rf"\A{form.pattern.removeprefix('^').removesuffix('$')}\z"
    text = cell
    if form.rewritten:
        text = F.regexp_replace(cell, whole, re.sub(r"\\([0-9])", r"$\1", form.rewritten))
    for old, new in form.replaced:
        text = F.replace(text, F.lit(old), F.lit(new))
    return F.when(cell.rlike(whole), text)


def _value(field: Field) -> Column:
    """The value that a text of the field stands for, or null; see `csv_reader`."""
    text = _in_usual_form(field)
    if field.type == "boolean":
        return F.when(text == "true", True).when(text == "false", False)
    if field.type == "datetime":
        # A moment without a zone is the same wherever Spark works; its text ends in one.
        moment = F.substring(text, 1, 19).try_cast("timestamp_ntz")
        return F.when(text.rlike(rf"\A{FORM}\z"), moment)
    value = text.try_cast(_type_of(field))
    if field.type == "number":
        form = rf"\A-?(0|[1-9][0-9]*)(\.[0-9]{{1,{max(field.decimals, 1)}}})?\z"
        return F.when(text.rlike(form), value)
    as_written = value.cast("string") == text
    if field.type == "date":
        as_written &= value.between(F.lit("0001-01-01").cast("date"), F.lit("9999-12-31"))
    return F.when(as_written, value)


def _type_of(field: Field) -> T.DataType:
    match field.type:
        case "string":
            return T.StringType()
        case "integer":
            return T.LongType()
        case "date":
            return T.DateType()
        case "datetime":
            return T.TimestampType()
        case "boolean":
            return T.BooleanType()
        case _:
            return T.DecimalType(field.precision, field.decimals)


def _state(frame: DataFrame, columns: list[str], stored_as: dict[str, str]) -> TableState:
    counts = [F.count(col(name)).alias(name) for name in frame.columns]
    [counted] = frame.agg(*counts).collect()
    count = counted.asDict()
    misread = frozenset(name for name in columns if count.get(raw(name)))
    return TableState(
        count[ROW],
        tuple(columns),
        misread | frozenset(stored_as),
        frozenset(name for name in columns if not count[name] and name not in misread),
    )


def _literally(path: Path) -> str:
    """A path in which no character stands for others."""
    return re.sub(r"([{}\[\]*?\\])", r"\\\1", str(path.absolute()))


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0]
