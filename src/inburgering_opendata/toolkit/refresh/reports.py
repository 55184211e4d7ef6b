"""What became of the sources that were fetched: for a terminal, a pull request, and machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import click

from inburgering_opendata.toolkit.ground.visible import as_json as shown_json
from inburgering_opendata.toolkit.ground.visible import shown
from inburgering_opendata.toolkit.refresh.refreshing import Refreshed, What
from inburgering_opendata.toolkit.validate.reports import markdown


def as_text(found: Sequence[Refreshed]) -> Iterator[str]:
    for each in found:
        yield click.style(shown(each.source), bold=True) + f"  {each.what}"
        is_told = each.change and each.what is not What.FAILED
        yield f": {shown(each.change)}\n" if is_told else "\n"
        yield from (f"  {shown(remark)}\n" for remark in each.remarks)
        if each.kept is not None:
            is_pinned = each.what is What.ACCEPTED
            yield f"  {'kept from before' if is_pinned else 'waits in'}: {shown(each.kept)}\n"
        if each.difference:
            yield f"\n{each.difference}"


def as_markdown(found: Sequence[Refreshed]) -> Iterator[str]:
    yield "# Sources as their publishers have them today\n\n"
    yield "\n".join(
        [
            *markdown.table_head("source", "what", "change"),
            *(markdown.table_row(each.source, each.what, each.change) for each in found),
        ]
    )
    yield "\n\n"
    for each in found:
        if each.remarks or each.difference:
            yield f"## {markdown.plain(each.source)}\n\n"
            yield from (f"- {markdown.plain(remark)}\n" for remark in each.remarks)
            # The title of a difference is one of the whole document elsewhere.
            yield f"\n#{each.difference}" if each.difference else "\n"


def as_json(found: Sequence[Refreshed]) -> Iterator[str]:
    yield shown_json(
        [
            {
                "source": each.source,
                "outcome": each.what,
                "change": each.change,
                "remarks": list(each.remarks),
                "sha256": each.sha256,
                "kept": None if each.kept is None else str(each.kept),
                "difference": json.loads(each.difference) if each.difference else None,
                "error": None if each.error is None else each.error.kind.code,
            }
            for each in found
        ]
    )
    yield "\n"


WRITERS = {"text": as_text, "json": as_json, "markdown": as_markdown}
