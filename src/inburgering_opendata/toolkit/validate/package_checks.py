"""Checks of a package as a whole: is it ours, is it complete, are its files the declared ones?

They come before the expectations, which only see tables that could be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from inburgering_opendata.toolkit.describe.descriptor import PROFILE, published_schema
from inburgering_opendata.toolkit.describe.file_formats import CSV, TABLE_FORMATS, package_resources
from inburgering_opendata.toolkit.ground.left_behind import is_left_behind, left_behind
from inburgering_opendata.toolkit.tables.scan import Scan, scan_file
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.toolkit.validate.workspace import PackageFolder, TableFile

TOOL = "opendata"
AGAIN = "Assemble the package again with `opendata assemble`."


def check_package(package: PackageFolder) -> Iterator[CheckResult]:
    """That the project knows the package, and its descriptor describes what the project does."""
    if package.declared is None:
        yield result(
            package.name,
            "(package)",
            "package.known",
            Outcome.ERROR,
            "Only a package that the project describes can be checked.",
            expected="a package of this project",
            observed=f"the unknown package '{package.name}'",
            hint="Remove it, or check it with the version of opendata that made it.",
        )
        return
    strange = _strange_resources(package)
    yield result(
        package.name,
        "(package)",
        "package.resources",
        Outcome.FAILED if strange else Outcome.PASSED,
        "A descriptor must not lead a reader to a file outside the package, or to another table.",
        expected="a resource for each table, in data/, and nothing else",
        observed=f"{len(strange)} resources are not" if strange else "it is so",
        failures=strange,
        hint=AGAIN if strange else None,
    )
    resources = resources_of(package.descriptor)
    yield _nothing_else(package, resources)
    yield from check_left_behind(package.name, list(left_behind(package.path)))
    for file in package.tables:
        yield _described_as_declared(package, file, resources.get(file.name, {}))
    if not strange:
        yield from _other_formats(package, resources)


def check_names(packages: Iterable[PackageFolder]) -> Iterator[CheckResult]:
    """That no package is there twice: one of them would be checked against the other."""
    counts = Counter(package.name for package in packages)
    for name in sorted(name for name, count in counts.items() if count > 1):
        yield result(
            name,
            "(package)",
            "package.once",
            Outcome.FAILED,
            "Of two packages with one name a reader cannot know which is meant.",
            expected="one folder with this package",
            observed=f"{counts[name]} folders",
            hint="Move the other one away.",
        )


def _nothing_else(
    package: PackageFolder, resources: Mapping[str, Mapping[str, Any]]
) -> CheckResult:
    described = {str(resource.get("path")) for resource in resources.values()}
    found = (package.path / "data").rglob("*")
    inside = {
        path.relative_to(package.path).as_posix()
        for path in found
        if not (path.is_dir() or is_left_behind(path))
    }
    stray = tuple(
        Failure(
            key={"file": name},
            expected="a file that datapackage.json describes",
            observed="not described",
        )
        for name in sorted(inside - described)
    )
    return result(
        package.name,
        "(package)",
        "package.files",
        Outcome.FAILED if stray else Outcome.PASSED,
        "A file that nobody described has not been checked.",
        expected="in data/ only what datapackage.json describes",
        observed=f"{len(stray)} other files" if stray else "it is so",
        failures=stray,
        hint="Move them away, or assemble the package again." if stray else None,
    )


def check_left_behind(place: str, names: Sequence[str]) -> Iterator[CheckResult]:
    """A warning that names what a system or a program left behind, where there is any of it."""
    if names:
        yield result(
            place,
            "(package)",
            "package.left_behind",
            Outcome.WARNING,
            "What a system leaves in a folder is no part of what was published.",
            expected="no other files than those that were published",
            observed=f"{len(names)} files that a system left behind",
            failures=tuple(
                Failure(key={"file": name}, expected="no such file", observed="left behind")
                for name in names
            ),
            hint="Remove them; nothing that was published is changed by it.",
        )


def _other_formats(
    package: PackageFolder, resources: Mapping[str, Mapping[str, Any]]
) -> Iterator[CheckResult]:
    """That every file beside the CSV is the one that was published."""
    assert package.declared is not None
    for each, name in package_resources(package.declared):
        resource = resources.get(each.resource_of(name))
        if each is not CSV and resource is not None:
            path = package.path / each.path_of(name)
            scan = scan_file(path, is_csv=False) if path.is_file() else None
            table = name if each in TABLE_FORMATS else "(package)"
            yield same_bytes(package.name, table, each.check, resource, scan)


def resources_of(descriptor: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The resources of a descriptor by name; what is no resource at all is left out."""
    listed = descriptor.get("resources")
    return {
        str(resource["name"]): resource
        for resource in (listed if isinstance(listed, list) else [])
        if isinstance(resource, dict) and "name" in resource
    }


