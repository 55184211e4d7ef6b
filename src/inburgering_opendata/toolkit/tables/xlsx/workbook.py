"""A workbook (xlsx): its sheets in order, and which of them are hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inburgering_opendata.toolkit.tables.xlsx.comments import TYPES, Comment, read_comments
from inburgering_opendata.toolkit.tables.xlsx.faults import Kind, WorkbookError
from inburgering_opendata.toolkit.tables.xlsx.parts import Parts, Relation, open_parts
from inburgering_opendata.toolkit.tables.xlsx.sheet import Sheet
from inburgering_opendata.toolkit.tables.xlsx.styles import Shown, read_styles
from inburgering_opendata.toolkit.tables.xlsx.texts import read_shared_texts
from inburgering_opendata.toolkit.tables.xlsx.values import Meaning
from inburgering_opendata.toolkit.tables.xlsx.xml import is_true, local, parse

MOST_SHARED_TEXT = 1 << 25
"""Bytes of XML in which the shared texts stand; of a larger file, four times its own bytes."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    is_hidden: bool
    """Hidden, or so that only a program can show it."""
    part: str | None
    """None for what has no cells, such as a sheet with only a chart."""


class Workbook:
    """The sheets of a workbook; cells are only read when a sheet is asked for its rows."""

    def __init__(self, parts: Parts, sheets: Sequence[Listed], meaning: Meaning) -> None:
        self._parts, self._meaning = parts, meaning
        self.sheets = tuple(sheets)

    @property
    def visible(self) -> tuple[str, ...]:
        """The names of the sheets that whoever opens the workbook sees."""
        return tuple(sheet.name for sheet in self.sheets if not sheet.is_hidden)

    @property
    def hidden(self) -> tuple[str, ...]:
        return tuple(sheet.name for sheet in self.sheets if sheet.is_hidden)

    def sheet(self, name: str) -> Sheet:
        """A sheet by its name, to be read.

        Raises:
            KeyError: there is no such sheet.
        """
        listed = {sheet.name: sheet for sheet in self.sheets}[name]
        return Sheet(name, self._parts, listed.part, self._meaning)

    def comments(self) -> Iterator[Comment]:
        """The remarks beside the cells of every sheet, hidden or not.

        Raises:
            WorkbookError: they are no XML, or more than is accepted.
        """
        for sheet in self.sheets:
            related = self._parts.relations(sheet.part).values() if sheet.part else ()
            for each in related:
                if each.type not in TYPES or each.part not in self._parts:
                    continue
                if self._parts.size(each.part) > MOST_SHARED_TEXT:
                    raise WorkbookError(
                        Kind.TOO_LARGE, "its remarks are too many", sheet=sheet.name
                    )
                with self._parts.open(each.part) as stream:
                    yield from read_comments(stream, sheet.name)


def open_workbook(data: bytes) -> Workbook:
    """The workbook in the bytes of a file.

    Raises:
        WorkbookError: it is none, or larger than is accepted.
    """
    parts = open_parts(data)
    main = _related(parts.relations(""), "officeDocument")
    if main is None or main.endswith(".bin"):
        raise WorkbookError(Kind.NOT_A_WORKBOOK, "it is an archive, and no workbook (xlsx)")
    relations = parts.relations(main)
    contents = _Contents()
    with parts.open(main) as stream:
        parse(stream, contents.start)
    texts, styles = _related(relations, "sharedStrings"), _related(relations, "styles")
    meaning = Meaning(
        texts=_texts(parts, texts, len(data)) if texts else (),
        styles=_styles(parts, styles) if styles else (),
        since_1904=contents.since_1904,
        computed_when_opened=contents.computed_when_opened,
    )
    return Workbook(parts, _listed(contents, relations), meaning)


class _Contents:
    """What the part of the workbook itself says."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        """Name, state and id of each."""
        self.since_1904 = self.computed_when_opened = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match local(name):
            case "sheet":
                ids = (value for key, value in attributes.items() if key.endswith("}id"))
                state = attributes.get("state", "visible")
                self.sheets.append((attributes.get("name", ""), state, next(ids, "")))
            case "workbookPr":
                self.since_1904 = is_true(attributes.get("date1904"))
            case "calcPr":
                self.computed_when_opened = is_true(attributes.get("fullCalcOnLoad"))


def _listed(contents: _Contents, relations: Mapping[str, Relation]) -> list[Listed]:
    sheets = []
    for name, state, id in contents.sheets:
        if id not in relations:
            raise WorkbookError(Kind.NOT_A_WORKBOOK, "there is no such part", sheet=name)
        found = relations[id]
        part = found.part if found.type == "worksheet" else None
        sheets.append(Listed(name=name, is_hidden=state != "visible", part=part))
    names = [sheet.name for sheet in sheets]
    if not names or len(names) > len(set(names)):
        raise WorkbookError(Kind.NOT_A_WORKBOOK, f"its sheets are {names}")
    return sheets


def _related(relations: Mapping[str, Relation], type: str) -> str | None:
    return next((each.part for each in relations.values() if each.type == type), None)


def _texts(parts: Parts, part: str, size: int) -> Sequence[str]:
    most = max(MOST_SHARED_TEXT, 4 * size)
    if parts.size(part) > most:
        problem = f"its texts have {parts.size(part):,} bytes unpacked; at most {most:,} are read"
        raise WorkbookError(Kind.TOO_LARGE, problem)
    with parts.open(part) as stream:
        return read_shared_texts(stream)


def _styles(parts: Parts, part: str) -> Sequence[Shown]:
    with parts.open(part) as stream:
        return read_styles(stream)
