"""Whether a published table of results gives anybody away: the audit, as one check of a run.

The same whichever engine runs the expectations. It fails closed: what could not be audited to the
end is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.outcomes.observations import (
    OBSERVATION,
    earlier_observations,
    is_observation,
    read_typed,
)
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import DATA_WRONG, OpendataError
from inburgering_opendata.toolkit.ground.file import OnDisk
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import TableFile, Workspace

if TYPE_CHECKING:
    from inburgering_opendata.outcomes.audit.audit import World
    from inburgering_opendata.outcomes.audit.verdict import Verdict

CHECK = "disclosure.audit"
_REASON = "No figure may identify a person, not even in combination with all others published."
_EXPECTED = "no small count is certain, and what each can be is wide enough"
_QUOTIENT = "a share or mean is divided from two figures that are published beside it"
_HINT = "Count and protect anew with `opendata outcomes`, together with earlier releases."
_MARK = b"protected"


def check_disclosure(
    project: Project,
    workspace: Workspace,
    earlier: Sequence[Path],
    progress: Callable[[str], None],
) -> Iterator[CheckResult]:
    """That nobody who has the tables, and those of `earlier` releases, finds out a small count.

    Args:
        earlier: releases as `earlier_observations` takes them.
    """
    files = [file for file in workspace.tables if is_observation(file.name)]
    there = [file for file in files if file.path.exists()]
    if not there:
        return
    package = there[0].package
    if not any(_may_be_protected(file.path) for file in there):
        observed = "every figure is exempt: public already, or computed"
        yield _result(package, Outcome.PASSED, observed)
        return
    progress("auditing the protected figures")
    try:
        from inburgering_opendata.outcomes.audit.audit import audit_published

        world = _world(project, workspace.references)
        before = earlier_observations(earlier, load_table_schema(project, OBSERVATION))
        found = audit_published([read_typed(file) for file in there], world, before)
    except OpendataError as error:
        wrong = error.kind.exit_code == DATA_WRONG
        yield _result(package, Outcome.FAILED if wrong else Outcome.ERROR, error.message)
        return
    except (KeyError, ValueError, LookupError, OSError) as error:
        yield _result(package, Outcome.ERROR, f"it could not be audited: {error}")
        return
    yield _verdict(package, found, world)


def _may_be_protected(path: Path) -> bool:
    """Whether a table can have protected figures at all; the real one is seen at a glance."""
    if path.suffix.lower() != ".csv":
        return True
    before = b""
    for piece in OnDisk(path).pieces():
        if _MARK in before + piece:
            return True
        before = piece[-len(_MARK) :]
    return False


def _world(project: Project, references: Mapping[str, TableFile]) -> World:
    """What an outsider can look up: the register, the declarations and the perturbation table."""
    from inburgering_opendata.outcomes.audit.audit import World
    from inburgering_opendata.outcomes.audit.places import Places
    from inburgering_opendata.outcomes.disclosure.settings import load_settings
    from inburgering_opendata.outcomes.indicators.declaration import FILE, read_indicators

    def reference(name: str) -> TableFile:
        if name not in references:
            raise LookupError(f"the table {name} is not there")
        return references[name]

    return World(
        indicators=read_indicators(project.packages / FILE),
        places=Places.of(
            *(read_typed(reference(name)) for name in ("municipality", "municipality_change"))
        ),
        perturbation=read_typed(reference("perturbation")),
        limits=load_settings(project).limits,
    )


def _verdict(package: str, found: Verdict, world: World) -> CheckResult:
    from inburgering_opendata.outcomes.audit.verdict import Attacker

    names = world.relations.names
    failures = tuple(
        Failure(key={"figure": each.named(names)}, expected=_EXPECTED, observed=each.how)
        for each in found.findings
    )
    failures += tuple(
        Failure(key={"figure": figure}, expected=_QUOTIENT, observed="it is not")
        for figure in found.strange_quotients
    )
    tally = found.of(Attacker.OUTSIDER)
    size = f"{tally.counts:,} counts, {tally.inside} of them surely small"
    if failures:
        return _result(package, Outcome.FAILED, f"{len(failures)} figures of {size}", failures)
    if found.too_many_inside(world.limits):
        observed = f"{size}; {world.limits.inside_percent} in a hundred may be"
        return _result(package, Outcome.FAILED, observed)
    if not tally.counts:
        return _result(package, Outcome.ERROR, "there is no count to audit")
    return _result(package, Outcome.PASSED, f"{size}: none is found out")


def _result(
    package: str, outcome: Outcome, observed: str, failures: tuple[Failure, ...] = ()
) -> CheckResult:
    return result(
        package,
        OBSERVATION,
        CHECK,
        outcome,
        _REASON,
        expected=_EXPECTED,
        observed=observed,
        failures=failures,
        hint=None if outcome is Outcome.PASSED else _HINT,
    )
