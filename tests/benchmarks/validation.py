"""The engines on long tables of three sizes, against the same checks as others write them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.measure import Case, run_once

SIZES = {"170-thousand": 170_000, "5-million": 5_000_000, "20-million": 20_000_000}
FORMS = {"long.parquet": "parquet", "long.csv": "csv", "quoted.csv": "csv with quotes"}


def cases(size: str, scratch: Path) -> list[Case]:
    """The cases of a size, with its tables made in `scratch`."""
    rows = SIZES[size]
    run_once([sys.executable, "-m", "tests.benchmarks.long_table", str(scratch), str(rows)])
    return [
        case
        for file, form in FORMS.items()
        for case in _cases_of(f"{size} rows, {form}", rows, scratch / file)
    ]


def real_release(scratch: Path) -> list[Case]:
    """The real data, whole process: against importing the library that does the work."""
    opendata = str(Path(sys.executable).with_name("opendata"))
    options = ["--build", str(scratch / "build"), "--output", str(scratch / "dist")]
    run_once([opendata, "release", *options, "--version", "2026.11.23"])
    release = str(scratch / "dist" / "2026.11.23")
    bare = "import {}"
    return [
        Case(
            "real release, engine duckdb",
            [opendata, "validate", release, "--engine", "duckdb"],
            "import duckdb",
            [sys.executable, "-c", bare.format("duckdb")],
            aim=5,
            seconds=0.5,
        ),
        Case(
            "real release, engine gx",
            [opendata, "validate", release],
            "import great_expectations",
            [sys.executable, "-c", bare.format("great_expectations")],
            later=1,
        ),
    ]


def _cases_of(name: str, rows: int, path: Path) -> list[Case]:
    project = f"OPENDATA_PROJECT={path.parent / 'project'}"
    opendata = str(Path(sys.executable).with_name("opendata"))
    validate = ["/usr/bin/env", project, opendata, "validate", str(path), "--table", "long"]
    duckdb = [*validate, "--engine", "duckdb"]

    # A small table is done before a process has started, so only its ratios are of interest.
    judged = rows >= SIZES["5-million"]

    def against(peer: str, program: str, aim: float, command: list[str] = duckdb) -> Case:
        return Case(
            f"{name}: engine {'duckdb' if command is duckdb else 'gx'}",
            command,
            peer,
            [sys.executable, "-m", "tests.benchmarks.peers", program, str(path)],
            aim=aim if judged else None,
        )

    by_hand = against("hand-written SQL", "sql", 1.5)
    found = [
        replace(by_hand, peak_mb=1024) if rows > SIZES["5-million"] else by_hand,
        against("pandera on polars", "pandera", 1.5),
        against("plain GX on pandas", "gx", 0.2),
    ]
    if rows <= SIZES["5-million"]:
        found.append(against("plain GX on pandas", "gx", 2, validate))
    if path.suffix == ".csv":
        with_keys = against("frictionless with keys", "frictionless", 0.01)
        found.append(replace(with_keys, slow=judged))
    return found
