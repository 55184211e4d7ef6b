"""What came of the files of an intake, as text and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inburgering_opendata.outcomes.delivery.identity import shown_path
from inburgering_opendata.outcomes.delivery.kinds import TRAJECTORY
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.taking_in import Outcome, Taken
from inburgering_opendata.outcomes.delivery.wording import Wording
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project


def wording_of(project: Project, taken: Taken, language: Language, show_values: bool) -> Wording:
    """How a file is spoken of; what its rows hold of persons only with `show_values`."""
    kind = taken.examined.kind
    schema = load_table_schema(project, kind) if kind else None
    # Of what is not known to be counts, nobody can say that no person is in it.
    return Wording(language, schema, show_values or kind not in (None, TRAJECTORY))


def as_text(taken: Taken, wording: Wording, copy: Path | None) -> Iterator[str]:
    """Line by line: the outcome, what was assumed, and what is wrong."""
    words, examined = wording.words, taken.examined
    yield f"{shown_path(taken.path)}: {_outcome(taken, wording)}"
    if taken.outcome is Outcome.ACCEPTED and taken.supersedes:
        yield "  " + words("outcome.supersedes", ids=", ".join(taken.supersedes))
    if taken.delivery and taken.delivery.synthetic:
        yield "  " + words("outcome.synthetic")
    for note in examined.notes:
        yield "  " + wording.note(note)
    errors = [problem for problem in examined.problems if not problem.is_warning]
    warnings = [problem for problem in examined.problems if problem.is_warning]
    yield from ("  " + line for line in wording.lines(errors))
    if warnings:
        yield "  " + words("outcome.warnings", number=len(warnings))
        yield from ("    " + line for line in wording.lines(warnings))
    if errors and not wording.show_values:
        yield "  " + words("outcome.hidden")
    if copy:
        yield "  " + words("outcome.annotated", path=shown_path(copy))


def as_json(taken: Taken, wording: Wording) -> Mapping[str, Any]:
    """All of it: every problem, with a value only where it may be shown."""
    delivery = taken.delivery
    return {
        "file": shown_path(taken.path),
        "outcome": taken.outcome.value,
        "kind": taken.examined.kind,
        "delivery": delivery and delivery.id,
        "superseded_by": delivery and delivery.superseded_by,
        "synthetic": delivery and delivery.synthetic,
        "supersedes": list(taken.supersedes),
        "notes": [wording.note(note) for note in taken.examined.notes],
        "problems": [_problem(problem, wording) for problem in taken.examined.problems],
    }


def _outcome(taken: Taken, wording: Wording) -> str:
    words, examined, delivery = wording.words, taken.examined, taken.delivery
    if taken.outcome is Outcome.REFUSED:
        number = sum(not problem.is_warning for problem in examined.problems)
        return words("outcome.refused", number=wording.language.number(number))
    if taken.outcome is Outcome.KNOWN:
        assert delivery
        if delivery.superseded_by:
            return words("outcome.known_superseded", id=delivery.id, other=delivery.superseded_by)
        return words("outcome.known", id=delivery.id)
    assert examined.rows is not None and examined.as_of
    about = {
        "rows": wording.language.number(examined.rows.num_rows),
        "municipalities": ", ".join(examined.municipalities),
        "as_of": wording.language.day(examined.as_of.isoformat()),
    }
    if delivery is None:
        return words("outcome.fit", **about)
    return words("outcome.accepted", id=delivery.id, **about)


def _problem(problem: Problem, wording: Wording) -> Mapping[str, Any]:
    told: dict[str, Any] = {
        "rule": problem.check.id if problem.check else problem.rule,
        "severity": "warning" if problem.is_warning else "critical",
        "sheet": problem.sheet and wording.shown(problem.sheet),
        "row": problem.row,
        "column": problem.column,
        "header": problem.header and wording.shown(problem.header),
        "field": problem.details.get("field"),
        "message": wording.sentence(problem),
    }
    if wording.show_values:
        told["value"] = problem.value
    return told
