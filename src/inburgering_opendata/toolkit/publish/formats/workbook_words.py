"""What a workbook says about its tables: contents, codebook and sources, as rows of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from inburgering_opendata.toolkit.describe.language import Language, in_all, phrase
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents

_SHEETS = {"nl": ("Inhoud", "Codeboek", "Bronnen"), "en": ("Contents", "Codebook", "Sources")}

TAKEN = frozenset(name.lower() for names in _SHEETS.values() for name in names)
"""What no sheet of a table may be called, in small letters."""

Cells = Sequence[str]


def sheets_of_words(contents: PackageContents) -> tuple[str, str, str]:
    """What the sheets with contents, codebook and sources are called."""
    return _SHEETS[contents.languages[0].speaks]


def contents_rows(contents: PackageContents, sheets: Mapping[str, str]) -> Iterator[Cells]:
    """Title, licence and version, then each table with the sheet it is on."""
    words, languages = contents.package.descriptor, contents.languages
    said = partial(phrase, languages)
    licence = words["licenses"][0]
    yield tuple(each.of(words, "title") for each in languages)
    for each in languages:
        yield _SHEETS[each.speaks][0], each.of(words, "description")
    yield said(nl="Versie", en="Version"), contents.version
    told = f"{in_all(languages, licence, 'title')}, {licence['path']}"
    yield said(nl="Licentie", en="Licence"), told
    yield said(nl="Samensteller", en="Compiler"), words["contributors"][0]["title"]
    joining = said(
        nl="Koppel op de code, nooit op de naam.",
        en="Join on the code, never on the name.",
        between=" ",
    )
    yield "Codes", joining
    for name, schema in contents.schemas.items():
        rows = contents.tables[name].num_rows
        where = f"{rows} {said(nl='rijen', en='rows')}"
        if name not in sheets:
            where += "; " + said(
                nl="te lang voor een werkblad, zie de CSV", en="too long for a sheet, see the CSV"
            )
        title = f"{in_all(languages, schema.descriptor, 'title')} ({name}; {where})"
        yield sheets.get(name, name), title


def codebook_rows(contents: PackageContents) -> Iterator[Cells]:
    """A row for each field, and one for each value of a closed list."""
    languages = contents.languages
    said = partial(phrase, languages)
    yield (
        said(nl="tabel", en="table"),
        said(nl="veld", en="field"),
        "type",
        said(nl="eenheid", en="unit"),
        *_headed(languages, nl="betekenis", en="meaning"),
        said(nl="waarde", en="value"),
    )
    for name, schema in contents.schemas.items():
        for field in schema.fields:
            words = field.descriptor
            unit = str(words.get("unit", ""))
            meaning = [each.of(words, "description") for each in languages]
            yield name, field.name, field.type, unit, *meaning, ""
            for category in words.get("categories", ()):
                label = [each.of(category, "label") for each in languages]
                yield name, field.name, field.type, unit, *label, str(category["value"])


def source_rows(contents: PackageContents) -> Iterator[Cells]:
    """A row for each pinned source."""
    languages = contents.languages
    said = partial(phrase, languages)
    yield (
        said(nl="tabel", en="table"),
        *_headed(languages, nl="bron", en="source"),
        said(nl="uitgever", en="publisher"),
        said(nl="datum", en="date"),
        said(nl="licentie", en="licence"),
        said(nl="adres", en="address"),
        "sha256",
        *_headed(languages, nl="opmerking", en="remark"),
    )
    for source in contents.package.sources:
        words = source.descriptor
        licence = words["licence"]
        yield (
            source.table,
            *(each.of(words, "title") for each in languages),
            source.publisher,
            source.date,
            in_all(languages, {"title": source.licence, **licence}, "title"),
            source.address,
            source.sha256,
            *(each.of({"note": "", **words}, "note") for each in languages),
        )


def _headed(languages: Sequence[Language], *, nl: str, en: str) -> list[str]:
    """The head of a column for each language, which is named where the program does not speak
    it."""
    said = {"nl": nl, "en": en}
    return [
        said[each.speaks] + ("" if each.speaks == each.code else f" ({each.name})")
        for each in languages
    ]
