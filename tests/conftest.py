"""What the tests share: a build of the real data, copies to spoil, and the command line."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

# Some commands do without it where they have the process to themselves; here they have not.
import pandas  # noqa: F401
import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from inburgering_opendata.cli import main
from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.ground.project import Project, installed_project, load_project
from inburgering_opendata.toolkit.releases.publishing import release as publishing
from inburgering_opendata.toolkit.releases.publishing.release import publish
from tests.examples import ALL, FEW
from tests.sharing import EPOCH, VERSION, in_halves, once
from tests.small import make_small
from tests.whole import COLLECTED, reason_of

# A worker of xdist has no main file. pyspark, where it is installed, takes that for an interactive
# session when Great Expectations imports it, and ends the process. Children import the file named
# here, so it is an empty one.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = str(Path(__file__).with_name("__init__.py"))

LARGE = publishing.LARGE
"""As it is by itself."""

QUICK = "not whole"
"""The marks of the tests that `make test` runs."""

SLIM = "municipalities"
"""The package that refers to no other."""


MEMORY = Path("/dev/shm")
"""What is written there is on no disk, so that to sync it, as every command does, takes no time."""

ENOUGH = 4 << 30
"""Bytes that must be free there: ten times what a run of the tests has there at once."""

if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        # To take apart what was imported, at the very end, takes seconds and serves nobody.
        atexit.register(os._exit, 0)
    if config.option.markexpr != QUICK:
        settings.load_profile(ALL)
        return
    settings.load_profile(FEW)
    # What is published in this process is judged by DuckDB, as if it were large: Great Expectations
    # and the second opinion of frictionless take as long as all else. Both look at `released` and
    # at `slim_release`.
    publishing.LARGE = -1


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """What is imported stays, so that looking it through for what can go is in vain.

    Later on it is looked through a hundred times as seldom as by itself: what tests import and keep
    only grows, and there is memory enough.
    """
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(70_000, 10, 10)
    gc.enable()


def pytest_unconfigure() -> None:
    gc.unfreeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    config.stash[COLLECTED] = tuple((item.nodeid, reason_of(item)) for item in items)
    yield
    if hasattr(config, "workerinput"):
        items[:] = in_halves(items, {"released", "small_release"})


@pytest.fixture(scope="session")
def project() -> Project:
    return installed_project()


@pytest.fixture(scope="session")
def pristine_build(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real packages, assembled once; not to be written to."""
    return once(tmp_path_factory, "build", lambda folder: build(project, (), folder / "b")) / "b"


@pytest.fixture
def build_folder(pristine_build: Path, tmp_path: Path) -> Path:
    """A build of one's own, to spoil."""
    return Path(shutil.copytree(pristine_build, tmp_path / "build"))


@pytest.fixture(scope="session")
def published_project(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> Project:
    """The project of `released`: the real one, and in `make test` that of a few municipalities."""
    name = "small_project" if pytestconfig.option.markexpr == QUICK else "project"
    found: Project = request.getfixturevalue(name)
    return found


@pytest.fixture(scope="session")
def released(published_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where data were released by the real command line; not to be written to.

    In it are `build`, `dist` with the version, and what the command told: `stdout` and `stderr`.
    """

    def release(folder: Path) -> None:
        told = subprocess.run(
            [sys.executable, "-m", "inburgering_opendata", "release"],
            cwd=folder,
            env={
                **os.environ,
                "SOURCE_DATE_EPOCH": EPOCH,
                "OPENDATA_PROJECT": str(published_project.root),
            },
            capture_output=True,
            encoding="utf-8",
        )
        assert told.returncode == 0, told.stderr
        (folder / "stdout").write_text(told.stdout, encoding="utf-8")
        (folder / "stderr").write_text(told.stderr, encoding="utf-8")

    return once(tmp_path_factory, "released", release)


@pytest.fixture(scope="session")
def release(the_release: Path) -> Path:
    return the_release


@pytest.fixture(scope="session")
def the_release(released: Path) -> Path:
    """That release, with its pages; not to be written to."""
    return released / "dist" / VERSION


@pytest.fixture(scope="session")
def small_project(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """All that the real project declares, for a few municipalities; not to be written to."""
    return load_project(once(tmp_path_factory, "small", lambda root: make_small(project, root)))


@pytest.fixture(scope="session")
def small_build(small_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages of the small project, assembled once; not to be written to."""

    def assemble(folder: Path) -> None:
        build(small_project, (), folder / "b")

    return once(tmp_path_factory, "small_build", assemble) / "b"


@pytest.fixture
def small_folder(small_build: Path, tmp_path: Path) -> Path:
    """A build of the small project of one's own, to spoil."""
    return Path(shutil.copytree(small_build, tmp_path / "build"))


@pytest.fixture(scope="session")
def small_release(
    pytestconfig: pytest.Config,
    request: pytest.FixtureRequest,
    small_project: Project,
    small_build: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A release of the small project; not to be written to."""
    if pytestconfig.option.markexpr == QUICK:
        found: Path = request.getfixturevalue("released")
        return found / "dist" / VERSION

    def release(folder: Path) -> None:
        publish(small_project, small_build, folder, VERSION)

    return once(tmp_path_factory, "small_release", release) / VERSION


@pytest.fixture(scope="session")
def slim_build(small_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One package of the small project, which refers to no other; not to be written to."""

    def assemble(folder: Path) -> None:
        build(small_project, (SLIM,), folder / "b")

    return once(tmp_path_factory, "slim_build", assemble) / "b"


@pytest.fixture(scope="session")
def slim_release(
    small_project: Project, slim_build: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A release of that package alone; not to be written to."""

    def release(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(publishing, "LARGE", LARGE)
            publish(small_project, slim_build, folder, VERSION)

    return once(tmp_path_factory, "slim_release", release) / VERSION


@pytest.fixture
def by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published is judged as it is by itself, `slim_release` too."""
    monkeypatch.setattr(publishing, "LARGE", LARGE)


@pytest.fixture
def for_small(small_project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The small project, and the command line then works for it."""
    monkeypatch.setenv("OPENDATA_PROJECT", str(small_project.root))
    return small_project


@pytest.fixture
def own_project(project: Project, tmp_path: Path) -> Project:
    """A copy of everything the project declares, to spoil."""
    return _copy(project, tmp_path / "project")


@pytest.fixture
def own_small_project(small_project: Project, tmp_path: Path) -> Project:
    """A copy of the small project, to spoil."""
    return _copy(small_project, tmp_path / "small")


def _copy(project: Project, root: Path) -> Project:
    for room in ("datapackages", "schemas", "expectations"):
        shutil.copytree(project.root / room, root / room)
    shutil.copy(project.file, root)
    return load_project(root)


@pytest.fixture
def opendata() -> Callable[..., Result]:
    """The command line, in this process."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run
