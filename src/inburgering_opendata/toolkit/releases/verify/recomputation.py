"""Every published table made anew, and compared with what was published, bit for bit.

A derived table is made by its rule from the tables that were published; what its rule needs that
was not, and every table that comes straight from a source, is read from the sources that this
toolkit pins. A table of which a source is confidential (`"confidential": true` in package.json)
cannot be made anew by anybody else, and is named as such. What is confidential, which source it was
and which corrections were made is what the project says; what the release says of itself proves
nothing, so where the two differ a table is not proven, whatever else agrees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import pyarrow as pa

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.assemble.derivations import Derivations, derived
from inburgering_opendata.toolkit.describe.package_corrections import published_corrections
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.file import Fingerprint, OnDisk
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.tables.csv_writer import csv_pieces, to_csv
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import PackageFolder, TableFile

Tables = Mapping[str, pa.Table]
_WHY = "A figure that nobody else can compute has to be believed."


def check_recomputation(
    project: Project, package: PackageFolder, published: Tables
) -> Iterator[CheckResult]:
    """A check for each table of `package`, which the project knows.

    Args:
        project: whose rules and pinned sources are used.
        package: the published package.
        published: every table of the release by name, as its CSV has it.
    """
    for file in package.tables:
        if file.name in published:
            yield _recomputed(project, package, file, published)


def _recomputed(
    project: Project, package: PackageFolder, file: TableFile, published: Tables
) -> CheckResult:
    table = project.told(Views).table_of(file.name)
    base, is_view = table or file.name, table is not None
    has_rule = derived(project.told(Derivations).tables(), base).rule is not None
    sources = _sources_of(package.descriptor, base)
    assert package.declared is not None
    known = any(
        s.descriptor.get("confidential") for s in package.declared.sources if s.table == base
    )
    said = any(source.get("confidential") for source in sources)
    if said and not known and not is_view:
        why = "the release calls it confidential, and the project does not"
        return _result(file, Outcome.FAILED, why)
    if known and not is_view:
        return _result(
            file, Outcome.WARNING, "not recomputable: it comes from a confidential delivery"
        )
    if not has_rule and not is_view and (other := _pinned_otherwise(package, base, sources)):
        return _result(file, Outcome.UNPROVEN, f"not recomputable here: {other}")
    if project.alone and not has_rule and not is_view:
        return _result(file, Outcome.UNPROVEN, _alone(project))
    assembly = Assembly(project)
    for name, table in published.items():
        if name != file.name:
            assembly.give(name, table)
    try:
        made = assembly.table(file.name)
        there, ours = OnDisk(file.path).fingerprint, _fingerprint(made, file)
    except OpendataError as error:
        if project.alone:
            return _result(file, Outcome.UNPROVEN, _alone(project))
        return _result(file, Outcome.ERROR, error.message)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        # A rule counts on tables that are valid; those of a release that is not may be anything.
        return _result(file, Outcome.ERROR, f"its rule fails on these tables: {error!r}")
    if ours == there:
        from_sources = not is_view and not has_rule
        what = "from the pinned sources" if from_sources else "by its rule"
        return _result(file, Outcome.PASSED, f"the same {there.size:,} bytes, {what}")
    failures = _first_line(file.path.read_bytes(), to_csv(made, file.schema))
    return _result(file, Outcome.FAILED, "another table", failures)


def _fingerprint(table: pa.Table, file: TableFile) -> Fingerprint:
    """That of the table as CSV, of which one piece at a time is in memory."""
    digest, size = hashlib.sha256(), 0
    for piece in csv_pieces(table, file.schema):
        digest.update(piece)
        size += len(piece)
    return Fingerprint(size=size, sha256=digest.hexdigest())


def _alone(project: Project) -> str:
    needs = f", nor is its module {project.needs}" if project.needs else ""
    return f"not recomputed: its sources are not in the release{needs}"


def _sources_of(descriptor: Mapping[str, object], table: str) -> list[Json]:
    listed = descriptor.get("sources")
    sources = listed if isinstance(listed, list) else []
    return [s for s in sources if isinstance(s, dict) and s.get("table") == table]


def _pinned_otherwise(package: PackageFolder, table: str, sources: list[Json]) -> str | None:
    """Why the sources that this toolkit pins are not those of the release, or None."""
    assert package.declared is not None
    ours = {f"sha256:{s.sha256}" for s in package.declared.sources if s.table == table}
    theirs = {str(source.get("hash")) for source in sources}
    if ours != theirs:
        return "it was made from other editions of its sources than this toolkit has"
    listed = package.descriptor.get("corrections")
    said = [c for c in listed if c.get("table") == table] if isinstance(listed, list) else []
    if said != [c for c in published_corrections(package.declared) if c["table"] == table]:
        return "it was made with other corrections of its sources than this toolkit has"
    return None


def _first_line(published: bytes, made: bytes) -> tuple[Failure, ...]:
    """The first line that is not the same, as it was published and as it is made anew."""
    old, new = published.split(b"\n"), made.split(b"\n")
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    line = min(len(old), len(new)) if at is None else at

    def text(lines: list[bytes]) -> str:
        return lines[line].decode(errors="replace") if line < len(lines) else "no such line"

    return (Failure(key={"line": str(line + 1)}, expected=text(new), observed=text(old)),)


def _result(
    file: TableFile, outcome: Outcome, observed: str, failures: tuple[Failure, ...] = ()
) -> CheckResult:
    hints = {
        Outcome.PASSED: None,
        Outcome.WARNING: "Verify it with the toolkit, and at the place, that made the release.",
        Outcome.UNPROVEN: "Verify it with the edition of the project that made the release: only "
        "its sources can prove this table.",
    }
    return result(
        file.package,
        file.name,
        "recomputed",
        outcome,
        _WHY,
        expected="the table that follows from what was published, bit for bit",
        observed=observed,
        failures=failures,
        hint=hints.get(outcome, "Ask the publisher how the table came about."),
    )
