"""Files that follow from other files of the release: the zips, the catalogue, citation and pages.

They are made by the toolkit that verifies, and must be the same bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from inburgering_opendata.toolkit.describe.pages import SITE
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.left_behind import is_left_behind
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.sums import SIGNATURE, SUMS
from inburgering_opendata.toolkit.publish.catalogue.citation import CITATION_FILE
from inburgering_opendata.toolkit.publish.catalogue.edition import (
    ENDPOINT_DESCRIPTION,
    JSON_LD,
    TURTLE,
)
from inburgering_opendata.toolkit.publish.contents import catalogue_and_pages, zip_of
from inburgering_opendata.toolkit.publish.self_contained import self_contained
from inburgering_opendata.toolkit.releases.verify.checksums import RELEASE
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import Workspace

Files = Mapping[str, bytes]
_SAID = (TURTLE, JSON_LD, ENDPOINT_DESCRIPTION, CITATION_FILE)
_WHY = "The catalogue and the pages are what most people read; they say what the data says."
_HINT = (
    "Verify it with the version of the toolkit, and the opendata.toml, that made it; if that says "
    "the same, ask the publisher."
)


def check_made_anew(project: Project, workspace: Workspace) -> Iterator[CheckResult]:
    """That zips, catalogue, citation and pages are those that follow from the other files.

    Args:
        project: whose publisher, addresses and organisations are named in them.
        workspace: a release; of anything else nothing is checked.
    """
    release = workspace.release
    if release is None:
        return
    files = _files(release.path)
    for package in workspace.packages:
        folder, archive = package.path.name, f"{package.path.name}.zip"
        there = {archive: files[archive]} if archive in files else {}
        yield _compared(
            (package.name, "(package)"),
            "recomputed.zip",
            "Who downloads the zip must get the files that were checked in the folders.",
            there,
            {archive: zip_of(folder, self_contained(folder, files))},
        )
    place, check = (RELEASE, RELEASE), "recomputed.pages"
    if project.needs:
        told = f"not recomputed: they need the module {project.needs}"
        yield _result(place, check, _WHY, Outcome.UNPROVEN, told)
        return
    there = {path: data for path, data in files.items() if _is_derived(path)}
    others = {path: data for path, data in files.items() if path not in {SUMS, SIGNATURE, *there}}
    try:
        made = catalogue_and_pages(project, others)
    except (OpendataError, ValueError, LookupError) as error:
        yield _result(place, check, _WHY, Outcome.ERROR, f"they cannot be made: {error}")
    else:
        yield _compared(place, check, _WHY, there, made)


def _is_derived(path: str) -> bool:
    return path in _SAID or path.startswith(f"{SITE}/")


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    paths = sorted(path for path in found if not is_left_behind(path))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _compared(
    place: tuple[str, str], check: str, why: str, there: Files, made: Files
) -> CheckResult:
    failures = []
    for name in sorted({*there, *made}):
        if name not in there:
            failures.append(
                Failure(key={"file": name}, expected="the file", observed="no such file")
            )
        elif name not in made:
            failures.append(Failure(key={"file": name}, expected="no such file", observed="a file"))
        elif there[name] != made[name]:
            at = _first_difference(there[name], made[name])
            failures.append(
                Failure(
                    key={"file": name}, expected="the same bytes", observed=f"another byte {at:,}"
                )
            )
    outcome = Outcome.FAILED if failures else Outcome.PASSED
    told = f"{len(failures)} files are not" if failures else f"{len(made):,} files are the same"
    return _result(place, check, why, outcome, told, tuple(failures))


def _first_difference(one: bytes, other: bytes) -> int:
    """The number of the first byte that is not the same, counted from 1."""
    same = (n for n, (a, b) in enumerate(zip(one, other, strict=False), 1) if a != b)
    return next(same, min(len(one), len(other)) + 1)


def _result(
    place: tuple[str, str],
    check: str,
    why: str,
    outcome: Outcome,
    observed: str,
    failures: tuple[Failure, ...] = (),
) -> CheckResult:
    return result(
        *place,
        check,
        outcome,
        why,
        expected="what follows from the other files of the release, bit for bit",
        observed=observed,
        failures=failures,
        hint=None if outcome is Outcome.PASSED else _HINT,
    )
