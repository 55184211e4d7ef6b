"""`SHA256SUMS`, the file that vouches for all others of a release: written and read here."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath

from inburgering_opendata.toolkit.ground.file import Files

SUMS = "SHA256SUMS"
"""Its name; it stands at the top of a release."""

SIGNATURE = f"{SUMS}.minisig"
"""The signature of that file, where somebody signed it; it vouches for all that the file does."""

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def write_sums(files: Files) -> bytes:
    """A line for each file, by its path in the release, as the command sha256sum writes it."""
    return "".join(
        f"{file.fingerprint.sha256}  {path}\n" for path, file in sorted(files.items())
    ).encode()


def read_sums(text: str) -> dict[str, str]:
    """The sha256 of each file by its path in the release.

    Raises:
        ValueError: a line is something else, or leads outside the release.
    """
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"line {number}: not a sha256, two spaces and a path")
        path = PurePosixPath(match[2])
        # A path that begins with the letter of a drive leads elsewhere on Windows.
        elsewhere = path.is_absolute() or PureWindowsPath(path).drive
        if elsewhere or ".." in path.parts or "\\" in match[2]:
            raise ValueError(f"line {number}: '{path}' leads outside the release")
        found[match[2]] = match[1]
    if not found:
        raise ValueError("it names no file")
    return found
