"""The font of the pictures: it has every character, and neither words nor pictures need another."""

from __future__ import annotations

import html
import re
import struct
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.drawers import Drawers
from inburgering_opendata.toolkit.publish.site.framing import Telling, card, framed
from inburgering_opendata.toolkit.publish.site.letters import FONT, FONTS, letters_in
from inburgering_opendata.toolkit.publish.site.rendering import words_of_site
from tests.publish.environments import table_of


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_the_font_has_every_character_that_a_picture_may_show(
    style: str, site: Path, contents: Contents
) -> None:
    pictures = [path.read_text(encoding="utf-8") for path in site.glob("pictures/*.svg")]
    drawn = [
        html.unescape(text) for svg in pictures for text in re.findall(r">([^<]+)</text>", svg)
    ]
    assert len(drawn) > 100
    words = [text for each in (DUTCH, ENGLISH) for text in words_of_site(each).sentences.values()]
    names = [row["municipality_name"] for row in contents.rows("municipality")]
    # Words that are too long end in dots.
    shown = {character for text in (*drawn, *words, *names, "…") for character in text} - {"\n"}
    letters = {chr(number) for number in range(0x20, 0x180) if is_printed(chr(number))}
    [path] = FONTS.glob(f"*-{style}.ttf")
    assert (shown | letters) - characters(path.read_bytes()) == set()


def test_every_text_of_a_picture_names_the_font_first(site: Path) -> None:
    for path in site.glob("pictures/*.svg"):
        svg = path.read_text(encoding="utf-8")
        assert set(re.findall(r"<text(?![^>]*font-family=)[^>]*>", svg)) == set()
        assert set(re.findall(r'font-family="([^"]*)"', svg)) == {FONT}


def test_every_text_is_as_wide_as_room_was_made_for(site: Path, tidy_window: Page) -> None:
    told = re.compile(r'<text[^>]* textLength="[\d.]+"[^>]*>')
    for path in sorted(site.glob("pictures/*.svg")):
        svg = path.read_text(encoding="utf-8")
        assert [each for each in re.findall("<text[^>]*>", svg) if not told.match(each)] == []
        # Whatever letters a browser takes in the place of those of the pictures.
        tidy_window.set_content(svg.replace(FONT, "monospace"))
        assert tidy_window.evaluate(OUTSIDE) == [], path.name


OUTSIDE = """[...document.querySelectorAll("text")].filter((text) => {
  const [own, whole] = [text, text.viewportElement].map((each) => each.getBoundingClientRect());
  return own.left < whole.left - 2 || own.right > whole.right + 2 || own.bottom > whole.bottom + 2;
}).map((text) => text.textContent)"""


@given(st.text(st.sampled_from("Wi. a€"), max_size=60), st.integers(20, 200))
def test_a_long_text_is_broken_within_its_room_and_nothing_is_lost(text: str, room: int) -> None:
    letters = letters_in("Bold")
    lines = letters.broken(text, 16, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(letters.width(line, 16) <= room for line in lines)
    # Words that fit on a line are never taken apart.
    for word in text.split():
        if letters.width(word, 16) <= room:
            assert any(word in line.split() for line in lines)


def test_the_widths_of_letters_are_those_of_the_font() -> None:
    letters = letters_in("Regular")
    assert set(letters.widths) == characters(next(FONTS.glob("*-Regular.ttf")).read_bytes())
    # Of Liberation Sans, which is as wide as Arial: 1139, 455 and 1933 of 2048 units.
    assert letters.units == 2048
    assert [letters.widths[each] for each in "0iW"] == [1139, 455, 1933]


def test_a_drawing_in_its_frame_keeps_what_it_says_of_itself() -> None:
    chart = (
        '<svg xmlns="http://www.w3.org/2000/svg" text-anchor="middle" font-size="9" '
        'width="50.5" height="20" viewBox="0 0 50.5 20"><text x="9" y="9">Utrecht</text></svg>'
    )
    telling = Telling(title="A title", under="euros", foot=("Basis", "Source"), brand="Air")
    for svg in (framed(chart, telling), card(chart, telling)):
        [inner] = ET.fromstring(svg).findall("{http://www.w3.org/2000/svg}svg")
        assert (inner.get("text-anchor"), inner.get("font-size")) == ("middle", "9")
        assert inner.get("viewBox") == "0 0 50.5 20"


def is_printed(character: str) -> bool:
    return unicodedata.category(character) != "Cc"


def characters(font: bytes) -> set[str]:
    """The characters of a TrueType font that has a table of them in format 4, as ours have."""
    index = table_of(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, index + 2)
    offsets = [struct.unpack_from(">I", font, index + 8 + 8 * n)[0] for n in range(count)]
    start = next(index + o for o in offsets if font[index + o : index + o + 2] == b"\0\4")
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    segments = f">{doubled // 2}H"
    last = struct.unpack_from(segments, font, start + 14)
    first = struct.unpack_from(segments, font, start + 16 + doubled)
    found = {chr(n) for low, high in zip(first, last, strict=True) for n in range(low, high + 1)}
    return found - {"\uffff"}


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="9"><text y="9">a</text></svg>'

# As somebody may write it: without a guard, and read from where no module is.
SCRIPT = f"""
from contextlib import closing
from inburgering_opendata.toolkit.publish.site.letters import FONTS
from inburgering_opendata.toolkit.publish.site.drawers import Drawers

with closing(Drawers(FONTS)) as drawers:
    asked = [drawers.png({SVG!r}.format(width), scale=2) for width in range(20, 60)]
    print([int.from_bytes(each.result()[16:20]) for each in asked])
"""


def test_pngs_are_made_in_any_script_and_in_the_order_that_was_asked() -> None:
    told = subprocess.run(
        [sys.executable, "-"], input=SCRIPT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str([2 * width for width in range(20, 60)])
    assert told.stderr == ""


def test_an_unreadable_drawing_is_an_error_and_ends_nothing_else() -> None:
    with closing(Drawers(FONTS)) as drawers:
        spoilt = drawers.png("<svg")
        with pytest.raises(ChildProcessError, match="the process that draws ended"):
            spoilt.result()
    with closing(Drawers(FONTS)) as drawers:
        assert drawers.png(SVG.format(20)).result().startswith(b"\x89PNG")
