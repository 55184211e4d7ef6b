"""The README.md inside a published package: what it holds, for who opens the zip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from inburgering_opendata.toolkit.describe.addresses import is_front_page
from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.data_package import DataPackage, Source
from inburgering_opendata.toolkit.describe.language import Language, in_all, phrase
from inburgering_opendata.toolkit.describe.package_corrections import published_corrections
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.citation import cite_package, sentence


def codebook(
    package: DataPackage, schemas: Sequence[TableSchema], version: str, catalog: Catalog
) -> bytes:
    """Licence, how to cite, every table with its fields, and the sources, in each language."""
    return ("\n".join(_lines(package, schemas, version, catalog)) + "\n").encode()


def _lines(
    package: DataPackage, schemas: Sequence[TableSchema], version: str, catalog: Catalog
) -> Iterator[str]:
    words = package.descriptor
    licence = words["licenses"][0]
    citation = cite_package(catalog, version, words)
    languages = catalog.languages
    said = partial(phrase, languages)
    yield f"# {in_all(languages, words, 'title')}"
    yield "".join(f"\n{each.of(words, 'description')}\n" for each in languages).rstrip("\n")
    yield f"\n{said(nl='Versie', en='Version')}: {version}"
    if [*catalog.placeholders()]:
        yield "\n" + said(
            nl="Proef: wie dit uitgeeft en op welk adres is nog niet ingevuld (PLACEHOLDER, "
            "example.org).",
            en="Trial: who publishes this, and at which address, is still to be named.",
            between=" ",
        )
    covers = said(
        nl="De licentie geldt voor deze verzameling, niet voor aangehaalde teksten.",
        en="The licence covers this compilation, not the texts quoted in it.",
        between=" ",
    )
    called = f"[{in_all(languages, licence, 'title')}]({licence['path']})"
    yield f"\n{said(nl='Licentie', en='Licence')}: {called}. {covers}"
    for each in languages:
        yield f"\n{phrase([each], nl='Citeren', en='Cite')}: {sentence(citation, each)}"
    for schema in schemas:
        yield f"\n## {schema.name}: {in_all(languages, schema.descriptor, 'title')}"
        for each in languages:
            yield f"\n{each.of(schema.descriptor, 'description')}"
        field_, unit = said(nl="veld", en="field"), said(nl="eenheid", en="unit")
        yield f"\n| {field_} | type | {unit} | {said(nl='betekenis', en='meaning')} |"
        yield "|---|---|---|---|"
        for field in schema.fields:
            yield _field_row(field, languages)
        yield f"\n{said(nl='Sleutel', en='Primary key')}: {', '.join(schema.primary_key)}"
    yield f"\n## {said(nl='Bronnen', en='Sources')}\n"
    for source in package.sources:
        yield (
            f"- {source.table}: {in_all(languages, source.descriptor, 'title')}. "
            f"{source.publisher}, {source.date}. {_where(source, languages)} "
            f"({said(nl='licentie', en='licence')}: {source.licence})"
        )
    if corrections := published_corrections(package):
        yield f"\n## {said(nl='Correcties', en='Corrections')}\n"
        yield (
            said(
                nl="Deze waarden van de bronnen zijn hier verbeterd.",
                en="These values of the sources were corrected here.",
                between=" ",
            )
            + "\n"
        )
        for correction in corrections:
            yield _correction(correction, languages)


def _correction(correction: Json, languages: Sequence[Language]) -> str:
    what = f"{correction['table']}.{correction['field']}"
    if "where" in correction:
        where = ", ".join(f"{name} = {value}" for name, value in correction["where"].items())
        was, becomes = (
            f"`{correction[name]}`"
            if correction[name]
            else f"({phrase(languages, nl='leeg', en='empty')})"
            for name in ("from", "to")
        )
        what += f" ({where}): {was} → {becomes}"
    reasons = dict.fromkeys(each.of(correction, "why") for each in languages)
    source = phrase(languages, nl="bron", en="source")
    return f"- {what}. {' · '.join(reasons)} ({source}: {correction['source']})"


def _field_row(field: Field, languages: Sequence[Language]) -> str:
    words = field.descriptor
    meaning = in_all(languages, words, "description")
    for category in words.get("categories", []):
        meaning += f"<br>`{category['value']}`: {in_all(languages, category, 'label')}"
    if field.stored_as_double:
        meaning += "<br>" + phrase(
            languages,
            nl=f"In Parquet de double die het dichtst ligt bij dit getal van {field.decimals} "
            "decimalen",
            en=f"In Parquet the double nearest to this number of {field.decimals} decimals",
        )
    return f"| {field.name} | {field.type} | {words.get('unit', '')} | {meaning} |"


def _where(source: Source, languages: Sequence[Language]) -> str:
    """Where a source is to be found; a front page is not the text itself, which is said."""
    if table := source.descriptor.get("reasons_in"):
        return (
            f"{phrase(languages, nl='Redenen in de tabel', en='Reasons in the table')}: `{table}`"
        )
    if table := source.descriptor.get("addresses_in"):
        told = phrase(
            languages,
            nl="Het adres van elke rij in de tabel",
            en="The address of each row in the table",
        )
        return f"{told}: `{table}`"
    if is_front_page(source.address):
        unfound = phrase(
            languages,
            nl="Adres van het stuk zelf niet gevonden",
            en="Address of the text itself not found",
        )
        return f"{unfound} ({source.address})"
    return source.address
