"""`python -m tests.benchmarks`: measure speed and memory against peers, as a table of ratios."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.benchmarks import (
    deliveries,
    differences,
    funding,
    large,
    outcomes,
    pages,
    protection_speed,
    rules,
    startup,
    validation,
)
from tests.benchmarks.measure import Case, CommandFailedError, compare
from tests.benchmarks.report import as_markdown
from tests.benchmarks.results import merged, read_results, write_results

# A group makes its cases, having prepared what they need in a folder that is removed at the end.
GROUPS: dict[str, Callable[[Path], list[Case]]] = {
    "startup": startup.cases,
    "funding": funding.cases,
    "deliveries": deliveries.cases,
    "diff": differences.cases,
    "large": large.cases,
    **{size: partial(outcomes.cases, size) for size in outcomes.SIZES},
    "pages": pages.cases,
    "protection": protection_speed.cases,
    "real": validation.real_release,
    **{size: partial(validation.cases, size) for size in validation.SIZES},
    "rules": rules.cases,
}


def main() -> int:
    """Measure the groups asked for; the exit code says whether it could be done, not how fast."""
    options = _parse()
    try:
        comparisons = read_results(options.results) if options.results else []
        with tempfile.TemporaryDirectory() as folder:
            for name in [] if options.show else options.groups or GROUPS:
                scratch = Path(folder, name)
                scratch.mkdir()
                _progress(f"{name}: preparing")
                made = GROUPS[name](scratch)
                for case in made:
                    if options.only in f"{case.name} {case.peer}" and case.slow <= options.slow:
                        measured = compare(case, options.repeat, _progress)
                        comparisons = merged(comparisons, measured)
                        if options.results:
                            write_results(options.results, comparisons)
        _progress("")
        report = as_markdown(comparisons)
        print(report, end="")
        if options.output:
            options.output.write_text(report, encoding="utf-8")
    except (CommandFailedError, OSError, ValueError) as error:
        _progress("")
        print(f"error: {error}", file=sys.stderr)
        return 3
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "groups",
        metavar="GROUP",
        nargs="*",
        type=_group,
        help=f"what to measure: {', '.join(GROUPS)} (default: all)",
    )
    parser.add_argument(
        "--repeat",
        metavar="N",
        type=_count,
        default=5,
        help="runs of each command, at the least (default: 5)",
    )
    parser.add_argument(
        "--only",
        metavar="TEXT",
        default="",
        help="only the cases with this in their name or that of their peer",
    )
    parser.add_argument(
        "--slow", action="store_true", help="also the cases whose peer takes minutes, run once"
    )
    parser.add_argument(
        "--results",
        metavar="FILE",
        type=Path,
        help="keep the results in this JSON file, beside those of earlier runs; the table has all",
    )
    parser.add_argument(
        "--show", action="store_true", help="measure nothing, show what --results holds"
    )
    parser.add_argument("--output", metavar="FILE", type=Path, help="write the table there too")
    return parser.parse_args()


def _group(name: str) -> str:
    if name not in GROUPS:
        raise argparse.ArgumentTypeError(f"'{name}' is not one of {', '.join(GROUPS)}")
    return name


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of runs")
    return int(text)


def _progress(message: str) -> None:
    """Say what is being done: on one line of a terminal, line by line in a file."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{message}", end="", file=sys.stderr, flush=True)
    elif message:
        print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
