"""Where the project keeps what it describes: packages, schemas and suites.

In a checkout they stand at the top level; a wheel carries them inside the package.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """The three rooms of declared knowledge below one root."""

    root: Path

    @property
    def packages(self) -> Path:
        return self.root / "datapackages"

    @property
    def schemas(self) -> Path:
        return self.root / "schemas"

    @property
    def expectations(self) -> Path:
        return self.root / "expectations"

    @property
    def commit_stamp(self) -> Path:
        """Seconds since 1970 of the commit, written into a wheel when it is built."""
        return self.root / "commit_epoch.txt"

    def package_names(self) -> tuple[str, ...]:
        return tuple(sorted(path.parent.name for path in self.packages.glob("*/package.json")))


def installed_project() -> Project:
    """The project this code belongs to: beside it in a wheel, above it in a checkout.

    Whoever has tables of their own to describe names another root in OPENDATA_PROJECT.
    """
    if own := os.environ.get("OPENDATA_PROJECT"):
        return Project(Path(own))
    here = Path(__file__).resolve().parents[2]
    return Project(here if (here / "datapackages").is_dir() else here.parents[1])
