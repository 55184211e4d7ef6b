"""The independent second opinion: frictionless on descriptors and CSV files.

It checks types, constraints, hashes, and primary and foreign keys, across packages too. It knows
nothing of our engines, and it reads the descriptors as they stand in the folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inburgering_opendata.toolkit.describe.descriptor import PROFILE, RESOURCE_PROFILE
from inburgering_opendata.toolkit.describe.table_schema import TableSchema
from inburgering_opendata.toolkit.validate.result import CheckResult, Failure, Outcome

TOOL = "frictionless"
REASON = "A second, independent reader must find the same tables good."


def opinion_of_packages(folders: Mapping[str, Path]) -> list[CheckResult]:
    """One result a resource of every package, by name and folder, and one a descriptor.

    Foreign keys to other packages are checked when the other package is among them.
    """
    from frictionless import FrictionlessException, Package

    results: list[CheckResult] = []
    resources: list[dict[str, Any]] = []
    owner: dict[str, str] = {}
    base = Path(os.path.commonpath([folder.resolve() for folder in folders.values()]))
    for package, folder in folders.items():
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        problems = _descriptor_problems(descriptor, folder)
        results.append(_result(package, "(package)", "frictionless.descriptor", problems))
        if not problems:
            inside = folder.resolve().relative_to(base).as_posix()
            for resource in descriptor["resources"]:
                owner[resource["name"]] = package
                resources.append({**resource, "path": f"{inside}/{resource['path']}"})
    if not resources:
        return results
    together = [_with_outside_keys(resource, owner) for resource in resources]
    try:
        report = Package.from_descriptor(
            {"$schema": PROFILE, "name": "together", "resources": together}, basepath=str(base)
        ).validate()
    except FrictionlessException as error:
        problems = (
            Failure(key={}, expected="descriptors that fit together", observed=error.error.message),
        )
        return [*results, _result("(all)", "(package)", "frictionless.together", problems)]
    keys = {each["name"]: each.get("schema", {}).get("primaryKey", ()) for each in resources}
    for task in report.tasks:
        key, labels = keys.get(task.name, ()), task.labels or ()
        failures = tuple(_failure(error, key, labels) for error in task.errors)
        results.append(_result(owner[task.name], task.name, "frictionless.resource", failures))
    if report.errors:
        problems = tuple(_failure(error) for error in report.errors)
        results.append(_result("(all)", "(package)", "frictionless.together", problems))
    return results


def opinion_of_file(package: str, schema: TableSchema, path: Path) -> list[CheckResult]:
    """The result for a CSV file that stands alone: types, constraints and primary key."""
    from frictionless import FrictionlessException, Resource

    alone = {key: value for key, value in schema.descriptor.items() if key != "foreignKeys"}
    descriptor = {
        # Without it frictionless reads as version 1, and refuses what version 2 added.
        "$schema": RESOURCE_PROFILE,
        "name": schema.name,
        "type": "table",
        "path": path.name,
        "format": "csv",
        "encoding": "utf-8",
        "schema": alone,
    }
    try:
        resource = Resource.from_descriptor(descriptor, basepath=str(path.parent))
        report = resource.validate()
    except FrictionlessException as error:
        problems = _reasons(error)
        return [_result(package, schema.name, "frictionless.descriptor", problems)]
    failures = tuple(_failure(error) for task in report.tasks for error in task.errors)
    failures += tuple(_failure(error) for error in report.errors)
    return [_result(package, schema.name, "frictionless.resource", failures)]


def no_opinion(error: Exception) -> CheckResult:
    """That frictionless was asked and gave no answer, whatever it stumbled over."""
    said = str(error).strip().splitlines() or [""]
    return CheckResult(
        package="(all)",
        table="(package)",
        check="frictionless.answer",
        expectation=TOOL,
        outcome=Outcome.ERROR,
        reason=REASON,
        expected="an answer",
        observed=f"it gave none: {type(error).__name__}: {said[0]}",
        hint="Look at the other results first; --engine duckdb does not ask frictionless.",
    )


def _descriptor_problems(descriptor: dict[str, Any], basepath: Path) -> tuple[Failure, ...]:
    from frictionless import FrictionlessException, Package

    try:
        Package.from_descriptor(descriptor, basepath=str(basepath))
    except FrictionlessException as error:
        return _reasons(error)
    return ()


def _reasons(error: Any) -> tuple[Failure, ...]:
    return tuple(
        Failure(key={}, expected="Data Package 2.0", observed=reason.message)
        for reason in error.reasons or [error.error]
    )


def _with_outside_keys(resource: dict[str, Any], owner: Mapping[str, str]) -> dict[str, Any]:
    """The resource with foreign keys to tables of other packages that are here as well."""
    schema = dict(resource.get("schema", {}))
    outside = schema.pop("externalForeignKeys", [])
    here = [key for key in outside if key["reference"]["resource"] in owner]
    if here:
        schema["foreignKeys"] = [*schema.get("foreignKeys", []), *here]
    return {**resource, **({"schema": schema} if schema else {})}


def _failure(error: Any, key: Sequence[str] = (), labels: Sequence[str] = ()) -> Failure:
    """A fault, of a row with its key, by which whoever edits the table finds it in its source.

    Args:
        key: the columns of the primary key.
        labels: the header of the file.
    """
    line = getattr(error, "row_number", None)
    row = dict(zip(labels, getattr(error, "cells", None) or (), strict=False))
    cells = {name: str(row[name]) for name in key if row.get(name)}
    if (field := getattr(error, "field_name", None)) and "field" not in cells:
        cells["field"] = str(field)
    return Failure(key=cells, expected=error.title, observed=error.message, line=line)


def _result(package: str, table: str, check: str, failures: tuple[Failure, ...]) -> CheckResult:
    return CheckResult(
        package=package,
        table=table,
        check=check,
        expectation=TOOL,
        outcome=Outcome.FAILED if failures else Outcome.PASSED,
        reason=REASON,
        expected="valid by Data Package 2.0, with its hash",
        observed=f"{len(failures)} errors: {failures[0].observed}" if failures else "valid",
        unexpected_count=len(failures),
        failures=failures,
        hint="If nobody meant to change the file, assemble it again." if failures else None,
    )
