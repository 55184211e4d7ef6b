"""What a workbook says about its tables: contents, codebook and sources, as rows of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents

CONTENTS, CODEBOOK, SOURCES = "Inhoud", "Codeboek", "Bronnen"

Cells = Sequence[str]


def contents_rows(contents: PackageContents, sheets: Mapping[str, str]) -> Iterator[Cells]:
    """Title, licence and version, then each table with the sheet it is on."""
    words = contents.package.descriptor
    licence = words["licenses"][0]
    yield words["title@nl"], words["title"]
    yield "Inhoud", words["description@nl"]
    yield "Contents", words["description"]
    yield "Versie · Version", contents.version
    yield "Licentie · Licence", f"{licence['title@nl']} · {licence['title']}, {licence['path']}"
    yield "Samensteller · Compiler", words["contributors"][0]["title"]
    yield "Codes", "Koppel op de code, nooit op de naam. Join on the code, never on the name."
    for name, schema in contents.schemas.items():
        rows = contents.tables[name].num_rows
        where = f"{rows} rijen · rows"
        if name not in sheets:
            where += "; te lang voor een werkblad, zie de CSV · too long for a sheet, see the CSV"
        title = f"{schema.descriptor['title@nl']} · {schema.title} ({name}; {where})"
        yield sheets.get(name, name), title


def codebook_rows(contents: PackageContents) -> Iterator[Cells]:
    """A row for each field, and one for each value of a closed list."""
    yield (
        "tabel · table",
        "veld · field",
        "type",
        "eenheid · unit",
        "betekenis",
        "meaning",
        "waarde · value",
    )
    for name, schema in contents.schemas.items():
        for field in schema.fields:
            words = field.descriptor
            unit = str(words.get("unit", ""))
            meaning = (words["description@nl"], words["description"])
            yield name, field.name, field.type, unit, *meaning, ""
            for category in words.get("categories", ()):
                label = (category["label@nl"], category["label"])
                yield name, field.name, field.type, unit, *label, str(category["value"])


def source_rows(contents: PackageContents) -> Iterator[Cells]:
    """A row for each pinned source."""
    yield (
        "tabel · table",
        "bron",
        "source",
        "uitgever · publisher",
        "datum · date",
        "licentie · licence",
        "adres · address",
        "sha256",
        "opmerking",
        "remark",
    )
    for source in contents.package.sources:
        words = source.descriptor
        licence = words["licence"]
        yield (
            source.table,
            words["title@nl"],
            source.title,
            source.publisher,
            source.date,
            f"{licence['title@nl']} · {licence['title']}",
            source.address,
            source.sha256,
            words.get("note@nl", ""),
            words.get("note", ""),
        )
