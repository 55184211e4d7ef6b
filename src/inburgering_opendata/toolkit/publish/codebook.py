"""The README.md inside a published package: what it holds, for who opens the zip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inburgering_opendata.toolkit.describe.addresses import is_front_page
from inburgering_opendata.toolkit.describe.catalog import Catalog
from inburgering_opendata.toolkit.describe.data_package import DataPackage, Source
from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.describe.package_corrections import published_corrections
from inburgering_opendata.toolkit.describe.table_schema import Field, TableSchema
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.publish.catalogue.citation import cite_package, sentence


def codebook(
    package: DataPackage, schemas: Sequence[TableSchema], version: str, catalog: Catalog
) -> bytes:
    """Licence, how to cite, every table with its fields, and the sources; Dutch and English."""
    return ("\n".join(_lines(package, schemas, version, catalog)) + "\n").encode()


def _lines(
    package: DataPackage, schemas: Sequence[TableSchema], version: str, catalog: Catalog
) -> Iterator[str]:
    words = package.descriptor
    licence = words["licenses"][0]
    citation = cite_package(catalog, version, words)
    yield f"# {words['title@nl']} · {words['title']}"
    yield f"\n{words['description@nl']}\n\n{words['description']}"
    yield f"\nVersie · Version: {version}"
    if [*catalog.placeholders()]:
        yield (
            "\nProef: wie dit uitgeeft en op welk adres is nog niet ingevuld (PLACEHOLDER, "
            "example.org). Trial: who publishes this, and at which address, is still to be named."
        )
    yield (
        f"\nLicentie · Licence: [{licence['title@nl']} · {licence['title']}]({licence['path']}). "
        "De licentie geldt voor deze verzameling, niet voor aangehaalde teksten. "
        "The licence covers this compilation, not the texts quoted in it."
    )
    yield f"\nCiteren: {sentence(citation, DUTCH)}\n\nCite: {sentence(citation, ENGLISH)}"
    for schema in schemas:
        yield f"\n## {schema.name}: {schema.descriptor['title@nl']} · {schema.title}"
        yield f"\n{schema.descriptor['description@nl']}\n\n{schema.descriptor['description']}\n"
        yield "| veld · field | type | eenheid · unit | betekenis · meaning |"
        yield "|---|---|---|---|"
        for field in schema.fields:
            yield _field_row(field)
        yield f"\nSleutel · Primary key: {', '.join(schema.primary_key)}"
    yield "\n## Bronnen · Sources\n"
    for source in package.sources:
        yield (
            f"- {source.table}: {source.descriptor['title@nl']} · {source.title}. "
            f"{source.publisher}, {source.date}. {_where(source)} "
            f"(licentie · licence: {source.licence})"
        )
    if corrections := published_corrections(package):
        yield "\n## Correcties · Corrections\n"
        yield (
            "Deze waarden van de bronnen zijn hier verbeterd. "
            "These values of the sources were corrected here.\n"
        )
        yield from map(_correction, corrections)


def _correction(correction: Json) -> str:
    what = f"{correction['table']}.{correction['field']}"
    if "where" in correction:
        where = ", ".join(f"{name} = {value}" for name, value in correction["where"].items())
        was, becomes = (
            f"`{correction[name]}`" if correction[name] else "(leeg · empty)"
            for name in ("from", "to")
        )
        what += f" ({where}): {was} → {becomes}"
    reasons = dict.fromkeys([correction.get("why@nl", correction["why"]), correction["why"]])
    return f"- {what}. {' · '.join(reasons)} (bron · source: {correction['source']})"


def _field_row(field: Field) -> str:
    words = field.descriptor
    meaning = f"{words['description@nl']} · {words['description']}"
    for category in words.get("categories", []):
        meaning += f"<br>`{category['value']}`: {category['label@nl']} · {category['label']}"
    if field.stored_as_double:
        meaning += (
            f"<br>In Parquet de double die het dichtst ligt bij dit getal van {field.decimals} "
            f"decimalen · In Parquet the double nearest to this number of {field.decimals} decimals"
        )
    return f"| {field.name} | {field.type} | {words.get('unit', '')} | {meaning} |"


def _where(source: Source) -> str:
    """Where a source is to be found; a front page is not the text itself, which is said."""
    if table := source.descriptor.get("reasons_in"):
        return f"Redenen in de tabel · Reasons in the table: `{table}`"
    if table := source.descriptor.get("addresses_in"):
        return (
            f"Het adres van elke rij in de tabel · The address of each row in the table: `{table}`"
        )
    if is_front_page(source.address):
        unfound = "Adres van het stuk zelf niet gevonden · Address of the text itself not found"
        return f"{unfound} ({source.address})"
    return source.address
