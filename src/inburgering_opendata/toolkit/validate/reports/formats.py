"""The formats there are, and the files they are written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

import click

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import write_pieces
from inburgering_opendata.toolkit.validate.errors import REPORT_NOT_WRITTEN
from inburgering_opendata.toolkit.validate.reports.github import as_github
from inburgering_opendata.toolkit.validate.reports.json_ import as_json
from inburgering_opendata.toolkit.validate.reports.junit import as_junit
from inburgering_opendata.toolkit.validate.reports.markdown import as_markdown
from inburgering_opendata.toolkit.validate.reports.text import as_text
from inburgering_opendata.toolkit.validate.result import ValidationResult

Render = Callable[[ValidationResult, Path], str | Iterator[str]]
"""From a result, and the path that was checked as the user named it, to a document, whole or in
pieces."""


def _as_html(result: ValidationResult, checked: Path) -> str:
    # Only here, as no other format needs Jinja.
    from inburgering_opendata.toolkit.validate.reports.html_ import as_html

    return as_html(result, checked)


FORMATS: dict[str, Render] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "github": as_github,
    "markdown": as_markdown,
    "html": _as_html,
}

ENDINGS = {".txt": "text", ".json": "json", ".xml": "junit", ".md": "markdown", ".html": "html"}


@dataclass(frozen=True)
class Report:
    """A file that is asked for, and the format it gets."""

    format: str
    path: Path

    def write(self, result: ValidationResult, checked: Path) -> None:
        """Write the whole file or, with `REPORT_NOT_WRITTEN`, leave what was there."""
        pieces = document(self.format, result, checked)
        write_pieces(
            self.path,
            (click.unstyle(piece).encode("utf-8", "backslashreplace") for piece in pieces),
            failed=REPORT_NOT_WRITTEN,
        )


def document(format: str, result: ValidationResult, checked: Path) -> Iterator[str]:
    """The result in one of `FORMATS`, piece by piece, with a line feed at the end."""
    rendered = FORMATS[format](result, checked)
    yield from (rendered,) if isinstance(rendered, str) else rendered
    yield "\n"


def parse_report(value: str) -> Report:
    """The report that `FILE` or `FORMAT=FILE` asks for.

    Raises:
        ValueError: the format is unknown; a mistyped one must not become the name of a file.
    """
    named, equals, file = value.partition("=")
    if equals and named in FORMATS and file:
        return Report(named, Path(file))
    if equals:
        raise ValueError(f"'{value}' is not FORMAT=FILE, with {_choice(FORMATS)} as the format.")
    ending = PurePath(value).suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(
            f"the ending of '{value}' tells no format: "
            f"use {_choice(ENDINGS)}, or FORMAT=FILE with {_choice(FORMATS)}."
        )
    return Report(ENDINGS[ending], Path(value))


def write_reports(reports: Iterable[Report], result: ValidationResult, checked: Path) -> None:
    """Write every report that can be written, and only then raise what went wrong first."""
    problems: list[OpendataError] = []
    for report in reports:
        try:
            report.write(result, checked)
        except OpendataError as error:
            problems.append(error)
    if problems:
        raise problems[0]


def _choice(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}"
