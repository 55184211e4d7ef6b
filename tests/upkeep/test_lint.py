"""All that is wrong with the files of a project is told at once, each with what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.ground.project import installed_project
from inburgering_opendata.toolkit.upkeep.lint.finding import Severity
from inburgering_opendata.toolkit.upkeep.lint.run import lint
from tests.projects.made_up import AIR, copied, read, run, write
from tests.upkeep.made_up import ADD, INIT, well, write_files
from tests.whole import first

Spoil = Callable[[Path], object]


def replaced(name: str, old: str, new: str) -> Spoil:
    def spoil(project: Path) -> None:
        path = project / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def written(name: str, text: str = "{}") -> Spoil:
    return lambda project: (project / name).write_text(text, encoding="utf-8")


def gone(name: str) -> Spoil:
    return lambda project: (project / name).unlink()


PACKAGE, STATION = "datapackages/air/package.json", "schemas/station.schema.json"
MEASUREMENT, SUITE = "schemas/measurement.schema.json", "expectations/measurement.json"
REFERENCE = '"reference": {\n        "resource": "station"'

LISTS = "schemas/categories.json"
STRAY = "datapackages/air/sources/old.csv"
MISTAKES: list[tuple[Spoil, str, str, str]] = [
    (replaced("opendata.toml", "frequency", "frequenci"), "opendata.toml", "did you mean", "error"),
    (replaced("opendata.toml", '"MONTHLY"', '"MONTLY"'), "opendata.toml", "'MONTHLY'", "error"),
    (replaced("opendata.toml", '"ENVI"', '"ENV"'), "opendata.toml", "'ENVI'", "error"),
    (replaced("opendata.toml", "name =", 'subject = "nowhere"\nname ='), "opendata.toml", "no", ""),
    (replaced("opendata.toml", 'themes = ["ENVI"]', ""), "opendata.toml", "no themes", "warning"),
    (
        replaced("opendata.toml", "air.test/id", "example.org"),
        "opendata.toml",
        "address",
        "warning",
    ),
    (replaced(PACKAGE, '"title@nl": "Lijst', '"titel": "Lijst'), PACKAGE, "sources", "error"),
    (replaced(PACKAGE, '"measurement"', '"mesurement"'), PACKAGE, "no schema", "error"),
    (replaced(PACKAGE, '"name": "air"', '"name": "water"'), PACKAGE, "of the folder", "error"),
    (replaced(PACKAGE, "sources/station", "sources/statoin"), PACKAGE, "is not there", "error"),
    (replaced(PACKAGE, "c0ad54", "c0ad55"), PACKAGE, "not the file that is pinned", "error"),
    (replaced(PACKAGE, '"Air quality"', '"TODO: title"'), PACKAGE, "'title' is still", "draft"),
    (replaced(STATION, '"minLength"', '"minLenght"'), STATION, "'minLength'", "error"),
    (
        replaced(STATION, '"primaryKey": [\n    "code"', '"primaryKey": [\n    "cod"'),
        STATION,
        "",
        "",
    ),
    (replaced(STATION, '"precision": 7', '"precision": 1'), STATION, "precision", "error"),
    (replaced(STATION, '"name": "station"', '"name": "stat"'), STATION, "of the file", "error"),
    (replaced(MEASUREMENT, REFERENCE, REFERENCE[:-4] + 'oin"'), MEASUREMENT, "station", "error"),
    (replaced(SUITE, '"column": "measured_at"', '"column": "at"'), SUITE, "'january'", "error"),
    (replaced(SUITE, "_to_be_given_where", "_to_be_given_were"), SUITE, "did you mean", "error"),
    (replaced(SUITE, '"january"', '"plausible"'), SUITE, "is used twice", "error"),
    (replaced(SUITE, '"warning"', '"mild"'), SUITE, "meta.severity", "error"),
    (gone(SUITE), SUITE, "without a suite", "error"),
    (gone(MEASUREMENT), PACKAGE, "has no schema", "error"),
    (written("schemas/water.schema.json"), "schemas/water.schema.json", "'fields' is", "error"),
    (written(LISTS, '{"a": ["x"]}'), LISTS, "no field has the list 'a'", "warning"),
    (written("schemas/notes.txt"), "schemas/notes.txt", "nothing reads it", "warning"),
    (
        written("datapackages/air/sources/old.csv"),
        "datapackages/air/sources/old.csv",
        "",
        "warning",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "path", "said", "severity"),
    first(12, MISTAKES, "Another mistake is told in the same way."),
)
def test_a_mistake_is_told_with_its_file_and_what_to_do(
    spoil: Spoil, path: str, said: str, severity: str, tmp_path: Path
) -> None:
    before = {(each.path.name, each.problem) for each in lint(AIR)[1]}
    project = copied(tmp_path / "project")
    spoil(project)
    _, findings = lint(project)
    new = [each for each in findings if (each.path.name, each.problem) not in before]
    assert new
    about = [each for each in new if each.path == project / path and said in each.problem]
    assert about, new
    assert severity in ("", about[0].severity.value)
    assert all(each.mend.endswith(".") for each in new)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    replaced("opendata.toml", "frequency", "frequenci")(project)
    replaced(PACKAGE, '"name": "air"', '"name": "water"')(project)
    replaced(STATION, '"minLength"', '"minLenght"')(project)
    replaced(SUITE, '"warning"', '"mild"')(project)
    found = {each.path.name for each in lint(project)[1] if each.severity is Severity.ERROR}
    assert found == {"opendata.toml", "package.json", "station.schema.json", "measurement.json"}


def test_every_command_that_stops_for_a_file_tells_of_the_others(tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    replaced(SUITE, '"warning"', '"mild"')(project)
    replaced(STATION, '"minLength"', '"minLenght"')(project)
    stopped = run(project, "assemble", "--output", tmp_path / "build")
    assert stopped.exit_code == 3
    assert "minLenght" in stopped.stderr.splitlines()[1]
    assert f"as well: {SUITE}: 'expectations.plausible.meta.severity' is 'mild'" in stopped.stderr
    assert "minLenght" not in stopped.stderr.partition("as well:")[2]
    assert "install" not in stopped.stderr
    told = run(project, "validate", tmp_path / "build", "--format", "json")
    assert told.exit_code == 3


def test_the_command_exits_by_what_it_found(tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    assert run(project, "lint").exit_code == 0
    assert run(project, "lint", "--fail-on", "warning").exit_code == 1
    package = read(project / PACKAGE)
    package["description"] = "TODO: say what it is"
    write(project / PACKAGE, package)
    assert run(project, "lint").exit_code == 0
    drafts = run(project, "lint", "--fail-on", "draft", "--format", "json")
    assert drafts.exit_code == 1
    [draft] = [f for f in json.loads(drafts.stdout)["findings"] if f["severity"] == "draft"]
    assert draft["path"] == PACKAGE and "'description'" in draft["problem"]
    replaced(SUITE, '"january"', '"plausible"')(project)
    assert run(project, "lint").exit_code == 1
    annotated = run(project, "lint", "--format", "github").stdout.splitlines()
    assert annotated[0].startswith("::error file=")
    assert f"{SUITE},title=opendata lint%3A error::the id 'plausible'" in annotated[0]


def test_nothing_is_wrong_with_the_project_that_came_with_the_toolkit() -> None:
    _, findings = lint(installed_project().root)
    assert [each.problem for each in findings if "placeholders" not in each.problem] == []


def problems(project: Path) -> dict[str, list[str]]:
    """By file, what is wrong with it."""
    found: dict[str, list[str]] = {}
    for each in lint(project)[1]:
        if each.severity is Severity.ERROR:
            found.setdefault(each.path.relative_to(project).as_posix(), []).append(each.problem)
    return found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('languages = ["en"]', 'languages = ["en", "xx"]'),
        ('languages = ["en"]', 'langauges = ["en"]'),
        ('languages = ["en"]', 'frequenci = "IRREG"\nlanguages = ["en"]'),
        ('languages = ["en"]', 'languages = ["en"]\nthis is no TOML'),
    ],
)
def test_a_mistake_in_the_project_file_is_not_told_of_every_title(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)
    well(INIT)
    monkeypatch.chdir(tmp_path / "air")
    well(ADD[1])
    replaced("opendata.toml", old, new)(Path())
    assert {*problems(Path())} == {"opendata.toml"}


def test_no_mistake_hides_another_in_the_same_file_or_beside_it(tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    replaced("opendata.toml", "frequency", "frequenci")(project)
    replaced("opendata.toml", '"ENVI"', '"ENV"')(project)
    replaced(PACKAGE, '"keywords"', '"keyword"')(project)
    replaced(PACKAGE, "c0ad54", "c0ad55")(project)
    replaced(STATION, '"minLength"', '"minLenght"')(project)
    replaced(MEASUREMENT, '"unit"', '"unti"')(project)
    replaced(MEASUREMENT, REFERENCE, REFERENCE.replace("station", "staton"))(project)
    replaced(SUITE, '"max_value"', '"max_valu"')(project)
    written("schemas/old.schema.json", (project / STATION).read_text(encoding="utf-8"))(project)
    found = problems(project)
    assert {name: {*map(shortly, told)} for name, told in found.items()} == {
        "opendata.toml": {"'frequenci'", "'ENV'"},
        PACKAGE: {"'keyword'", "'keywords'", "pinned"},
        STATION: {"minLenght"},
        MEASUREMENT: {"unti", "'staton'"},
        SUITE: {"'max_valu'"},
        "schemas/old.schema.json": {"minLenght"},
    }
    unused = [each for each in lint(project)[1] if each.severity is Severity.WARNING]
    assert "old.schema.json" in {each.path.name for each in unused}


def shortly(problem: str) -> str:
    """The word that a problem is about."""
    words = ("'frequenci'", "'ENV'", "'keyword'", "'keywords'", "pinned", "minLenght", "unti")
    return next(word for word in (*words, "'staton'", "'max_valu'") if word in problem)
