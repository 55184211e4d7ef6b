"""How wide a text is in the fonts of the pictures, so that long ones are broken in time.

Read from the font itself, as no library that we have tells: the tables head, hhea, hmtx and cmap of
https://learn.microsoft.com/typography/opentype/spec/.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Letters:
    """The widths of one font."""

    units: int
    """Of the design, in the size of a letter."""
    widths: dict[str, int]
    """By character, in units."""

    def width(self, text: str, size: float) -> float:
        """Of a text in pixels; a character that the font lacks is as wide as the size."""
        return sum(self.widths.get(each, self.units) for each in text) * size / self.units

    def broken(self, text: str, size: float, room: float) -> list[str]:
        """The text in lines of at most `room` pixels, broken at spaces, and within a word that
        alone is too long."""
        lines, line = [], ""
        for word in self._words(text, size, room):
            longer = f"{line} {word}" if line else word
            if line and self.width(longer, size) > room:
                lines.append(line)
                line = word
            else:
                line = longer
        return [*lines, line] if line else lines

    def _words(self, text: str, size: float, room: float) -> Iterator[str]:
        # Not at spaces that keep a sign and its amount together.
        for word in filter(None, text.split(" ")):
            if self.width(word, size) <= room:
                yield word
                continue
            part = ""
            for character in word:
                if part and self.width(part + character, size) > room:
                    yield part
                    part = ""
                part += character
            yield part


FONTS = Path(__file__).with_name("fonts")
"""Regular and bold of the family that pictures name first, with their licence."""

# The first is in that folder and, under that name, on no machine, as a font of the machine would
# change the pictures. Browsers take Arial or what they have in its place, which is as wide.
FONT = "Opendata Toolkit Sans, Arial, sans-serif"


@cache
def letters_in(style: str) -> Letters:
    """The font in `FONTS` whose file ends in `-STYLE.ttf`."""
    [path] = FONTS.glob(f"*-{style}.ttf")
    return letters_of(path.read_bytes())


def letters_of(font: bytes) -> Letters:
    """The widths of a TrueType font with a table of characters in format 4."""
    tables = _tables(font)
    (units,) = struct.unpack_from(">H", font, tables["head"] + 18)
    (measured,) = struct.unpack_from(">H", font, tables["hhea"] + 34)

    def width(glyph: int) -> int:
        # Glyphs beyond the last that is measured are as wide as that one.
        place = tables["hmtx"] + 4 * min(glyph, measured - 1)
        return int(struct.unpack_from(">H", font, place)[0])

    return Letters(units, {letter: width(g) for letter, g in _glyphs(font, tables["cmap"])})


def _tables(font: bytes) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(count))
    return {name.decode("latin-1"): offset for name, _, offset, _ in records}


def _glyphs(font: bytes, cmap: int) -> Iterator[tuple[str, int]]:
    """Each character and its glyph, from the first part of the table in format 4."""
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    parts = [cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * n)[0] for n in range(count)]
    start = next(p for p in parts if struct.unpack_from(">H", font, p)[0] == 4)
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    places = [start + 14, *(start + 16 + doubled * n for n in (1, 2, 3))]
    signed = f">{doubled // 2}h"
    plain = f">{doubled // 2}H"
    lasts = struct.unpack_from(plain, font, places[0])
    firsts = struct.unpack_from(plain, font, places[1])
    shifts = struct.unpack_from(signed, font, places[2])
    ranges = struct.unpack_from(plain, font, places[3])
    for number, (first, last, shift, ahead) in enumerate(
        zip(firsts, lasts, shifts, ranges, strict=True)
    ):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if ahead:
                place = places[3] + 2 * number + ahead + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", font, place)
            yield chr(code), (glyph + shift) % 0x10000
