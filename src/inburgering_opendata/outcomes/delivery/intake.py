"""From a delivered file to accepted rows, or to everything that keeps them out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from inburgering_opendata.outcomes.delivery.deliverer import delivered
from inburgering_opendata.outcomes.delivery.headers import kind_of
from inburgering_opendata.outcomes.delivery.identity import identifying, identifying_names
from inburgering_opendata.outcomes.delivery.kinds import KINDS
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.reading import read_delivery
from inburgering_opendata.outcomes.delivery.rows import Rows
from inburgering_opendata.outcomes.delivery.sheet import Note, Sheet
from inburgering_opendata.outcomes.delivery.statement import Statement
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.language import ENGLISH, Language
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project


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
    beside = (*identifying_names(path, said.origin), *reading.personal)
    if reading.problems:
        return Examined((), (*beside, *reading.problems), reading.notes)
    sheets = reading.sheets
    personal = [*beside, *(problem for sheet in sheets for problem in identifying(sheet))]
    of_sheets = [problem for sheet in sheets for problem in sheet.problems]
    kinds = {kind_of(sheet.header, schemas) for sheet in sheets}
    if None in kinds or (said.kind is not None and kinds != {said.kind}):
        return Examined(sheets, (*personal, *of_sheets, Problem("no_header")), reading.notes)
    if len(kinds) > 1:
        return Examined(sheets, (*personal, *of_sheets, Problem("kinds_mixed")), reading.notes)
    kind = str(kinds.pop())
    found = Rows(project=project, schema=schemas[kind], sheets=sheets, said=said, language=language)
    origin = said.origin or path.name
    by = delivered(found, kind, said, origin)
    problems = (*personal, *of_sheets, *found.problems, *by.problems)
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
        as_of=by.as_of,
        municipalities=by.municipalities,
        origin=origin,
        synthetic=by.synthetic,
    )
