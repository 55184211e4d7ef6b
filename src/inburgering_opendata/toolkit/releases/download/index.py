"""`releases.json`: which releases there are, and the hash of each of their files.

It stands beside the folders of the versions, and is all that a server needs beside plain files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import read_json, to_json, write_whole
from inburgering_opendata.toolkit.ground.sums import SUMS
from inburgering_opendata.toolkit.ground.version import order
from inburgering_opendata.toolkit.releases.download.errors import INDEX_UNREADABLE, NOT_RELEASED
from inburgering_opendata.toolkit.releases.download.transfer import Remote
from inburgering_opendata.toolkit.tables.scan import scan_file

INDEX = "releases.json"
LATEST = "latest"


@dataclass(frozen=True)
class ReleasedPackage:
    """The zip of a package of a release, and the tables in it."""

    name: str
    tables: tuple[str, ...]
    file: Remote


@dataclass(frozen=True)
class Released:
    """A release as the index has it."""

    version: str
    packages: Mapping[str, ReleasedPackage]
    sums: Remote


@dataclass(frozen=True)
class Index:
    """The releases at an address, newest first."""

    address: str
    releases: tuple[Released, ...]

    def release(self, version: str) -> Released:
        """The release of that version, or the newest one for `latest`.

        Raises:
            OpendataError: `NOT_RELEASED`.
        """
        found = [r for r in self.releases if version in (LATEST, r.version)]
        if not found:
            known = ", ".join(r.version for r in self.releases) or "none"
            raise OpendataError(
                NOT_RELEASED, address=self.address, what=f"version {version}", known=known
            )
        return found[0]

    def package(self, release: Released, name: str) -> ReleasedPackage:
        """A package of a release; raises `NOT_RELEASED` as well."""
        if name not in release.packages:
            known = ", ".join(release.packages)
            what = f"package {name} in {release.version}"
            raise OpendataError(NOT_RELEASED, address=self.address, what=what, known=known)
        return release.packages[name]

    def package_of_table(self, release: Released, table: str) -> ReleasedPackage:
        """The package of a release that has a table; raises `NOT_RELEASED` as well."""
        for package in release.packages.values():
            if table in package.tables:
                return package
        known = ", ".join(table for p in release.packages.values() for table in p.tables)
        what = f"table {table} in {release.version}"
        raise OpendataError(NOT_RELEASED, address=self.address, what=what, known=known)


def read_index(data: bytes, address: str) -> Index:
    """The index that was read at `address`, the folder of `releases.json`.

    Raises:
        OpendataError: `INDEX_UNREADABLE`.
    """
    try:
        raw = json.loads(data)
        releases = [_released(each, address) for each in raw["releases"]]
        releases.sort(key=lambda release: order(release.version), reverse=True)
        return Index(address, tuple(releases))
    except KeyError as error:
        problem = f"{INDEX} has no property {error}"
    except (ValueError, TypeError, AttributeError, RecursionError, OpendataError) as error:
        problem = f"{INDEX} is not an index of releases: {error}"
    raise OpendataError(INDEX_UNREADABLE, address=address, problem=problem)


def _released(raw: Mapping[str, Any], address: str) -> Released:
    base = urljoin(address, raw["path"])
    packages = {
        name: ReleasedPackage(name, tuple(each["tables"]), _remote(each, base))
        for name, each in raw["packages"].items()
    }
    return Released(str(raw["version"]), packages, _remote(raw["sums"], base))


def _remote(raw: Mapping[str, Any], base: str) -> Remote:
    digest, size = str(raw["sha256"]), int(raw["bytes"])
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef") or size < 0:
        raise ValueError(f"'{digest}', {size} is not a sha256 and a size")
    return Remote(urljoin(base, raw["file"]), digest, size)


def write_index(output: Path) -> None:
    """Write `output/releases.json` from the versions that stand in `output`.

    Raises:
        OpendataError: `WRITE_FAILED`.
    """
    releases = [described(folder) for folder in version_folders(output)]
    write_whole(output / INDEX, to_json({"releases": releases}))


def version_folders(output: Path) -> list[Path]:
    """The folders of `output` that hold a release, newest first."""
    found = []
    for folder in output.glob("*"):
        try:
            order(folder.name)
        except OpendataError:
            continue
        if (folder / SUMS).is_file():
            found.append(folder)
    return sorted(found, key=lambda folder: order(folder.name), reverse=True)


def described(folder: Path) -> dict[str, Any]:
    """The entry of the version in a folder."""
    packages = {}
    for archive in sorted(folder.glob("*.zip")):
        descriptor = folder / archive.stem / "datapackage.json"
        resources = read_json(descriptor)["resources"] if descriptor.is_file() else []
        tables = [r["name"] for r in resources if r.get("type") == "table" and "hash" in r]
        packages[archive.stem] = {**_fingerprint(archive), "tables": tables}
    return {
        "version": folder.name,
        "path": f"{folder.name}/",
        "sums": _fingerprint(folder / SUMS),
        "packages": packages,
    }


def _fingerprint(path: Path) -> dict[str, Any]:
    scan = scan_file(path, is_csv=False)
    return {"file": path.name, "sha256": scan.sha256, "bytes": scan.bytes}
