"""Every table of the project, read from its sources or derived by its rule, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from inburgering_opendata.toolkit.assemble.derivations import Derivations, Derived, derived
from inburgering_opendata.toolkit.assemble.errors import TABLE_UNDECLARED
from inburgering_opendata.toolkit.assemble.filling import filled, unfilled
from inburgering_opendata.toolkit.assemble.layout import is_laid_out, read_laid_out
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
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.project import Project


class Assembly:
    """The tables of `project`, each made when first asked for."""

    def __init__(self, project: Project, packages: Sequence[DataPackage] | None = None) -> None:
        """Of `packages`, where they are not as the project has declared them as yet."""
        self._project = project
        self._packages = load_data_packages(project) if packages is None else packages
        self._views = project.told(Views)
        told = project.told(Derivations)
        self._derived, self._readers = told.tables(), told.readers or {}
        self._made: dict[str, pa.Table] = {}
        self._making: list[str] = []

    def table(self, name: str) -> pa.Table:
        """Table `name` in the columns and types of its schema, sorted by its primary key.

        The name may be that of a view.

        Raises:
            OpendataError: a source is missing, changed or unreadable; nothing makes the table; or
                it is made of itself.
        """
        if name not in self._made:
            self._refuse_a_circle(name)
            self._making.append(name)
            try:
                schema = load_table_schema(self._project, name)
                table = filled(self._make(name), schema, self.table)
                table = table.select(schema.field_names).cast(arrow_schema(schema))
                order = [(field, "ascending") for field in schema.primary_key]
                self._made[name] = table.sort_by(order).combine_chunks()
            finally:
                self._making.pop()
        return self._made[name]

    def _refuse_a_circle(self, name: str) -> None:
        if name in self._making:
            way = " ← ".join([*self._making[self._making.index(name) :], name])
            path = self._project.schemas / f"{name}.schema.json"
            raise OpendataError(
                PROJECT_FILE_BROKEN, path=path, problem=f"the table is made of itself: {way}"
            )

    def give(self, name: str, table: pa.Table) -> None:
        """Take `table` for the one of that name, instead of making it."""
        self._made[name] = table

    def _make(self, name: str) -> pa.Table:
        if base := self._views.table_of(name):
            raw = load_table_schema(self._project, base).descriptor
            # A view has keys of its own, so what is filled in is filled in anew.
            made = self._views.rows(self._unfilled, raw, name)
        else:
            made = self._make_table(name)
        finish = derived(self._derived, base or name).finish
        return finish(made) if finish else made

    def _unfilled(self, name: str) -> pa.Table:
        return unfilled(self.table(name), load_table_schema(self._project, name))

    def _make_table(self, name: str) -> pa.Table:
        how = derived(self._derived, name)
        if how.rule is None:
            return self._from_sources(name, how)
        return how.rule(
            *(
                self._from_sources(name, how) if needed == name else self.table(needed)
                for needed in how.needs
            )
        )

    def _from_sources(self, name: str, how: Derived) -> pa.Table:
        schema = load_table_schema(self._project, name).unfilled
        parts = [
            self.read(source, read_pinned(package, source))
            for package in self._packages
            for source in package.sources
            if source.table == name
        ]
        inputs = {table for p in self._packages for table in p.inputs}
        if not parts and (name in inputs or how.rule is not None):
            return arrow_schema(schema).empty_table()
        if not parts:
            raise OpendataError(TABLE_UNDECLARED, table=name)
        return self._corrected(pa.concat_tables(parts), schema)

    def _corrected(self, rows: pa.Table, schema: TableSchema) -> pa.Table:
        """The rows with the guarded corrections that stand beside the sources of a package."""
        for package in self._packages:
            own = [c for c in corrections_of(package) if c.table == schema.name]
            rows = corrected(rows, schema, own, package.path.parent / FILE)
        return rows

    def read(self, source: Source, data: bytes) -> pa.Table:
        """The rows of a source, by its declared reader, of bytes that need not be the pinned ones.

        Raises:
            OpendataError: what the reader raises for what it cannot read.
        """
        schema = load_table_schema(self._project, source.table).unfilled
        how = derived(self._derived, source.table)
        if how.declared is not None:
            return how.declared(source.path, data, arrow_schema(schema))
        for name, reader in self._readers.items():
            if name in source.descriptor:
                return reader(source.path, data, source.descriptor[name], schema, self.table)
        if is_laid_out(source.path, source.descriptor):
            return read_laid_out(source.path, data, source.descriptor.get("layout", {}), schema)
        return read_table(source.path, data, schema)


def chosen_packages(project: Project, names: Iterable[str]) -> tuple[DataPackage, ...]:
    """The named packages, or all of them when none is named."""
    chosen = tuple(dict.fromkeys(names)) or project.package_names()
    return tuple(load_data_package(project, name) for name in chosen)
