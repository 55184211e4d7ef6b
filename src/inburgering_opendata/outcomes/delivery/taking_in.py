"""Take in one file: look at it, store it when it is fit, and say what came of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from inburgering_opendata.outcomes.delivery.errors import (
    FILE_TOO_LARGE,
    FILE_UNREADABLE,
    INTAKE_FAILED,
    NO_FILE,
)
from inburgering_opendata.outcomes.delivery.identity import shown_path
from inburgering_opendata.outcomes.delivery.intake import Examined, examine
from inburgering_opendata.outcomes.delivery.kinds import TRAJECTORY
from inburgering_opendata.outcomes.delivery.limits import MOST_BYTES
from inburgering_opendata.outcomes.delivery.problem import Problem
from inburgering_opendata.outcomes.delivery.pseudonyms import carried_over, problems_of
from inburgering_opendata.outcomes.delivery.statement import Statement
from inburgering_opendata.outcomes.delivery.store import Delivery, Store
from inburgering_opendata.outcomes.delivery.unit import holders_of
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.laziness import without_collecting
from inburgering_opendata.toolkit.ground.project import Project


class Outcome(StrEnum):
    """What came of a file."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    """The very same file was delivered before."""
    FIT = "fit"
    """It would be accepted, and was only looked at."""
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What came of one file."""

    path: Path
    outcome: Outcome
    examined: Examined
    delivery: Delivery | None = None
    supersedes: tuple[str, ...] = ()
    """Earlier deliveries whose place, or a part of it, this one takes."""


def take_in(
    project: Project, path: Path, said: Statement, language: Language, store: Store | None
) -> Taken:
    """Look at a file, and store its rows when nothing keeps them out; without a store, only look.

    Raises:
        OpendataError: the file cannot be read, the store cannot be written, or something went
            wrong that nobody foresaw; no message holds a value of a row.
    """
    if path.exists() and not path.is_file():
        # A pipe or a device may have no end.
        raise OpendataError(NO_FILE, path=shown_path(path))
    try:
        with path.open("rb") as stream:
            if os.fstat(stream.fileno()).st_size > MOST_BYTES:
                raise OpendataError(FILE_TOO_LARGE, path=shown_path(path), most=MOST_BYTES >> 20)
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise OpendataError(FILE_UNREADABLE, path=shown_path(path), problem=problem) from None
    if len(data) > MOST_BYTES:
        # It grew meanwhile, or has no end.
        raise OpendataError(FILE_TOO_LARGE, path=shown_path(path), most=MOST_BYTES >> 20)
    try:
        with without_collecting():
            examined = examine(project, path, data, said, language)
    except (OpendataError, OSError, ModuleNotFoundError):
        raise
    except Exception as error:
        # Its message may hold what stands in a row.
        kind = type(error).__name__
        raise OpendataError(INTAKE_FAILED, path=shown_path(path), kind=kind) from None
    if examined.refused or examined.rows is None:
        return Taken(path=path, outcome=Outcome.REFUSED, examined=examined)
    if store is None:
        return Taken(path=path, outcome=Outcome.FIT, examined=examined)
    assert examined.kind and examined.as_of
    rows = examined.rows
    told = replace(examined, problems=(*examined.problems, *_problems_of_store(examined, store)))
    if told.refused:
        return Taken(path=path, outcome=Outcome.REFUSED, examined=told)
    if examined.kind == TRAJECTORY:
        found = problems_of(
            rows,
            examined.municipalities,
            store,
            said.pseudonyms,
            synthetic=examined.synthetic,
        )
        told = replace(told, problems=(*told.problems, *found))
        if told.refused:
            return Taken(path=path, outcome=Outcome.REFUSED, examined=told)
        rows = carried_over(rows, said.pseudonyms)
    before = store.deliveries()
    delivery, is_new = store.add(
        examined.kind,
        rows,
        municipalities=examined.municipalities,
        as_of=examined.as_of,
        origin=examined.origin,
        file_sha256=sha256(data),
        synthetic=examined.synthetic,
    )
    if not is_new:
        return Taken(path=path, outcome=Outcome.KNOWN, examined=told, delivery=delivery)
    held = holders_of(d for d in before if d.kind == delivery.kind)
    supersedes = sorted({held[unit] for unit in delivery.units if unit in held})
    return Taken(
        path=path,
        outcome=Outcome.ACCEPTED,
        examined=told,
        delivery=delivery,
        supersedes=tuple(supersedes),
    )


def _problems_of_store(examined: Examined, store: Store) -> Iterator[Problem]:
    """What keeps a file out of this store, or is to be known of the store."""
    deliveries, damaged = store.look()
    for each in damaged:
        if examined.kind in each.kinds:
            yield Problem("store_damaged", details={"id": each.id}, is_warning=True)
    if not examined.synthetic:
        return
    real = {
        code
        for delivery in deliveries
        if delivery.kind == examined.kind and not delivery.synthetic
        for code in delivery.municipalities
    }
    if both := sorted(real.intersection(examined.municipalities)):
        yield Problem("synthetic_beside_real", details={"municipalities": ", ".join(both)})
