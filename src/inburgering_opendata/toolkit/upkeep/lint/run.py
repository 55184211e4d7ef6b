"""`opendata lint`, as a function: from a folder to everything that is wrong with its files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from inburgering_opendata.toolkit.describe.language import CODES
from inburgering_opendata.toolkit.ground.declared.kind import Declarations
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project, find_project, glance_at_project
from inburgering_opendata.toolkit.ground.visible import shown
from inburgering_opendata.toolkit.upkeep.lint.files import check_files
from inburgering_opendata.toolkit.upkeep.lint.finding import LADDER, Finding, Severity
from inburgering_opendata.toolkit.upkeep.lint.packages import (
    check_packages,
    check_unused,
    declared_packages,
)
from inburgering_opendata.toolkit.upkeep.lint.publishing import check_publishing
from inburgering_opendata.toolkit.upkeep.lint.tables import (
    check_categories,
    check_schemas,
    check_suites,
)
from inburgering_opendata.toolkit.upkeep.lint.telling import within

_LIST = re.compile(r"^[ \t]*[\"']?([\w-]+)[\"']?[ \t]*=[ \t]*\[([^\]]*)\]", re.MULTILINE)
"""A property of TOML with a list, and what stands in it."""


def lint(named: Path | None = None) -> tuple[Project, tuple[Finding, ...]]:
    """The project that `find_project` would find, and every finding, by file, worst first.

    A file of which the form is wrong is asked nothing more, so that one mistake is told once.

    Raises:
        OpendataError: `NO_PROJECT`: there is nothing to look at.
    """
    try:
        project = find_project(named)
    except OpendataError as error:
        if error.kind is not PROJECT_FILE_BROKEN:
            raise
        project = _as_far_as_readable(named)
    findings: list[Finding] = []
    try:
        project.told(Declarations)
    except OpendataError as error:
        findings.append(
            Finding(
                path=project.file,
                problem=str(error.details["problem"]),
                mend="Name a Python module with SUBJECT as 'subject', or leave it out.",
            )
        )
        project = replace(project, subject=None)
    findings += check_files(project)
    broken = {each.path for each in findings if each.severity is Severity.ERROR}
    packages = declared_packages(project, broken)
    findings += check_schemas(project, broken)
    findings += check_categories(project, broken)
    findings += check_packages(project, packages)
    tables = {table for package in packages for table in package.raw["tables"]}
    findings += check_suites(project, tables, broken)
    if len(packages) == len([*project.packages.glob("*/package.json")]):
        findings += check_unused(project, packages)
    findings += check_publishing(project, packages)
    if not [*project.packages.glob("*/package.json")]:
        findings.append(
            Finding(
                path=project.packages,
                problem="the project has no package as yet, so there is nothing to assemble",
                mend="`opendata add FILE` makes one from a file.",
                severity=Severity.WARNING,
            )
        )
    order = sorted(findings, key=lambda each: (str(each.path), LADDER.index(each.severity)))
    return project, tuple(dict.fromkeys(order))


def other_problems(named: Path | None, error: OpendataError) -> list[str]:
    """What is wrong beside the problem that stopped a command, a line each.

    Args:
        error: `PROJECT_FILE_BROKEN`.
    """
    project, findings = lint(named)
    first = str(error.details["problem"])
    return [
        shown(f"{within(each.path, project.root)}: {each.problem}")
        for each in findings
        if each.severity is Severity.ERROR
        and not (each.path == error.details["path"] and first.startswith(each.problem))
    ]


def _as_far_as_readable(named: Path | None) -> Project:
    try:
        project = glance_at_project(named)
    except OpendataError as error:
        project = Project(Path(str(error.details["path"])).parent)
    return replace(project, languages=_languages_in(project.file) or project.languages)


def _languages_in(path: Path) -> tuple[str, ...]:
    """The languages that a project file names, whatever else is wrong with it: the codes in
    `languages`, or in the list of nothing but codes that is called otherwise."""
    lists = {
        name: list(re.findall(r"""["']([^"']*)["']""", listed))
        for name, listed in _LIST.findall(path.read_text(encoding="utf-8", errors="replace"))
    }
    named = lists.get("languages") or next(
        (codes for codes in lists.values() if codes and {*codes} <= {*CODES}), []
    )
    return tuple(code for code in named if code in CODES)
