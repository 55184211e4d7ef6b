"""What is wrong with a file of a project, and how it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """What comes of a finding, worst first."""

    ERROR = "error"
    """No command gets past it."""
    DRAFT = "draft"
    """A person must say it before anything is published."""
    WARNING = "warning"
    """It is probably not meant."""


LADDER = tuple(Severity)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong with one file."""

    path: Path
    problem: str
    mend: str
    """What to do, as a sentence."""
    severity: Severity = Severity.ERROR
