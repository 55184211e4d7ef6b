"""What a project declares of the tables of a release, as files of that release."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from inburgering_opendata.toolkit.describe.data_package import DataPackage
from inburgering_opendata.toolkit.describe.package_corrections import FILE as CORRECTIONS
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.alone import FOLDER, TOOLKIT
from inburgering_opendata.toolkit.ground.distribution import DISTRIBUTION
from inburgering_opendata.toolkit.ground.files import to_json
from inburgering_opendata.toolkit.ground.installed import FILE, Folders
from inburgering_opendata.toolkit.ground.project import Project


def own_project_files(project: Project, packages: Sequence[DataPackage]) -> dict[str, bytes]:
    """Schemas, suites, lists of categories, packages and the project file, byte for byte as they
    are declared, in the usual folders; and the version of this toolkit.

    The sources are not among them: each package says where they are from, and their hashes.
    """
    folders, table_of = Folders(), project.told(Views).table_of
    tables = sorted({table_of(name) or name for each in packages for name in each.tables})
    wanted = {
        f"{folders.schemas}/categories.json": project.schemas / "categories.json",
        f"{folders.packages}/organisations.json": project.packages / "organisations.json",
    }
    for table in tables:
        schema, suite = f"{table}.schema.json", f"{table}.json"
        wanted[f"{folders.schemas}/{schema}"] = project.schemas / schema
        wanted[f"{folders.expectations}/{suite}"] = project.expectations / suite
    for package in packages:
        for name in ("package.json", CORRECTIONS):
            path = project.packages / package.name / name
            wanted[f"{folders.packages}/{package.name}/{name}"] = path
    made = {name: path.read_bytes() for name, path in wanted.items() if path.is_file()}
    made[FILE] = _project_file(project)
    made[TOOLKIT] = to_json({"name": DISTRIBUTION, "version": version(DISTRIBUTION)})
    return {f"{FOLDER}/{name}": data for name, data in made.items()}


def _project_file(project: Project) -> bytes:
    """`opendata.toml`, whose folders are the usual ones here."""
    if not project.file.is_file():
        return b"# The project has no file of its own.\n"
    text = project.file.read_text(encoding="utf-8")
    if project.folders == Folders():
        return text.encode()
    kept, within = [], False
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith("["):
            within = line.strip() == "[folders]"
        if not within:
            kept.append(line)
    return "".join(kept).encode()
