"""What of the project is cited, by its name."""

from __future__ import annotations

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.data_package import (
    load_data_package,
    load_data_packages,
    package_of_table,
)
from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.publish.catalogue.citation import (
    Citation,
    cite_package,
    cite_release,
)
from inburgering_opendata.toolkit.publish.catalogue.errors import NOTHING_BY_THAT_NAME


def cite(project: Project, name: str | None, version: str) -> Citation:
    """The citation of a package or table of `project`, or of everything when `name` is None.

    Raises:
        OpendataError: `NOTHING_BY_THAT_NAME`.
    """
    catalog = load_catalog(project)
    packages = load_data_packages(project)
    if name is None:
        descriptors = [each.descriptor for each in packages]
        return cite_release(catalog, version, descriptors)
    if name in project.package_names():
        return cite_package(catalog, version, load_data_package(project, name).descriptor)
    if package := package_of_table(project, name):
        table = load_table_schema(project, name).descriptor
        descriptor = load_data_package(project, package).descriptor
        return cite_package(catalog, version, descriptor, table)
    known = ", ".join(project.package_names())
    raise OpendataError(NOTHING_BY_THAT_NAME, name=name, packages=known)
