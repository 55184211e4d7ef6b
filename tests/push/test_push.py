"""A version is pushed to a folder, and to an S3 server that runs here (moto), and again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import obstore
import pytest
from click.testing import Result
from obstore.store import S3Store

from inburgering_opendata.toolkit.describe.language import DUTCH, ENGLISH
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import sha256
from inburgering_opendata.toolkit.releases.download.index import INDEX, write_index
from inburgering_opendata.toolkit.releases.publishing.front import FRONT_FILES, write_front
from inburgering_opendata.toolkit.releases.push.errors import PUSH_FAILED
from inburgering_opendata.toolkit.releases.push.pushing import push
from inburgering_opendata.toolkit.releases.push.targets import ASK_AGAIN, FOR_EVER, Folder
from tests.push.bucket import KEY, empty_bucket, environment
from tests.sharing import VERSION
from tests.whole import first

Run = Callable[..., Result]

OLD = "2026.01.02"


@dataclass(frozen=True)
class Place:
    """Where is pushed to, and what is there."""

    name: str
    read: Callable[[], dict[str, bytes]]
    put: Callable[[str, bytes], object]


A_BUCKET = pytest.mark.whole(
    reason="make test pushes to a folder here, and to a bucket in test_killed."
)


@pytest.fixture(params=["folder", pytest.param("bucket", marks=A_BUCKET)])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    if request.param == "folder":
        root = tmp_path / "www"

        def files() -> dict[str, bytes]:
            found = (path for path in root.rglob("*") if path.is_file())
            return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}

        def put(key: str, data: bytes) -> None:
            (root / key).parent.mkdir(parents=True, exist_ok=True)
            (root / key).write_bytes(data)

        return Place(str(root), files, put)
    server = request.getfixturevalue("s3")
    for name, value in environment(server).items():
        monkeypatch.setenv(name, value)
    bucket = empty_bucket(server, f"test-{sha256(str(tmp_path).encode())[:12]}")
    return Place(bucket.address, bucket.read, bucket.put)


@pytest.fixture
def dist(slim_release: Path, tmp_path: Path) -> Path:
    """Two versions, the older one made of the newer."""
    output = tmp_path / "dist"
    for version in (OLD, VERSION):
        shutil.copytree(slim_release, output / version)
    write_index(output)
    write_front(output, (DUTCH, ENGLISH))
    return output


def alone(dist: Path, version: str, root: Path) -> Path:
    """A folder with that version alone."""
    shutil.copytree(dist / version, root / version)
    write_index(root)
    write_front(root, (DUTCH, ENGLISH))
    return root


def expected(dist: Path) -> dict[str, bytes]:
    found = (path for path in dist.rglob("*") if path.is_file())
    return {path.relative_to(dist).as_posix(): path.read_bytes() for path in found}


def test_a_version_is_there_whole_and_a_second_push_changes_nothing(
    place: Place, dist: Path, opendata: Run, tmp_path: Path
) -> None:
    old = alone(dist, OLD, tmp_path / "old")
    assert opendata("push", place.name, "--output", old).exit_code == 0
    assert place.read() == expected(old)

    trial = opendata("push", place.name, "--output", dist, "--dry-run")
    assert (trial.exit_code, place.read()) == (0, expected(old)), trial.output
    assert f"put  {VERSION}/SHA256SUMS" in trial.stdout
    assert trial.stdout.splitlines()[-2].startswith(f"put  {INDEX}"), "the index at the very end"

    run = opendata("push", place.name, "--output", dist, "--format", "json")
    assert run.exit_code == 0, run.output
    done = json.loads(run.stdout)
    assert done["version"] == VERSION
    assert {*done["there"]} <= {*FRONT_FILES}, "the older one was made of the newer"
    assert done["put"][-1] == INDEX
    assert place.read() == expected(dist), "both versions, with the index that names both"

    again = json.loads(opendata("push", place.name, "--output", dist, "--format", "json").stdout)
    assert (again["put"], {*again["there"]}) == ([], {*done["put"], *done["there"]})
    assert place.read() == expected(dist)


@pytest.mark.parametrize(
    "place", first(1, ["folder", "bucket"], "It is put in another place."), indirect=True
)
def test_an_older_version_does_not_take_the_front_page(
    place: Place, dist: Path, opendata: Run, tmp_path: Path
) -> None:
    assert opendata("push", place.name, "--output", dist).exit_code == 0
    before = place.read()
    old = alone(dist, OLD, tmp_path / "old")
    run = opendata("push", place.name, "--output", old, "--version", OLD)
    assert run.exit_code == 0, run.output
    after = place.read()
    assert after["index.html"] == before["index.html"]
    assert [each["version"] for each in json.loads(after[INDEX])["releases"]] == [VERSION, OLD]


@pytest.mark.parametrize("spoilt", ["SHA256SUMS", "more.csv"])
def test_another_content_under_the_same_version_is_refused_before_anything_is_put(
    spoilt: str, place: Place, dist: Path, opendata: Run
) -> None:
    place.put(f"{VERSION}/{spoilt}", b"another\n")
    before = place.read()
    run = opendata("push", place.name, "--output", dist)
    assert (run.exit_code, "[pushed-otherwise]" in run.stderr, spoilt in run.stderr) == (
        3,
        True,
        True,
    )
    assert place.read() == before


def test_what_is_read_back_as_another_thing_is_an_error(dist: Path, tmp_path: Path) -> None:
    class Careless(Folder):
        def write(self, key: str, data: bytes, *, kept: str) -> None:
            super().write(key, data[:-1] if key.endswith(".csv") else data, kept=kept)

    with pytest.raises(OpendataError, match=r"is not what was pushed") as caught:
        _push(Careless(tmp_path / "www"), dist)
    assert ".csv" in caught.value.message
    assert not (tmp_path / "www" / INDEX).exists()


class Dies(Folder):
    """Puts so many files, and then no more."""

    left = 0

    def write(self, key: str, data: bytes, *, kept: str) -> None:
        if Dies.left == 0:
            raise OpendataError(PUSH_FAILED, target=self.name, problem="made up")
        Dies.left -= 1
        super().write(key, data, kept=kept)


@pytest.mark.parametrize("files", first(1, [11, 1], "make test cuts off at each eleventh file."))
def test_cut_off_at_any_file_readers_have_the_old_version_whole_and_it_goes_on(
    files: int, dist: Path, tmp_path: Path
) -> None:
    old, www = alone(dist, OLD, tmp_path / "old"), tmp_path / "www"
    _push(Folder(www), old)
    index = (www / INDEX).read_bytes()
    steps = 0
    while True:
        Dies.left = files
        try:
            _push(Dies(www), dist)
        except OpendataError:
            steps += 1
        else:
            break
        assert (www / INDEX).read_bytes() == index
        for name, data in expected(old / OLD).items():
            assert (www / OLD / name).read_bytes() == data
    assert expected(www) == expected(dist)
    # Those of the version, the front page, and then the index.
    assert steps == (len(expected(dist / VERSION)) + 1) // files


@pytest.mark.whole(reason="make test pushes a version and looks at every byte.")
@pytest.mark.parametrize("place", ["bucket"], indirect=True)
def test_objects_say_what_they_are_and_how_long_they_are_kept(
    place: Place, dist: Path, opendata: Run
) -> None:
    assert opendata("push", place.name, "--output", dist).exit_code == 0
    store = S3Store.from_url(place.name)
    said: dict[str, Any] = {
        key: dict(obstore.get(store, key).attributes)
        for key in (INDEX, f"{VERSION}/SHA256SUMS", f"{VERSION}/dcat.ttl")
    }
    assert said[INDEX]["Cache-Control"] == ASK_AGAIN
    assert said[f"{VERSION}/SHA256SUMS"]["Cache-Control"] == FOR_EVER
    assert said[f"{VERSION}/dcat.ttl"]["Content-Type"].startswith("text/turtle")


def test_a_server_that_refuses_or_is_not_there_is_told_without_the_key(
    place: Place, dist: Path, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place.name.startswith("s3://"):
        target = "s3://nobody-made-this-bucket/data"
    else:
        Path(place.name).write_text("a file", encoding="utf-8")
        target = place.name
    run = opendata("push", target, "--output", dist)
    assert (run.exit_code, "[push-failed]" in run.stderr) == (3, True), run.output
    assert ("NoSuchBucket" in run.stderr) == place.name.startswith("s3://"), run.output
    assert KEY not in run.output


@pytest.mark.parametrize(
    "what", first(1, ["changed", "gone", "added"], "It is damaged in another way.")
)
def test_a_release_that_was_damaged_since_it_was_published_is_never_pushed(
    what: str, dist: Path, opendata: Run, tmp_path: Path
) -> None:
    path = dist / VERSION / "validation.json"
    spoilt = path if what != "added" else path.with_name("more.csv")
    spoilt.write_bytes(b"spoilt\n") if what != "gone" else spoilt.unlink()
    for more in ((), ("--dry-run",)):
        run = opendata("push", tmp_path / "www", "--output", dist, *more)
        assert (run.exit_code, "[release-damaged]" in run.stderr) == (1, True), run.output
        assert spoilt.name in run.stderr
    assert not (tmp_path / "www").exists()


def test_a_trial_changes_nothing_not_even_what_a_killed_push_left(
    dist: Path, opendata: Run, tmp_path: Path
) -> None:
    left = tmp_path / "www" / VERSION / f".x.csv.partial-{'0' * 16}"
    left.mkdir(parents=True)
    (left / "x.csv").write_bytes(b"half")
    run = opendata("push", tmp_path / "www", "--output", dist, "--dry-run")
    assert (run.exit_code, (left / "x.csv").is_file()) == (0, True), run.output
    assert opendata("push", tmp_path / "www", "--output", dist).exit_code == 0
    assert not left.exists()


@pytest.mark.parametrize(
    "target", ["s3://key:hunter@bucket/data", "zenodo:https://hunter:x@127.0.0.1/"]
)
def test_a_key_in_an_address_is_refused_and_not_repeated(
    target: str, dist: Path, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment("http://127.0.0.1:9").items():
        monkeypatch.setenv(name, value)
    run = opendata("push", target, "--output", dist)
    assert (run.exit_code, "[target-unknown]" in run.stderr) == (2, True), run.output
    assert "hunter" not in run.output


def test_who_pushes_is_asked_of_the_environment_alone(
    dist: Path, opendata: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SKIP_SIGNATURE"):
        monkeypatch.delenv(name, raising=False)
    run = opendata("push", "s3://bucket/data", "--output", dist)
    assert (run.exit_code, "AWS_ACCESS_KEY_ID in the environment" in run.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ftp://127.0.0.1/x",), 2, "[target-unknown]"),
        (("www", "--version", "2020.01.01"), 3, "[nothing-to-push]"),
        ((), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_pushed_is_told(
    arguments: tuple[str, ...], code: int, words: str, dist: Path, opendata: Run, tmp_path: Path
) -> None:
    run = opendata("push", *arguments, "--output", dist)
    assert (run.exit_code, words in run.stderr) == (code, True), run.output
    assert not (tmp_path / "www").exists()


def _push(target: Folder, output: Path) -> None:
    from inburgering_opendata.toolkit.releases.push.pushing import folder_of

    push(
        target,
        folder_of(output, None),
        is_trial=False,
        tell=lambda line: None,
        progress=lambda line: None,
    )
