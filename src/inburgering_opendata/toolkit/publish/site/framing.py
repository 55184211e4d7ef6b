"""A drawing with what it means drawn inside: title, unit, period, basis, source and address.

A picture that leaves the site goes alone. So whatever is needed to read and to cite it is part of
the drawing that is saved, and of the card that stands for it where its page is linked to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import escape

from inburgering_opendata.toolkit.publish.site.letters import FONT, Letters, letters_in

NARROWEST = 480
"""Pixels; a narrower drawing stands in the middle of its frame."""

MARGIN = 14
CARD_WIDTH, CARD_HEIGHT = 1200, 630
"""As sites that show a card of a page want it (https://ogp.me/)."""

_INK, _SOFT, _EDGE, _ACCENT = "#17212b", "#434d57", "#cdd5dc", "#004a78"
_PLACE = re.compile(r'\s(?:x|y|width|height|viewBox|xmlns)="[^"]*"')
_SVG = re.compile(r'<svg [^>]*?width="([\d.]+)[^"]*" height="([\d.]+)[^"]*"[^>]*>')


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What is written around a drawing, in words of one language."""

    title: str
    under: str
    """Unit, period and boundaries."""
    foot: Sequence[str]
    """Basis, source with version and licence, and address; a line each, broken where too long."""
    brand: str
    """The name of the site."""


@dataclass(frozen=True)
class _Line:
    text: str
    x: float
    y: float
    size: float
    width: float
    """By the fonts of the pictures; a browser that has another font fits it in as well."""
    bold: bool = False
    fill: str = _INK


class _Writer:
    """Lines of text, one below the other."""

    def __init__(self, *, x: float, y: float, room: float) -> None:
        self._x, self._room = x, room
        self.y = y
        self.lines: list[_Line] = []

    def write(
        self, text: str, size: float, step: float, *, bold: bool = False, fill: str = _INK
    ) -> None:
        """A text, broken where it is too long, each line `step` below the one before."""
        letters = self._letters(bold)
        for line in letters.broken(text, size, self._room):
            self.y += step
            width = letters.width(line, size)
            y = self.y - size / 4
            self.lines.append(
                _Line(text=line, x=self._x, y=y, size=size, width=width, bold=bold, fill=fill)
            )

    def height(self, text: str, size: float, step: float, *, bold: bool = False) -> float:
        """What the text would take."""
        return step * len(self._letters(bold).broken(text, size, self._room))

    def _letters(self, bold: bool) -> Letters:
        return letters_in("Bold" if bold else "Regular")


def framed(svg: str, telling: Telling) -> str:
    """The drawing between its title above and its basis, source and address below."""
    width, height = size_of(svg)
    whole = max(width, NARROWEST)
    writer = _Writer(x=MARGIN, y=MARGIN, room=whole - 2 * MARGIN)
    writer.write(telling.title, 16, 20, bold=True)
    writer.write(telling.under, 12, 16, fill=_SOFT)
    top = writer.y + 6
    edge = top + height + 4
    writer.y = edge + 4
    for paragraph in telling.foot:
        writer.write(paragraph, 10.5, 14, fill=_SOFT)
    rule = f'<path d="M{MARGIN} {edge:g}H{whole - MARGIN}" stroke="{_EDGE}"/>'
    inner = _placed(svg, (whole - width) / 2, top, width, height)
    parts = [rule, inner, *_written(writer.lines)]
    return _document(whole, round(writer.y) + MARGIN, parts)


def card(svg: str, telling: Telling) -> str:
    """The drawing beside its title, for where a page is shown by one picture."""
    writer = _Writer(x=60, y=56, room=450)
    writer.write(telling.brand, 24, 30, bold=True, fill=_ACCENT)
    writer.y += 20
    sizes = (40, 34, 28, 24)
    fitting = (s for s in sizes if writer.height(telling.title, s, 1.2 * s, bold=True) <= 290)
    size = next(fitting, sizes[-1])
    writer.write(telling.title, size, 1.2 * size, bold=True)
    writer.y += 10
    writer.write(telling.under, 22, 30, fill=_SOFT)
    basis = telling.foot[0]
    writer.y = max(writer.y + 14, CARD_HEIGHT - 46 - writer.height(basis, 20, 27))
    writer.write(basis, 20, 27)
    bar = f'<rect width="16" height="{CARD_HEIGHT}" fill="{_ACCENT}"/>'
    inner = _placed(svg, 540, 40, 620, CARD_HEIGHT - 80)
    return _document(CARD_WIDTH, CARD_HEIGHT, [bar, inner, *_written(writer.lines)])


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of a drawing in pixels, as it says itself, rounded up."""
    found = _SVG.search(svg)
    assert found, "a drawing says how large it is"
    width, height = (-int(-float(each) // 1) for each in found.groups())
    return width, height


def _placed(svg: str, x: float, y: float, width: float, height: float) -> str:
    """A drawing as a part of another, scaled to the room that it gets."""
    found = _SVG.search(svg)
    assert found
    # What else the drawing says of itself, such as the font and where its texts are anchored.
    rest = _PLACE.sub("", found[0].removeprefix("<svg").removesuffix(">"))
    box = f'viewBox="0 0 {found[1]} {found[2]}"'
    opening = f'<svg x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {box}{rest}>'
    return opening + svg[found.end() :]


def _written(lines: Sequence[_Line]) -> Iterator[str]:
    for line in lines:
        weight = ' font-weight="bold"' if line.bold else ""
        yield (
            f'<text x="{line.x:g}" y="{line.y:g}" font-family="{escape(FONT)}" '
            f'font-size="{line.size:g}px"{weight} fill="{line.fill}" '
            f'textLength="{line.width:.1f}" lengthAdjust="spacingAndGlyphs">'
            f"{escape(line.text)}</text>"
        )


def _document(width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )
