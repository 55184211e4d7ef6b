"""The texts that the cells of a workbook share (ECMA-376, part 1, 18.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO

from inburgering_opendata.toolkit.tables.xlsx.xml import local, parse

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def read_shared_texts(stream: BinaryIO) -> list[str]:
    """Each shared text by its number; of rich text the characters, without readings beside them.

    Raises:
        WorkbookError: it is not XML.
    """
    texts: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []

    def start(name: str, _: Mapping[str, str]) -> None:
        inside.append(local(name))

    def end(_: str) -> None:
        if inside.pop() == "si":
            texts.append(unescaped("".join(pieces)))
            pieces.clear()

    def characters(data: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            pieces.append(data)

    parse(stream, start, end, characters)
    return texts


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold, which are written as `_x000D_` (22.9.2.19).

    Half a character stays as it is written.
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)
