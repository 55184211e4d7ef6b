"""The engines on long tables of three sizes, against the same checks as others write them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.benchmarks.measure import Case, run_once

SIZES = {"170-thousand": 170_000, "5-million": 5_000_000, "20-million": 20_000_000}


def cases(size: str, scratch: Path) -> list[Case]:
    """The cases of a size, with its tables made in `scratch`."""
    rows = SIZES[size]
    run_once([sys.executable, "-m", "tests.benchmarks.long_table", str(scratch), str(rows)])
    formats = ("parquet", "csv") if rows <= SIZES["5-million"] else ("parquet",)
    return [
        case for format_ in formats for case in _cases_of(size, rows, scratch / f"long.{format_}")
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
        ),
        Case(
            "real release, engine gx",
            [opendata, "validate", release],
            "import great_expectations",
            [sys.executable, "-c", bare.format("great_expectations")],
            aim=1.3,
        ),
    ]


def _cases_of(size: str, rows: int, path: Path) -> list[Case]:
    name = f"{size} rows, {path.suffix[1:]}"
    project = f"OPENDATA_PROJECT={path.parent / 'project'}"
    opendata = str(Path(sys.executable).with_name("opendata"))
    validate = ["/usr/bin/env", project, opendata, "validate", str(path), "--table", "long"]
    duckdb = [*validate, "--engine", "duckdb"]

    def peer(peer_name: str) -> list[str]:
        return [sys.executable, "-m", "tests.benchmarks.peers", peer_name, str(path)]

    found = [
        Case(f"{name}: engine duckdb", duckdb, "hand-written SQL", peer("sql"), aim=1.5),
        Case(f"{name}: engine duckdb", duckdb, "pandera on polars", peer("pandera"), aim=1.5),
        Case(f"{name}: engine duckdb", duckdb, "plain GX on pandas", peer("gx"), aim=0.2),
    ]
    if rows <= SIZES["5-million"]:
        found.append(
            Case(f"{name}: engine gx", [*validate], "plain GX on pandas", peer("gx"), aim=2)
        )
    # frictionless needs minutes for more; the ratio hardly changes with size.
    if path.suffix == ".csv" and (rows <= SIZES["170-thousand"] or "FRICTIONLESS" in os.environ):
        found.append(
            Case(
                f"{name}: engine duckdb",
                duckdb,
                "frictionless with keys",
                peer("frictionless"),
                aim=0.01,
            )
        )
    return found
