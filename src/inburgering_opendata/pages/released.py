"""What the pages need of a release: the tables they are made from, and which rows are whose."""

from __future__ import annotations

from inburgering_opendata.explain.tables import NEEDED, Published, SourceFile, rows_in
from inburgering_opendata.toolkit.publish.site.contents import Contents, Table


def tells_of_municipalities(contents: Contents) -> bool:
    """Whether a release has all that the pages of municipalities are made from."""
    return all(name in contents.tables for names in NEEDED.values() for name in names)


def for_explanations(contents: Contents) -> Published:
    """What the explainer reads; only for contents that tell of municipalities."""
    return Published(
        {name: contents.rows(name) for names in NEEDED.values() for name in names},
        tuple(
            SourceFile(
                table=source["table"],
                title=source["title"],
                title_nl=source["title@nl"],
                address=source["path"],
                sha256=source["hash"].removeprefix("sha256:"),
                rows_in=rows_in(source),
            )
            for package in contents.packages
            if package.name in NEEDED
            for source in package.descriptor["sources"]
        ),
    )


def municipal_columns(table: Table) -> tuple[str, ...]:
    """The columns with the CBS code of a municipality: those that refer to the register."""
    schema = table.resource["schema"]
    keys = [*schema.get("foreignKeys", ()), *schema.get("externalForeignKeys", ())]
    refer = {
        key["fields"][0]
        for key in keys
        if key["reference"]["resource"] == "municipality" and len(key["fields"]) == 1
    }
    if table.name == "municipality":
        refer.add("municipality_code")
    # An area may be a municipality, a region or the country; the codes tell them apart.
    names = [field["name"] for field in table.fields]
    return tuple(name for name in names if name in refer or (name == "area" and not refer))
