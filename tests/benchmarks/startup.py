"""Group `startup`: what a command costs on the real data, against the least it could cost.

A help text cannot come sooner than that of an empty Click program, and a validation with Great
Expectations cannot end before Great Expectations is imported.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.measure import FRESH, Case, run_once

EMPTY_PROGRAM = """\
import click


@click.group()
def main():
    pass


main()
"""


def cases(scratch: Path) -> list[Case]:
    """The cases, with what they need prepared in the folder `scratch`."""
    opendata = str(Path(sys.executable).with_name("opendata"))
    empty_program = scratch / "empty_program.py"
    empty_program.write_text(EMPTY_PROGRAM, encoding="utf-8")
    build = str(scratch / "build")
    run_once([opendata, "assemble", "--output", build])
    bare_import = [sys.executable, "-c", "import great_expectations"]
    return [
        Case(
            "opendata --help",
            [opendata, "--help"],
            "empty Click program --help",
            [sys.executable, str(empty_program), "--help"],
            aim=1.3,
        ),
        Case(
            "opendata validate",
            [opendata, "validate", build],
            "import great_expectations",
            bare_import,
            aim=1.3,
        ),
        Case(
            "opendata release",
            [opendata, "release", "--build", f"{FRESH}/build", "--output", f"{FRESH}/dist"],
            "import great_expectations",
            bare_import,
            aim=2,
        ),
    ]
