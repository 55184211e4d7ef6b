"""What the tests share: a build of the real data, copies to spoil, and the command line."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

# Some commands do without it where they have the process to themselves; here they have not.
import pandas  # noqa: F401
import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from inburgering_opendata.cli import main
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.ground.project import Project, installed_project

# A worker of xdist has no main file. pyspark, where it is installed, takes that for an interactive
# session when Great Expectations imports it, and ends the process. Children import the file named
# here, so it is an empty one.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = str(Path(__file__).with_name("__init__.py"))

# The same examples at every run: a red test must be red for everybody.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def project() -> Project:
    return installed_project()


@pytest.fixture(scope="session")
def pristine_build(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real packages, assembled once; not to be written to."""
    folder = tmp_path_factory.mktemp("pristine") / "build"
    build(project, (), folder)
    return folder


@pytest.fixture
def build_folder(pristine_build: Path, tmp_path: Path) -> Path:
    """A build of one's own, to spoil."""
    return Path(shutil.copytree(pristine_build, tmp_path / "build"))


@pytest.fixture
def own_project(project: Project, tmp_path: Path) -> Project:
    """A copy of everything the project declares, to spoil."""
    root = tmp_path / "project"
    for room in ("datapackages", "schemas", "expectations"):
        shutil.copytree(project.root / room, root / room)
    return Project(root)


@pytest.fixture
def opendata() -> Callable[..., Result]:
    """The command line, in this process."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run
