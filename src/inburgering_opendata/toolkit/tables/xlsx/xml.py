"""XML, parsed as it streams by: any spelling that is XML, and no document types.

A name is what its namespace and its local name make together, so prefixes do not matter. Without a
document type there are no entities, and so none that grow or that read another file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO
from xml.parsers import expat

from inburgering_opendata.toolkit.tables.xlsx.faults import Kind, WorkbookError

_CHUNK = 1 << 18

Start = Callable[[str, Mapping[str, str]], None]
"""Called with a name as `namespace}local`, and the attributes."""


def parsing(
    stream: BinaryIO,
    start: Start,
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Parse the whole of `stream`, pausing after each chunk of it.

    Raises:
        WorkbookError: it is not XML, or has a document type.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise WorkbookError(Kind.NOT_A_WORKBOOK, f"its XML is malformed: {error}") from error
    yield


def parse(
    stream: BinaryIO,
    start: Start,
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Parse the whole of `stream` at once; as `parsing`."""
    for _ in parsing(stream, start, end, characters):
        pass


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def is_true(value: str | None) -> bool:
    """Whether an attribute that is yes or no says yes."""
    return value in ("1", "true", "on")


def _refuse_document_type(*_: object) -> None:
    raise WorkbookError(Kind.NOT_A_WORKBOOK, "its XML has a document type; no workbook has")
