"""What a release says in words, and that it has no file but those that follow from its tables.

Codebooks, descriptors, what the project declares, and what workbooks, the database and Parquet say
of themselves, are made by the project at hand and must be the same. Where the release was made by
another edition of the project, what is otherwise is not proven; else it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.file_formats import (
    DATABASE,
    PARQUET,
    TABLE_FORMATS,
    WORKBOOK,
)
from inburgering_opendata.toolkit.ground.alone import FOLDER, TOOLKIT
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.file import InMemory
from inburgering_opendata.toolkit.ground.files import parse_json, to_json
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.sums import SIGNATURE, SUMS
from inburgering_opendata.toolkit.publish.contents import about_of, views_of, words_of
from inburgering_opendata.toolkit.publish.formats.database import structure_difference
from inburgering_opendata.toolkit.publish.formats.package_contents import PackageContents
from inburgering_opendata.toolkit.publish.formats.workbook_reader import words_difference
from inburgering_opendata.toolkit.releases.verify.checksums import RELEASE
from inburgering_opendata.toolkit.releases.verify.made_anew import files_of, is_derived
from inburgering_opendata.toolkit.tables.parquet_writer import footer_difference
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.result import (
    CheckResult,
    Failure,
    Outcome,
    ValidationResult,
)
from inburgering_opendata.toolkit.validate.workspace import ReleaseFolder, Workspace

VALIDATION = "validation.json"
_WHY = "Whoever reads what a table means believes it as much as what is in it."
_OWN = f"{FOLDER}/"
_GOOD = (Outcome.PASSED.value, Outcome.WARNING.value)


def check_words(
    project: Project,
    workspace: Workspace,
    published: Mapping[str, pa.Table],
    validation: ValidationResult,
) -> Iterator[CheckResult]:
    """That everything in a release but catalogue and pages follows from its tables.

    Args:
        project: whose words they are.
        workspace: a release; of anything else nothing is checked.
        published: every table of the release, as its CSV has it, in order.
        validation: what is found of the release today.
    """
    release = workspace.release
    if release is None:
        return
    if project.needs:
        told = f"not recomputed: they need the module {project.needs}"
        yield _result(Outcome.UNPROVEN, told)
        return
    try:
        found = _differences(project, workspace, release, published, validation)
    except (OpendataError, OSError, ValueError, LookupError, TypeError) as error:
        yield _result(Outcome.FAILED, f"what they should be cannot be made: {error}")
        return
    edition = {name: told for name, told in found.items() if name.startswith(_OWN)}
    others = {name: told for name, told in found.items() if name not in edition}
    # Another version of the toolkit may have made the very same.
    is_ours = not edition.keys() - {_OWN + TOOLKIT}
    if not found:
        yield _result(Outcome.PASSED, "they are the same")
    if others:
        yield _result(Outcome.FAILED if is_ours else Outcome.UNPROVEN, "they are not", others)
    if edition:
        told = "the release was made by another edition of the project, or of the toolkit"
        yield _result(Outcome.WARNING if is_ours else Outcome.UNPROVEN, told, edition)


def _differences(
    project: Project,
    workspace: Workspace,
    release: ReleaseFolder,
    published: Mapping[str, pa.Table],
    validation: ValidationResult,
) -> dict[str, tuple[str, str]]:
    """By file, what was expected and what is there."""
    files = files_of(release.path)
    version, catalog = str(release.descriptor["version"]), load_catalog(project)
    packages = []
    for each in workspace.packages:
        assert each.declared is not None
        schemas = {file.name: file.schema for file in each.tables}
        # They are in order: to put them so once more would copy what is large.
        own = {name: published[name] for name in each.declared.tables}
        of = {name: schemas[name] for name in own}
        packages.append(
            PackageContents(
                package=each.declared,
                schemas=of,
                tables=own,
                version=version,
                languages=catalog.languages,
            )
        )
    found: dict[str, tuple[str, str]] = {}
    wanted = {VALIDATION, SUMS, SIGNATURE, *_data(packages, catalog.name)}
    for name in sorted(wanted - files.keys() - {SUMS, SIGNATURE}):
        found[name] = ("the file", "no such file")
    words = words_of(project, packages, files)
    for name, data in words.items():
        if name not in files:
            found[name] = ("the file", "no such file")
        elif files[name].fingerprint != InMemory(data).fingerprint:
            found[name] = ("what follows from the tables and the project", "other words")
    stray = [name for name in files if name not in wanted and name not in words]
    found |= {name: ("no such file", "a file") for name in stray if not is_derived(name)}
    for name, observed in _within_files(project, release, packages, catalog.name):
        found[name] = ("what the project says of it", observed)
    if VALIDATION in files and (told := _judged_otherwise(files[VALIDATION].read(), validation)):
        found[VALIDATION] = ("what is found of the release today", told)
    return found


def _data(packages: Sequence[PackageContents], name: str) -> Iterator[str]:
    """The files of data, and the zips, by path in the release."""
    yield DATABASE.path_of(name)
    for each in packages:
        package = each.package.name
        yield f"{package}.zip"
        yield f"{package}/{WORKBOOK.path_of(package)}"
        for table in each.tables:
            yield from (f"{package}/{kind.path_of(table)}" for kind in TABLE_FORMATS)


def _within_files(
    project: Project, release: ReleaseFolder, packages: Sequence[PackageContents], name: str
) -> Iterator[tuple[str, str]]:
    """What a file says of itself that it should not, by path."""
    path = DATABASE.path_of(name)
    if told := structure_difference(release.path / path, packages, views_of(project, packages)):
        yield path, told
    for each in packages:
        folder = each.package.name
        path = f"{folder}/{WORKBOOK.path_of(folder)}"
        if told := words_difference((release.path / path).read_bytes(), each):
            yield path, told
        for table, schema in each.schemas.items():
            path = f"{folder}/{PARQUET.path_of(table)}"
            if told := footer_difference(release.path / path, schema, about_of(each)):
                yield path, told


def _judged_otherwise(data: bytes, validation: ValidationResult) -> str | None:
    """What the validation in a release says that today's does not.

    Another engine has other checks as well and other words for what it saw; and of files and
    folders there may be more to tell now.
    """
    said, today = parse_json(data), validation.to_dict()
    if to_json(said) != data:
        return "it is not written as it is by publishing"
    if said.keys() != today.keys():
        return f"it tells of {', '.join(said)}"
    if said["tables"] != today["tables"]:
        return "it is of other tables"
    if said["outcome"] not in _GOOD:
        return f"it says {said['outcome']}, and is published"
    counted = dict.fromkeys(said["counts"], 0)
    now = {_place(check): check for check in today["checks"]}
    for check in said["checks"]:
        counted[check["outcome"]] += 1
        ours = now.get(_place(check))
        alike = ("outcome", "expectation", "reason")
        is_data = not check["check"].startswith(("package.", "release.", "file."))
        if ours and is_data and any(ours[name] != check[name] for name in alike):
            return f"it says something else of {check['table']}, {check['check']}"
    return None if counted == said["counts"] else "its counts are not those of its checks"


def _place(check: Mapping[str, object]) -> tuple[object, ...]:
    return check["package"], check["table"], check["check"]


def _result(
    outcome: Outcome, observed: str, files: Mapping[str, tuple[str, str]] | None = None
) -> CheckResult:
    hints = {
        Outcome.PASSED: None,
        Outcome.FAILED: "Fetch the release again from its publisher; if it is the same, ask them.",
    }
    return result(
        RELEASE,
        RELEASE,
        "recomputed.words",
        outcome,
        _WHY,
        expected="codebooks, descriptors and files that follow from the tables and the project",
        observed=observed,
        failures=tuple(
            Failure(key={"file": name}, expected=expected, observed=there)
            for name, (expected, there) in sorted((files or {}).items())
        ),
        hint=hints.get(outcome, "Verify it with the edition of the project that made it."),
    )
