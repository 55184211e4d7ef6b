"""`python -m tests.mutations`: the share of mutations that each engine catches."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.assemble.build import build
from inburgering_opendata.toolkit.ground.project import Project, installed_project
from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine
from inburgering_opendata.toolkit.validate.engines.engine import Engine
from inburgering_opendata.toolkit.validate.engines.gx import GxEngine
from tests.mutations.mutation import Mutation
from tests.mutations.mutations import Checks, all_checks, all_mutations, gaps
from tests.mutations.runner import Stage, set_stage, why_not_caught

HEADER = ("engine", "checks", "mutations", "caught", "score")


@dataclass(frozen=True)
class Score:
    """What one engine caught of all mutations."""

    engine: str
    checks: int
    mutations: int
    escaped: Mapping[str, str]
    """Mutations that were not caught, each with the reason."""

    @property
    def cells(self) -> tuple[str, ...]:
        caught = self.mutations - len(self.escaped)
        # Cut, not rounded: one mutation that escapes must never read as 100%.
        share = caught * 1000 // self.mutations / 10
        counts = (self.checks, self.mutations, caught)
        return (self.engine, *map(str, counts), f"{share:.1f}%")


def main() -> int:
    """Print the score of each engine; 1 when a mutation is not caught or a check has none."""
    argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__).parse_args()
    project = installed_project()
    with tempfile.TemporaryDirectory() as folder:
        scores = measure(project, Path(folder))
    print(as_table(scores))
    missing = gaps(all_checks(project), all_mutations(project))
    escaped = [
        f"not caught by {score.engine}: {name}: {reason}"
        for score in scores
        for name, reason in score.escaped.items()
    ]
    for problem in (*missing, *escaped):
        print(problem)
    return 1 if missing or escaped else 0


def measure(project: Project, folder: Path) -> list[Score]:
    """Try every mutation on every engine, on a fresh build in `folder`."""
    build(project, (), folder / "build")
    scratch = folder / "spoilt"
    scratch.mkdir()
    stage = set_stage(project, folder / "build", scratch)
    checks, mutations = all_checks(project), all_mutations(project)
    engines: tuple[Engine, ...] = (GxEngine(), DuckdbEngine())
    return [_score(engine, checks, mutations, stage) for engine in engines]


def as_table(scores: Sequence[Score]) -> str:
    rows = [HEADER, *(score.cells for score in scores)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        [cell.ljust(w) if n == 0 else cell.rjust(w) for n, (cell, w) in enumerate(pairs)]
        for pairs in (zip(row, widths, strict=True) for row in rows)
    )
    return "\n".join("  ".join(line) for line in lines)


def _score(engine: Engine, checks: Checks, mutations: Sequence[Mutation], stage: Stage) -> Score:
    escaped = {}
    for mutation in mutations:
        check = checks.get((mutation.table, mutation.check))
        reason = why_not_caught(mutation, check, engine, stage) if check else "no such check"
        if reason:
            escaped[str(mutation)] = reason
    return Score(engine.name, len(checks), len(mutations), escaped)


if __name__ == "__main__":
    raise SystemExit(main())
