"""A module that is put off is loaded at its first use, and by nobody who only looks around."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground.laziness import import_when_used

LATE = "late_for_a_test"


@pytest.fixture
def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / f"{LATE}.py").write_text("VALUE = 7\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, LATE, sys)
    monkeypatch.delitem(sys.modules, LATE)
    import_when_used(LATE)
    return LATE


def test_it_is_loaded_when_it_is_used(late: str) -> None:
    module = importlib.import_module(late)
    assert "VALUE" not in vars(module)
    assert module.VALUE == 7 and "VALUE" in vars(module)


def test_who_looks_at_the_file_of_every_module_loads_nothing(late: str) -> None:
    assert inspect.getmodule(sys._getframe()) is not None
    assert str(getattr(sys.modules[late], "__file__", "")).endswith(f"{late}.py")
    assert "VALUE" not in vars(sys.modules[late])


def test_a_name_that_it_does_not_have_is_an_attribute_error(late: str) -> None:
    with pytest.raises(AttributeError):
        sys.modules[late].nothing  # noqa: B018


def test_what_is_not_there_is_not_put_off() -> None:
    import_when_used("nothing.of_the_kind")
    assert "nothing.of_the_kind" not in sys.modules
