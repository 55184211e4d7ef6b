"""Where a project keeps what it describes, and what its subject tells the toolkit.

A project is a folder with `opendata.toml` and the rooms that it describes things in.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
from dataclasses import dataclass, is_dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from inburgering_opendata.toolkit.ground.declared.kind import Declarations
from inburgering_opendata.toolkit.ground.errors import (
    NO_PROJECT,
    PROJECT_FILE_BROKEN,
    OpendataError,
)
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.installed import FILE, Folders, installed_root
from inburgering_opendata.toolkit.ground.partials import sweep, sweep_below
from inburgering_opendata.toolkit.ground.project_file import (
    glance_at_subject,
    read_project_file,
)

Part = TypeVar("Part")

NAMED_BY = "OPENDATA_PROJECT"
"""The variable of the environment that names the folder of a project."""


_DEFAULT = Folders()


@dataclass(frozen=True)
class Project:
    """The three rooms of declared knowledge below one root, and the subject they are about."""

    root: Path
    subject: str | None = None
    """The module with `SUBJECT`, a dataclass of the parts that rooms are told; None has none."""
    folders: Folders = _DEFAULT
    languages: tuple[str, ...] = ("nl", "en")
    """In which everything is said that it declares."""
    alone: bool = False
    """Whether it lies in a release, so that it proves only that the release agrees with itself."""
    needs: str | None = None
    """The module of a project that is alone, which is not loaded."""

    def sweep(self) -> None:
        """Remove what others began to write into its files and never finished."""
        sweep(self.root)
        for room in (self.packages, self.schemas, self.expectations):
            sweep_below(room)

    @property
    def file(self) -> Path:
        """What the project says of itself; it need not be there."""
        return self.root / FILE

    @property
    def packages(self) -> Path:
        return self.root / self.folders.packages

    @property
    def schemas(self) -> Path:
        return self.root / self.folders.schemas

    @property
    def expectations(self) -> Path:
        return self.root / self.folders.expectations

    @property
    def commit_stamp(self) -> Path:
        """Seconds since 1970 of the commit, written into a wheel when it is built."""
        return self.root / "commit_epoch.txt"

    def package_names(self) -> tuple[str, ...]:
        return tuple(sorted(path.parent.name for path in self.packages.glob("*/package.json")))

    @property
    def declarations(self) -> Declarations:
        """What its files may have: what the subject tells, in the languages of the project.

        Raises:
            OpendataError: `PROJECT_FILE_BROKEN` when there is no such subject.
        """
        told = self.told(Declarations)
        # Properties of a subject that is not at hand are let be: the release was made with it.
        return replace(told, languages=self.languages, strangers=self.alone)

    def told(self, part: type[Part]) -> Part:
        """What the subject tells one room, by the type of that part; without it, nothing.

        Args:
            part: a dataclass whose defaults say that there is nothing.

        Raises:
            OpendataError: `PROJECT_FILE_BROKEN` when there is no such subject.
        """
        if self._subject is None:
            return part()
        parts = vars(self._subject).values()
        return next((told for told in parts if isinstance(told, part)), part())

    @cached_property
    def _subject(self) -> object | None:
        if self.subject is None:
            return None
        try:
            found: object = module_of(self.root, self.subject).SUBJECT
        except (ImportError, AttributeError) as error:
            problem = f"the subject '{self.subject}' is not there: {error}"
            raise OpendataError(PROJECT_FILE_BROKEN, path=self.file, problem=problem) from error
        if not is_dataclass(found) or isinstance(found, type):
            kind = type(found).__name__
            problem = f"SUBJECT of '{self.subject}' is of the type {kind}; a Subject was expected"
            raise OpendataError(PROJECT_FILE_BROKEN, path=self.file, problem=problem)
        return found


@cache
def module_of(root: Path, name: str) -> ModuleType:
    """The module of a subject: the file `name.py` in the folder of the project, else the one of
    that name that is installed.

    Raises:
        ImportError: there is none, or it cannot be imported.
    """
    path = (root / f"{name}.py").resolve()
    if not path.is_file():
        return importlib.import_module(name)
    # By its place, as two projects may have a module of one name.
    place = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    spec = importlib.util.spec_from_file_location(f"{name}_{place}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks for the types of its fields in the module by this name.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[spec.name]
        raise ImportError(f"{path}: {type(error).__name__}: {error}") from error
    return module


def load_project(root: Path) -> Project:
    """The project in the folder `root`; without `opendata.toml` one with defaults and no subject.

    Raises:
        OpendataError: `NO_PROJECT` when it has no folder of packages, or `PROJECT_FILE_BROKEN`.
    """
    declared: Json = read_project_file(root / FILE) if (root / FILE).is_file() else {}
    folders = Folders(**declared.get("folders", {}))
    languages = tuple(declared.get("languages", Project.languages))
    project = Project(root, declared.get("subject"), folders, languages)
    if not project.packages.is_dir():
        raise OpendataError(NO_PROJECT, path=root, folder=folders.packages)
    return project


def find_project(named: Path | None = None) -> Project:
    """The project to work on.

    That is the named one, or the one in OPENDATA_PROJECT; else the working folder, when it has
    packages or `opendata.toml`; else the nearest folder above it with `opendata.toml`; else the one
    that this code came with.

    Raises:
        OpendataError: as `load_project` does.
    """
    return load_project(_root(named))


def glance_at_project(named: Path | None = None) -> Project:
    """As `find_project`, of which only the subject is known, and nothing else is looked at.

    It is for the list of commands: to hold the file against its schema takes as long as all else
    that this does.
    """
    root = _root(named)
    subject = glance_at_subject(root / FILE) if (root / FILE).is_file() else None
    return Project(root, subject)


def named_by_variable() -> Path | None:
    """The folder that OPENDATA_PROJECT names; an empty one is none."""
    variable = os.environ.get(NAMED_BY)
    return Path(variable) if variable else None


def _root(named: Path | None) -> Path:
    named = named or named_by_variable()
    if named is not None:
        return named
    here = Path.cwd()
    if (here / Folders.packages).is_dir():
        return here
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    return installed_root()


def installed_project() -> Project:
    """The project that this code came with."""
    return load_project(installed_root())
