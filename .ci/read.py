"""Read on this system as somebody does who only reads: list, assemble, download and load.

Needs what requirements-read.txt has, and the toolkit itself. The release is made here from what is
assembled, and handed out on the loopback: python .ci/read.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

VERSION = "2026.01.02"


def opendata(*arguments: str | Path) -> str:
    """What the command prints; it must succeed, and print UTF-8 on every system."""
    command = [sys.executable, "-m", "inburgering_opendata", *map(str, arguments)]
    run = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return run.stdout.decode("utf-8")


def release(build: Path, folder: Path) -> dict[str, int]:
    """The packages in `build` as zips with Parquet, with their hashes; the rows of each table."""
    from inburgering_opendata.toolkit.assemble.assembly import Assembly
    from inburgering_opendata.toolkit.describe.data_package import load_data_packages
    from inburgering_opendata.toolkit.describe.file_formats import PARQUET
    from inburgering_opendata.toolkit.describe.table_schema import load_table_schema
    from inburgering_opendata.toolkit.ground.file import OnDisk
    from inburgering_opendata.toolkit.ground.project import find_project
    from inburgering_opendata.toolkit.ground.sums import SUMS, write_sums
    from inburgering_opendata.toolkit.tables.parquet_writer import to_parquet

    project = find_project()
    assembly = Assembly(project)
    rows = {}
    for package in load_data_packages(project):
        described = (build / package.name / "datapackage.json").read_bytes()
        (folder / package.name).mkdir(parents=True)
        (folder / package.name / "datapackage.json").write_bytes(described)
        with zipfile.ZipFile(folder / f"{package.name}.zip", "w") as archive:
            for name in package.tables:
                table = assembly.table(name)
                rows[name] = table.num_rows
                data = to_parquet(table, load_table_schema(project, name), {})
                archive.writestr(f"{package.name}/{PARQUET.path_of(name)}", data)
    zips = {path.name: OnDisk(path) for path in folder.glob("*.zip")}
    (folder / SUMS).write_bytes(write_sums(zips))
    return rows


class Quiet(SimpleHTTPRequestHandler):
    """Hands out a folder, and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the folder while the context lasts."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def main() -> None:
    import inburgering_opendata as ino
    from inburgering_opendata.toolkit.ground.errors import PACKAGE_MISSING, OpendataError
    from inburgering_opendata.toolkit.releases.download.index import write_index

    assert "·" in opendata("list")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(NO_PROXY="*", OPENDATA_CACHE=str(folder / "cache"))
        opendata("assemble", "--output", folder / "build")
        rows = release(folder / "build", folder / "dist" / VERSION)
        write_index(folder / "dist")
        with serving(folder / "dist") as address:
            placed = opendata("download", "--from", address, "--output", folder / "out")
            for line in placed.splitlines():
                path = Path(line)
                assert path.read_bytes() == (folder / "dist" / VERSION / path.name).read_bytes()
            found = {table: ino.load(table, source=address).num_rows for table in rows}
        assert found == rows
        # With nobody there to answer: everything is in the cache.
        again = ino.load("allocation", VERSION, source=address)
        assert again.num_rows == rows["allocation"]
        try:
            ino.load("allocation", VERSION, source=address, boundaries=date(2023, 1, 1))
        except OpendataError as error:
            assert error.kind is PACKAGE_MISSING
    sys.stdout.write(f"{len(placed.splitlines())} packages downloaded, {len(found)} tables read\n")


if __name__ == "__main__":
    main()
