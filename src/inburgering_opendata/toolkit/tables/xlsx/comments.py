"""Remarks beside the cells of a sheet: notes, and threads of comments (ECMA-376, part 1, 18.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from inburgering_opendata.toolkit.tables.xlsx.xml import local, parse

TYPES = frozenset({"comments", "threadedComment"})
"""Last words of the types by which a sheet refers to parts that hold them."""
_REMARKS = frozenset({"comment", "threadedComment"})


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A remark beside a cell."""

    sheet: str
    place: str
    """Of the cell, such as B2."""
    text: str


def read_comments(stream: BinaryIO, sheet: str) -> list[Comment]:
    """Each remark in a part of the sheet.

    Raises:
        WorkbookError: it is not XML.
    """
    found: list[Comment] = []
    pieces: list[str] = []
    inside: list[str] = []
    place = ""

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal place
        inside.append(local(name))
        if inside[-1] in _REMARKS:
            place = attributes.get("ref", "")
            pieces.clear()

    def end(_: str) -> None:
        if inside.pop() in _REMARKS:
            found.append(Comment(sheet=sheet, place=place, text="".join(pieces)))

    def characters(data: str) -> None:
        if "text" in inside:
            pieces.append(data)

    parse(stream, start, end, characters)
    return found
