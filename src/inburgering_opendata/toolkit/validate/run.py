"""`opendata validate`, as a function: from a path to one result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Thread

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.alone_checks import check_alone
from inburgering_opendata.toolkit.validate.check import Check
from inburgering_opendata.toolkit.validate.checks import checks_of
from inburgering_opendata.toolkit.validate.draft_checks import check_drafts
from inburgering_opendata.toolkit.validate.engines import ENGINES, LOCAL
from inburgering_opendata.toolkit.validate.engines.engine import Engine, UnreadableTableError
from inburgering_opendata.toolkit.validate.errors import ENGINE_MISSING
from inburgering_opendata.toolkit.validate.fresh_checks import check_fresh
from inburgering_opendata.toolkit.validate.package_checks import (
    check_left_behind,
    check_names,
    check_package,
    readable,
    resources_of,
    safe_for_others,
    same_bytes,
)
from inburgering_opendata.toolkit.validate.release_checks import check_release
from inburgering_opendata.toolkit.validate.result import (
    CheckedTable,
    CheckResult,
    Findings,
    ValidationResult,
)
from inburgering_opendata.toolkit.validate.told import ReleaseChecks
from inburgering_opendata.toolkit.validate.workspace import TableFile, Workspace, open_workspace


def validate_path(
    project: Project,
    path: Path,
    progress: Callable[[str], None] = lambda message: None,
    *,
    engine: str = ENGINES[0],
    table: str | None = None,
    master: str = LOCAL,
    earlier: Sequence[Path] = (),
) -> ValidationResult:
    """Check what is at `path`: as packages, by their expectations, and with `gx` by frictionless.

    Args:
        path: a build or release, one package, a zip, or one CSV or Parquet file.
        engine: one of `ENGINES`; they give the same verdicts.
        table: which table a single file holds.
        master: where Spark works, for that engine.
        earlier: releases that were published before, for the checks across releases.

    Raises:
        OpendataError: there is nothing at the path that can be checked, or a schema or suite of
            the project is broken, or the engine is not installed.
    """
    findings = Findings()
    with open_workspace(project, path, table) as workspace, ExitStack() as stack:
        for package in workspace.packages:
            findings.add(check_package(package))
            findings.add(check_fresh(project, package))
        findings.add(check_names(workspace.packages))
        findings.add(check_drafts(project, workspace))
        findings.add(check_alone(project, workspace))
        findings.add(check_left_behind(ZIP, workspace.left_beside))
        if workspace.release is not None:
            findings.add(check_release(workspace.release, workspace.packages))
        checks = {
            file.name: checks_of(project, file.name, is_source=file.is_source)
            for file in workspace.tables
        }
        with _second_opinion(workspace, wanted=engine == "gx") as opinion:
            findings.add(_same_as_described(workspace))
            if workspace.tables:
                progress(f"loading the engine {engine}")
                with _looking_at(workspace.tables) as is_long:
                    at_work = stack.enter_context(closing(_engine(engine, master)))
                    if is_long:
                        _look_up(workspace, chain.from_iterable(checks.values()))
            for file in workspace.tables:
                progress(f"checking {file.package}/{file.name}")
                rows, opened = _open(at_work, file)
                findings.add([opened])
                if rows is not None and file.scan is not None:
                    checked = CheckedTable(file.package, file.name, rows, file.scan.sha256)
                    findings.tables.append(checked)
                    findings.add(at_work.run(file, checks[file.name], workspace.references))
            release_checks = project.told(ReleaseChecks)
            findings.add(release_checks.check(project, workspace, earlier, progress))
            if opinion is not None:
                progress("waiting for the second opinion of frictionless")
                findings.add(opinion())
    return findings.finish()


ZIP = "(zip)"
"""In the place of a package: what stands beside the packages of a zip."""

LARGE = 1 << 24
"""Bytes of a file that takes as long to look at as an engine takes to load."""

SPARK = ("pyspark", "py4j")
"""What an engine needs that is not installed with the rest."""


@contextmanager
def _looking_at(tables: Sequence[TableFile]) -> Iterator[bool]:
    """Meanwhile a large file, if there is one, is fingerprinted and looked at, which leaves a core
    for loading an engine and what it is compared with.

    What cannot be read is said by whoever asks for it next.
    """

    def look(file: TableFile) -> None:
        with suppress(OSError):
            _ = file.scan

    large = (t for t in tables if t.path.is_file() and t.path.stat().st_size > LARGE)
    if (first := next(large, None)) is None:
        yield False
        return
    looking = Thread(target=look, args=(first,))
    looking.start()
    try:
        yield True
    finally:
        looking.join()


def _look_up(workspace: Workspace, checks: Iterable[Check]) -> None:
    """Have the tables that the checks refer to at hand; what is wrong with one is said later."""
    for table in {name for check in checks for name, _ in check.references}:
        with suppress(OpendataError, LookupError):
            _ = workspace.references[table]


def _engine(name: str, master: str) -> Engine:
    try:
        if name == "duckdb":
            from inburgering_opendata.toolkit.validate.engines.duckdb import DuckdbEngine

            return DuckdbEngine()
        if name == "spark":
            from inburgering_opendata.toolkit.validate.engines.spark import SparkEngine

            return SparkEngine(master)
        from inburgering_opendata.toolkit.validate.engines.gx import GxEngine

        return GxEngine()
    except ModuleNotFoundError as error:
        if name != "spark" or error.name not in SPARK:
            raise
        raise OpendataError(ENGINE_MISSING, engine=name, problem=error) from error


def _open(engine: Engine, file: TableFile) -> tuple[int | None, CheckResult]:
    """The number of rows of the table, if it can be read, and the result that says so."""
    if file.scan is None:
        return None, readable(file, (), None, missing=True)
    if file.scan.problem:
        return None, readable(file, file.scan.problems, None, missing=False)
    try:
        rows = engine.open(file).rows
    except UnreadableTableError as error:
        return None, readable(file, error.problems, None, missing=False)
    return rows, readable(file, (), rows, missing=False)


def _same_as_described(workspace: Workspace) -> Iterator[CheckResult]:
    for package in workspace.packages:
        resources = resources_of(package.descriptor)
        for file in package.tables:
            if file.name in resources:
                described = resources[file.name]
                yield same_bytes(file.package, file.name, "file.hash", described, file.scan)


def _unfit(file: TableFile) -> bool:
    """Whether it cannot be read, or is no file: a file that is not there can do no harm."""
    return file.path.exists() if file.scan is None else file.scan.problem is not None


@contextmanager
def _second_opinion(
    workspace: Workspace, wanted: bool
) -> Iterator[Callable[[], list[CheckResult]] | None]:
    """frictionless beside this process, on another core; the answer is waited for when asked.

    It is only given packages that lead nowhere but into themselves, as it would follow an address,
    and files that can be read at all, as ten thousand columns would keep it busy for a minute.
    """
    folders = {
        package.name: package.path
        for package in workspace.packages
        if safe_for_others(package) and not any(_unfit(file) for file in package.tables)
    }
    alone = [
        file
        for file in workspace.tables
        if not workspace.packages and file.format == "csv" and not _unfit(file)
    ]
    if not wanted or not (folders or alone):
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from inburgering_opendata.toolkit.validate.second_opinion import (
        no_opinion,
        opinion_of_file,
        opinion_of_packages,
    )

    ask = (
        partial(opinion_of_packages, folders)
        if folders
        else partial(opinion_of_file, alone[0].package, alone[0].schema, alone[0].path)
    )
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        asked = pool.submit(ask)

        def answer() -> list[CheckResult]:
            try:
                return asked.result()
            except Exception as error:  # whatever another tool stumbles over
                return [no_opinion(error)]

        yield answer
