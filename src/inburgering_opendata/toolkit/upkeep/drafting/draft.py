"""What is declared of a table by what its file shows: schema, suite and source, as drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from inburgering_opendata.toolkit.assemble.layout import is_laid_out, read_laid_out
from inburgering_opendata.toolkit.assemble.sources import read_table
from inburgering_opendata.toolkit.describe.catalog import is_placeholder, load_catalog
from inburgering_opendata.toolkit.describe.short_forms import in_long_form
from inburgering_opendata.toolkit.describe.table_schema import (
    TEXT_CHECK,
    TableSchema,
    table_schema_of,
)
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.texts import fault_of
from inburgering_opendata.toolkit.tables.printed import PrintedTable
from inburgering_opendata.toolkit.upkeep.drafting.detecting import Detected
from inburgering_opendata.toolkit.upkeep.drafting.errors import (
    COLUMN_UNKNOWN,
    KEY_UNFIT,
    NO_KEY,
)
from inburgering_opendata.toolkit.upkeep.drafting.inferring import (
    as_year,
    columns_of,
    layout_of,
    signs_of,
)
from inburgering_opendata.toolkit.upkeep.drafting.keys import (
    Reference,
    first_twins,
    key_of,
    references_of,
)
from inburgering_opendata.toolkit.upkeep.drafting.licences import licence_of
from inburgering_opendata.toolkit.upkeep.drafting.words import (
    names_of,
    said,
    todo,
    without_unit,
)

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a person says of a file; what is not said is a TODO, or seen."""

    table: str | None = None
    package: str | None = None
    title: str | None = None
    key: Sequence[str] = ()
    """Printed names of the columns of the primary key."""
    licence: str | None = None
    publisher: str | None = None
    address: str | None = None
    date: date | None = None
    layout: Mapping[str, Any] = field(default_factory=dict)
    """`sheet`, `header`, `headerRows`, `notes`, `delimiter` and `encoding`, as far as known."""


