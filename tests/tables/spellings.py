"""One workbook, spelt in all the ways in which XML and the packaging let it be spelt."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = {
    _MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    _RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """How a workbook is written; as it stands, as Excel does."""

    places: bool = True
    """Whether rows and cells say where they stand; else empty ones stand in the gaps."""
    quote: str = '"'
    between: str = " "
    """What stands between the attributes of a tag."""
    prefix: str = ""
    is_strict: bool = False
    inline: bool = False
    """Whether texts stand in their cells."""
    absolute: bool = False
    """Whether a part is referred to from the top of the archive."""
    encoding: str = "utf-8"
    lines: bool = False
    """Whether every element begins a line, where that changes no text."""
    name: Callable[[str], str] = str
    """What a part is called in the archive."""


PLAIN = Spelling()


def spelt(workbook: bytes, spelling: Spelling) -> bytes:
    """The same workbook, spelt otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as read, _archive(out) as written:
        parts = {name: ElementTree.fromstring(read.read(name)) for name in read.namelist()}
        texts = [*_texts(parts.get("xl/sharedStrings.xml"))]
        for name, root in parts.items():
            if root.tag == f"{{{_MAIN}}}worksheet":
                _respell_cells(root, spelling, texts)
            if spelling.absolute and name.endswith(".rels"):
                _make_absolute(root, posixpath.dirname(posixpath.dirname(name)))
            written.writestr(
                spelling.name(name),
                "".join(_written(root, spelling, is_root=True)).encode(spelling.encoding),
            )
    return out.getvalue()


def respelt(workbook: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The same workbook with the text of one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as read, _archive(out) as written:
        for name in read.namelist():
            data = read.read(name)
            written.writestr(name, change(data.decode()).encode() if name == part else data)
    return out.getvalue()


def _archive(out: io.BytesIO) -> zipfile.ZipFile:
    return zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)


def _texts(shared: Element | None) -> Iterator[list[Element]]:
    for each in shared if shared is not None else ():
        yield list(each)


def _respell_cells(root: Element, spelling: Spelling, texts: list[list[Element]]) -> None:
    data = root.find(f"{{{_MAIN}}}sheetData")
    assert data is not None
    rows = list(data)
    for row in rows:
        cells = list(row)
        for cell in cells:
            value = cell.find(f"{{{_MAIN}}}v")
            if spelling.inline and cell.get("t") == "s" and value is not None:
                cell.remove(value)
                cell.set("t", "inlineStr")
                inside = ElementTree.SubElement(cell, f"{{{_MAIN}}}is")
                inside.extend(texts[int(value.text or "")])
        if not spelling.places:
            _fill_gaps(row, {_column(cell): cell for cell in cells}, "c")
    if not spelling.places:
        _fill_gaps(data, {int(row.attrib["r"]) - 1: row for row in rows}, "row")
        for each in data.iter():
            if each.tag in (f"{{{_MAIN}}}c", f"{{{_MAIN}}}row"):
                each.attrib.pop("r", None)


def _fill_gaps(parent: Element, children: Mapping[int, Element], tag: str) -> None:
    for child in list(parent):
        parent.remove(child)
    for place in range(max(children, default=-1) + 1):
        parent.append(children.get(place, Element(f"{{{_MAIN}}}{tag}")))


def _column(cell: Element) -> int:
    column = 0
    for letter in cell.attrib["r"].rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _make_absolute(root: Element, folder: str) -> None:
    for relation in root:
        target = relation.attrib["Target"]
        if not target.startswith("/"):
            relation.set("Target", f"/{posixpath.join(folder, target)}")


def _written(element: Element, spelling: Spelling, *, is_root: bool = False) -> Iterator[str]:
    uri, _, tag = element.tag.removeprefix("{").rpartition("}")
    name = f"{spelling.prefix}:{tag}" if spelling.prefix else tag
    attributes = {_attribute(key): value for key, value in element.attrib.items()}
    if is_root:
        yield f"<?xml version={spelling.quote}1.0{spelling.quote} "
        yield f"encoding={spelling.quote}{spelling.encoding.removesuffix('-sig')}{spelling.quote}?>"
        declared = {f"xmlns:{spelling.prefix}" if spelling.prefix else "xmlns": uri}
        declared["xmlns:r"] = _RELATIONS
        attributes = {**declared, **attributes}
    if spelling.is_strict:
        attributes = {key: _as_strict(value) for key, value in attributes.items()}
    if spelling.lines and tag != "t":
        yield "\n"
    yield f"<{name}"
    for key, value in attributes.items():
        quoted = escape(value, {spelling.quote: "&#34;" if spelling.quote == '"' else "&#39;"})
        yield f"{spelling.between}{key}={spelling.quote}{quoted}{spelling.quote}"
    yield f"{spelling.between}>"
    yield escape(element.text or "")
    for child in element:
        yield from _written(child, spelling)
    yield f"</{name}{spelling.between if spelling.between != ' ' else ''}>"


def _as_strict(value: str) -> str:
    for known, strict in _STRICT.items():
        if value == known or value.startswith(f"{known}/"):
            return strict + value.removeprefix(known)
    return value


def _attribute(key: str) -> str:
    uri, _, name = key.removeprefix("{").rpartition("}")
    if uri == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{name}"
    return f"r:{name}" if uri else name
