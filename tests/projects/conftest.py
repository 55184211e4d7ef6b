"""The project about the air, published twice, once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.releases.download import transfer
from tests.download.server import Server, serving
from tests.projects.made_up import AIR, FIRST, SECOND, done, revised


@dataclass(frozen=True)
class Air:
    """Two releases and what they were made from; not to be written to."""

    project: Path
    """As the first release has it."""
    revised: Path
    build: Path
    """Of the first release."""
    dist: Path

    @property
    def first(self) -> Path:
        return self.dist / FIRST

    @property
    def second(self) -> Path:
        return self.dist / SECOND


@pytest.fixture(scope="session")
def air(tmp_path_factory: pytest.TempPathFactory) -> Air:
    """The first release in steps, the second at once and official, as it has no placeholders."""
    folder = tmp_path_factory.mktemp("air")
    made = Air(AIR, revised(folder / "revised"), folder / "build", folder / "dist")
    done(AIR, "assemble", "--output", made.build)
    done(AIR, "publish", made.build, "--output", made.dist, "--version", FIRST)
    places = ("--build", folder / "build2", "--output", made.dist)
    done(made.revised, "release", *places, "--version", SECOND, "--official")
    return made


@pytest.fixture
def server(air: Air, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The releases at an address of this machine."""
    monkeypatch.setattr(transfer, "PAUSE", 0.001)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("OPENDATA_CACHE", str(tmp_path / "cache"))
    with serving(air.dist) as server:
        yield server
