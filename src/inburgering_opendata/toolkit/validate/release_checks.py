"""Checks of a release as a whole: does its own descriptor say what those of its packages say?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from inburgering_opendata.toolkit.describe.file_formats import RELEASE_FORMATS
from inburgering_opendata.toolkit.ground.left_behind import left_behind
from inburgering_opendata.toolkit.tables.scan import scan_file
from inburgering_opendata.toolkit.validate.package_checks import (
    check_left_behind,
    resources_of,
    result,
    same_bytes,
)
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import PackageFolder, ReleaseFolder

RELEASE = "(release)"
_FINGERPRINT = ("path", "hash", "bytes")


def check_release(
    release: ReleaseFolder, packages: tuple[PackageFolder, ...]
) -> Iterator[CheckResult]:
    """That the release lists each file of each package as the package does, and its own files."""
    listed = resources_of(release.descriptor)
    own = _own_files(release)
    differing = _differing(listed, _resources_of_packages(packages), set(own))
    yield result(
        RELEASE,
        RELEASE,
        "release.resources",
        Outcome.FAILED if differing else Outcome.PASSED,
        "Who reads the release as a whole must get the files that its packages describe.",
        expected="every resource of every package, and the files of the release itself",
        observed=f"{len(differing)} resources are not so" if differing else "it is so",
        failures=differing,
        hint="Restore datapackage.json, or publish again." if differing else None,
    )
    of_packages = {package.path.name for package in packages}
    others = (name for name in left_behind(release.path) if name.split("/")[0] not in of_packages)
    yield from check_left_behind(RELEASE, list(others))
    for name, (path, check) in own.items():
        resource = listed.get(name)
        if resource is not None and resource.get("path") == path:
            found = release.path / path
            scan = scan_file(found, is_csv=False) if found.is_file() else None
            yield same_bytes(RELEASE, RELEASE, check, resource, scan)


def _own_files(release: ReleaseFolder) -> dict[str, tuple[str, str]]:
    """The resources that are of no package, each with its path and its check."""
    name = str(release.descriptor.get("name"))
    return {
        each.resource_of(name): (each.path_of(name), each.check)
        for each in RELEASE_FORMATS
        if PurePosixPath(name).name == name
    }


def _resources_of_packages(packages: tuple[PackageFolder, ...]) -> dict[str, Mapping[str, Any]]:
    return {
        name: {**resource, "path": f"{package.path.name}/{resource.get('path')}"}
        for package in packages
        for name, resource in resources_of(package.descriptor).items()
    }


def _differing(
    listed: Mapping[str, Mapping[str, Any]],
    described: Mapping[str, Mapping[str, Any]],
    own: set[str],
) -> tuple[Failure, ...]:
    failures = []
    for name in sorted({*listed, *described, *own}):
        if name not in listed:
            failures.append(
                Failure(key={"resource": name}, expected="a resource", observed="no such resource")
            )
        elif name not in described and name not in own:
            failures.append(
                Failure(
                    key={"resource": name}, expected="a file of the release", observed="unknown"
                )
            )
        elif name in described:
            expected, found = (
                ", ".join(str(resource.get(key)) for key in _FINGERPRINT)
                for resource in (described[name], listed[name])
            )
            if expected != found:
                failures.append(
                    Failure(key={"resource": name}, expected=expected, observed=found[:200])
                )
    return tuple(failures)
