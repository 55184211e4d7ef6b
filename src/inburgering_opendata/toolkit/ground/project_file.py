"""`opendata.toml`: what a project says of itself, read and held against what it may say."""

from __future__ import annotations

from pathlib import Path

from inburgering_opendata.toolkit.ground.declared.kind import Kind
from inburgering_opendata.toolkit.ground.declared.parsing import parse
from inburgering_opendata.toolkit.ground.declared.reading import read_declared
from inburgering_opendata.toolkit.ground.errors import PROJECT_FILE_BROKEN, OpendataError
from inburgering_opendata.toolkit.ground.files import Json
from inburgering_opendata.toolkit.ground.installed import FILE

PROJECT_FILE = Kind(
    name="project", files=FILE, schema=Path(__file__).with_name("project_file.schema.json")
)


def read_project_file(path: Path) -> Json:
    """The properties in `path`, each known and of its kind; any may be left out.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN`, naming the property, what it is and what was expected.
    """
    try:
        declared: Json = read_declared(path, PROJECT_FILE)
    except (OSError, ValueError) as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error
    return declared


def glance_at_subject(path: Path) -> str | None:
    """The `subject` in `path`, of which nothing else is looked at.

    Raises:
        OpendataError: `PROJECT_FILE_BROKEN` when it is not TOML.
    """
    try:
        subject = parse(path.read_bytes(), path.suffix).get("subject")
    except (OSError, ValueError) as error:
        raise OpendataError(PROJECT_FILE_BROKEN, path=path, problem=error) from error
    return subject if isinstance(subject, str) else None
