"""What is written to the terminal or a pipe comes out whole, whatever the system writes by itself.

Windows writes into a pipe what its code page has: no arrow, and JSON that is not UTF-8.
"""

from __future__ import annotations

import io
import os
import sys


def write_utf8() -> None:
    """Let both streams take every character: UTF-8 on Windows, an escape where a locale has none.

    An encoding that the user chose stays.
    """
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper) or stream.encoding.lower() == "utf-8":
            continue
        chosen = "PYTHONIOENCODING" in os.environ
        if sys.platform == "win32" and not chosen:
            stream.reconfigure(encoding="utf-8")
        else:
            stream.reconfigure(errors="backslashreplace")
