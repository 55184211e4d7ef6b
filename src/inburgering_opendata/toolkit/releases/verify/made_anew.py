"""Files that follow from other files of the release: the zips, the catalogue, citation and pages.

They are made by the toolkit that verifies, and must be the same bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from inburgering_opendata.toolkit.describe.pages import SITE
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.file import (
    File,
    Files,
    InMemory,
    OnDisk,
    first_difference,
)
from inburgering_opendata.toolkit.ground.left_behind import is_left_behind
from inburgering_opendata.toolkit.ground.partials import scratch_folder
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.sums import SIGNATURE, SUMS
from inburgering_opendata.toolkit.publish.catalogue.citation import CITATION_FILE
from inburgering_opendata.toolkit.publish.catalogue.edition import (
    ENDPOINT_DESCRIPTION,
    JSON_LD,
    TURTLE,
)
from inburgering_opendata.toolkit.publish.contents import catalogue_and_pages, zipped
from inburgering_opendata.toolkit.publish.formats.archive import write_zip
from inburgering_opendata.toolkit.releases.verify.checksums import RELEASE
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import Workspace

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
    files = files_of(release.path)
    with scratch_folder("opendata-zips") as scratch:
        for package in workspace.packages:
            name = f"{package.path.name}.zip"
            with (scratch / name).open("wb+") as stream:
                write_zip(zipped(package.path.name, files), stream)
            yield _compared(
                (package.name, "(package)"),
                "recomputed.zip",
                "Who downloads the zip must get the files that were checked in the folders.",
                {name: files[name]} if name in files else {},
                [(name, OnDisk(scratch / name))],
            )
            (scratch / name).unlink()
    place, check = (RELEASE, RELEASE), "recomputed.pages"
    if project.needs:
        told = f"not recomputed: they need the module {project.needs}"
        yield _result(place, check, _WHY, Outcome.UNPROVEN, told)
        return
    there = {path: file for path, file in files.items() if is_derived(path)}
    others = {path: file for path, file in files.items() if path not in {SUMS, SIGNATURE, *there}}
    try:
        made = ((path, InMemory(data)) for path, data in catalogue_and_pages(project, others))
        yield _compared(place, check, _WHY, there, made)
    except (OpendataError, ValueError, LookupError) as error:
        yield _result(place, check, _WHY, Outcome.ERROR, f"they cannot be made: {error}")


def is_derived(path: str) -> bool:
    """Whether a file of a release is of the catalogue or the pages."""
    return path in _SAID or path.startswith(f"{SITE}/")


def files_of(folder: Path) -> Files:
    """The files of a release by path, without what a system left behind."""
    found = (path for path in folder.rglob("*") if path.is_file())
    paths = sorted(path for path in found if not is_left_behind(path))
    return {path.relative_to(folder).as_posix(): OnDisk(path) for path in paths}


def _compared(
    place: tuple[str, str],
    check: str,
    why: str,
    there: Files,
    made: Iterable[tuple[str, File]],
) -> CheckResult:
    """That what is there is what is made, of which one file at a time is in memory."""
    failures: dict[str, tuple[str, str]] = {}
    missing = {*there}
    count = 0
    for name, file in made:
        count += 1
        missing.discard(name)
        if name not in there:
            failures[name] = ("the file", "no such file")
        elif at := first_difference(there[name], file):
            failures[name] = ("the same bytes", f"another byte {at:,}")
    failures |= dict.fromkeys(missing, ("no such file", "a file"))
    outcome = Outcome.FAILED if failures else Outcome.PASSED
    told = f"{len(failures)} files are not" if failures else f"{count:,} files are the same"
    listed = (
        Failure(key={"file": name}, expected=expected, observed=observed)
        for name, (expected, observed) in sorted(failures.items())
    )
    return _result(place, check, why, outcome, told, tuple(listed))


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
