"""Names of municipalities beside those of the register, as `aliases.toml` declares them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DECLARED = Path(__file__).with_name("aliases.toml")


@dataclass(frozen=True)
class Alias:
    """Another name of a municipality, and where that is from."""

    name: str
    code: str
    source: str


@dataclass(frozen=True)
class Aliases:
    """Other names of municipalities; marks and other names of provinces, by code."""

    names: tuple[Alias, ...]
    marks: Mapping[str, tuple[str, ...]]
    """What stands behind the name of a municipality, in brackets, for its province."""
    provinces: Mapping[str, tuple[str, ...]]


@cache
def declared_aliases() -> Aliases:
    declared = tomllib.loads(_DECLARED.read_text(encoding="utf-8"))
    names = tuple(
        Alias(name, code, part["source"])
        for part in declared["names"]
        for name, code in part["codes"].items()
    )
    return Aliases(names, _by_code(declared["marks"]), _by_code(declared["provinces"]))


def _by_code(declared: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {code: tuple(of) for code, of in declared.items() if code != "source"}
