"""From a delivered file to accepted rows, or to everything that keeps them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inburgering_opendata.delivery.checking import breaches_of
from inburgering_opendata.delivery.column import Column
from inburgering_opendata.delivery.converting import convert, decimal_sign_of, has_signs
from inburgering_opendata.delivery.delimited import Stated
from inburgering_opendata.delivery.headers import Matched, kind_of, match_header
from inburgering_opendata.delivery.identity import identifying
from inburgering_opendata.delivery.kinds import KINDS, TRAJECTORY
from inburgering_opendata.delivery.problem import Problem, letter
from inburgering_opendata.delivery.reading import read_delivery
from inburgering_opendata.delivery.scope import last_municipalities, municipality_of_rows
from inburgering_opendata.delivery.sheet import Note, Sheet
from inburgering_opendata.describe.arrow import arrow_schema
from inburgering_opendata.describe.language import ENGLISH, Language
from inburgering_opendata.describe.table_schema import Field, TableSchema, load_table_schema
from inburgering_opendata.project import Project
from inburgering_opendata.validate.checks import Check
from inburgering_opendata.validate.rules.finding import Breach
from inburgering_opendata.validate.vocabulary import columns_of

SYNTHETIC = "SYN"
"""What the pseudonyms of persons who were made up begin with."""


@dataclass(frozen=True)
class Statement:
    """What the deliverer says of a file; None, or nothing, where it must show from the file."""

    kind: str | None = None
    sheet: str | None = None
    csv: Stated = field(default_factory=Stated)
    decimal_sign: str | None = None
    as_of: date | None = None
    municipalities: tuple[str, ...] = ()
    origin: str | None = None


@dataclass(frozen=True)
class Examined:
    """A file that was looked at: fit to be stored when nothing keeps it out."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...] = ()
    kind: str | None = None
    rows: pa.Table | None = None
    """In the columns and types of the schema; None when the file is refused."""
    as_of: date | None = None
    municipalities: tuple[str, ...] = ()
    origin: str = ""
    synthetic: bool = False

    @property
    def refused(self) -> bool:
        return any(not problem.is_warning for problem in self.problems)


def examine(
    project: Project,
    path: Path,
    data: bytes,
    said: Statement,
    language: Language = ENGLISH,
) -> Examined:
    """Look at the file `data`, called `path`; nothing is stored.

    Args:
        language: in which the fields are called that a message names.

    Raises:
        OpendataError: an expectation could not be asked.
    """
    schemas = {kind: load_table_schema(project, kind) for kind in KINDS}
    reading = read_delivery(path, data, schemas, said.csv, said.sheet)
    if reading.problems:
        return Examined((), reading.problems, reading.notes)
    sheets = reading.sheets
    personal = [problem for sheet in sheets for problem in identifying(sheet)]
    of_sheets = [problem for sheet in sheets for problem in sheet.problems]
    kinds = {kind_of(sheet.header, schemas) for sheet in sheets}
    if None in kinds or (said.kind is not None and kinds != {said.kind}):
        return Examined(sheets, (*personal, *of_sheets, Problem("no_header")), reading.notes)
    if len(kinds) > 1:
        return Examined(sheets, (*personal, *of_sheets, Problem("kinds_mixed")), reading.notes)
    kind = str(kinds.pop())
    found = _Rows(project, schemas[kind], sheets, said, language)
    origin = said.origin or path.name
    delivered = _delivered(found, kind, said, origin)
    problems = (*personal, *of_sheets, *found.problems, *delivered.problems)
    if personal:
        # While anything in a file says who a person is, nothing of it is shown to anybody.
        problems = tuple(replace(problem, value=None) for problem in problems)
    notes = (*reading.notes, Note("kind", {"kind": kind}), *found.notes)
    examined = Examined(sheets, problems, notes, kind)
    if found.rows is None or examined.refused:
        return examined
    return replace(
        examined,
        rows=found.rows.cast(arrow_schema(schemas[kind])),
        as_of=delivered.as_of,
        municipalities=delivered.municipalities,
        origin=origin,
        synthetic=delivered.synthetic,
    )


