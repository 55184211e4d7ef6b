"""`python -m tests.benchmarks.drafts`: what `opendata add`, `suggest` and `pin` get right of this
project: its sources here, its suites and pins in `suites.py`.

Each source that is a plain file is added to a new project, as a newcomer would who has the files
and nothing else; what is drafted stands beside what is declared. Nothing is told to `add` but the
name of the table. Which columns are filled when, and totals, are drafted by `opendata suggest`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.assemble.derivations import Derivations
from inburgering_opendata.toolkit.describe.data_package import Source, load_data_packages
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project, installed_project, load_project
from inburgering_opendata.toolkit.upkeep.drafting.adding import add
from inburgering_opendata.toolkit.upkeep.drafting.beginning import Answers, begin
from inburgering_opendata.toolkit.upkeep.drafting.draft import Told
from tests.benchmarks import suites

Fields = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Of one source: what was drafted as it is declared, of what could be."""

    source: str
    types: tuple[int, int]
    lists: tuple[int, int]
    """Of the closed lists of values that are declared."""
    key: bool
    references: tuple[int, int]
    otherwise: tuple[str, ...] = ()
    """Fields of another type than is declared, and the key where that is another."""
    refused: str = ""


def compared(project: Project, folder: Path) -> Iterator[Compared]:
    """Every plain source of a project, those first that others refer to."""
    begin(folder, Answers(title="Drafts", languages=("en",)))
    (folder / "datapackages").mkdir(exist_ok=True)
    seen: set[str] = set()
    for source in _plain(project):
        schema = load_table_schema(project, source.table).unfilled
        table = source.table if source.table not in seen else f"{source.table}_{len(seen)}"
        seen.add(table)
        name = f"{source.path.parent.parent.name}/{source.path.name}"
        copied = Told(table=table, package="drafts")
        try:
            add(load_project(folder), source.path, copied)
        except OpendataError as error:
            none = (0, len(schema.fields))
            yield Compared(
                source=name,
                types=none,
                lists=(0, 0),
                key=False,
                references=(0, 0),
                refused=error.message,
            )
            continue
        yield _beside(name, schema, load_table_schema(load_project(folder), table))


def _plain(project: Project) -> list[Source]:
    readers = {*(project.told(Derivations).readers or {})}
    tables = project.told(Derivations).tables()
    sources = [
        source
        for package in load_data_packages(project)
        for source in package.sources
        if source.path.suffix == ".csv"
        and not readers & {*source.descriptor}
        and source.table not in tables
    ]

    def depth(table: str, above: tuple[str, ...] = ()) -> int:
        keys = load_table_schema(project, table).foreign_keys
        others = {key.reference_table for key in keys} - {table, *above}
        known = others & {source.table for source in sources}
        return 1 + max((depth(each, (*above, table)) for each in known), default=0)

    return sorted(sources, key=lambda each: (depth(each.table), each.table, each.path.name))


def _beside(name: str, declared: TableSchema, drafted: TableSchema) -> Compared:
    wanted: Fields = {field.name: field.descriptor for field in declared.fields}
    found: Fields = {field.name: field.descriptor for field in drafted.fields}
    types_ = [declared.field(each).type == drafted.field(each).type for each in wanted]
    key = drafted.primary_key
    listed = [each for each in wanted if wanted[each].get("categories")]
    keys = {(k.fields, k.reference_table) for k in declared.foreign_keys}
    keys = {(fields, table) for fields, table in keys if {*fields} <= {*wanted}}
    there = {(k.fields, k.reference_table) for k in drafted.foreign_keys}
    types = [
        f"{each}: {found[each]['type']} for {wanted[each]['type']}"
        for each in wanted
        if each in found and found[each]["type"] != wanted[each]["type"]
    ]
    other_key = [] if key == declared.primary_key else [f"key: {', '.join(key)}"]
    return Compared(
        source=name,
        types=(sum(types_), len(types_)),
        lists=(sum(bool(found.get(each, {}).get("categories")) for each in listed), len(listed)),
        key=not other_key,
        references=(len(keys & there), len(keys)),
        otherwise=(*types, *other_key),
    )


def as_markdown(found: Sequence[Compared]) -> str:
    """A table with a row for each source."""
    head = ("source", "types", "lists", "key", "references", "otherwise")
    lines = [f"| {' | '.join(head)} |", "|---|--:|--:|---|--:|---|"]
    for each in found:
        of = (each.types, each.lists)
        cells = [
            each.source,
            *(f"{right} of {all_}" for right, all_ in of),
            "yes" if each.key else "no",
            f"{each.references[0]} of {each.references[1]}",
            each.refused or "; ".join(each.otherwise),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the tables."""
    project = installed_project()
    with tempfile.TemporaryDirectory() as folder:
        print(as_markdown([*compared(project, Path(folder, "drafts"))]))
        pins = suites.repinned(project, Path(folder))
    print(suites.as_markdown(suites.compared(project), pins))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
