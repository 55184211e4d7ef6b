"""A version is deposited in a loopback copy of an archive, under one DOI of all versions."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.describe.language import ENGLISH
from inburgering_opendata.toolkit.ground import web
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.ground.project import Project, load_project
from inburgering_opendata.toolkit.publish.catalogue.citation import bibtex, cff, csl_json
from inburgering_opendata.toolkit.publish.catalogue.cited import cite
from inburgering_opendata.toolkit.releases.download.index import write_index
from inburgering_opendata.toolkit.releases.push import zenodo
from tests.push.archive import Made, serving
from tests.push.toll import Toll, pushing
from tests.sharing import VERSION
from tests.whole import first

Run = Callable[..., Result]

TOKEN = "made-up-token-of-nobody"
OLD = "2026.01.02"


@pytest.fixture
def archive(own_small_project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    monkeypatch.setattr(web, "PAUSE", 0.001)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    (own_small_project.root / "CITATION.cff").write_text(
        "cff-version: 1.2.0\ntitle: made up\n", encoding="utf-8"
    )
    with serving(TOKEN) as running:
        yield running


@pytest.fixture
def dist(slim_release: Path, tmp_path: Path) -> Path:
    output = tmp_path / "dist"
    for version in (OLD, VERSION):
        shutil.copytree(slim_release, output / version)
    (output / OLD / "older.txt").write_bytes(b"another version\n")
    with (output / OLD / "SHA256SUMS").open("a", encoding="utf-8") as stream:
        stream.write(f"{sha256(b'another version' + bytes([10]))}  older.txt\n")
    write_index(output)
    return output


def pushed(opendata: Run, archive: Made, dist: Path, *more: str) -> Result:
    load_catalog.cache_clear()  # a maintainer starts a process for each command
    return opendata("push", f"zenodo:{archive.address}", "--output", dist, *more)


def deposited(folder: Path) -> dict[str, bytes]:
    names = ("SHA256SUMS", "dcat.ttl", "CITATION.cff", "validation.json")
    found = [*folder.glob("*.zip"), *(folder / name for name in names)]
    return {path.name: path.read_bytes() for path in found if path.is_file()}


def test_two_versions_have_one_doi_that_the_next_release_tells(
    archive: Made, dist: Path, opendata: Run, own_small_project: Project
) -> None:
    run = pushed(opendata, archive, dist, "--version", OLD, "--format", "json")
    assert run.exit_code == 0, run.output
    done = json.loads(run.stdout)
    concept = done["concept"]
    assert archive.seen_by_readers() == [(OLD, deposited(dist / OLD))]
    root = own_small_project.root
    assert done["noted"] == [str(root / "opendata.toml"), str(root / "CITATION.cff")]
    assert yaml.safe_load((root / "CITATION.cff").read_text())["doi"] == concept
    load_catalog.cache_clear()
    assert load_catalog(load_project(root)).doi == concept
    citation = cite(load_project(root), None, VERSION)
    assert yaml.safe_load(cff(citation, ENGLISH))["doi"] == concept
    assert csl_json(citation, ENGLISH)["DOI"] == concept
    assert f"doi = {{{concept}}}" in bibtex(citation, ENGLISH)

    newer = json.loads(pushed(opendata, archive, dist, "--format", "json").stdout)
    assert (newer["concept"], newer["noted"]) == (concept, [])
    assert newer["doi"] != done["doi"]
    assert [version for version, _ in archive.seen_by_readers()] == [OLD, VERSION]
    assert len({record.parent for record in archive.records}) == 1
    for record in archive.records:
        assert record.metadata["rights"] == [{"id": "cc-by-4.0"}]
        assert record.metadata["publication_date"] == record.metadata["version"].replace(".", "-")
    assert TOKEN not in run.output


def test_a_second_push_changes_nothing_and_another_content_is_refused(
    archive: Made, dist: Path, opendata: Run
) -> None:
    assert pushed(opendata, archive, dist).exit_code == 0
    archive.asked.clear()
    again = json.loads(pushed(opendata, archive, dist, "--format", "json").stdout)
    assert (again["put"], len(again["there"])) == ([], len(deposited(dist / VERSION)))
    assert all(line.startswith("GET ") for line in archive.asked)
    another = dist / VERSION / "validation.json"
    before = sha256(another.read_bytes())
    another.write_text("{}", encoding="utf-8")
    sums = dist / VERSION / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(before, sha256(b"{}")), encoding="utf-8")
    run = pushed(opendata, archive, dist)
    assert (run.exit_code, "[pushed-otherwise]" in run.stderr) == (3, True), run.output
    assert "validation.json" in run.stderr


def test_a_trial_shows_every_request_and_changes_nothing(
    archive: Made, dist: Path, opendata: Run, own_small_project: Project
) -> None:
    before = own_small_project.file.read_bytes()
    run = pushed(opendata, archive, dist, "--dry-run")
    assert run.exit_code == 0, run.output
    shown = [line.split()[0] for line in run.stdout.splitlines()[:-1]]
    assert len(shown) == 3 + 3 * len(deposited(dist / VERSION)), run.stdout
    assert run.stdout.splitlines()[-2] == "POST  records/NEW/draft/actions/publish"
    assert all(line.startswith("GET ") for line in archive.asked)
    assert (archive.records, own_small_project.file.read_bytes()) == ([], before)


def _down(since: int, number: int, method: str) -> int | None:
    return 500 if number >= since else None


def test_failing_from_any_request_on_readers_see_the_old_version_and_it_goes_on(
    archive: Made, dist: Path, opendata: Run
) -> None:
    assert pushed(opendata, archive, dist, "--version", OLD).exit_code == 0
    old, both = (OLD, deposited(dist / OLD)), (VERSION, deposited(dist / VERSION))
    failed = 0
    for since in range(1, 100):
        archive.asked.clear()
        archive.fails = partial(_down, since)
        run = pushed(opendata, archive, dist)
        if run.exit_code == 0:
            break
        assert (run.exit_code, "[push-failed]" in run.stderr) == (3, True), run.output
        assert archive.seen_by_readers() in ([old], [old, both])
        failed += 1
    assert failed > 5
    assert archive.seen_by_readers() == [old, both]
    assert len(archive.records) == 2, "the draft that was left is gone on with"


@pytest.mark.parametrize(
    ("every", "is_done_first"),
    first(0, [(13, True), (1, False), (1, True)], "make test kills a push to a bucket so."),
)
def test_killed_at_any_request_readers_have_one_version_whole_and_it_goes_on(
    every: int, is_done_first: bool, archive: Made, dist: Path, opendata: Run
) -> None:
    assert pushed(opendata, archive, dist, "--version", OLD).exit_code == 0
    old, both = (OLD, deposited(dist / OLD)), (VERSION, deposited(dist / VERSION))
    before = [replace(record) for record in archive.records]

    def pays(toll: Toll) -> int:
        with pushing(toll, dist, lambda address: (f"zenodo:{address}", {})) as process:
            said, _ = process.communicate(timeout=60)
            assert TOKEN not in said
            return process.returncode

    killed = 0
    for number in range(every, 1000, every):
        archive.records[:] = before
        toll = Toll(archive.address, number, is_done_first)
        code = pays(toll)
        if toll.passed < number:
            assert code == 0
            break
        killed += 1
        assert code == -signal.SIGKILL
        assert archive.seen_by_readers() in ([old], [old, both])
        assert pays(Toll(archive.address)) == 0
        assert archive.seen_by_readers() == [old, both]
        assert len(archive.records) == 2, "the draft that was left is gone on with"
    assert killed > 0


def test_a_server_that_sends_a_push_elsewhere_takes_no_token_there(
    archive: Made, dist: Path, opendata: Run
) -> None:
    with serving(TOKEN) as elsewhere:
        archive.leads_to = elsewhere.address
        run = pushed(opendata, archive, dist)
        assert (run.exit_code, "307 elsewhere" in run.stderr) == (3, True), run.output
        assert elsewhere.asked == []


def test_what_does_no_harm_twice_is_asked_again_and_nothing_else(
    archive: Made, dist: Path, opendata: Run
) -> None:
    """A second POST would make a second draft; one that was turned away at the door made none."""
    archive.fails = lambda number, method: 500 if method != "POST" and number % 2 else None
    turned_away = {"POST": 429}
    run = pushed(opendata, archive, dist, "--version", OLD)
    assert run.exit_code == 0, run.output
    [record] = archive.records
    assert record.files == deposited(dist / OLD)

    archive.fails = lambda number, method: turned_away.pop(method, None)
    archive.asked.clear()
    assert pushed(opendata, archive, dist).exit_code == 0
    assert archive.asked.count("POST /api/records/2/versions") == 2
    assert len(archive.records) == 2


@pytest.mark.parametrize("every", first(1, [4, 1], "Each answer is lost, not every fourth."))
def test_an_answer_that_is_lost_makes_no_second_draft(
    every: int, archive: Made, dist: Path, opendata: Run, own_small_project: Project
) -> None:
    undeposited = own_small_project.file.read_bytes()
    for lost in range(every, 100, every):
        archive.asked.clear()
        archive.records.clear()
        own_small_project.file.write_bytes(undeposited)
        archive.loses = lost
        run = pushed(opendata, archive, dist)
        if len(archive.asked) < lost:
            break
        was_made = archive.asked[lost - 1].startswith("POST ")
        assert (run.exit_code == 3) == was_made, run.output
        archive.loses = None
        assert pushed(opendata, archive, dist).exit_code == 0
        assert archive.seen_by_readers() == [(VERSION, deposited(dist / VERSION))]
    assert lost > 5


def test_a_publication_keeps_the_one_doi_of_its_versions(
    archive: Made, dist: Path, opendata: Run, own_small_project: Project
) -> None:
    """What is published there cannot be taken back, so that no second one is begun by accident."""
    before = own_small_project.file.read_bytes()
    concept = json.loads(
        pushed(opendata, archive, dist, "--version", OLD, "--format", "json").stdout
    )["concept"]
    named = own_small_project.file.read_bytes()
    own_small_project.file.write_bytes(before)
    run = pushed(opendata, archive, dist)
    assert (run.exit_code, "[doi-unnamed]" in run.stderr, concept in run.stderr) == (3, True, True)
    own_small_project.file.write_bytes(named.replace(concept.encode(), b"10.5072/made-up.999"))
    run = pushed(opendata, archive, dist)
    assert (run.exit_code, "[doi-unknown]" in run.stderr) == (3, True), run.output
    assert [version for version, _ in archive.seen_by_readers()] == [OLD]


SAID: tuple[object, ...] = (
    {},
    [],
    "a word",
    1,
    {"hits": [None]},
    {"hits": {"hits": [{}]}},
    {"entries": [{}]},
)


@pytest.mark.parametrize("said", first(1, SAID, "It says something else."), ids=str)
def test_an_answer_of_another_form_is_told_in_words(
    said: object, archive: Made, dist: Path, opendata: Run, own_small_project: Project
) -> None:
    undeposited = own_small_project.file.read_bytes()
    for spoilt in range(1, 100):
        archive.asked.clear()
        archive.records.clear()
        own_small_project.file.write_bytes(undeposited)
        archive.says = partial(_instead, spoilt, said)
        run = pushed(opendata, archive, dist)
        assert run.exit_code == 0 or (run.exit_code == 3 and "[push-" in run.stderr), run.output
        assert archive.seen_by_readers() in ([], [(VERSION, deposited(dist / VERSION))])
        if len(archive.asked) < spoilt:
            break
    assert spoilt > 5


def _instead(spoilt: int, said: object, number: int, answer: object) -> object:
    return said if number == spoilt else answer


def test_an_archive_whose_pages_have_no_end_is_left(
    archive: Made, dist: Path, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zenodo, "_PAGE", 1)
    assert pushed(opendata, archive, dist, "--version", OLD).exit_code == 0
    archive.pages = False
    assert pushed(opendata, archive, dist).exit_code == 0
    assert [version for version, _ in archive.seen_by_readers()] == [OLD, VERSION]


def test_to_try_it_first_leaves_no_doi_behind(
    archive: Made,
    dist: Path,
    opendata: Run,
    own_small_project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(zenodo.SERVERS, "sandbox", archive.address)
    before = own_small_project.file.read_bytes()
    for version in (OLD, VERSION):
        load_catalog.cache_clear()
        run = opendata("push", "zenodo:sandbox", "--output", dist, "--version", version)
        assert run.exit_code == 0, run.output
    assert own_small_project.file.read_bytes() == before
    assert len({record.parent for record in archive.records}) == 1


def test_who_asks_is_not_what_a_netrc_says(
    archive: Made, dist: Path, opendata: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert pushed(opendata, archive, dist).exit_code == 0


def test_a_file_that_arrives_otherwise_is_not_published(
    archive: Made, dist: Path, opendata: Run
) -> None:
    archive.spoils = "validation.json"
    run = pushed(opendata, archive, dist)
    assert (run.exit_code, "[push-differs]" in run.stderr) == (3, True), run.output
    assert archive.seen_by_readers() == []


def test_what_the_archive_says_is_wrong_is_told(
    archive: Made, dist: Path, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", "another")
    run = pushed(opendata, archive, dist)
    assert (run.exit_code, "403 Permission denied." in run.stderr) == (3, True), run.output
    for secret in ("secret of two\nlines", "gehéim", "\n"):
        monkeypatch.setenv("ZENODO_TOKEN", secret)
        run = pushed(opendata, archive, dist)
        assert (run.exit_code, "ZENODO_TOKEN" in run.stderr) == (2, True), run.output
        assert secret not in run.output or not secret.strip()
    monkeypatch.delenv("ZENODO_TOKEN")
    run = pushed(opendata, archive, dist)
    assert (run.exit_code, "ZENODO_TOKEN" in run.stderr) == (2, True), run.output
    assert opendata("push", "zenodo:elsewhere", "--output", dist).exit_code == 2
