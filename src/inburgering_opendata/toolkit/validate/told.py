"""What a subject tells of validation: rules for suites, and checks of a whole release."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.toolkit.ground.project import Project

if TYPE_CHECKING:
    from inburgering_opendata.toolkit.validate.result import CheckResult
    from inburgering_opendata.toolkit.validate.rules.rule import Rule
    from inburgering_opendata.toolkit.validate.workspace import Workspace

Progress = Callable[[str], None]
Check = Callable[[Project, "Workspace", Sequence[Path], Progress], "Iterable[CheckResult]"]
"""From what is checked, and the releases before it, to results."""


def _nothing(_: Project, __: Workspace, ___: Sequence[Path], ____: Progress) -> tuple[()]:
    return ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Rules:
    """The rules that a subject adds to the vocabulary of suites."""

    of: Callable[[], Mapping[str, Rule]] = dict
    """By the name of their expectation."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ReleaseChecks:
    """Checks beyond those of one table; a project without a subject has none."""

    check: Check = _nothing
    refuse_unfit: Callable[[Sequence[Path]], None] | None = None
    """Refuses releases of before that have nothing to compare with, before anything else is done;
    None when this project compares with none."""
