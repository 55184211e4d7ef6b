"""`python -m tests.benchmarks.dependencies`: what each dependency weighs, and what it earns.

Sizes are those of the installed files in the environment this runs in, with what was compiled.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]

EARNS = {
    "click": "every command",
    "cryptography": "`verify`: the signature of a release, where there is one",
    "duckdb": "`validate --engine duckdb`, `publish`, `release`, `verify`, `diff`, `intake`, "
    "`outcomes`; boundaries in `assemble` and `load`",
    "frictionless": "`validate`, `publish`, `release`: the second opinion of the engine `gx`",
    "great-expectations": "`validate`, `publish`, `release`: the engine `gx`",
    "highspy": "`outcomes`, and `validate`, `publish` and `verify` of protected counts: the linear "
    "programs of the audit",
    "httpx": "`sources fetch`: asking publishers; `push zenodo`",
    "jinja2": "`publish`, `release`, `site`: the pages; reports in HTML",
    "jsonschema": "every command that reads a declaration: a word that it cannot have is refused",
    "numpy": "the engine `gx`; `intake`; `outcomes`, and the audit of protected counts in "
    "`validate`, `publish` and `verify`; the structure of CSV that is large or has many quoted "
    "cells",
    "obstore": "`push`: buckets with an S3 interface",
    "pyarrow": "every command that makes or reads a table",
    "pyshacl": "`score`: whether the catalogue keeps to the shapes of DCAT-AP-NL",
    "python-calamine": "official figures in a workbook that is not xlsx: xls, xlsb or ods",
    "pyyaml": "every command that reads a declaration: suites, indicators, disclosure control",
    "rdflib": "`lint`, `publish`, `release`, `score`: the catalogue in RDF",
    "tenacity": "`sources fetch` and `push zenodo`: what stumbles is asked again, politely",
    "vl-convert-python": "`publish`, `release`, `site`: the pictures of the pages",
    "xlsxwriter": "`publish`, `release`, `verify`: workbooks; `template`, `intake --annotate`",
}


def declared() -> list[str]:
    """The dependencies in pyproject.toml, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [canonicalize_name(Requirement(each).name) for each in project["dependencies"]]


def for_reading() -> list[str]:
    """The packages in requirements-read.txt that are installed on this system."""
    text = (ROOT / "requirements-read.txt").read_text(encoding="utf-8")
    found = re.findall(r"^(\S+==[^\\\n]+)", text, re.MULTILINE)
    return [each.name for each in map(Requirement, found) if _is_for_here(each)]


def _is_for_here(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


@cache
def pulled_in(name: str, extras: frozenset[str] = frozenset()) -> frozenset[str]:
    """A distribution and all that it needs, whatever needs that."""
    found = {canonicalize_name(name)}
    waiting = [(name, extras)]
    seen = set(waiting)
    while waiting:
        here, wanted = waiting.pop()
        for text in distribution(here).requires or ():
            needed = Requirement(text)
            if any(_is_for_here(needed, extra) for extra in ("", *wanted)):
                found.add(canonicalize_name(needed.name))
                item = (canonicalize_name(needed.name), frozenset(needed.extras))
                if item not in seen:
                    seen.add(item)
                    waiting.append(item)
    return frozenset(found)


def all_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(pulled_in(name) for name in names))


@cache
def size(name: str) -> int:
    """The bytes of what is installed of one distribution."""
    found = distribution(name)
    paths = (Path(str(found.locate_file(file))) for file in found.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())


def table() -> Iterator[str]:
    """The lines of a table in Markdown."""
    yield "| dependency | distributions | MB | only because of it | MB | what it earns |"
    yield "|---|--:|--:|--:|--:|---|"
    names = declared()
    for name in names:
        others = all_of(other for other in names if other != name)
        cells = _cells(pulled_in(name)) + _cells(pulled_in(name) - others)
        yield f"| {name} | {' | '.join(cells)} | {EARNS[name]} |"
    for title, group in (("all of them", names), ("`requirements-read.txt`", for_reading())):
        yield f"| {title} | {' | '.join(_cells(all_of(group)))} | | | |"


def _cells(names: frozenset[str]) -> tuple[str, str]:
    return f"{len(names)}", f"{sum(map(size, names)) / 1e6:,.1f}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
