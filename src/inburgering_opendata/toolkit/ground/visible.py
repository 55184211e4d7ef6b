"""Text from a file as it may be shown: on one line, and without orders to what shows it."""

from __future__ import annotations

import re

LONGEST = 500
"""Characters of one value that are shown; a broken file may hold a cell of a million."""

# Control characters, line separators, signs without width, marks that turn the direction of text,
# half characters and non-characters: at best invisible, at worst orders to a terminal, a CI runner
# or a parser.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)


def visible(value: object) -> str:
    """A value on one line, with characters that cannot be seen written out, such as `\\n`."""
    text = str(value)
    shown = _written_out(text[:LONGEST])
    return shown if len(text) <= LONGEST else f"{shown}… ({len(text):,} characters)"


def inert(value: object, *, whole: bool = False) -> str:
    """A value as `visible` has it, in which `::`, which begins an order to a CI runner, is not.

    Args:
        whole: whether all of it is shown, however long it is.
    """
    text = _written_out(str(value)) if whole else visible(value)
    return text.replace("::", r"\x3a\x3a")


def shown(value: object) -> str:
    """The whole of a value as `inert` has it, as of a path."""
    return inert(value, whole=True)


def told(text: str) -> str:
    """Text of any number of lines, each as `shown` has it."""
    return "\n".join(map(shown, text.split("\n")))


def as_json(value: object) -> str:
    """A value as indented JSON, in which signs that cannot be seen are written as JSON has them."""
    import json

    text = json.dumps(value, indent=2, ensure_ascii=False)
    return _INVISIBLE.sub(lambda m: m[0] if m[0] == "\n" else json.dumps(m[0])[1:-1], text)


def _written_out(text: str) -> str:
    return _INVISIBLE.sub(lambda m: m[0].encode("unicode_escape").decode(), text)
