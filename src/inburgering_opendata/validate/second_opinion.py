"""The independent second opinion: frictionless on descriptors and CSV files.

It checks types, constraints, hashes, and primary and foreign keys, across packages too. It knows
nothing of our engines, and it reads the descriptors as they stand in the folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inburgering_opendata.validate.result import CheckResult, Failure, Outcome

TOOL = "frictionless"
REASON = "A second, independent reader must find the same tables good."


def second_opinion(folder: Path) -> list[CheckResult]:
    """One result a resource of every package below `folder`, and one a broken descriptor."""
    from frictionless import FrictionlessException, Package

    results: list[CheckResult] = []
    resources: list[dict[str, Any]] = []
    owner: dict[str, str] = {}
    for path in sorted(folder.glob("*/datapackage.json")):
        package = path.parent.name
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        problems = _descriptor_problems(descriptor, path.parent)
        results.append(_result(package, "(package)", "frictionless.descriptor", problems))
        if not problems:
            for resource in _with_outside_keys(descriptor["resources"], package):
                owner[resource["name"]] = package
                resources.append(resource)
    if not resources:
        return results
    try:
        together = Package.from_descriptor(
            {"name": "together", "resources": resources}, basepath=str(folder)
        )
        report = together.validate()
    except FrictionlessException as error:
        problems = (Failure({}, "descriptors that fit together", error.error.message),)
        return [*results, _result("(all)", "(package)", "frictionless.together", problems)]
    for task in report.tasks:
        failures = tuple(_failure(error) for error in task.errors)
        results.append(_result(owner[task.name], task.name, "frictionless.resource", failures))
    if report.errors:
        problems = tuple(_failure(error) for error in report.errors)
        results.append(_result("(all)", "(package)", "frictionless.together", problems))
    return results


def _descriptor_problems(descriptor: dict[str, Any], basepath: Path) -> tuple[Failure, ...]:
    from frictionless import FrictionlessException, Package

    try:
        Package.from_descriptor(descriptor, basepath=str(basepath))
    except FrictionlessException as error:
        reasons = error.reasons or [error.error]
        return tuple(Failure({}, "Data Package 2.0", reason.message) for reason in reasons)
    return ()


def _with_outside_keys(resources: list[dict[str, Any]], package: str) -> list[dict[str, Any]]:
    """The resources as members of one package of all, in which every foreign key is inside."""
    moved = []
    for resource in resources:
        path = f"{package}/{resource['path']}"
        schema = dict(resource.get("schema", {}))
        if outside := schema.pop("externalForeignKeys", None):
            schema["foreignKeys"] = [*schema.get("foreignKeys", []), *outside]
        moved.append({**resource, "path": path, **({"schema": schema} if schema else {})})
    return moved


def _failure(error: Any) -> Failure:
    line = getattr(error, "row_number", None)
    cells: Mapping[str, str] = {}
    if field := getattr(error, "field_name", None):
        cells = {"field": str(field)}
    return Failure(cells, error.title, error.message, line=line)


def _result(package: str, table: str, check: str, failures: tuple[Failure, ...]) -> CheckResult:
    return CheckResult(
        package,
        table,
        check,
        TOOL,
        Outcome.FAILED if failures else Outcome.PASSED,
        REASON,
        "valid by Data Package 2.0, with its hash",
        f"{len(failures)} errors: {failures[0].observed}" if failures else "valid",
        unexpected_count=len(failures),
        failures=failures,
        hint="If nobody meant to change the file, assemble it again." if failures else None,
    )
