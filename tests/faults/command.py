"""What is tried of a command that writes, and what must hold of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.ground.project import Project
from tests.faults.tree import Tree
from tests.small import make_small


@dataclass(frozen=True, kw_only=True)
class Command:
    """What is tried, and what must hold of it."""

    name: str
    arguments: tuple[str, ...]
    """In which {inputs} is the folder with what it is given."""
    prepare: Callable[[Project, Path, Path], None]
    """Makes what the command finds: of a project, in the folder of the inputs and the one that it
    works in."""
    project: Callable[[Project, Path], Project] = make_small
    """Makes the project that it is for, in a folder."""
    changes_project: bool = False
    """Whether it writes into the files of the project, which are looked at then."""
    exit_code: int = 0
    """When nothing goes wrong."""
    again: int | None = None
    """Of a run that finds everything done, where it refuses to do it once more."""
    idle: bool = False
    """Whether a run that finds everything done makes nothing, and so sweeps nothing."""
    pure: tuple[tuple[str, str], ...] = ()
    """Functions, by module and name, that open nothing that is tried and take long: their first
    answer is kept for the other runs."""
    writes: tuple[tuple[str, str], ...] = ()
    """Functions, by module and name, that take long to make what they write into the new folder
    that they are given last: what the first call wrote, the other runs write again."""
    units: tuple[str, ...] = ()
    """Patterns of folders that are there as before or as after, and never as a mixture."""
    kept: tuple[str, ...] = ()
    """Patterns of files that may be left behind until the next run."""
    large: bool = False
    """Whether it takes long to make what the command finds; only for who tries much."""
    wrong: Callable[[Tree], str] = lambda tree: ""
    """What contradicts itself in the folder, however the command ended."""
