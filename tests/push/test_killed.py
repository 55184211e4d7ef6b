"""A push to a bucket is killed at each of its requests: readers have one version whole, always."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from inburgering_opendata.toolkit.releases.download.index import INDEX, write_index
from inburgering_opendata.toolkit.releases.publishing.front import FRONT_FILES
from tests.push.bucket import Bucket, empty_bucket, environment
from tests.push.toll import Toll, pushing
from tests.whole import first

OLD, NEW = "2026.01.02", "2026.02.03"
EACH = "a process for each request; make test kills a push at every twenty-third"


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with the old version, and one with the new one as well."""
    roots = tmp_path / "old", tmp_path / "both"
    for root, names in zip(roots, ([OLD], [OLD, NEW]), strict=True):
        for name in names:
            _make_version(root / name)
            (root / f"{name}.md").write_text(f"Notes of {name}\n", encoding="utf-8")
        for name in FRONT_FILES:
            (root / name).write_text(f"{name} of {names[-1]}\n", encoding="utf-8")
        write_index(root)
    return roots


def _make_version(folder: Path) -> None:
    (folder / "air").mkdir(parents=True)
    files = {"air/datapackage.json": '{"resources": []}', "air/place.csv": "a\n1\n", "air.zip": "z"}
    for name, text in files.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    sums = (f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files)
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


@pytest.mark.parametrize(
    ("every", "is_done_first"), first(1, [(23, True), (1, False), (1, True)], EACH)
)
def test_killed_at_any_request_readers_have_one_version_whole_and_it_goes_on(
    every: int, is_done_first: bool, s3: str, versions: tuple[Path, Path]
) -> None:
    old, both = (_files(root) for root in versions)
    points = kept = 0
    for number in range(every, 1000, every):
        bucket = empty_bucket(s3, f"killed-{is_done_first}-{every}-{number}".lower())
        for name, data in old.items():
            bucket.put(name, data)
        toll = Toll(s3, number, is_done_first)
        with pushing(toll, versions[1], _of(bucket)) as process:
            said, _ = process.communicate(timeout=60)
        seen = bucket.read()
        if toll.passed < number:
            assert process.returncode == 0, said
            assert seen == both
            break
        points += 1
        assert process.returncode == -signal.SIGKILL
        # The old version is as it was, and where the index leads to the new one, it is all there.
        assert {name: seen.get(name) for name in old if name.startswith(OLD)} == {
            name: data for name, data in old.items() if name.startswith(OLD)
        }
        assert seen[INDEX] in (old[INDEX], both[INDEX])
        if seen[INDEX] == both[INDEX]:
            assert seen == both
        else:
            kept += 1
        with pushing(Toll(s3), versions[1], _of(bucket)) as process:
            said, _ = process.communicate(timeout=60)
        assert (process.returncode, bucket.read()) == (0, both), said
    assert 0 < kept <= points


def _of(bucket: Bucket) -> Callable[[str], tuple[str, Mapping[str, str]]]:
    return lambda address: (bucket.address, environment(address))


def _files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
