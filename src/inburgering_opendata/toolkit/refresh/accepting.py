"""A fetched edition takes the place of the pinned one, which is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import read_json, sha256, to_json, write_all
from inburgering_opendata.toolkit.refresh.errors import PINNED_CHANGED
from inburgering_opendata.toolkit.refresh.fetching import Edition
from inburgering_opendata.toolkit.refresh.kept import kept_path


def accept(edition: Edition, *, today: date, summary: str) -> Path:
    """Pin the edition: its file, hash, date and what changed; the earlier one goes to `editions`.

    What may be cut off halfway is done again by accepting the same edition once more: the
    declaration is written last.

    Args:
        summary: what changed, for the list of editions.

    Raises:
        OpendataError: `PINNED_CHANGED`, or what `write_all` raises.
    """
    source, package = edition.fetched.source, edition.fetched.package
    there = source.path.read_bytes()
    earlier = kept_path(source)
    files = {}
    if sha256(there) == source.sha256:
        files = {earlier: there, source.path: edition.data}
    elif sha256(there) != edition.sha256 or not earlier.is_file():
        raise OpendataError(PINNED_CHANGED, path=source.path)
    declared = read_json(package.path)
    [raw] = [each for each in declared["sources"] if each["path"] == source.descriptor["path"]]
    _pin(raw, edition, today, summary, earlier.relative_to(package.path.parent).as_posix())
    write_all({**files, package.path: to_json(declared)})
    return earlier


def _pin(raw: dict[str, Any], edition: Edition, today: date, summary: str, earlier: str) -> None:
    source = edition.fetched.source
    raw["editions"] = [
        *raw.get("editions", ()),
        {
            "path": earlier,
            "date": source.date,
            "sha256": source.sha256,
            "replaced": today.isoformat(),
            "change": summary,
        },
    ]
    raw["date"] = _date(edition, today).isoformat()
    raw["sha256"] = edition.sha256
    raw.pop("provisional", None)
    if edition.provisional:
        raw["provisional"] = list(edition.provisional)
    raw["fetched"] = {"on": today.isoformat()}
    if edition.dataset is not None:
        raw["fetched"]["dataset"] = edition.dataset.identifier
        if edition.dataset.modified is not None:
            raw["fetched"]["modified"] = edition.dataset.modified


def _date(edition: Edition, today: date) -> date:
    """The day that the publisher last changed it; else the day on which it was fetched."""
    modified = edition.dataset.modified if edition.dataset else None
    try:
        return date.fromisoformat((modified or "")[:10])
    except ValueError:
        return today
