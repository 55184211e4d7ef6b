"""Whether a build was made of the project as it is now."""

from __future__ import annotations

from collections.abc import Iterator

from inburgering_opendata.toolkit.describe.made_of import MADE_OF, made_of
from inburgering_opendata.toolkit.ground.files import read_json
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.package_checks import AGAIN, result
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import PackageFolder


def check_fresh(project: Project, package: PackageFolder) -> Iterator[CheckResult]:
    """A warning that names the files that changed since; nothing of what is no build."""
    path = package.path / MADE_OF
    if package.declared is None or not path.is_file():
        return
    try:
        before = read_json(path)
    except (OSError, ValueError):
        before = {}
    now = made_of(project, package.declared)
    changed = tuple(
        Failure(
            key={"file": name},
            expected=f"sha256 {str(before.get(name, '(none)'))[:12]}",
            observed=f"sha256 {now.get(name, '(none)')[:12]}",
        )
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    )
    if changed:
        yield result(
            package.name,
            "(package)",
            "package.fresh",
            Outcome.WARNING,
            "What is checked should be what the project would make now.",
            expected="a build of the files that the project has now",
            observed=f"a stale build: {len(changed)} files changed since it was made",
            failures=changed,
            hint=AGAIN,
        )
