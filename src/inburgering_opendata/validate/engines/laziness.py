"""Put off the import of what another library imports and hardly uses."""

from __future__ import annotations

import importlib.util
import sys


def import_when_used(name: str) -> None:
    """Make `import name`, by whomever, take effect at the first use of the module.

    Does nothing when the module is imported already, or is not there.
    """
    if name in sys.modules:
        return
    package, _, module_name = name.rpartition(".")
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    if package:
        setattr(sys.modules[package], module_name, module)
