"""Results in a JSON file, so that a long benchmark can be run in pieces and read as one table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Case, Comparison, Measurement, Run


def read_results(path: Path) -> list[Comparison]:
    """What the file holds; nothing when there is none.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not such a file.
    """
    if not path.exists():
        return []
    try:
        return [_comparison(each) for each in json.loads(path.read_text(encoding="utf-8"))]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: not results of this benchmark: {error}") from error


def write_results(path: Path, comparisons: Sequence[Comparison]) -> None:
    """Write them, without the commands: these name folders that are gone."""
    listed = [
        {**asdict(each), "case": {**asdict(each.case), "command": [], "peer_command": []}}
        for each in comparisons
    ]
    path.write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def merged(known: Sequence[Comparison], new: Comparison) -> list[Comparison]:
    """`known` with `new` in the place of an earlier one of the same case, or at the end."""
    found = [each for each in known if not _same(each.case, new.case)]
    place = next((n for n, each in enumerate(known) if _same(each.case, new.case)), len(found))
    return [*found[:place], new, *found[place:]]


def _same(one: Case, other: Case) -> bool:
    return (one.name, one.peer) == (other.name, other.peer)


def _comparison(raw: dict[str, Any]) -> Comparison:
    own, peer = (Measurement([Run(**run) for run in raw[side]["runs"]]) for side in ("own", "peer"))
    return Comparison(Case(**raw["case"]), own, peer)
