"""Checks of a package as a whole: is it ours, is it complete, can its files be read?

They come before the expectations, which only see tables that could be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from inburgering_opendata.assemble.descriptor import published_schema
from inburgering_opendata.validate.result import CheckResult, Failure, Outcome
from inburgering_opendata.validate.workspace import PackageFolder, TableFile

TOOL = "opendata"


def check_package(package: PackageFolder) -> Iterator[CheckResult]:
    """That the project knows the package, and its descriptor describes the tables as it does."""
    if package.declared is None:
        yield _result(
            package.name,
            "(package)",
            "package.known",
            Outcome.ERROR,
            "Only a package that the project describes can be checked.",
            expected="a package of this project",
            observed=f"the unknown package '{package.name}'",
            hint="Remove the folder, or check it with the version of opendata that made it.",
        )
        return
    resources = {
        resource.get("name"): resource
        for resource in package.descriptor.get("resources", [])
        if isinstance(resource, dict)
    }
    for file in package.tables:
        yield _described_as_declared(package, file, resources)
        yield _readable(file)


def _described_as_declared(
    package: PackageFolder, file: TableFile, resources: dict[str | None, dict[str, object]]
) -> CheckResult:
    assert package.declared is not None
    declared = published_schema(file.schema, package.declared.tables)
    described = resources.get(file.name, {}).get("schema")
    right = described == declared
    return _result(
        package.name,
        file.name,
        "package.schema",
        Outcome.PASSED if right else Outcome.FAILED,
        "A descriptor with a weaker schema would let wrong data pass.",
        expected="the schema of the project in datapackage.json",
        observed="the same" if right else ("another schema" if described else "no such resource"),
        hint=None if right else "Assemble the package again with `opendata assemble`.",
    )


def _readable(file: TableFile) -> CheckResult:
    reading = file.reading
    if reading is None:
        outcome, observed = Outcome.ERROR, f"{file.path.name} is not there"
        failures: tuple[Failure, ...] = ()
    elif reading.table is None:
        outcome, observed = Outcome.FAILED, reading.broken[0]
        failures = tuple(Failure({}, "a readable row", problem) for problem in reading.broken)
    else:
        outcome, observed, failures = Outcome.PASSED, f"{reading.table.num_rows} rows", ()
    return _result(
        file.package,
        file.name,
        "file.readable",
        outcome,
        "What cannot be read cannot be checked.",
        expected="a CSV file in UTF-8 with as many cells in each row as the header has",
        observed=observed,
        failures=failures,
        hint=None
        if outcome is Outcome.PASSED
        else f"Restore {file.path.name}, or assemble the package again.",
    )


def _result(
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
    return CheckResult(
        package,
        table,
        check,
        TOOL,
        outcome,
        reason,
        expected,
        observed,
        unexpected_count=len(failures),
        failures=failures,
        hint=hint,
    )
