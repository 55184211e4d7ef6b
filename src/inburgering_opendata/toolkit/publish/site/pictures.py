"""Pictures of tables: planned by a subject, and here drawn, in words, and as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import PICTURE, Address
from inburgering_opendata.toolkit.publish.site.cells import cells
from inburgering_opendata.toolkit.publish.site.contents import Contents, Json
from inburgering_opendata.toolkit.publish.site.drawers import Drawers
from inburgering_opendata.toolkit.publish.site.drawing import ask_for_svg, fitted
from inburgering_opendata.toolkit.publish.site.framing import Telling, card, framed, size_of
from inburgering_opendata.toolkit.publish.site.meaning import (
    Figures,
    Imprint,
    Meaning,
    figure_files,
    file_name,
)
from inburgering_opendata.toolkit.tables.rows import TextRow


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A picture before it is drawn: a chart, the rows it shows, and what they mean."""

    id: str
    spec: Mapping[str, Any] = field(default_factory=dict)
    """As Vega-Lite has it; nothing of a picture that is drawn already."""
    drawn: str = ""
    """As SVG, when a subject draws it."""
    fields: tuple[Json, ...]
    rows: tuple[TextRow, ...]
    values: Mapping[str, object]
    """What the title and the alternative text of the picture are filled with."""
    meaning: Meaning
    form_of: str = ""
    """The id of the picture of which this is another form, such as on other boundaries: it has the
    words of that one, and pages offer the two as a choice."""
    form: str = ""
    """In words what sets it apart from its other form; of one without, why it has none."""


Maker = Callable[[Contents, Language], Plan | None]
"""Makes no plan where there would be nothing to see."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture in one language: drawn, in words, and as a table."""

    figures: Figures
    alternative: str
    note: str
    svg: str
    """The chart alone, as a part of a page that says what it means beside it."""
    whole: str
    """With what it means drawn inside, as it is saved."""
    png: Future[bytes]
    """The same."""
    card: Future[bytes]
    """What stands for its page elsewhere, as PNG."""
    rows: tuple[list[tuple[Json, str]], ...]
    imprint: Imprint
    form_of: str
    """As the plan has it."""
    form: str

    @property
    def id(self) -> str:
        return self.figures.id

    @property
    def language(self) -> Language:
        return self.figures.language

    @property
    def title(self) -> str:
        return self.figures.title

    @property
    def meaning(self) -> Meaning:
        return self.figures.meaning

    @property
    def fields(self) -> tuple[Json, ...]:
        return self.figures.fields

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole."""
        return size_of(self.whole)

    @property
    def inline(self) -> Markup:
        """The drawing as a part of a page; the library escaped every text in it."""
        label = f'<svg role="img" aria-label="{escape(self.alternative)}" '
        return Markup(self.svg.replace("<svg ", label, 1))  # noqa: S704

    @property
    def under(self) -> str:
        """Unit, period and boundaries."""
        return under(self.meaning)

    def path(self, ending: str) -> str:
        """Of one of its files within the site: svg, png, csv, json or card.png."""
        return self.imprint.path(self.figures, ending)

    @property
    def address(self) -> str:
        """Of the page that it has for itself."""
        return self.imprint.address(self.figures)

    @property
    def citation(self) -> str:
        return self.imprint.citation(self.figures)

    @property
    def embedding(self) -> str:
        """HTML for other people's pages: the picture, which leads to its own page."""
        width, height = self.size
        return (
            f'<a href="{escape(self.address)}"><img '
            f'src="{escape(self.imprint.top + self.path("svg"))}" width="{width}" '
            f'height="{height}" alt="{escape(f"{self.title}. {self.alternative}")}"></a>'
        )


def ask_for_pictures(
    makers: Mapping[str, Sequence[Maker]], imprints: Sequence[Imprint], drawers: Drawers
) -> Callable[[], dict[str, tuple[Picture, ...]]]:
    """What gives the pictures of each table that this release has, in each language. Their charts
    are being drawn from now on; as PNG they are from when they are given, which may take until they
    are written."""
    asked = {
        table: [(plan, imprint, _ask_for(plan, imprint, drawers)) for plan, imprint in planned]
        for table, planned in _plans(makers, imprints)
    }
    return lambda: {
        table: tuple(_picture(plan, imprint, chart(), drawers) for plan, imprint, chart in planned)
        for table, planned in asked.items()
    }


