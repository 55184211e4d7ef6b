"""Which project a command works on, and what is said when there is none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.views import Views
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.project import (
    NAMED_BY,
    Project,
    find_project,
    installed_project,
    load_project,
)
from tests.projects.made_up import AIR, done
from tests.projects.made_up import run as run_for

Run = Callable[..., Result]

PACKAGE = {
    "name": "notes",
    "tables": ["note"],
    "sources": [],
    **{f"{name}{nl}": "Notes" for name in ("title", "description") for nl in ("", "@nl")},
    "keywords": ["note"],
    "keywords@nl": ["notitie"],
    "licenses": [{"name": "CC0-1.0", "title": "CC0", "path": "https://example.org/cc0"}],
    "contributors": [{"title": "Somebody"}],
}


def made(folder: Path, file: str | None = None) -> Path:
    """A project with one package, whose file says this; None is without a file."""
    path = folder / "datapackages" / "notes" / "package.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(PACKAGE), encoding="utf-8")
    if file is not None:
        (folder / "opendata.toml").write_text(file, encoding="utf-8")
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder that has nothing to do with any project."""
    monkeypatch.delenv(NAMED_BY, raising=False)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_without_any_it_is_the_one_that_the_toolkit_came_with(elsewhere: Path) -> None:
    assert find_project() == installed_project()


