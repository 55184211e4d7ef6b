"""Tables of other packages that the zip of a package brings, so that it joins on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inburgering_opendata.toolkit.describe.data_package import DataPackage, load_data_packages
from inburgering_opendata.toolkit.describe.descriptor import BORROWED
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.project import Project


def with_borrowed(
    project: Project, package: DataPackage, descriptor: Mapping[str, Any]
) -> DataPackage:
    """`package` with the tables of others that its keys refer to, as far as `descriptor` marks them
    as borrowed, and with their sources; they are then checked as its own are.
    """
    marked = borrowed_in(descriptor)
    owners = {table: each for each in load_data_packages(project) for table in each.tables}
    borrowed = [name for name in _referred(project, package.tables, [*owners]) if name in marked]
    sources = [s for name in borrowed for s in owners[name].sources if s.table == name]
    return replace(
        package, tables=(*package.tables, *borrowed), sources=(*package.sources, *sources)
    )


def borrowed_in(descriptor: Mapping[str, Any]) -> frozenset[str]:
    """The names of the resources that a descriptor marks as copies of those of other packages."""
    resources = descriptor.get("resources")
    return frozenset(
        str(resource.get("name"))
        for resource in (resources if isinstance(resources, list) else ())
        if isinstance(resource, dict) and BORROWED in resource
    )


def _referred(project: Project, tables: Sequence[str], known: Sequence[str]) -> list[str]:
    """The other tables that keys of `tables` refer to, and that theirs do, in order."""
    found: set[str] = set()
    ahead = [*tables]
    while ahead:
        keys = load_table_schema(project, ahead.pop()).foreign_keys
        new = {key.reference_table for key in keys} & {*known} - found - {*tables}
        found |= new
        ahead += new
    return sorted(found)