def pictured(
    makers: Mapping[str, Sequence[Maker]], imprints: Sequence[Imprint]
) -> Iterator[tuple[Imprint, Figures]]:
    """What each picture shows, in each language, without drawing it."""
    for _, planned in _plans(makers, imprints):
        for plan, imprint in planned:
            yield imprint, _figures(plan, imprint)


def picture_files(pictures: Mapping[str, tuple[Picture, ...]]) -> Iterator[tuple[str, bytes]]:
    """Every picture as SVG, PNG and card, its figures and what they mean, by path within the
    site."""
    for drawn in pictures.values():
        for picture in drawn:
            yield picture.path("svg"), picture.whole.encode()
            yield picture.path("png"), picture.png.result()
            yield picture.path("card.png"), picture.card.result()
            yield from figure_files(picture.imprint, picture.figures)


def _plans(
    makers: Mapping[str, Sequence[Maker]], imprints: Sequence[Imprint]
) -> Iterator[tuple[str, Iterator[tuple[Plan, Imprint]]]]:
    # One by one, so that the first is being drawn while the next is planned.
    for table, own in makers.items():
        if imprints[0].contents.has_rows(table):
            made = ((make(each.contents, each.language), each) for each in imprints for make in own)
            yield table, ((plan, imprint) for plan, imprint in made if plan is not None)


def _figures(plan: Plan, imprint: Imprint) -> Figures:
    name = plan.form_of or plan.id
    file = imprint.words(f"{name}.file")
    title = imprint.words(f"{name}.title", **plan.values)
    if plan.form_of:
        file = f"{file}-{file_name(plan.form)}"
        title = imprint.words("picture.in_form", title=title, form=plan.form)
    return Figures(
        id=plan.id,
        file=file,
        title=title,
        language=imprint.language,
        meaning=plan.meaning,
        fields=plan.fields,
        rows=plan.rows,
        page=Address(PICTURE, plan.id),
    )


def _ask_for(plan: Plan, imprint: Imprint, drawers: Drawers) -> Callable[[], str]:
    """What gives the drawing of a plan, once it is there."""
    if plan.drawn:
        return lambda: plan.drawn
    return ask_for_svg(plan.spec, imprint.language, drawers)


def _picture(plan: Plan, imprint: Imprint, drawn: str, drawers: Drawers) -> Picture:
    chart = fitted(drawn)
    figures = _figures(plan, imprint)
    telling = telling_of(imprint, figures)
    whole = framed(chart, telling)
    name = plan.form_of or plan.id
    return Picture(
        figures=figures,
        alternative=imprint.words(f"{name}.alternative", **plan.values),
        note=imprint.words(f"{name}.note", **plan.values),
        svg=chart,
        whole=whole,
        png=drawers.png(whole, scale=2),
        card=drawers.png(card(chart, telling)),
        rows=tuple(cells(plan.fields, row, imprint.language) for row in plan.rows),
        imprint=imprint,
        form_of=plan.form_of,
        form=plan.form,
    )


def under(meaning: Meaning) -> str:
    """Unit, period and boundaries in one line."""
    return " · ".join(filter(None, (meaning.unit, meaning.period, meaning.boundaries)))


def telling_of(imprint: Imprint, figures: Figures) -> Telling:
    """What is written in a picture of these figures."""
    words, meaning = imprint.words, figures.meaning
    source = words(
        "picture.source",
        source=meaning.source,
        site=words("site.name"),
        version=imprint.version,
        licence=imprint.licence(figures)["name"],
    )
    return Telling(
        title=figures.title,
        under=under(meaning),
        foot=(
            words("picture.basis", basis=meaning.basis),
            source,
            imprint.address(figures).removeprefix("https://"),
        ),
        brand=words("site.name"),
    )
