"""Whether a published table of results gives anybody away: the attack, as one check of a run.

The same whichever engine runs the expectations. It fails closed: what could not be attacked to the
end is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inburgering_opendata.describe.table_schema import load_table_schema
from inburgering_opendata.errors import DATA_WRONG, OpendataError
from inburgering_opendata.project import Project
from inburgering_opendata.validate.observations import (
    OBSERVATION,
    earlier_observations,
    is_observation,
    read_typed,
)
from inburgering_opendata.validate.package_checks import result
from inburgering_opendata.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.validate.workspace import TableFile, Workspace

if TYPE_CHECKING:
    from inburgering_opendata.disclosure.tables_attack import Verdict

CHECK = "disclosure.attack"
_REASON = "No figure may identify a person, not even in combination with all others published."
_EXPECTED = "nothing suppressed can be worked out, and no small count is left"
_HINT = "Protect the counts anew with `opendata outcomes`, together with earlier releases."
_REGISTER = ("municipality", "municipality_change", "municipality_region")
_MARK = b"protected"


def check_disclosure(
    project: Project,
    workspace: Workspace,
    earlier: Sequence[Path],
    progress: Callable[[str], None],
) -> Iterator[CheckResult]:
    """That nobody who has the tables, and those of `earlier` releases, learns what is suppressed.

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
    progress("attacking the suppressed figures")
    try:
        found = _attack(project, workspace, there, earlier, progress)
    except OpendataError as error:
        wrong = error.kind.exit_code == DATA_WRONG
        yield _result(package, Outcome.FAILED if wrong else Outcome.ERROR, error.message)
        return
    except (KeyError, ValueError, LookupError, OSError) as error:
        yield _result(package, Outcome.ERROR, f"it could not be attacked: {error}")
        return
    yield _verdict(package, found)


def _may_be_protected(path: Path) -> bool:
    """Whether a table can have protected figures at all; the real one is seen at a glance."""
    return path.suffix.lower() != ".csv" or _MARK in path.read_bytes()


def _attack(
    project: Project,
    workspace: Workspace,
    files: Sequence[TableFile],
    earlier: Sequence[Path],
    progress: Callable[[str], None],
) -> Verdict:
    from inburgering_opendata.disclosure.cells import rules_from
    from inburgering_opendata.disclosure.places import Places
    from inburgering_opendata.disclosure.settings import load_settings
    from inburgering_opendata.disclosure.tables_attack import attack_tables

    settings = load_settings(project)
    references = workspace.references
    places = Places.of(*(read_typed(_reference(references, name)) for name in _REGISTER))
    rules = rules_from(read_typed(_reference(references, "indicator")))
    before = earlier_observations(earlier, load_table_schema(project, OBSERVATION))
    tables = [read_typed(file) for file in files]
    return attack_tables(tables, rules, places, settings, earlier=before, progress=progress)


def _reference(references: Mapping[str, TableFile], name: str) -> TableFile:
    if name not in references:
        raise LookupError(f"the table {name} is not there")
    return references[name]


def _verdict(package: str, found: Verdict) -> CheckResult:
    failures = tuple(
        Failure({"figure": each.name}, _EXPECTED, "; by ".join([each.how, *each.equations]))
        for each in found.exposed
    )
    size = f"{found.suppressed} suppressed figures in {found.components} parts"
    if failures:
        return _result(package, Outcome.FAILED, f"{len(failures)} of {size} are not", failures)
    if found.unfinished:
        return _result(package, Outcome.ERROR, found.unfinished[0])
    return _result(package, Outcome.PASSED, f"{size}: none can be worked out")


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