def test_the_named_one_comes_before_the_variable_and_that_before_the_working_folder(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, variable, named = (made(tmp_path / name, "") for name in ("here", "variable", "named"))
    monkeypatch.chdir(here)
    assert find_project().root == here
    monkeypatch.setenv(NAMED_BY, str(variable))
    assert find_project().root == variable
    assert find_project(named).root == named
    monkeypatch.setenv(NAMED_BY, "")
    assert find_project().root == here


def test_the_nearest_folder_with_a_file_is_the_project(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = made(tmp_path / "own", "") / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert find_project().root == tmp_path / "own"


def test_a_working_folder_with_packages_is_the_project_even_without_a_file(
    elsewhere: Path, opendata: Run
) -> None:
    made(elsewhere)
    assert find_project() == Project(elsewhere)
    run = opendata("cite", "--version", "2026.01.02")
    assert run.exit_code == 0
    assert "Somebody" in run.stdout
    line, placeholders = run.stderr.splitlines()
    assert "opendata.toml is not there" in line
    assert "placeholder" in placeholders


def test_without_a_file_it_has_defaults_and_no_subject(elsewhere: Path) -> None:
    project = load_project(made(elsewhere))
    catalog = load_catalog(project)
    assert catalog.words["title"] == "elsewhere"
    assert {"publisher.name", "contact.email", "addresses.release"} <= {*catalog.placeholders()}
    assert catalog.place is None
    assert project.told(Views).properties == ()


@pytest.mark.parametrize("name", ["missing", "empty"])
@pytest.mark.parametrize("command", ["list", "assemble", "cite"])
def test_a_named_folder_that_is_none_is_wrong_usage(
    name: str, command: str, elsewhere: Path, opendata: Run
) -> None:
    (elsewhere / "empty").mkdir()
    run = opendata(command, "--project", elsewhere / name)
    assert run.exit_code == 2
    assert not run.stdout
    assert "no-project" in run.stderr and str(elsewhere / name) in run.stderr


def test_every_command_that_writes_says_which_project_it_works_on(
    project: Project, tmp_path: Path, opendata: Run
) -> None:
    for command in ("assemble", "site"):
        arguments = ["agreements"] if command == "assemble" else [tmp_path / "assemble"]
        run = opendata(command, *arguments, "--output", tmp_path / command)
        assert run.exit_code == 0, run.stderr
        title = load_catalog(project).words["title"]
        assert run.stderr.splitlines()[0] == f"project: {title} ({Path.cwd()})"


def test_validate_says_which_project_it_works_on_when_it_writes(tmp_path: Path) -> None:
    build, report = tmp_path / "build", tmp_path / "report.html"
    done(AIR, "assemble", "--output", build)
    line = ("validate", build, "--engine", "duckdb")
    title = load_catalog(load_project(AIR)).words["title"]
    for more, told in (((), ""), (("--report", report), f"project: {title} ({AIR})\n")):
        run = run_for(AIR, *line, *more)
        assert (run.exit_code, run.stderr) == (0, told)
    assert report.is_file()


@pytest.mark.parametrize(
    ("line", "printed"), [("list", ""), ("list --format json", "[]\n"), ("assemble", "")]
)
def test_a_project_without_packages_says_what_makes_the_first(
    line: str, printed: str, elsewhere: Path, opendata: Run
) -> None:
    assert opendata("init").exit_code == 0
    run = opendata(*line.split())
    assert (run.exit_code, run.stdout) == (0, printed)
    [told] = [each for each in run.stderr.splitlines() if not each.startswith("project: ")]
    assert told == "note: the project has no packages yet; next: opendata add FILE"


@pytest.mark.parametrize(
    "line",
    ["init {}", "init --project {}", "--project {} init", "--project {} init {}"],
)
def test_a_project_begins_in_the_folder_that_is_named_and_says_so(
    line: str, elsewhere: Path, tmp_path: Path, opendata: Run
) -> None:
    target = tmp_path / "target"
    run = opendata(*(word.format(target) for word in line.split()))
    assert run.exit_code == 0, run.stderr
    assert run.stderr == f"project: target ({target})\n"
    assert (target / "opendata.toml").is_file()
    assert list(elsewhere.iterdir()) == []


def test_a_project_does_not_begin_in_one_of_two_folders(
    elsewhere: Path, tmp_path: Path, opendata: Run
) -> None:
    run = opendata("init", tmp_path / "a", "--project", tmp_path / "b")
    assert run.exit_code == 2
    assert "name the folder of the project once" in run.stderr
    assert not (tmp_path / "a").exists() and not (tmp_path / "b").exists()


def test_the_folders_may_have_other_names(elsewhere: Path) -> None:
    made(elsewhere, '[folders]\npackages = "datasets"\nschemas = "tables"\n')
    (elsewhere / "datapackages").rename(elsewhere / "datasets")
    project = load_project(elsewhere)
    assert project.package_names() == ("notes",)
    assert project.schemas == elsewhere / "tables"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("titel = 'x'", "no property 'titel', which is 'x'; did you mean 'title'? known are name"),
        ("title = ''", "'title' is ''; a text that is not empty was expected"),
        ("languages = 'nl'", "'languages' is 'nl'; a list of codes of languages, such as nl, en"),
        ("publisher = 'x'", "'publisher' is 'x'; an object with properties was expected"),
        ("[publisher]\nmail = 'x'", "there is no property 'publisher.mail', which is 'x'"),
        ("title", "after a key"),
        ("languages = ['xx']", "'languages[1]' is 'xx'; one of bg, cs, da, de, el, en, "),
        ("[addresses]\ncatalog = 'somewhere'", "an address that ends in a slash was expected"),
        (
            "[addresses]\nrelease = 'https://a.example.org/'",
            "an address with {version} in it was expected",
        ),
        ("[place]\nname = 'x'", "the property 'place.address' is missing"),
        (
            "[place]\nname='x'\naddress='urn:y'\nwest='1'",
            "'place.south' is missing, which belongs to 'west'",
        ),
        (
            "[place]\nname='x'\naddress='urn:y'\nwest='2'\neast='1'\nsouth='1'\nnorth='2'",
            "west and south are the smaller degrees",
        ),
        ("subject = 'no.such.module'", "the subject 'no.such.module' is not there"),
        ("subject = 'json'", "the subject 'json' is not there"),
    ],
)
def test_what_the_file_says_wrongly_is_named(
    file: str, words: str, elsewhere: Path, opendata: Run
) -> None:
    made(elsewhere, file)
    run = opendata("site", "--output", elsewhere / "pages", elsewhere)
    told = run.stderr
    with pytest.raises(OpendataError) as caught:
        project = load_project(elsewhere)
        load_catalog(project)
        project.told(Views)
    assert words in caught.value.message
    assert str(elsewhere / "opendata.toml") in caught.value.message
    assert run.exit_code == 3 and words in told


def test_a_project_without_the_subject_has_not_its_commands(
    elsewhere: Path, project: Project, opendata: Run
) -> None:
    made(elsewhere, "title = 'Notes'")
    listed = opendata("--help").stdout
    assert "explain" not in listed and "intake" not in listed and "list" in listed
    for command in ("explain", "grant", "intake", "template", "store", "secret", "outcomes"):
        for arguments in ([command, "--help"], ["--project", elsewhere, command, "x"]):
            run = opendata(*arguments)
            if "--help" not in arguments:
                assert run.exit_code == 2
                assert f"has no command '{command}'" in run.stderr
    shutil.rmtree(elsewhere / "datapackages")
    run = opendata("explain", "--project", project.root, "Utrecht")
    assert run.exit_code == 0, run.stderr
