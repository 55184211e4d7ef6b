"""What was reported of a municipality, as its page has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from inburgering_opendata.explain.wording import written
from inburgering_opendata.pages.meanings import field_of
from inburgering_opendata.pages.municipality import ReportedFigure
from inburgering_opendata.pages.words import words_of_pages
from inburgering_opendata.toolkit.describe.addresses import host_of
from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.publish.site.cells import cell
from inburgering_opendata.toolkit.publish.site.contents import Contents
from inburgering_opendata.toolkit.tables.rows import TextRow


def reported_figures(
    contents: Contents, rows: Sequence[TextRow], language: Language
) -> Iterator[ReportedFigure]:
    """Figures that were reported of one municipality, in the order of the table."""
    if not rows:
        return
    subjects = {row["subject"]: row for row in contents.rows("reported_subject")}
    precision, nature = (
        field_of(contents, "reported_figure", name) for name in ("precision", "nature")
    )
    for row in rows:
        write = written(row["unit"], language)
        subject = subjects.get(row["subject"])
        yield ReportedFigure(
            subject=language.of(subject, "title") if subject else row["subject"],
            period=row["period"],
            value=write(int(row["value"])),
            precision=cell(precision, row["precision"], language),
            nature=cell(nature, row["nature"], language),
            computed=write(int(row["computed_value"])) if row["computed_value"] else "",
            difference=language.difference(int(row["difference"])) if row["difference"] else "",
            contested=_contested(row, write, language),
            address=row["source_address"],
            host=host_of(row["source_address"]),
            quote=row["quote_nl"],
        )


def _contested(row: TextRow, write: Callable[[int], str], language: Language) -> str:
    if not row["contested_value"]:
        return ""
    words = words_of_pages(language)
    return words("municipality.contested", other=write(int(row["contested_value"])))
