"""What an error is, and the errors that several rooms share; the others stand in their own room.

Every error a user can meet is declared once: code, exit code, message, and what to do.

Exit codes: 1 the data is wrong · 2 wrong usage · 3 could not be checked or done · 4 nothing is
wrong, and nothing that can be trusted says that it is right (`verify`, and `validate` of a
release that no project at hand knows).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.ground.distribution import DISTRIBUTION
from inburgering_opendata.toolkit.ground.installed import came_with_this_toolkit, is_installed
from inburgering_opendata.toolkit.ground.visible import shown

DATA_WRONG = 1
USAGE = 2
NOT_DONE = 3
NOT_PROVEN = 4


@dataclass(frozen=True)
class ErrorKind:
    """One kind of error; `message` and `hint` are templates filled from the error's details."""

    code: str
    exit_code: int
    message: str
    hint: str
    hint_when_installed: str = ""
    """The hint of a file that came with an installed toolkit, where that is another one."""


class Lines(tuple[str, ...]):
    """A detail that is a list: each on a line of its own, below the message."""

    __slots__ = ()


class OpendataError(Exception):
    """An error of the catalogue, with the details of this occurrence."""

    def __init__(self, kind: ErrorKind, /, **details: object) -> None:
        self.kind = kind
        self.details = details
        # A name of a file, a header or what a library said of one must give no orders.
        inert = {name: _shown(detail) for name, detail in details.items()}
        self.message = kind.message.format(**inert)
        hint = kind.hint
        if kind.hint_when_installed and _is_installed(details.get("path")):
            hint = kind.hint_when_installed
        self.hint = hint.format(**inert)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        """How it comes from another process."""
        return _occurred, (self.kind, self.details)


def _is_installed(path: object) -> bool:
    return isinstance(path, Path) and is_installed() and came_with_this_toolkit(path)


def _shown(detail: object) -> str:
    if isinstance(detail, Lines):
        return "\n".join(f"  {shown(line)}" for line in detail)
    return shown(detail)


def _occurred(kind: ErrorKind, details: dict[str, object]) -> OpendataError:
    return OpendataError(kind, **details)


PROJECT_FILE_BROKEN = ErrorKind(
    code="project-file-broken",
    exit_code=NOT_DONE,
    message="{path}: {problem}",
    hint="Mend the file; `opendata lint` shows all that is wrong with the files of the project.",
    hint_when_installed="Install the package again: the file came with it.",
)
UNKNOWN_PACKAGE = ErrorKind(
    "unknown-package",
    USAGE,
    "there is no package '{name}'",
    "The packages are: {known}. `opendata list` shows their tables.",
)
PATH_MISSING = ErrorKind(
    "path-missing",
    NOT_DONE,
    "{path}: there is no such file or folder",
    "Name a build, which `opendata assemble` makes, a release, a zip or a table.",
)
DESCRIPTOR_UNREADABLE = ErrorKind(
    "descriptor-unreadable",
    NOT_DONE,
    "{path}: {problem}",
    "Assemble the package again with `opendata assemble`.",
)
TABLE_UNREADABLE = ErrorKind(
    "table-unreadable",
    NOT_DONE,
    "{path}: the table cannot be read as its descriptor says: {problem}",
    "Run `opendata validate` on the release to see everything that is wrong with it.",
)
PLACEHOLDERS_LEFT = ErrorKind(
    "placeholders-left",
    NOT_DONE,
    "{path}: an official release cannot have placeholders for {left}",
    "Name the publisher, its contact point and the addresses in that file, or leave --official "
    "out to try things.",
)
WRITE_FAILED = ErrorKind(
    "write-failed",
    NOT_DONE,
    "{path}: could not be written: {problem}",
    "Free some space, or name another place to write to; what is at {path} is as it was.",
)
NOT_FLUSHED = ErrorKind(
    "not-flushed",
    NOT_DONE,
    "{path}: was put in its place, but may be lost when the power fails now: {problem}",
    "Mend the disk, and give the same command again.",
)
WRITTEN_IN_PART = ErrorKind(
    "written-in-part",
    NOT_DONE,
    "{path}: writing stopped here: {problem}; of the files that belong together some are new and "
    "some old",
    "Free some space and give the same command again: it writes what is missing.",
)
BUILD_NOT_WRITTEN = ErrorKind(
    "build-not-written",
    NOT_DONE,
    "{path}: could not be written: {problem}; the packages beside it are old in part",
    "Free some space or choose another --output, and run `opendata assemble` again.",
)
BUILD_UNFINISHED = ErrorKind(
    "build-unfinished",
    NOT_DONE,
    "{path}: `opendata assemble` is at work here or was stopped halfway, so some tables are of "
    "before and some of now: {packages}",
    "Run `opendata assemble` again, with the same --output.",
)
FILE_IN_THE_WAY = ErrorKind(
    "file-in-the-way",
    USAGE,
    "{path}: there is a file already, which somebody may have filled in",
    "Name another file, or write over it with --force.",
)
VERSION_UNKNOWN = ErrorKind(
    "version-unknown",
    NOT_DONE,
    "no version could be derived: neither a commit date nor SOURCE_DATE_EPOCH is known",
    "Name one with --version, for example --version 2026.11.23.",
)
VERSION_MALFORMED = ErrorKind(
    "version-malformed",
    USAGE,
    "'{version}' is not a calendar version",
    "Use year.month.day, with a number behind it for a second release that day: "
    "2026.11.23 or 2026.11.23.1.",
)
EPOCH_MALFORMED = ErrorKind(
    "epoch-malformed",
    USAGE,
    "SOURCE_DATE_EPOCH is '{value}', not a number of seconds since 1970",
    "Set it to a whole number such as 1790000000, or unset it.",
)
NO_PROJECT = ErrorKind(
    "no-project",
    USAGE,
    "{path}: there is no project in this folder, as it has no {folder}/",
    "Name a folder with opendata.toml and the packages it describes, with --project or in "
    "OPENDATA_PROJECT.",
)
PACKAGE_MISSING = ErrorKind(
    "package-missing",
    NOT_DONE,
    "this needs {package}, which is not installed",
    f"Install all that any command needs with `pip install {DISTRIBUTION}`; "
    "`pip install {package}` installs this alone.",
)
