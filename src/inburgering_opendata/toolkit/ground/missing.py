"""What is needed and not installed, said in words.

Who only reads installs a few packages; a command that needs another one must name it.
"""

from __future__ import annotations

import importlib.machinery
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from inburgering_opendata.toolkit.ground.distribution import PACKAGE
from inburgering_opendata.toolkit.ground.errors import PACKAGE_MISSING, OpendataError

_INSTALLED_AS = {"markupsafe": "jinja2", "vl_convert": "vl-convert-python", "yaml": "PyYAML"}
"""What installs a module, where that has another name."""


def missing_package(error: ModuleNotFoundError) -> OpendataError | None:
    """The error that names the package that is not installed; None when that is not the fault.

    A module of our own, of Python itself or of a package that is there is missing by a mistake.
    """
    module = (error.name or "").partition(".")[0]
    if not module or module == PACKAGE or module in sys.stdlib_module_names:
        return None
    # Not importlib.util: it asks those as well that keep modules out of a process on purpose.
    if importlib.machinery.PathFinder.find_spec(module) is not None:
        return None
    return OpendataError(
        PACKAGE_MISSING, package=_INSTALLED_AS.get(module, module.replace("_", "-"))
    )


@contextmanager
def naming_what_is_missing() -> Iterator[None]:
    """Raises `PACKAGE_MISSING` for a package that turns out not to be installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if missing := missing_package(error):
            raise missing from error
        raise
