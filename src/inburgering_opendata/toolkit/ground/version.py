"""The calendar version of a release: the date of the commit, in UTC, never the clock."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, date, datetime

from inburgering_opendata.toolkit.ground.errors import (
    EPOCH_MALFORMED,
    VERSION_MALFORMED,
    VERSION_UNKNOWN,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.project import Project

_CALENDAR_VERSION = re.compile(r"(\d{4})\.(\d{2})\.(\d{2})(?:\.([1-9]\d{0,3}))?", re.ASCII)


def check_version(version: str) -> str:
    """`version` itself, when it is a calendar version such as 2026.11.23 or 2026.11.23.1.

    Raises:
        OpendataError: `VERSION_MALFORMED`.
    """
    release_date(version)
    return version


def release_date(version: str) -> date:
    """The day of a calendar version; raises as `check_version` does."""
    if match := _CALENDAR_VERSION.fullmatch(version):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
    raise OpendataError(VERSION_MALFORMED, version=version)


def order(version: str) -> tuple[int, ...]:
    """What versions are put in order by; raises as `check_version` does."""
    return tuple(int(part) for part in check_version(version).split("."))


def next_version(version: str) -> str:
    """The version of another release on the same day."""
    year, month, day, *number = version.split(".")
    return f"{year}.{month}.{day}.{int(number[0]) + 1 if number else 1}"


def default_version(project: Project) -> str:
    """The date of SOURCE_DATE_EPOCH, else of the commit this toolkit was built or runs from.

    Raises:
        OpendataError: `EPOCH_MALFORMED`, or `VERSION_UNKNOWN` when no date is known.
    """
    epoch = _epoch_of_environment()
    if epoch is None:
        epoch = commit_epoch(project)
    if epoch is None:
        raise OpendataError(VERSION_UNKNOWN)
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y.%m.%d")


def commit_epoch(project: Project) -> int | None:
    """Seconds since 1970 of the commit: as stamped when a wheel was built, else as git says."""
    if project.commit_stamp.is_file():
        return int(project.commit_stamp.read_text(encoding="ascii"))
    if not (project.root / ".git").exists():
        return None
    # A checkout that another user owns is fine to ask for a date. Who shows signatures gets them
    # between the dates, and a hook of git names its own repository in GIT_DIR.
    settings = ["-c", "safe.directory=*", "-c", "log.showSignature=false"]
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    try:
        answer = subprocess.run(
            ["git", *settings, "-C", str(project.root), "log", "-1", "--format=%ct"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return int(answer.stdout)


def _epoch_of_environment() -> int | None:
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if value is None:
        return None
    try:
        epoch = int(value)
        datetime.fromtimestamp(epoch, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise OpendataError(EPOCH_MALFORMED, value=value) from error
    return epoch
