"""The results as a Markdown table that also reads well on a terminal."""

from __future__ import annotations

import os
import platform
import resource
from collections.abc import Sequence

from tests.benchmarks.measure import Comparison, Measurement

HEADER = (
    "Case",
    "Peer",
    "Median (s)",
    "Peer (s)",
    "Ratio",
    "Aim",
    "Met",
    "Fastest (s)",
    "Peer (s)",
    "Peak (MB)",
    "Peer (MB)",
    "Runs",
)
TEXT_COLUMNS = {0, 1, 6}


def as_markdown(comparisons: Sequence[Comparison]) -> str:
    """One row a case, and below the table what is needed to read it."""
    rows = [HEADER, *(_cells(comparison) for comparison in comparisons)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    rule = [
        "-" * width if column in TEXT_COLUMNS else "-" * (width - 1) + ":"
        for column, width in enumerate(widths)
    ]
    lines = [_line(HEADER, widths), _line(rule, widths)]
    lines += [_line(row, widths) for row in rows[1:]]
    return "\n".join([*lines, "", _circumstances()]) + "\n"


def _cells(comparison: Comparison) -> tuple[str, ...]:
    case, own, peer = comparison.case, comparison.own, comparison.peer
    return (
        case.name,
        case.peer,
        f"{own.median:.3f}",
        f"{peer.median:.3f}",
        f"{comparison.ratio:.2f}",
        ", ".join(comparison.aims),
        "yes" if comparison.met else "no",
        f"{own.minimum:.3f}",
        f"{peer.minimum:.3f}",
        _peak(own),
        _peak(peer),
        str(len(own.runs)) if len(own.runs) == len(peer.runs) else f"{len(own.runs)}, 1",
    )


def _peak(measurement: Measurement) -> str:
    """The peak memory, as a bound where it is not above what a child starts with."""
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bound = "≤ " if measurement.peak_mb <= floor else ""
    return f"{bound}{measurement.peak_mb:.0f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell.ljust(width) if column in TEXT_COLUMNS else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join(padded)} |"


def _circumstances() -> str:
    return (
        "The ratio is that of the medians. Peak memory is that of the largest process of a "
        "command.\n"
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} at the end (the runs themselves "
        "make about 1)."
    )
