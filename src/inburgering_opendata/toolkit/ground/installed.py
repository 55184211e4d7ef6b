"""Where the project is that this code came with: beside it in a wheel, above it in a checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE = "opendata.toml"
"""What a project says of itself."""


@dataclass(frozen=True)
class Folders:
    """Where a project keeps its packages, schemas and suites, within its folder."""

    packages: str = "datapackages"
    schemas: str = "schemas"
    expectations: str = "expectations"


def installed_root() -> Path:
    """The folder of that project."""
    here = Path(__file__).resolve().parents[2]
    return here if (here / FILE).is_file() else here.parents[1]


def is_installed() -> bool:
    """Whether this code came as a wheel, and not as a checkout that somebody works in."""
    return (Path(__file__).resolve().parents[2] / FILE).is_file()


def came_with_this_toolkit(path: Path) -> bool:
    """Whether a file is one that the project declares with which this code came."""
    root = installed_root()
    if not path.resolve().is_relative_to(root):
        return False
    room = path.resolve().relative_to(root).parts[0]
    return room in (FILE, Folders.packages, Folders.schemas, Folders.expectations)
