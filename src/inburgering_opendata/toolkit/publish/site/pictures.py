"""Pictures of tables: planned by a subject, and here drawn, in words, and as a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from inburgering_opendata.toolkit.describe.language import Language, Words
from inburgering_opendata.toolkit.publish.site.cells import cells
from inburgering_opendata.toolkit.publish.site.contents import Contents, Json
from inburgering_opendata.toolkit.publish.site.drawing import draw
from inburgering_opendata.toolkit.tables.rows import TextRow


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A picture before it is drawn: a chart, and the rows it shows."""

    id: str
    spec: Mapping[str, Any]
    """As Vega-Lite has it."""
    fields: tuple[Json, ...]
    rows: tuple[TextRow, ...]
    values: Mapping[str, object]
    """What the title and the alternative text of the picture are filled with."""
    basis: str = ""
    """What its figures rest on, where that is the same for all of them."""


Maker = Callable[[Contents, Language], Plan]


@dataclass(frozen=True)
class Picture:
    """A picture in one language: drawn, in words, and as a table."""

    id: str
    language: Language
    title: str
    alternative: str
    note: str
    basis: str
    svg: str
    png: bytes
    fields: tuple[Json, ...]
    rows: tuple[list[tuple[Json, str]], ...]
    csv: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as the drawing itself says."""
        match = re.search(r'<svg[^>]* width="(\d+)[^"]*" height="(\d+)', self.svg)
        assert match
        return int(match[1]), int(match[2])

    @property
    def width(self) -> int:
        return self.size[0]

    @property
    def height(self) -> int:
        return self.size[1]

    @property
    def inline(self) -> Markup:
        """The drawing as a part of a page; the library escaped every text in it."""
        label = f'<svg role="img" aria-label="{escape(self.alternative)}" '
        return Markup(self.svg.replace("<svg ", label, 1))  # noqa: S704


def pictures_of(
    contents: Contents,
    makers: Mapping[str, Sequence[Maker]],
    words: Sequence[tuple[Language, Words]],
    fonts: Path,
) -> dict[str, tuple[Picture, ...]]:
    """The pictures of each table that this release has, drawn in each language."""
    return {
        table: tuple(
            _drawn(make(contents, language), language, sentences, fonts)
            for language, sentences in words
            for make in own
        )
        for table, own in makers.items()
        if table in contents.tables and contents.tables[table].texts
    }


def picture_files(pictures: Mapping[str, tuple[Picture, ...]]) -> Iterator[tuple[str, bytes]]:
    """Every picture as SVG, PNG and CSV, by its path within the site."""
    for drawn in pictures.values():
        for picture in drawn:
            name = f"pictures/{picture.id}.{picture.language.code}"
            yield f"{name}.svg", picture.svg.encode()
            yield f"{name}.png", picture.png
            yield f"pictures/{picture.id}.csv", picture.csv


def as_csv(names: Sequence[str], rows: Sequence[TextRow]) -> bytes:
    """Rows as CSV the way tables are published: UTF-8, commas, one newline a row."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row[name] for name in names] for row in rows)
    return stream.getvalue().encode()


def _drawn(plan: Plan, language: Language, words: Words, fonts: Path) -> Picture:
    svg, png = draw(plan.spec, language, fonts)
    return Picture(
        plan.id,
        language,
        words(f"{plan.id}.title", **plan.values),
        words(f"{plan.id}.alternative", **plan.values),
        words(f"{plan.id}.note", **plan.values),
        plan.basis,
        svg,
        png,
        plan.fields,
        tuple(cells(plan.fields, row, language) for row in plan.rows),
        as_csv([field["name"] for field in plan.fields], plan.rows),
    )
