r"""Regular expressions that mean the same to every engine: Python, RE2 (DuckDB, Arrow) and Java.

What they share is small: literal characters, `.`, sets in brackets, groups `(?:…)`, `|`, `^`, `$`
and counts. `\d` is a digit of ASCII, and written out as one, as the engines differ about the digits
of other scripts. All else is refused with its reason, so that no engine finds a meaning of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inburgering_opendata.toolkit.describe.growth import grows_faster

MOST_TIMES = 1000
"""The highest count of RE2."""

_SAME_EVERYWHERE = frozenset("tnr")
_COUNT = re.compile(r"\{([0-9]+)(,([0-9]*))?\}")
_OPERATORS_IN_SETS = ("&&", "--", "||", "~~")


def portable(pattern: str, *, is_whole: bool = False) -> str:
    """The pattern with `\\d` written out.

    Args:
        is_whole: it must match a text as a whole; else it is looked for in it.

    Raises:
        ValueError: it has something that engines do not share, is no pattern, or may take a time
            that grows faster than the text.
    """
    written = "".join(
        {r"\d": "0-9" if in_set else "[0-9]"}.get(part, part) for part, in_set in _parts(pattern)
    )
    try:
        re.compile(written)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"the pattern '{pattern}' is none: {error}") from error
    if grows_faster(written, is_whole=is_whole):
        raise ValueError(
            f"the pattern '{pattern}' may take a time that grows faster than the text, as two "
            "repetitions in it, or one and where it begins, can read the same signs; begin it with "
            "^, and let what is repeated begin or end with a sign that is in no other repetition"
        )
    return written


def whole(pattern: str) -> str:
    """The portable pattern of a whole text, as Table Schema has it (XML Schema, patterns)."""
    written = portable(pattern, is_whole=True)
    is_anchored = written.startswith("^") and written.endswith("$")
    if is_anchored and not written.endswith(r"\$") and not _has_alternatives(written):
        return written
    return f"^(?:{written})$"


def compiled(pattern: str) -> re.Pattern[str]:
    """The portable pattern for Python, in which `$` at the end lets no line feed be."""
    written = portable(pattern)
    ends = written.endswith("$") and not written.endswith(r"\$")
    return re.compile(written[:-1] + r"\Z" if ends else written)


def _parts(pattern: str) -> Iterator[tuple[str, bool]]:
    """What cannot be taken apart, one after the other, and whether it stands inside a set of signs;
    what opens a set does, and what closes it does not.
    """
    at, in_set = 0, False
    while at < len(pattern):
        part = _part(pattern, at, in_set)
        at += len(part)
        in_set = part != "]" if in_set else part[0] == "["
        yield part, in_set


def _part(pattern: str, at: int, in_set: bool) -> str:
    """What stands at a place of the pattern and cannot be taken apart."""
    sign, rest = pattern[at], pattern[at:]
    if sign == "\\":
        escaped = rest[:2]
        is_known = rest[1:2] == "d" or rest[1:2] in _SAME_EVERYWHERE
        if not is_known and (len(escaped) < 2 or escaped[1].isalnum() or not escaped.isascii()):
            raise _unlike(escaped)
        return escaped
    if in_set:
        if sign == "[":
            raise _unlike("[", " inside a set")
        if rest[:2] in _OPERATORS_IN_SETS:
            raise _unlike(rest[:2], " inside a set")
        return sign
    if sign == "[":
        opening = rest[:2] if rest[1:2] == "^" else "["
        if rest[len(opening) :][:1] == "]":
            raise _unlike(f"{opening}]")
        return opening
    if rest[:2] == "(?" and rest[:3] != "(?:":
        raise _unlike(rest[:3])
    if sign == "{":
        count = _COUNT.match(rest)
        if count is None or max(int(n) for n in count.group(1, 3) if n) > MOST_TIMES:
            raise _unlike(rest[:8])
        sign = count[0]
    if sign[0] in "*+?{" and pattern[at + len(sign) :][:1] == "+":
        raise _unlike(f"{sign}+")
    return sign


def _has_alternatives(pattern: str) -> bool:
    """Whether `|` stands outside of every group, so that an anchor is of one alternative."""
    depth = 0
    for part, in_set in _parts(pattern):
        if not in_set:
            depth += (part == "(") - (part == ")")
            if part == "|" and depth == 0:
                return True
    return False


def _unlike(found: str, where: str = "") -> ValueError:
    return ValueError(
        f"the pattern has '{found}'{where}, which does not mean the same to every engine"
    )