class Draft:
    """A table as drafted from its file."""

    def __init__(
        self,
        project: Project,
        path: Path,
        data: bytes,
        detected: Detected,
        table: str,
        told: Told,
    ) -> None:
        self._project, self._path, self._data = project, path, data
        self._table, self._told = table, told
        self._printed_table = printed = detected.table
        taken = [place for place, name in enumerate(printed.names) if name]
        headers = [printed.names[place] for place in taken]
        names = names_of([without_unit(header)[0] for header in headers])
        self._printed = dict(zip(names, headers, strict=True))
        kept = replace(
            printed,
            names=tuple(headers),
            columns=tuple(printed.columns[place] for place in taken),
        )
        signs = signs_of(kept, detected.layout.get("delimiter", ","))
        columns = zip(names, columns_of(kept, signs), strict=True)
        self._columns = {name: as_year(column, name) for name, column in columns}
        self.layout = {
            **detected.layout,
            **layout_of(self._columns, signs, self._printed),
        }
        unkeyed = self._schema(key=(names[0],), references=())
        self.rows = self._read(unkeyed, may_be_empty=True)
        self.key = self._key(printed)
        self.references = tuple(references_of(project, self.rows))
        self.schema = self._schema(key=self.key, references=self.references)
        self._read(self.schema)

    def _read(self, raw: Mapping[str, Any], *, may_be_empty: bool = False) -> pa.Table:
        """The rows of the file, read as a source with this schema would be."""
        schema = self._compiled(raw, may_be_empty=may_be_empty)
        if self.layout or is_laid_out(self._path, {}):
            return read_laid_out(self._path, self._data, self.layout, schema)
        return read_table(self._path, self._data, schema)

    def _compiled(self, raw: Mapping[str, Any], *, may_be_empty: bool) -> TableSchema:
        if may_be_empty:
            raw = {**raw, "primaryKey": []}
        return table_schema_of(in_long_form(raw), {})

    def _key(self, printed: PrintedTable) -> tuple[str, ...]:
        if self._told.key:
            names = {text: name for name, text in self._printed.items()}
            names |= {name: name for name in self._printed}
            for column in self._told.key:
                if column not in names:
                    known = ", ".join(self._printed.values())
                    raise OpendataError(COLUMN_UNKNOWN, path=self._path, column=column, known=known)
            key = tuple(names[column] for column in self._told.key)
            if problem := self._problem_with(key, printed):
                details = {"columns": " and ".join(self._told.key), "problem": problem}
                raise OpendataError(KEY_UNFIT, path=self._path, **details)
            return key
        candidates = [
            name
            for name, column in self._columns.items()
            if column.type not in ("number", "boolean") and self._words(name)[1] is None
        ]
        if found := key_of(self.rows, candidates):
            return found
        every = [name for name in self._columns if not self.rows.column(name).null_count]
        problem = self._problem_with(tuple(every), printed) if every else "no column is filled"
        if not problem:
            return tuple(every)
        raise OpendataError(NO_KEY, path=self._path, problem=problem)

    def _problem_with(self, key: Sequence[str], printed: PrintedTable) -> str | None:
        """Why these fields cannot be the key, with the lines that say so."""
        for name in key:
            if self.rows.column(name).null_count:
                row = self.rows.column(name).to_pylist().index(None)
                return f"{printed.place_of(row)}: '{self._printed[name]}' is empty"
        if twins := first_twins(self.rows, key):
            first, second = map(printed.place_of, twins)
            return f"{first} and {second} have the same {', '.join(self._printed[k] for k in key)}"
        return None

    def _schema(self, *, key: Sequence[str], references: Sequence[Reference]) -> dict[str, Any]:
        project, told = self._project, self._told
        title = told.title or todo("what the table is called")
        confirm = "; ".join((*self._about_frame(), *self._about_key(key)))
        seen = f" Confirm: {confirm}." if confirm else ""
        about = todo(f"what each row is, in fifty characters at least.{seen}")
        empty = [name for name, column in self._columns.items() if column.is_empty]
        foreign = [
            {
                "fields": [each.field],
                "reference": {"resource": each.table, "fields": [each.key]},
            }
            for each in references
            if each.named
        ]
        return {
            "$schema": PROFILE,
            "name": self._table,
            **said(project, "title", title),
            **said(project, "description", about),
            "fields": [self._field(name, key, references) for name in self._columns],
            "primaryKey": [*key],
            **({"foreignKeys": foreign} if foreign else {}),
            **({"columnsMayBeEmpty": empty} if empty else {}),
        }

    def _about_frame(self) -> Iterator[str]:
        what = "lines" if self._printed_table.is_of_lines else "rows"
        header, rows = self.layout.get("header", 1), self.layout.get("headerRows", 1)
        if rows > 1:
            yield f"{what} {header} to {header + rows - 1} name the columns together"
        if notes := self.layout.get("notes"):
            last = self._printed_table.place_of(self._printed_table.rows - 1)
            below = "a note stands" if notes == 1 else f"{notes} notes stand"
            yield f"the last row is {last}, and {below} below it"

    def _about_key(self, key: Sequence[str]) -> Iterator[str]:
        if not self._told.key:
            yield f"the key is {', '.join(key)}, as no two rows that were seen have the same"

    def _field(
        self, name: str, key: Sequence[str], references: Sequence[Reference]
    ) -> dict[str, Any]:
        column = self._columns[name]
        words, unit = self._words(name)
        confirm = [*self._to_confirm(name, references)]
        seen = f" Confirm: {'; '.join(confirm)}." if confirm else ""
        bounds = {"minimum": 0} if column.never_negative else {}
        return {
            "name": name,
            "type": column.type,
            **said(self._project, "title", words),
            **said(self._project, "description", todo(f"what '{words}' is.{seen}")),
            **({"unit": unit} if unit else {}),
            **(
                {"precision": column.precision, "decimals": column.decimals}
                if column.type == "number"
                else {}
            ),
            **self._unreadable(name),
            **({"categories": [*column.categories]} if self._is_listed(name, key) else {}),
            **({"constraints": bounds} if bounds else {}),
        }

    def _unreadable(self, name: str) -> dict[str, Any]:
        """That a text is let be though it cannot be read as it stands, until a person says why or
        corrects the file."""
        if not (fault := self._fault(name)):
            return {}
        asked = f"why that may stay, or correct the file and take this out: {fault}"
        return {"notChecked": {TEXT_CHECK: todo(asked)}}

    @cache  # noqa: B019 - a draft lives as long as the command that makes it
    def _fault(self, name: str) -> str | None:
        if self._columns[name].type != "string":
            return None
        place = [*self._printed_table.names].index(self._printed[name])
        cells = self._printed_table.columns[place]
        missing = self._missing()
        # What stands there often is asked once.
        distinct = cells.unique().to_pylist() if isinstance(cells, pa.ChunkedArray) else cells
        for text in dict.fromkeys(distinct):
            if isinstance(text, str) and text not in missing and (fault := fault_of(text)):
                listed = cells.to_pylist() if isinstance(cells, pa.ChunkedArray) else cells
                return f"{self._printed_table.place_of(listed.index(text))}: {fault}"
        return None

    def _missing(self) -> frozenset[str]:
        return frozenset(text for each in self._columns.values() for text in each.missing)

    def _words(self, name: str) -> tuple[str, str | None]:
        """What a column is called, and its unit: only numbers have one."""
        header = self._printed[name]
        is_number = self._columns[name].type in ("integer", "number")
        return without_unit(header) if is_number else (header, None)

    def _is_listed(self, name: str, key: Sequence[str] = ()) -> bool:
        return bool(self._columns[name].categories) and tuple(key) != (name,)

    def _to_confirm(self, name: str, references: Sequence[Reference]) -> Iterator[str]:
        column = self._columns[name]
        yield from column.doubts
        if column.never_negative:
            yield "it is never below 0"
        if self._is_listed(name):
            yield f"there are no other values than these {len(column.categories)}"
        if column.missing:
            yield f"{', '.join(sorted(column.missing))} stands for no value"
        if fault := self._fault(name):
            yield f"a text cannot be read as it stands: {fault}"
        for each in references:
            if each.field == name and each.named:
                yield f"it refers to {each.key} of {each.table}"
            elif each.field == name:
                yield f"it may refer to {each.key} of {each.table}, which has all its values"

    def seen(self) -> list[str]:
        """What is to be confirmed, by field."""
        about = (*self._about_frame(), *self._about_key(self.key))
        lines = [f"{self._table}: {line}" for line in about]
        for name in self._columns:
            lines += [f"{name}: {line}" for line in self._to_confirm(name, self.references)]
        return lines

    def suite(self) -> dict[str, Any]:
        """One expectation that surely holds of this file, and of the next after `opendata pin`."""
        rows = self.rows.num_rows
        return {
            "name": self._table,
            "expectations": [
                {
                    "type": "expect_table_row_count_to_be_between",
                    "kwargs": {"min_value": rows, "max_value": rows},
                    "meta": {
                        "id": "rows",
                        "severity": "critical",
                        "reason": "So many rows has the file that is pinned; `opendata pin` "
                        "counts those of a new edition.",
                    },
                }
            ],
        }

    def source(self, file: str) -> dict[str, Any]:
        """The entry of the file in package.json."""
        told, project = self._told, self._project
        title = told.title or todo("what its publisher calls the file")
        publisher = told.publisher or publisher_of(project) or todo("who published the file")
        return {
            "table": self._table,
            "path": f"sources/{file}",
            **said(project, "title", title),
            "publisher": publisher,
            "address": told.address or todo("where the file was published, as https://…"),
            "licence": licence_of(told.licence, project),
            "date": (told.date or date.today()).isoformat(),
            "sha256": sha256(self._data),
            **({"layout": self.layout} if self.layout else {}),
        }


def publisher_of(project: Project) -> str | None:
    name = str(load_catalog(project).publisher["name"])
    return None if is_placeholder(name) else name
