"""A store of its own for each test, and the command that takes in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "store"
    monkeypatch.setenv("OPENDATA_STORE", str(folder))
    return folder


@pytest.fixture
def intake(opendata: Run, store: Path) -> Run:
    def run(*arguments: str | Path) -> Result:
        return opendata("intake", "--as-of", "2026-12-31", *arguments)

    return run
