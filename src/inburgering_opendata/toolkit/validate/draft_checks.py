"""What is still to be written in the declarations of what is checked: a warning, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from inburgering_opendata.toolkit.describe.drafts import Draft, drafts_of
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.reports.by_table import PROJECT
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import Workspace


def check_drafts(project: Project, workspace: Workspace) -> Iterator[CheckResult]:
    """One warning for each package and table of which a text is still to be written."""
    homes = {file.name: file.package for file in workspace.tables}
    packages = {package.name for package in workspace.packages}

    def about(draft: Draft) -> tuple[str, str]:
        if draft.path.parent.parent == project.packages:
            return draft.path.parent.name, "(package)"
        table = draft.path.name.partition(".")[0]
        return homes.get(table, PROJECT), table if table in homes else draft.path.name

    found = [(about(draft), draft) for draft in drafts_of(project)]
    # Of what is not checked nothing is said: its schemas are of no package here.
    schemas = (project.schemas, project.expectations)
    kept = [
        (place, draft)
        for place, draft in found
        if place[0] in packages
        or place[1] in homes
        or (place[0] == PROJECT and draft.path.parent not in schemas)
    ]
    for (package, table), drafts in groupby(sorted(kept, key=_order), key=lambda each: each[0]):
        failures = tuple(
            Failure(
                key={"file": draft.path.relative_to(project.root).as_posix(), "at": draft.place},
                expected="words in place of TODO",
                observed=draft.text,
            )
            for _, draft in drafts
        )
        yield result(
            package,
            table,
            "project.drafts",
            Outcome.WARNING,
            "Only a person knows what a column means, and under which licence a file is.",
            expected="everything is said",
            observed=f"texts still to be written: {len(failures)}",
            failures=failures,
            hint="Write them; `opendata publish` refuses the release until then.",
        )


def _order(each: tuple[tuple[str, str], Draft]) -> tuple[tuple[str, str], str, str]:
    place, draft = each
    return place, str(draft.path), draft.place
