"""Pictures of municipalities on the boundaries of then and on those of now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inburgering_opendata.pages.today import today_of
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.meaning import Meaning
from inburgering_opendata.toolkit.tables.rows import TextRow


@dataclass(frozen=True, kw_only=True)
class Form:
    """Rows of municipalities on the boundaries of one day, and what a picture of them is."""

    rows: tuple[TextRow, ...]
    meaning: Meaning
    form: str
    """In words, or why there is no other."""
    form_of: str
    suffix: str
    """Behind the id of the picture."""


def then(
    contents: Contents, rows: Sequence[TextRow], day: str, meaning: Meaning, language: Language
) -> Form:
    """The rows as they are; `day` is the column with the day of their boundaries."""
    words, on = words_of_pages(language), rows[0][day]
    changed = today_of(contents).changed_since(on)
    form = words("form.then", date=language.day(on)) if changed else words("explore.same")
    return Form(rows=tuple(rows), meaning=meaning, form=form, form_of="", suffix="")


def now(
    contents: Contents,
    rows: Sequence[TextRow],
    day: str,
    meaning: Meaning,
    language: Language,
    *,
    value: str,
    form_of: str,
) -> Form | None:
    """The same on the boundaries of today, added up in the column `value`; None where these are
    the same.

    Args:
        contents: a release that tells of municipalities.
        rows: all of one day.
        day: the column with the day of their boundaries.
        meaning: of the rows.
        language: of the words.
        value: the column with a whole number that adds up.
        form_of: the id of the picture on the boundaries of then.

    Raises:
        OpendataError: `SPLIT_WITHOUT_KEY` when it is not known how a municipality was divided.
    """
    today = today_of(contents)
    if not today.changed_since(rows[0][day]):
        return None
    words, on = words_of_pages(language), language.day(today.day.isoformat())
    names = {
        row["municipality_code"]: row["municipality_name"] for row in contents.rows("municipality")
    }
    added = tuple(
        {
            **rows[0],
            "municipality_code": code,
            "municipality_name": names[code],
            value: str(each.value),
        }
        for code, each in today.carried(rows, value, day).items()
    )
    return Form(
        rows=added,
        meaning=replace(meaning, boundaries=words("meaning.added_up", date=on)),
        form=words("form.now", date=on),
        form_of=form_of,
        suffix="_now",
    )
