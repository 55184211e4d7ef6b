"""What is wrong with the structure of a CSV text: where, what was expected, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SENTENCES = {
    "header": "{problem}",
    "cells": "{cells} cells, {expected} were expected; put quotes around a cell that holds the "
    "delimiter, and let no cell out",
    "surplus_empty": "{cells} cells, {expected} were expected; the last {surplus} are empty: "
    "remove the delimiters at the end of the row",
    "blank": "no cells, {expected} were expected; remove the blank line",
    "quote_unclosed": "a quote that is never closed; a closing quote was expected; close it, or "
    "write a quote that is text twice, in a cell between quotes",
    "quote_behind": "text behind a closing quote; a delimiter or the end of the row was expected; "
    "write a quote that is text twice",
    "quote_behind_lines": "text behind a closing quote; a delimiter or the end of the row was "
    "expected; the cell began on line {began}: is its quote not closed there?",
    "quote_inside": "a quote inside a cell that does not begin with one; no quote was expected; "
    "put the whole cell between quotes, and write a quote that is text twice",
    "space_before": "a space before a quote; the quote was expected to begin the cell; remove the "
    "space",
    "lone_return": "mixed line ends: the header ends in a carriage return alone; a line feed was "
    "expected; end every row in one",
    "mixed_ends": "mixed line ends: {found} here, {expected} at the end of the header; use one "
    "kind throughout",
}
"""What each kind of problem says, with gaps for its details."""

ENDS = {
    b"\n": "a line feed",
    b"\r\n": "a carriage return and a line feed",
    b"\r": "a carriage return alone",
}

OF_LENGTH = ("cells", "surplus_empty", "blank")
"""Kinds behind which the next row can still be told apart."""


@dataclass(frozen=True, kw_only=True)
class Malformed:
    """One place where a text is no proper CSV; nothing in it is a value of a cell."""

    kind: str
    """One of `SENTENCES`."""
    line: int
    """Counted from 1 by line feeds; for a row of several lines the last of them."""
    row: int
    """Counted from 1; the header is the first."""
    column: int | None = None
    """Counted from 1; None when it is about the whole row."""
    details: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{place}: {SENTENCES[self.kind].format(**self.details)}"


class MalformedError(ValueError):
    """The structure is lost: whatever follows cannot be told apart."""

    def __init__(self, malformed: Malformed) -> None:
        super().__init__(str(malformed))
        self.malformed = malformed
