"""What was reported about a municipality, beside what was computed where that may be compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from inburgering_opendata.explain.errors import EXPLANATION_DIFFERS
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.tables.rows import TextRow


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A figure that the municipality or a newspaper reported; difference is reported - computed."""

    subject: str
    title: str
    title_nl: str
    note: str
    """What must be known of such figures, such as why nothing is comparable; may be empty."""
    note_nl: str
    period: str
    value: int
    unit: str
    precision: str
    nature: str
    """Such as received: that is what the municipality says, and nothing that was computed."""
    compared_with: str
    """A stream, or housing_target; empty where nothing is comparable."""
    computed: int | None
    difference: int | None
    """Where both are exact."""
    contested: int | None
    """The other figure that the same source has, of a contested one."""
    quote_nl: str
    address: str


class ReportedFigures:
    """Finds figures in the tables reported_figure and reported_subject."""

    def __init__(self, figures: Iterable[TextRow], subjects: Iterable[TextRow]) -> None:
        self._subjects = {row["subject"]: row for row in subjects}
        self._figures: dict[str, list[TextRow]] = {}
        for row in figures:
            self._figures.setdefault(row["municipality_code"], []).append(row)

    def of(
        self, code: str, compared: Collection[str], computed: Callable[[str, str], int]
    ) -> tuple[Reported, ...]:
        """The figures of one municipality.

        Args:
            compared: only those compared with one of these; "" is for those with nothing.
            computed: gives the computed value by what it is compared with and the period.

        Raises:
            OpendataError: `EXPLANATION_DIFFERS` when the published value or difference is another.
        """
        return tuple(
            self._reported(row, computed)
            for row in self._figures.get(code, ())
            if row["compared_with"] in compared
        )

    def _reported(self, row: TextRow, computed: Callable[[str, str], int]) -> Reported:
        value, compared_with = int(row["value"]), row["compared_with"]
        beside = computed(compared_with, row["period"]) if compared_with else None
        exact = row["precision"] == "exact" and row["status"] == "stated"
        difference = value - beside if exact and beside is not None else None
        for column, found in (("computed_value", beside), ("difference", difference)):
            if row[column] != ("" if found is None else str(found)):
                raise OpendataError(
                    EXPLANATION_DIFFERS,
                    stream=compared_with or row["subject"],
                    municipality=row["municipality_code"],
                    column=f"{column} of reported_figure ({row['period']})",
                    published=row[column],
                    computed=found,
                )
        subject = self._subjects[row["subject"]]
        return Reported(
            subject=row["subject"],
            title=subject["title"],
            title_nl=subject["title_nl"],
            note=subject["note"],
            note_nl=subject["note_nl"],
            period=row["period"],
            value=value,
            unit=row["unit"],
            precision=row["precision"],
            nature=row["nature"],
            compared_with=compared_with,
            computed=beside,
            difference=difference,
            contested=int(row["contested_value"]) if row["contested_value"] else None,
            quote_nl=row["quote_nl"],
            address=row["source_address"],
        )
