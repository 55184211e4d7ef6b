"""Whether a text can be read as it stands, and what in it cannot.

A text is not one when it is only spaces, when a sign in it was lost or was read in another
encoding than it was written in, when a sign cannot be seen, or when an accent stands apart from
its letter. Whoever compares or sorts such a text gets another answer than whoever reads it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from inburgering_opendata.toolkit.ground.misread import misread_in

_LOST = "\N{REPLACEMENT CHARACTER}"
_BLANK = "\N{BRAILLE PATTERN BLANK}"
"""A sign that takes room and shows nothing, though Unicode does not call it a space."""

_LINE_END = re.compile(r"\r?\n")
"""The control characters that text of several lines is made of. All others are refused, a tab and
a carriage return alone among them: they come with what is copied from a spreadsheet, where they
end a cell or a row."""

_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Signs that are not to be shown, though their category is that of letters or marks. Selectors of
variants, as of emoji, are let be: they change what is seen."""

_UNSEEN_CATEGORIES = {
    "Cc": "control character",
    "Cf": "invisible character",
    "Cs": "half of a character",
    "Zl": "line separator",
    "Zp": "paragraph separator",
}


def is_plain(text: str) -> bool:
    """Whether `text` surely has no fault: printable ASCII that does not begin with a space."""
    return text.isascii() and text.isprintable() and text[:1] != " "


@lru_cache(maxsize=128)
def fault_of(text: str) -> str | None:
    """What keeps `text` from being read as it stands, in words; None when nothing does.

    A line feed is no fault, with a carriage return before it or not. Whether a text may be empty
    is not asked here.
    """
    if is_plain(text):
        return None
    if text and all(sign.isspace() or sign == _BLANK for sign in text):
        return "it is only spaces"
    if misread := misread_in(text):
        is_meant = f", which is '{misread.meant}'" if misread.meant.isprintable() else ""
        return f"it has '{misread.found}'{is_meant} in UTF-8 read as {misread.encoding}"
    for sign in _LINE_END.sub("", text):
        if sign == _LOST:
            return "it has U+FFFD, which stands where a sign was lost"
        if kind := _unseen(sign):
            return f"it has the {kind} {_named(sign)}"
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        one = next((sign for sign in composed if sign not in text), None)
        which = f": {_named(one)} is written in parts" if one else ""
        return f"it is not in the form NFC{which}"
    return None


def _unseen(sign: str) -> str | None:
    """What kind of sign it is when it cannot be seen, or None."""
    code = ord(sign)
    if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
        return "non-character"
    if sign in _UNSEEN:
        return "invisible character"
    return _UNSEEN_CATEGORIES.get(unicodedata.category(sign))


def _named(sign: str) -> str:
    name = unicodedata.name(sign, "")
    return f"U+{ord(sign):04X}" + (f" ({name})" if name else "")
