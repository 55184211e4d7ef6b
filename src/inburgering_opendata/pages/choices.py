"""The figures that a reader can choose, as files of their own: rows, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator

from inburgering_opendata.pages.about import PICTURES
from inburgering_opendata.pages.figures import Figure, figures_of
from inburgering_opendata.pages.meanings import field_of
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import Address
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.publish.site.meaning import Figures, file_name


def choices(contents: Contents, language: Language) -> tuple[Figures, ...]:
    """Every figure of `figures_of`, largest value first."""
    names = {
        row["municipality_code"]: row["municipality_name"] for row in contents.rows("municipality")
    }
    return tuple(
        _choice(contents, figure, names, language) for figure in figures_of(contents, language)
    )


def _choice(
    contents: Contents, figure: Figure, names: dict[str, str], language: Language
) -> Figures:
    identity = (
        field_of(contents, "municipality", f"municipality_{name}") for name in ("name", "code")
    )
    value = {"name": "value", "type": "integer", "unit": figure.unit}
    return Figures(
        id=figure.id,
        file=file_name(figure.title),
        title=figure.title,
        language=language,
        meaning=figure.meaning,
        fields=(*identity, {**value, "title": figure.title, "title@nl": figure.title}),
        rows=tuple(
            {"municipality_name": names[code], "municipality_code": code, "value": str(value)}
            for code, value in _largest_first(figure)
        ),
        page=Address(PICTURES),
        fragment=f"view=map&figure={figure.id}",
    )


def _largest_first(figure: Figure) -> Iterator[tuple[str, int]]:
    yield from sorted(figure.values.items(), key=lambda item: (-item[1], item[0]))