class _Rows:
    """The rows of all sheets in one table, and what is wrong with them."""

    def __init__(
        self,
        project: Project,
        schema: TableSchema,
        sheets: Sequence[Sheet],
        said: Statement,
        language: Language,
    ) -> None:
        self._matched = [match_header(sheet, schema, language) for sheet in sheets]
        pairs = zip(sheets, self._matched, strict=True)
        self._sheets = [_without_prefilled(sheet, matched) for sheet, matched in pairs]
        self.problems = [problem for matched in self._matched for problem in matched.problems]
        self.notes: list[Note] = []
        every = sum(len(sheet.row_numbers) for sheet in sheets)
        if prefilled := every - sum(len(sheet.row_numbers) for sheet in self._sheets):
            self.notes.append(Note("only_municipality", {"number": prefilled}))
        self.rows: pa.Table | None = None
        sign = said.decimal_sign or decimal_sign_of(self._columns(schema))
        if sign is None:
            self.problems.append(Problem("decimal_sign_unclear"))
            return
        if not said.decimal_sign and has_signs(self._columns(schema)):
            name = "comma" if sign == "," else "point"
            self.notes.append(Note("decimal_sign", {"sign": name}))
        pairs = zip(self._sheets, self._matched, strict=True)
        self._converted = [convert(sheet, matched, schema, sign) for sheet, matched in pairs]
        self.problems += [p for converted in self._converted for p in converted.problems]
        if any(matched.problems for matched in self._matched):
            # Rules about columns that are not there would only mislead.
            self.notes.append(Note("rules_not_asked"))
            return
        self.rows = pa.concat_tables([converted.table for converted in self._converted])
        self._starts = [0, *accumulate(len(sheet.row_numbers) for sheet in self._sheets)]
        self.problems += self._broken_rules(breaches_of(project, schema.name, self.rows))

    def at(self, rule: str, row: int, field: str, **more: Any) -> Problem:
        """The problem of one row, numbered over all sheets, in the column of a field."""
        place = next(n for n, start in enumerate(self._starts[1:]) if row < start)
        sheet, position = self._sheets[place], self._matched[place].columns[field]
        number = sheet.row_numbers[row - self._starts[place]]
        header = sheet.header[position]
        details = {"field": field, **more.pop("details", {})}
        return Problem(rule, sheet.name, number, letter(position), header, details, **more)

    def _columns(self, schema: TableSchema) -> Iterator[tuple[Field, Column]]:
        for sheet, matched in zip(self._sheets, self._matched, strict=True):
            for name, position in matched.columns.items():
                yield schema.field(name), sheet.columns[position]

    def _broken_rules(self, breaches: Iterable[tuple[Check, Breach]]) -> Iterator[Problem]:
        for check, breach in breaches:
            rule, warning = _rule(check), check.severity == "warning"
            columns = columns_of(check.type, check.kwargs)
            if breach.row is None:
                yield Problem(rule, check=check, is_warning=warning)
            elif not self._is_unfit(breach.row, columns):
                value = breach.observed
                yield self.at(
                    rule, breach.row, columns[0], value=value, check=check, is_warning=warning
                )

    def _is_unfit(self, row: int, columns: Sequence[str]) -> bool:
        """Whether what is wrong with one of the cells was told already."""
        place = next(n for n, start in enumerate(self._starts[1:]) if row < start)
        unfit, in_sheet = self._converted[place].unfit, row - self._starts[place]
        return any(in_sheet in unfit.get(name, ()) for name in columns)


def _without_prefilled(sheet: Sheet, matched: Matched) -> Sheet:
    """The sheet without the rows of a template that nobody filled in."""
    position = matched.columns.get("municipality_code")
    if position is None or not sheet.row_numbers:
        return sheet
    empty = pa.array([True] * len(sheet.row_numbers))
    for column in (c for n, c in enumerate(sheet.columns) if n != position):
        empty = pc.and_(empty, column.is_empty())
        if not pc.any(empty).as_py():
            return sheet
    kept = pc.indices_nonzero(pc.invert(empty))
    numbers = [sheet.row_numbers[row] for row in kept.to_pylist()]
    columns = tuple(column.take(kept) for column in sheet.columns)
    return replace(sheet, columns=columns, row_numbers=numbers)


