"""What `opendata suggest` and `pin` make of this project's own suites; `drafts.py` prints it.

`suggest` is asked for every table, as of one without a suite: an expectation of the project is
drafted when one of the same type and with the same arguments is suggested. `pin` gets a copy of the
project in which every hash of a source and every pinned total and count is another: it must write
all of them as they are in the project.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project, load_project
from inburgering_opendata.toolkit.upkeep.drafting.pinning import pins_of
from inburgering_opendata.toolkit.upkeep.drafting.suggesting import drafted

IN_ANY_ORDER = ("condition_values", "value_pairs_set", "value_set", "columns")


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """Of one type of expectation: how many the suites have, and how many are suggested as well."""

    type: str
    declared: int
    drafted: int
    suggested: int
    """In all, those that the suites do not have among them."""


def compared(project: Project) -> list[Drafted]:
    """By type, those first that `suggest` drafts of some table; then those it never drafts."""
    declared, found, suggested = Counter[str](), Counter[str](), Counter[str]()
    for package in load_data_packages(project):
        for table in package.tables:
            path = project.expectations / f"{table}.json"
            own = json.loads(path.read_text(encoding="utf-8"))["expectations"]
            drafts = drafted(project, table)
            suggested.update(each["type"] for each in drafts)
            known = {_same(each) for each in drafts}
            declared.update(each["type"] for each in own)
            found.update(each["type"] for each in own if _same(each) in known)
    return [
        Drafted(type=type, declared=number, drafted=found[type], suggested=suggested[type])
        for type, number in sorted(
            {**dict.fromkeys(suggested, 0), **declared}.items(),
            key=lambda each: (not suggested[each[0]], -each[1], each[0]),
        )
    ]


def _same(expectation: Mapping[str, Any]) -> str:
    """The type and arguments, whatever the order of what has none."""
    kwargs = {
        name: sorted(map(json.dumps, value)) if name in IN_ANY_ORDER else value
        for name, value in expectation["kwargs"].items()
    }
    return json.dumps([expectation["type"], kwargs], sort_keys=True)


@dataclass(frozen=True, kw_only=True)
class Repinned:
    """Pins that were made other ones, and how many `pin` wrote as they were."""

    what: str
    spoilt: int
    as_they_were: int


def repinned(project: Project, folder: Path) -> list[Repinned]:
    """What `pin` makes of a copy of the project in `folder`, of which no pin is right."""
    root = folder / "project"
    for place in (project.packages, project.schemas, project.expectations):
        shutil.copytree(place, root / place.relative_to(project.root))
    shutil.copy(project.file, root)
    copy = load_project(root)
    hashes = [source for package in load_data_packages(project) for source in package.sources]
    for path in copy.packages.glob("*/package.json"):
        text = path.read_text(encoding="utf-8")
        for source in hashes:
            text = text.replace(source.sha256, sha256(source.sha256.encode()))
        path.write_text(text, encoding="utf-8")
    for path in copy.expectations.glob("*.json"):
        suite = json.loads(path.read_text(encoding="utf-8"))
        for each in suite["expectations"]:
            each["kwargs"] = {**each["kwargs"], **dict(_spoilt(each))}
        path.write_text(json.dumps(suite), encoding="utf-8")
    pins_of(copy).write()
    anew = {s.path.name: s.sha256 for p in load_data_packages(copy) for s in p.sources}
    numbers = Counter[str]()
    right = Counter[str]()
    for path in sorted(project.expectations.glob("*.json")):
        before = json.loads(path.read_text(encoding="utf-8"))["expectations"]
        after = json.loads((copy.expectations / path.name).read_text(encoding="utf-8"))
        for own, made in zip(before, after["expectations"], strict=True):
            for name, _ in _spoilt(own):
                was, now = own["kwargs"][name], made["kwargs"][name]
                each = was if isinstance(was, dict) else {"": was}
                written = now if isinstance(was, dict) else {"": now}
                numbers[_WHAT[own["type"]]] += len(each)
                right[_WHAT[own["type"]]] += sum(written.get(k) == v for k, v in each.items())
    return [
        Repinned(
            what="hashes of sources",
            spoilt=len(hashes),
            as_they_were=sum(anew[source.path.name] == source.sha256 for source in hashes),
        ),
        *(Repinned(what=k, spoilt=n, as_they_were=right[k]) for k, n in sorted(numbers.items())),
    ]


_WHAT = {
    "expect_table_row_count_to_be_between": "numbers of rows",
    "expect_column_unique_value_count_to_be_between": "numbers of values",
    "expect_group_totals_to_equal": "totals of groups",
    "expect_group_sizes_to_equal": "rows of groups",
    "expect_distinct_counts_to_equal": "values in groups",
}


def _spoilt(expectation: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The arguments of an expectation that are pinned, each with other numbers."""
    kwargs = expectation["kwargs"]
    if expectation["type"] not in _WHAT:
        return
    for name in ("totals", "sizes", "counts"):
        if name in kwargs:
            yield name, {key: _another(number) for key, number in kwargs[name].items()}
    bounds = [kwargs[name] for name in ("min_value", "max_value") if name in kwargs]
    if len(bounds) > 1 and len({*bounds}) == 1:
        yield "min_value", bounds[0] + 1
        yield "max_value", bounds[0] + 1


def _another(number: int | str) -> int | str:
    return number + 1 if isinstance(number, int) else str(Decimal(number) + 1)


def as_markdown(found: list[Drafted], pins: list[Repinned]) -> str:
    """Two tables: a row for each type of expectation, and one for each kind of pin."""
    lines = ["| expectation | in the suites | of these drafted | suggested |", "|---|--:|--:|--:|"]
    lines += [f"| {e.type} | {e.declared} | {e.drafted} | {e.suggested} |" for e in found]
    can = [each for each in found if each.suggested]
    declared, drafts = sum(e.declared for e in can), sum(e.drafted for e in can)
    lines += [
        f"| of the types that can be drafted | {declared} | {drafts} "
        f"| {sum(e.suggested for e in can)} |",
        "",
        "| pin | made another | written as it was |",
        "|---|--:|--:|",
        *(f"| {each.what} | {each.spoilt} | {each.as_they_were} |" for each in pins),
    ]
    return "\n".join(lines) + "\n"
