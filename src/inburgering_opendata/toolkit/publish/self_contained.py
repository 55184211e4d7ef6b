"""The zip of a package joins on its own: it brings the tables that its keys refer to.

In a release those stand in the folders of other packages, and the descriptor of a package keeps
such keys apart. Who downloads one zip has no other folder, so the zip has a copy of each of these
tables, beside the package's own and marked with `borrowedFrom`, and in its
descriptor every key is one within the package.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from inburgering_opendata.toolkit.describe.descriptor import (
    BORROWED,
    EXTERNAL_KEYS,
    with_keys_among,
)
from inburgering_opendata.toolkit.describe.file_formats import TABLE_FORMATS
from inburgering_opendata.toolkit.ground.file import File, Files, InMemory
from inburgering_opendata.toolkit.ground.files import to_json

DESCRIPTOR = "datapackage.json"

Described = dict[str, Any]


def self_contained(package: str, files: Files) -> dict[str, File]:
    """The files of the zip of `package`, by path within its folder.

    Args:
        files: those of the release, by path; a table that is referred to and is not among them
            stays a table of elsewhere.
    """
    folder = f"{package}/"
    own = {path.removeprefix(folder): f for path, f in files.items() if path.startswith(folder)}
    if DESCRIPTOR not in own:
        return own
    descriptor: Described = json.loads(own[DESCRIPTOR].read())
    tables = _tables(descriptor)
    owners = _owners(files, package)
    borrowed = _referred(tables, {name: _tables(owner)[name] for name, owner in owners.items()})
    if not borrowed:
        return own
    siblings = [*tables, *borrowed]
    for name in borrowed:
        own |= _files_of(name, owners[name]["name"], files)
    described = {
        **descriptor,
        "sources": [*descriptor.get("sources", ()), *_sources(borrowed, owners)],
        "resources": [
            _among(resource, siblings)
            for resource in [*descriptor["resources"], *_resources(borrowed, owners)]
        ],
    }
    return {**own, DESCRIPTOR: InMemory(to_json(described))}


def _owners(files: Files, package: str) -> dict[str, Described]:
    """The descriptor of the other package that has each table, by the name of the table."""
    found: dict[str, Described] = {}
    for path in sorted(files):
        folder, _, name = path.partition("/")
        if name == DESCRIPTOR and folder != package:
            descriptor = json.loads(files[path].read())
            found |= dict.fromkeys(_tables(descriptor), descriptor)
    return found


def _tables(descriptor: Described) -> dict[str, Described]:
    """The resources that are tables, by name."""
    resources = descriptor.get("resources", ())
    return {each["name"]: each for each in resources if each.get("type") == "table"}


def _referred(own: Mapping[str, Described], others: Mapping[str, Described]) -> list[str]:
    """The tables among `others` that keys of `own` refer to, and that theirs do, in order."""
    found: set[str] = set()
    ahead = [*own.values()]
    while ahead:
        schema = ahead.pop()["schema"]
        keys = [*schema.get("foreignKeys", ()), *schema.get(EXTERNAL_KEYS, ())]
        new = {key["reference"]["resource"] for key in keys} - found - {*own}
        for name in new & {*others}:
            found.add(name)
            ahead.append(others[name])
    return sorted(found)


def _resources(borrowed: Sequence[str], owners: Mapping[str, Described]) -> list[Described]:
    return [
        {**resource, BORROWED: owners[name]["name"]}
        for name in borrowed
        for resource in owners[name]["resources"]
        if resource["name"] in [each.resource_of(name) for each in TABLE_FORMATS]
    ]


def _sources(borrowed: Sequence[str], owners: Mapping[str, Described]) -> list[Described]:
    return [
        source
        for name in borrowed
        for source in owners[name].get("sources", ())
        if source.get("table") == name
    ]


def _files_of(table: str, package: str, files: Files) -> dict[str, File]:
    paths = [each.path_of(table) for each in TABLE_FORMATS]
    return {path: files[f"{package}/{path}"] for path in paths if f"{package}/{path}" in files}


def _among(resource: Described, siblings: Sequence[str]) -> Described:
    if "schema" not in resource:
        return resource
    return {**resource, "schema": with_keys_among(resource["schema"], siblings)}
