"""Text that a spreadsheet would run as a formula.

A cell that starts with `=`, `+`, `-` or `@` (or their full-width forms), with or without blanks or
quotes before it, or with a tab or a line end, may be taken for a formula when a file is opened. See
OWASP, CSV Injection (https://owasp.org/www-community/attacks/CSV_Injection).

In CSV one apostrophe is set before such a text, and nothing else is changed. A text that has
apostrophes there already gets one more, so that taking one away always gives the text back.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_BLANK = r" \x{00A0}\x{3000}\x{FEFF}\x0B\x0C"
_SIGN = r"=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}"
_RUNS = rf"(?:[{_BLANK}'\"]*[{_SIGN}]|[{_BLANK}'\"]*[\t\r\n])"


def runs(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether a spreadsheet might run each text; missing stays missing."""
    return pc.match_substring_regex(texts, f"^{_RUNS}")


def neutralise(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Each text as a CSV for spreadsheets holds it."""
    return pc.replace_substring_regex(texts, rf"(?s)^({_RUNS}.*)$", r"'\1")


def restore(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """The texts that `neutralise` was given."""
    return pc.replace_substring_regex(texts, rf"(?s)^'({_RUNS}.*)$", r"\1")
