"""Every table of the project, read from its sources or derived by its rule, once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import pyarrow as pa

from inburgering_opendata.municipalities.reorganisations import Reorganisations
from inburgering_opendata.toolkit.assemble.declared import DECLARED
from inburgering_opendata.toolkit.assemble.derived import RATES, RULES, tables_needed
from inburgering_opendata.toolkit.assemble.errors import TABLE_UNDECLARED
from inburgering_opendata.toolkit.assemble.sources import read_pinned, read_table
from inburgering_opendata.toolkit.describe.arrow import arrow_schema
from inburgering_opendata.toolkit.describe.corrections import corrected
from inburgering_opendata.toolkit.describe.data_package import (
    DataPackage,
    Source,
    load_data_package,
    load_data_packages,
)
from inburgering_opendata.toolkit.describe.package_corrections import FILE, corrections_of
from inburgering_opendata.toolkit.describe.table_schema import TableSchema, load_table_schema
from inburgering_opendata.toolkit.describe.view import View, parse_view
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project


class Assembly:
    """The tables of `project`, each made when first asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._made: dict[str, pa.Table] = {}

    def table(self, name: str) -> pa.Table:
        """Table `name` in the columns and types of its schema, sorted by its primary key.

        The name may be that of a view, such as allocation_on_20230101.

        Raises:
            OpendataError: a source is missing, changed or unreadable; or nothing makes the table.
        """
        if name not in self._made:
            schema = load_table_schema(self._project, name)
            table = self._make(name).select(schema.field_names).cast(arrow_schema(schema))
            order = [(field, "ascending") for field in schema.primary_key]
            self._made[name] = table.sort_by(order).combine_chunks()
        return self._made[name]

    def give(self, name: str, table: pa.Table) -> None:
        """Take `table` for the one of that name, instead of making it."""
        self._made[name] = table

    def _make(self, name: str) -> pa.Table:
        view = parse_view(name)
        made = self._make_view(view) if view else self._make_base(name)
        rates = RATES.get(view.table if view else name)
        return rates(made) if rates else made

    def _make_view(self, view: View) -> pa.Table:
        schema = load_table_schema(self._project, view.table)
        # Only here, as loading DuckDB costs more time than most assemblies.
        from inburgering_opendata.municipalities.harmonise import harmonise
        from inburgering_opendata.municipalities.regions import regional_totals

        table = harmonise(self.table(view.table), schema, self.reorganisations, view.day)
        if view.regions is None:
            return table
        mapping = self.table("municipality_region")
        register = self.reorganisations.register
        return regional_totals(table, schema, mapping, register, view.regions, view.day)

    @cached_property
    def reorganisations(self) -> Reorganisations:
        return Reorganisations.of(self.table("municipality_change"), self.table("municipality"))

    def _make_base(self, name: str) -> pa.Table:
        if rule := RULES.get(name):
            return rule(
                *(
                    self._from_sources(name) if needed == name else self.table(needed)
                    for needed in tables_needed(rule)
                )
            )
        return self._from_sources(name)

    def _from_sources(self, name: str) -> pa.Table:
        schema = load_table_schema(self._project, name)
        parts = [
            self._read(package, source, schema)
            for package in load_data_packages(self._project)
            for source in package.sources
            if source.table == name
        ]
        inputs = {table for p in load_data_packages(self._project) for table in p.inputs}
        if not parts and (name in inputs or name in RULES):
            return arrow_schema(schema).empty_table()
        if not parts:
            raise OpendataError(TABLE_UNDECLARED, table=name)
        return self._corrected(pa.concat_tables(parts), schema)

    def _corrected(self, rows: pa.Table, schema: TableSchema) -> pa.Table:
        """The rows with the guarded corrections that stand beside the sources of a package."""
        for package in load_data_packages(self._project):
            own = [c for c in corrections_of(package) if c.table == schema.name]
            rows = corrected(rows, schema, own, package.path.parent / FILE)
        return rows

    def _read(self, package: DataPackage, source: Source, schema: TableSchema) -> pa.Table:
        data = read_pinned(package, source)
        if rows := DECLARED.get(source.table):
            return rows(source.path, data, arrow_schema(schema))
        if source.annex is None:
            return read_table(source.path, data, schema)
        # Only here, as nothing else needs the libraries that read workbooks.
        from inburgering_opendata.funding.annex.reading import read_annex

        return read_annex(source.path, data, source.annex, schema, self.table("municipality"))


def chosen_packages(project: Project, names: Iterable[str]) -> tuple[DataPackage, ...]:
    """The named packages, or all of them when none is named."""
    chosen = tuple(dict.fromkeys(names)) or project.package_names()
    return tuple(load_data_package(project, name) for name in chosen)
