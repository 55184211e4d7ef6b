"""Text that was written in one encoding and read in another (mojibake), such as `SÃºdwest`.

A sign beyond ASCII is two to four bytes in UTF-8: one that says how many follow, and those that
follow it. Read in an encoding of one byte a sign, they become a letter such as `Ã` and signs such
as `º`. Only what no language writes counts: `CAFÉ™` could be read that way as well, and is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_FOLLOWS = rb"[\x80-\xbf]"
_QUOTES_AND_SUCH = rb"\x82\x84\x85\x8b\x91-\x97\x99\x9b\xa0\xa9-\xab\xae\xb0\xb2\xb3\xb7\xb9-\xbb"
"""What may well stand behind a capital letter, as Windows-1252 has it: quotes of every country,
dashes, a space that does not break, ™, ® and small numbers."""

_PATTERNS: Mapping[str, re.Pattern[bytes]] = {
    "cp1252": re.compile(
        b"|".join(
            (
                # Two signs or more side by side, of any script.
                rb"(?:[\xc2-\xdf]%b|[\xe0-\xef]%b{2}|[\xf0-\xf4]%b{3}){2,}"
                % (_FOLLOWS, _FOLLOWS, _FOLLOWS),
                # No word ends in  or à and has such a sign behind it: é, ë, §, °.
                rb"[\xc2\xc3]" + _FOLLOWS,
                # The letters of Central Europe and Turkey: š, ğ.
                rb"[\xc4\xc5](?![%b])%b" % (_QUOTES_AND_SUCH, _FOLLOWS),
                # Quotes, dashes, the euro: ’ becomes â€™. The third sign is lost easily.
                rb"\xe2%b{2}|\xe2\x80" % _FOLLOWS,
                # Vietnamese inside a word; at the end of one á» may be an á before quotes.
                rb"\xe1[\xba\xbb]%b(?=[A-Za-z])" % _FOLLOWS,
                # A byte-order mark, the sign for what was lost, and emoji.
                rb"\xef\xbb\xbf|\xef\xbf\xbd|\xf0\x9f%b{2}" % _FOLLOWS,
            )
        )
    ),
    **dict.fromkeys(
        ("cp850", "cp437"),
        # Lines to draw boxes with, which nobody puts before a letter.
        re.compile(rb"[\xc2\xc3]%b|\xe2\x80%b|\xe2\x82\xac|\xe2\x84\xa2" % (_FOLLOWS, _FOLLOWS)),
    ),
    "mac_roman": re.compile(
        # A root of infinity, of pi or of omega is one.
        rb"\xc3(?![\xb0\xb9\xbd])%b|\xc2[\xa0-\xbf]|\xe2\x80%b" % (_FOLLOWS, _FOLLOWS)
    ),
}
"""By encoding, the bytes of UTF-8 that were surely read in it, when text holds their signs."""


@dataclass(frozen=True)
class Misread:
    """Signs of a text that are those of other ones, read in another encoding."""

    found: str
    meant: str
    """Empty when part of it is lost."""
    encoding: str


def misread_in(text: str) -> Misread | None:
    """The first signs of `text` that were read in another encoding than they were written in."""
    return next(_misread(text), None)


def _misread(text: str) -> Iterator[Misread]:
    for encoding, pattern in _PATTERNS.items():
        # A byte for each sign, so that what is found stands at the same place in both.
        data = text.translate(_BYTES[encoding]).encode("latin-1", "replace")
        for found in pattern.finditer(data):
            try:
                meant = found[0].decode()
            except UnicodeDecodeError:
                if found[0] != b"\xe2\x80":
                    continue
                meant = ""
            yield Misread(text[found.start() : found.end()], meant, encoding)


def _bytes_of(encoding: str) -> dict[int, int]:
    """From each sign to its byte in an encoding; whatever the encoding lacks becomes a byte that
    UTF-8 never has.

    A byte that the encoding has no sign for was read as the control character of its number.
    """
    signs = {byte: bytes([byte]).decode(encoding, "ignore") for byte in range(0x80, 0x100)}
    found = dict.fromkeys(range(0x80, 0x100), 0xFF)
    if encoding == "cp1252":
        # Latin-1 is the same but for these control characters.
        found |= {byte: byte for byte in range(0x80, 0xA0)}
    return found | {ord(sign): byte for byte, sign in signs.items() if sign}


_BYTES = {encoding: _bytes_of(encoding) for encoding in _PATTERNS}
