"""`opendata validate`, as a function: from a folder to one result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from inburgering_opendata.project import Project
from inburgering_opendata.validate.checks import checks_of
from inburgering_opendata.validate.package_checks import check_package
from inburgering_opendata.validate.result import (
    CheckedTable,
    CheckResult,
    Findings,
    ValidationResult,
)
from inburgering_opendata.validate.second_opinion import second_opinion
from inburgering_opendata.validate.workspace import open_workspace


def validate_folder(
    project: Project, folder: Path, progress: Callable[[str], None] = lambda message: None
) -> ValidationResult:
    """Check every package below `folder`: as a package, by frictionless, by its expectations.

    Raises:
        OpendataError: the folder or a descriptor in it cannot be read, or there is nothing to
            check; or a schema or suite of the project is broken.
    """
    workspace = open_workspace(project, folder)
    findings = Findings()
    for package in workspace.packages:
        findings.add(check_package(package))
    # A table without rows is false in Python, yet it must be checked.
    files = [f for package in workspace.packages for f in package.tables if f.table is not None]
    checks = {file.name: checks_of(project, file.name) for file in files}
    with _in_another_process(second_opinion, folder) as opinion:
        if files:
            progress("loading Great Expectations")
            from inburgering_opendata.validate.gx_engine import GxEngine

            engine = GxEngine()
            references = workspace.references()
            for file in files:
                progress(f"checking {file.package}/{file.name}")
                findings.add(engine.run(file, checks[file.name], references))
                assert file.table is not None
                findings.tables.append(
                    CheckedTable(file.package, file.name, file.table.num_rows, file.sha256)
                )
        progress("waiting for the second opinion of frictionless")
        findings.add(opinion())
    return findings.finish()


@contextmanager
def _in_another_process(
    function: Callable[[Path], list[CheckResult]], folder: Path
) -> Iterator[Callable[[], list[CheckResult]]]:
    """Run `function` beside this process, on another core; the answer is waited for when asked."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        yield pool.submit(function, folder).result
