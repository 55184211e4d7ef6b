"""Group `protection`: protecting and auditing the results of five cohorts, about 600,000 rows.

Run as a program, so that each piece of work is a process of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.measure import Case, run_once

COHORTS = (2021, 2022, 2023, 2024, 2025)
PERSONS = 150_000
ROWS = "600,000 rows of results"


def cases(scratch: Path) -> list[Case]:
    """Protecting, auditing as an outsider does, and both with all three attackers."""
    program = [sys.executable, "-m", "tests.benchmarks.protection_speed"]
    run_once([*program, "make", str(scratch)])
    return [
        Case(
            f"{words} {ROWS}",
            [*program, what, str(scratch)],
            "reading them",
            [*program, "read", str(scratch)],
            seconds=seconds,
            peak_mb=1_536,
            slow=True,
        )
        for what, words, seconds in (
            ("protect", "protecting", 10.0),
            ("audit", "auditing, as an outsider,", 60.0),
            ("everything", "protecting, auditing as all three, and withholding in", None),
        )
    ]


def main(what: str, folder: str) -> None:
    import pyarrow.parquet as pq

    from inburgering_opendata.outcomes.audit.audit import audit_published
    from inburgering_opendata.outcomes.disclosure.protection import protect
    from inburgering_opendata.outcomes.disclosure.withholding import protect_and_audit
    from tests.benchmarks.protection import counted_country, declared

    counted, published = Path(folder, "counted.parquet"), Path(folder, "published.parquet")
    protection = declared()

    def protected() -> object:
        return protect(
            pq.read_table(counted),
            protection.world.indicators,
            protection.table,
            protection.settings,
            protection_key=protection.protection_key,
            schema=protection.schema,
        )

    match what:
        case "make":
            pq.write_table(counted_country(PERSONS, COHORTS), counted)
            pq.write_table(protected(), published)
        case "read":
            pq.read_table(counted)
        case "protect":
            protected()
        case "audit":
            audit_published([pq.read_table(published)], protection.world)
        case "everything":
            protect_and_audit(pq.read_table(counted), protection)
        case _:
            raise SystemExit(f"'{what}' is not one of make, read, protect, audit, everything")


if __name__ == "__main__":
    main(*sys.argv[1:])