@dataclass(frozen=True)
class _Delivered:
    """Who delivered, on which day the rows stand, and whether they are made up."""

    as_of: date | None = None
    municipalities: tuple[str, ...] = ()
    synthetic: bool = False
    problems: tuple[Problem, ...] = ()


def _delivered(found: _Rows, kind: str, said: Statement, origin: str) -> _Delivered:
    rows = found.rows
    if rows is None:
        return _Delivered()
    as_of, problems = _day(found, rows, kind, said)
    if kind == TRAJECTORY:
        there = last_municipalities(rows)
    else:
        there = sorted(pc.unique(rows.column("municipality_code")).drop_null().to_pylist())
    municipalities = said.municipalities or tuple(there)
    if kind == TRAJECTORY and len(municipalities) > 1 and not said.municipalities:
        problems.append(Problem("municipality_unclear", details={"number": len(municipalities)}))
    if said.municipalities:
        problems += _of_others(found, rows, kind, said.municipalities)
    made_up = _made_up(rows, kind)
    synthetic = origin.casefold().startswith("synthetic") or made_up == rows.num_rows > 0
    if 0 < made_up < rows.num_rows:
        problems.append(Problem("synthetic_mixed", details={"number": made_up}))
    return _Delivered(as_of, municipalities, synthetic, tuple(problems))


def _of_others(
    found: _Rows, rows: pa.Table, kind: str, municipalities: Sequence[str]
) -> Iterator[Problem]:
    """Rows that are not of the municipalities that are said to deliver, and those without rows."""
    theirs = municipality_of_rows(kind, rows, municipalities)
    details = {"municipalities": ", ".join(municipalities)}
    for row in pc.indices_nonzero(pc.is_null(theirs)).to_pylist():
        yield found.at("row_of_others", row, "municipality_code", details=details)
    if silent := sorted(set(municipalities) - set(pc.unique(theirs).to_pylist())):
        yield Problem("no_rows_of", details={"municipalities": ", ".join(silent)})


def _day(
    found: _Rows, rows: pa.Table, kind: str, said: Statement
) -> tuple[date | None, list[Problem]]:
    """The day on which the rows stand: stated for trajectories, in the rows for counts."""
    if kind == TRAJECTORY:
        return said.as_of, _later_than(found, rows, said.as_of)
    days = pc.unique(rows.column("as_of")).drop_null().to_pylist()
    if said.as_of and days != [said.as_of]:
        return said.as_of, [Problem("as_of_other", details={"as_of": said.as_of.isoformat()})]
    return said.as_of or (days[0] if days else None), []


def _later_than(found: _Rows, rows: pa.Table, as_of: date | None) -> list[Problem]:
    """Cells with a day after the one on which the rows are said to stand."""
    if as_of is None:
        return [Problem("as_of_missing")]
    details = {"as_of": as_of.isoformat()}
    return [
        found.at("later_than_as_of", row, field.name, details=details)
        for field in rows.schema
        if pa.types.is_date(field.type)
        for row in pc.indices_nonzero(pc.greater(rows.column(field.name), as_of)).to_pylist()
    ]


def _made_up(rows: pa.Table, kind: str) -> int:
    if kind != TRAJECTORY:
        return 0
    return pc.sum(pc.starts_with(rows.column("person_id"), SYNTHETIC)).as_py() or 0


_RULES: Mapping[str, str] = {
    "expect_table_row_count_to_be_between": "no_rows",
    "expect_column_values_to_not_be_null": "required",
    "expect_column_values_to_match_regex": "pattern",
    "expect_column_values_to_be_between": "range",
    "expect_column_values_to_be_unique": "doubled",
    "expect_compound_columns_to_be_unique": "doubled",
    "expect_foreign_key_to_exist": "unknown_key",
}


def _rule(check: Check) -> str:
    """The sentence for a check: its own words when it is of a suite, else those of its type."""
    return "suite" if check.reason_nl else _RULES[check.type]
