"""The file in which a municipality delivers: headers, codebook, lists to choose from, and rules."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from inburgering_opendata.outcomes.delivery.kinds import COUNT, TRAJECTORY
from inburgering_opendata.outcomes.delivery.wording import WORDS
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH, load_words
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.validate.check import Check

PREFILLED = 200
"""Rows that have the municipality already, when one is named."""

SHEETS = {TRAJECTORY: "Trajecten", COUNT: "Tellingen"}
CODEBOOK, LISTS, EXPLANATION = "Codeboek", "Keuzelijsten", "Toelichting"

_LAST_ROW = 1_048_575
_FLAGS = ("ja", "nee")
_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2100, 1, 1)


def to_csv_template(schema: TableSchema, municipality: str | None) -> bytes:
    """A header as Excel with Dutch settings wants it: semicolons, UTF-8 with a mark."""
    header = ";".join(DUTCH.of(field.descriptor, "title") for field in schema.fields)
    row = ";".join(
        municipality if municipality and field.name == "municipality_code" else ""
        for field in schema.fields
    )
    lines = [header, *([row] * PREFILLED if municipality else ())]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def to_workbook_template(
    schema: TableSchema, checks: Sequence[Check], municipality: str | None
) -> bytes:
    """A workbook with the sheet to fill in, the codebook, the lists and the rules.

    Args:
        checks: the suite of the kind, with its reasons in both languages.
        municipality: CBS code that the first rows have already.
    """
    # Here, as a template that is CSV does without.
    import xlsxwriter

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    workbook.set_properties({"title": DUTCH.of(schema.descriptor, "title")})
    bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    needed = workbook.add_format(
        {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7"}
    )
    sheet = workbook.add_worksheet(SHEETS[schema.name])
    lists = _lists(schema)
    sheet.freeze_panes(1, 1)
    for position, field in enumerate(schema.fields):
        style = needed if field.required else bold
        sheet.write_string(0, position, DUTCH.of(field.descriptor, "title"), style)
        sheet.set_column(position, position, 16, workbook.add_format(_format(field)))
        if rule := _validation(field, lists):
            sheet.data_validation(1, position, _LAST_ROW, position, rule)
        if municipality and field.name == "municipality_code":
            for row in range(1, PREFILLED + 1):
                sheet.write_string(row, position, municipality)
    _write_rows(workbook, CODEBOOK, codebook_rows(schema), (32, 32, 24, 10, 10, 60, 60), bold)
    chosen = workbook.add_worksheet(LISTS)
    for position, values in enumerate(lists.values()):
        chosen.set_column(position, position, 20)
        chosen.write_column(0, position, values)
    _write_rows(workbook, EXPLANATION, explanation_rows(checks), (80, 80), bold)
    workbook.close()
    return stream.getvalue()


def codebook_rows(schema: TableSchema) -> Iterator[Sequence[str]]:
    """A row for each field, and one for each value that may be chosen."""
    yield "kolom", "column", "naam · name", "type", "verplicht", "betekenis", "meaning"
    for field in schema.fields:
        titles = DUTCH.of(field.descriptor, "title"), ENGLISH.of(field.descriptor, "title")
        needed = "ja · yes" if field.required else ""
        meaning = (
            DUTCH.of(field.descriptor, "description"),
            ENGLISH.of(field.descriptor, "description"),
        )
        yield *titles, field.name, field.type, needed, *meaning
        for category in field.descriptor.get("categories", ()):
            yield "", "", category["value"], "", "", category["label@nl"], category["label"]


def explanation_rows(checks: Sequence[Check]) -> Iterator[Sequence[str]]:
    """How the sheet is filled in, and the rules that its rows keep to."""
    dutch, english = load_words(WORDS, DUTCH), load_words(WORDS, ENGLISH)
    yield dutch("template.title"), english("template.title")
    for name in ("cells", "unknown", "nobody", "needed", "send"):
        yield dutch(f"template.{name}"), english(f"template.{name}")
    yield "", ""
    yield dutch("template.rules"), english("template.rules")
    for check in checks:
        yield check.reason_nl, check.reason


def _lists(schema: TableSchema) -> dict[str, Sequence[str]]:
    """The values that may be chosen, by field, in the order of their columns on the sheet."""
    found: dict[str, Sequence[str]] = {}
    for field in schema.fields:
        if values := field.constraints.get("enum"):
            found[field.name] = [str(value) for value in values]
        elif field.type == "boolean":
            found[field.name] = _FLAGS
    return found


def _validation(field: Field, lists: dict[str, Sequence[str]]) -> dict[str, Any] | None:
    """What Excel lets be typed in a cell; how a cell is read is up to the intake."""
    if field.name in lists:
        from xlsxwriter.utility import xl_col_to_name

        column = xl_col_to_name(list(lists).index(field.name), col_abs=True)
        source = f"={LISTS}!{column}$1:{column}${len(lists[field.name])}"
        return {"validate": "list", "source": source}
    least = field.constraints.get("minimum", -(2**31))
    match field.type:
        case "date":
            days = {"minimum": _FIRST_DAY, "maximum": _LAST_DAY}
            return {"validate": "date", "criteria": "between", **days}
        case "integer":
            return {"validate": "integer", "criteria": ">=", "value": least}
        case "number":
            return {"validate": "decimal", "criteria": ">=", "value": least}
        case _:
            return None


def _format(field: Field) -> dict[str, str]:
    match field.type:
        case "date":
            return {"num_format": "dd-mm-yyyy"}
        case "number":
            return {"num_format": "0." + "0" * field.decimals}
        case "string":
            return {"num_format": "@"}
        case _:
            return {}


def _write_rows(
    workbook: Any, name: str, rows: Iterator[Sequence[str]], widths: Sequence[int], bold: Any
) -> None:
    sheet = workbook.add_worksheet(name)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
    for row, texts in enumerate(rows):
        for position, text in enumerate(texts):
            sheet.write_string(row, position, text, bold if row == 0 else wrapped)
    sheet.freeze_panes(1, 0)