def safe_for_others(package: PackageFolder) -> bool:
    """Whether another reader can be given the descriptor: it leads nowhere but into the package."""
    return package.declared is not None and not _strange_resources(package)


def same_bytes(
    package: str, table: str, check: str, resource: Mapping[str, Any], scan: Scan | None
) -> CheckResult:
    """Whether a file has the size and sha256 that the descriptor gives."""
    expected = f"{resource.get('bytes')} bytes, {resource.get('hash')}"
    observed = f"{scan.bytes} bytes, sha256:{scan.sha256}" if scan else "the file is not there"
    right = expected == observed
    missing = "hash" not in resource or scan is None
    return result(
        package,
        table,
        check,
        Outcome.PASSED if right else (Outcome.ERROR if missing else Outcome.FAILED),
        "A file that changed after it was made may say something nobody checked.",
        expected=expected,
        observed=observed,
        hint=None if right else f"If nobody meant to change it, restore it. {AGAIN}",
    )


def readable(
    file: TableFile, problems: tuple[str, ...], rows: int | None, missing: bool
) -> CheckResult:
    """Whether the file of a table could be read as a table."""
    if missing:
        outcome, observed = Outcome.ERROR, f"{file.path.name} is not there"
    elif problems:
        outcome, observed = Outcome.FAILED, problems[0]
    else:
        outcome, observed = Outcome.PASSED, f"{rows} rows"
    kind = {
        "csv": "a CSV file in UTF-8 with as many cells in each row as the header has",
        "parquet": "a Parquet file",
    }
    return result(
        file.package,
        file.name,
        "file.readable",
        outcome,
        "What cannot be read cannot be checked.",
        expected=kind[file.format],
        observed=observed,
        failures=tuple(
            Failure(key={}, expected="a readable row", observed=problem) for problem in problems
        ),
        hint=None if outcome is Outcome.PASSED else f"Restore {file.path.name}, or {_lower(AGAIN)}",
    )


def result(
    package: str,
    table: str,
    check: str,
    outcome: Outcome,
    reason: str,
    *,
    expected: str,
    observed: str,
    failures: tuple[Failure, ...] = (),
    hint: str | None = None,
) -> CheckResult:
    """A result of this tool itself."""
    return CheckResult(
        package=package,
        table=table,
        check=check,
        expectation=TOOL,
        outcome=outcome,
        reason=reason,
        expected=expected,
        observed=observed,
        unexpected_count=len(failures),
        failures=failures,
        hint=hint,
    )


def _strange_resources(package: PackageFolder) -> tuple[Failure, ...]:
    """Everything in the descriptor that a package of this project does not have."""
    assert package.declared is not None
    paths = {CSV.resource_of(table): CSV.path_of(table) for table in package.declared.tables}
    optional = {
        each.resource_of(name): each.path_of(name)
        for each, name in package_resources(package.declared)
    }
    resources = resources_of(package.descriptor)
    strange = [
        Failure(key={"resource": name}, expected=f"the path {path}", observed="no such resource")
        for name, path in paths.items()
        if name not in resources
    ]
    for name, resource in resources.items():
        expected = optional.get(name)
        if expected is None:
            strange.append(
                Failure(
                    key={"resource": name}, expected="a table of the package", observed="unknown"
                )
            )
        elif resource.get("path") != expected:
            found = str(resource.get("path"))[:200]
            strange.append(
                Failure(key={"resource": name}, expected=f"the path {expected}", observed=found)
            )
        elif name in paths and not isinstance(resource.get("schema"), dict):
            strange.append(
                Failure(
                    key={"resource": name}, expected="a Table Schema", observed="none, or elsewhere"
                )
            )
    listed = package.descriptor.get("resources")
    if not isinstance(listed, list) or len(listed) != len(resources):
        strange.append(
            Failure(
                key={},
                expected="a list of resources with different names",
                observed="something else",
            )
        )
    if package.descriptor.get("$schema") != PROFILE or "profile" in package.descriptor:
        found = str(package.descriptor.get("$schema") or package.descriptor.get("profile"))[:200]
        strange.append(Failure(key={}, expected=f"the profile {PROFILE}", observed=found))
    return tuple(strange)


def _described_as_declared(
    package: PackageFolder, file: TableFile, resource: Mapping[str, Any]
) -> CheckResult:
    assert package.declared is not None
    described = resource.get("schema")
    right = described == published_schema(file.schema, package.declared.tables)
    return result(
        package.name,
        file.name,
        "package.schema",
        Outcome.PASSED if right else Outcome.FAILED,
        "A descriptor with a weaker schema would let wrong data pass.",
        expected="the schema of the project in datapackage.json",
        observed="the same" if right else ("another schema" if described else "no such resource"),
        hint=None if right else AGAIN,
    )


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
