"""The guarded corrections of the pinned sources of a package, in its `corrections.yaml`."""

from __future__ import annotations

from typing import Any

from inburgering_opendata.toolkit.describe.corrections import Correction, load_corrections
from inburgering_opendata.toolkit.describe.data_package import DataPackage
from inburgering_opendata.toolkit.describe.errors import CORRECTIONS_UNREADABLE
from inburgering_opendata.toolkit.ground.errors import OpendataError

FILE = "corrections.yaml"


def corrections_of(package: DataPackage) -> tuple[Correction, ...]:
    """The corrections beside the sources of `package`, in order.

    Raises:
        OpendataError: `CORRECTIONS_UNREADABLE`, also for a table of which the package has no
            source: such a correction would never be made.
    """
    path = package.path.parent / FILE
    corrections = load_corrections(path)
    with_sources = {source.table for source in package.sources}
    for number, correction in enumerate(corrections, start=1):
        if correction.table not in with_sources:
            problem = (
                f"correction {number}: {package.name} has no source of '{correction.table}', only "
                f"of {', '.join(sorted(with_sources))}"
            )
            raise OpendataError(CORRECTIONS_UNREADABLE, path=path, problem=problem)
    return corrections


def published_corrections(package: DataPackage) -> list[dict[str, Any]]:
    """What a descriptor says of each correction; an empty `from` or `to` is an empty cell.

    Of a table with a confidential source only which field was corrected, and why: a value that
    was taken out of it may be one that nobody should see.
    """
    confidential = {s.table for s in package.sources if s.descriptor.get("confidential")}
    return [
        {
            "table": each.table,
            "field": each.field,
            **(
                {}
                if each.table in confidential
                else {"where": dict(each.where), "from": each.was, "to": each.becomes}
            ),
            "why": each.why,
            **({"why@nl": each.why_nl} if each.why_nl else {}),
            "source": each.source,
        }
        for each in corrections_of(package)
    ]
