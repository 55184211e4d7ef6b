"""Of a release that is checked by the project that lies in it: what that does not prove."""

from __future__ import annotations

from collections.abc import Iterator

from inburgering_opendata.toolkit.ground.alone import FOLDER
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.reports.by_table import PROJECT
from inburgering_opendata.toolkit.validate.result import CheckResult, Outcome
from inburgering_opendata.toolkit.validate.suites import unasked
from inburgering_opendata.toolkit.validate.workspace import Workspace

_HINT = (
    "Name the project of its publisher with --project, or verify it with a key that you trust: "
    "what a release says of itself proves nothing."
)


def check_alone(project: Project, workspace: Workspace) -> Iterator[CheckResult]:
    """That it is self-consistent only; and each expectation that could not be asked."""
    if not project.alone:
        return
    needs = f"; its module {project.needs} is not at hand" if project.needs else ""
    yield result(
        PROJECT,
        FOLDER,
        "project.trusted",
        Outcome.UNPROVEN,
        "Whoever changes the data can change the schemas and suites beside them.",
        expected="schemas and suites of a project that you have",
        observed=f"self-consistent only: they are those in the release{needs}",
        hint=_HINT,
    )
    for file in workspace.tables:
        for id in unasked(project, file.name):
            yield result(
                file.package,
                file.name,
                id,
                Outcome.UNPROVEN,
                "A rule of the publisher is code, and is not in the release.",
                expected="every expectation of the suite is asked",
                observed=f"not asked: it needs the module {project.needs}",
                hint=_HINT,
            )
