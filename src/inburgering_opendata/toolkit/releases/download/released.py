"""`opendata download`, as functions: packages of a release, and the files of a whole one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from urllib.parse import quote

from inburgering_opendata.toolkit.describe.catalog import is_placeholder, load_catalog
from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.files import write_pieces, write_whole
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.sums import SIGNATURE, SUMS, read_sums
from inburgering_opendata.toolkit.releases.download.cache import cached_file, current_index
from inburgering_opendata.toolkit.releases.download.errors import (
    DOWNLOAD_DIFFERS,
    INDEX_UNREADABLE,
    NO_ADDRESS,
)
from inburgering_opendata.toolkit.releases.download.index import ReleasedPackage
from inburgering_opendata.toolkit.releases.download.transfer import Remote, fetch, fetch_text
from inburgering_opendata.toolkit.tables.scan import CHUNK

Progress = Callable[[str], None]

AT_ONCE = 8
"""Files of a release that are fetched beside each other: it has thousands of small ones."""


def base_address(project: Project, named: str | None) -> str:
    """Where releases are: as named, else OPENDATA_FROM, else as the project's catalogue says.

    Raises:
        OpendataError: `NO_ADDRESS`, when that is a placeholder or no address of the web.
    """
    configured = str(load_catalog(project).addresses["catalog"])
    address = named or os.environ.get("OPENDATA_FROM") or configured
    if is_placeholder(address):
        raise OpendataError(NO_ADDRESS, problem=f"{address} is a placeholder")
    if not address.startswith(("https://", "http://")):
        raise OpendataError(NO_ADDRESS, problem=f"'{address}' is not an address of http or https")
    return address if address.endswith("/") else f"{address}/"


def download(
    address: str,
    names: Sequence[str],
    version: str,
    output: Path,
    progress: Progress,
    warn: Progress,
) -> list[Path]:
    """Put the zips of the named packages (or all) in `output/VERSION`, with `SHA256SUMS`.

    Raises:
        OpendataError: `NOT_RELEASED`, `INDEX_UNREADABLE`, `DOWNLOAD_FAILED`, `DOWNLOAD_DIFFERS`
            or `WRITE_FAILED`.
    """
    index = current_index(address, version, warn)
    release = index.release(version)
    packages = [index.package(release, name) for name in names or release.packages]
    sums = cached_file(release.sums, progress)
    vouched = read_sums(sums.read_text(encoding="utf-8"))
    folder = output / release.version
    placed = []
    for package in packages:
        _refuse_unless_vouched(package, vouched)
        archive = cached_file(package.file, progress)
        placed.append(_place(archive, folder / f"{package.name}.zip"))
    _place(sums, folder / SUMS)
    return placed


def package_with_table(
    address: str, table: str, version: str, progress: Progress, warn: Progress
) -> tuple[ReleasedPackage, Path]:
    """The package of a release that has `table`, and its zip in the cache; raises as above."""
    index = current_index(address, version, warn)
    package = index.package_of_table(index.release(version), table)
    return package, cached_file(package.file, progress)


def _refuse_unless_vouched(package: ReleasedPackage, vouched: Mapping[str, str]) -> None:
    """The index and `SHA256SUMS` must say the same of a package."""
    name = f"{package.name}.zip"
    if vouched.get(name) != package.file.sha256:
        raise OpendataError(
            DOWNLOAD_DIFFERS,
            address=package.file.address,
            expected=f"the sha256 that {SUMS} gives, {vouched.get(name)},",
            observed=f"an index with {package.file.sha256}",
        )


def _signature(base: str) -> bytes | None:
    """The signature beside the checksums; None where the server says that there is none."""
    try:
        return fetch_text(base + SIGNATURE)
    except OpendataError as error:
        if not error.details.get("reached"):
            raise
        return None


def _place(cached: Path, target: Path) -> Path:
    """A copy of a cached file, whole or not at all."""
    with cached.open("rb") as stream:
        write_pieces(target, iter(partial(stream.read, CHUNK), b""))
    return target


def fetch_release(address: str, folder: Path, progress: Progress) -> Path:
    """Every file of the release at `address`, as its `SHA256SUMS` names them, in `folder`.

    An address that ends in .zip is that of one package, with `SHA256SUMS` beside it.

    Raises:
        OpendataError: `INDEX_UNREADABLE` without such a list, `DOWNLOAD_FAILED`,
            `DOWNLOAD_DIFFERS`.
    """
    base, _, name = address.rpartition("/") if address.endswith(".zip") else (address, "", "")
    base = f"{base.rstrip('/')}/"
    data = fetch_text(base + SUMS)
    try:
        sums = read_sums(data.decode())
        wanted = {name: sums[name]} if name else sums
    except (ValueError, KeyError) as error:
        problem = f"{SUMS} is not a list of checksums with it: {error}"
        raise OpendataError(INDEX_UNREADABLE, address=base, problem=problem) from error
    write_whole(folder / SUMS, data)
    if signature := _signature(base):
        write_whole(folder / SIGNATURE, signature)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [
            pool.submit(fetch, Remote(base + quote(path), digest), folder / path, progress)
            for path, digest in wanted.items()
        ]
        try:
            for each in as_completed(waiting):
                each.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return folder / name if name else folder
