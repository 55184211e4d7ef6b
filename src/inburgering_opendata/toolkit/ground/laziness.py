"""Put off, or do without, what costs time and serves nothing: imports, and collecting garbage."""

from __future__ import annotations

import gc
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_OF_ANY_MODULE = frozenset(("__warningregistry__", "__wrapped__"))
"""What is asked of modules by those who want nothing of them."""


def import_when_used(name: str) -> None:
    """Make `import name`, by whomever, take effect at the first use of the module.

    Does nothing when the module is imported already, or is not there.
    """
    if name in sys.modules:
        return
    package, _, module_name = name.rpartition(".")
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:  # not even the package that it is in
        return
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    module.__class__ = _Late
    sys.modules[name] = module
    if package:
        setattr(sys.modules[package], module_name, module)


def do_without(name: str) -> None:
    """Make `import name` fail from now on in this process, as if it were not installed.

    For a command that works on Arrow tables alone: Arrow imports pandas, if it is there, to tell
    whether a list is one of its series, which takes longer than all that such a command does.
    Does nothing when the module is imported already.
    """
    if name not in sys.modules:
        sys.meta_path.insert(0, _Absent(name))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let no garbage be collected meanwhile: for millions of small objects that are all in use."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Late(ModuleType):
    """A module that is loaded when it is asked for anything but where it comes from.

    The module that Python has for this (`LazyLoader`) is loaded by whoever goes through the
    modules that there are and looks at the file of each, as `inspect` and hypothesis do.
    """

    def __getattr__(self, name: str) -> Any:
        if name in _OF_ANY_MODULE or self.__spec__ is None or self.__spec__.loader is None:
            raise AttributeError(name)
        module: ModuleType = self
        module.__class__ = ModuleType
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


class _Absent:
    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == self._name:
            raise ModuleNotFoundError(f"{fullname} is not used here", name=fullname)
        return None
