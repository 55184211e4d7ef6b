"""A version deposited in an archive that gives it a DOI: Zenodo, by the records API of InvenioRDM.

A draft is made, filled and compared, and published in one request at the very end: until then
nobody sees it (https://inveniordm.docs.cern.ch/reference/rest_api_drafts_records/).
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.web import (
    FAULTS,
    UnansweredError,
    client,
    failure,
    politely,
    refusal,
)
from inburgering_opendata.toolkit.releases.push.errors import (
    CONCEPT_UNKNOWN,
    CONCEPT_UNNAMED,
    CREDENTIAL_MISSING,
    PUSH_DIFFERS,
    PUSH_FAILED,
    PUSHED_OTHERWISE,
)

TOKEN = "ZENODO_TOKEN"  # noqa: S105 – the name of a variable
SERVERS = {"": "https://zenodo.org", "sandbox": "https://sandbox.zenodo.org"}
TIMEOUT = httpx.Timeout(300.0, connect=10.0)
_PAGE = 100

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Deposited:
    """Where a version is in the archive."""

    doi: str | None
    """Of this version; None of a trial."""
    concept: str | None
    """Of all versions together: it leads to the newest."""
    put: tuple[str, ...]
    there: tuple[str, ...]


class Archive:
    """An archive at an address, asked with the token of the environment, which is never shown."""

    def __init__(self, address: str, tell: Tell, *, is_trial: bool) -> None:
        """Raises `CREDENTIAL_MISSING`."""
        self._token = os.environ.get(TOKEN, "").strip()
        if not self._token or not (self._token.isascii() and self._token.isprintable()):
            raise OpendataError(CREDENTIAL_MISSING, target=address, variable=TOKEN)
        self.address, self._tell, self.is_trial = address, tell, is_trial
        self.is_to_try = address == SERVERS["sandbox"]

    @cached_property
    def _client(self) -> httpx.Client:
        return client(
            httpx.Client,
            headers={"Authorization": f"Bearer {self._token}"},
            timeout=TIMEOUT,
            follow_redirects=False,  # one to another server would take the token along
        )

    def get(self, path: str) -> Any:
        """The JSON at a path of the API; raises `PUSH_FAILED`."""
        return self._ask("GET", path)

    def change(
        self, method: str, path: str, *, json: object = None, file: Path | None = None
    ) -> Any:
        """Ask for a change, or, of a trial, only tell of it: the answer is empty then."""
        self._tell(f"{method}  {path}")
        return {} if self.is_trial else self._ask(method, path, json, file)

    def _ask(self, method: str, path: str, json: object = None, file: Path | None = None) -> Any:
        try:
            return politely(
                lambda: self._exchange(method, path, json, file), is_harmless=method != "POST"
            )
        except UnansweredError as error:
            raise self.failed(f"{method} {path}: {error}") from error

    def _exchange(self, method: str, path: str, json: object, file: Path | None) -> Any:
        """Raises `UnansweredError`."""
        url = f"{self.address}/api/{path}"
        try:
            if file is None:
                answer = self._client.request(method, url, json=json)
            else:
                octets = {"Content-Type": "application/octet-stream"}
                with file.open("rb") as stream:
                    answer = self._client.request(method, url, content=stream, headers=octets)
        except FAULTS as error:
            raise failure(error) from error
        if not answer.is_success:
            raise refusal(answer, _said(answer))
        try:
            return answer.json() if answer.content else {}
        except (ValueError, RecursionError) as error:
            raise UnansweredError(f"JSON was expected: {error}") from error

    def failed(self, problem: str) -> OpendataError:
        """That nothing came of it."""
        return OpendataError(PUSH_FAILED, target=self.address, problem=problem)


def address_of(named: str) -> str | None:
    """The archive that `zenodo`, `zenodo:sandbox` or `zenodo:ADDRESS` names; None of another."""
    kind, _, where = named.partition(":")
    if kind != "zenodo":
        return None
    if where in SERVERS:
        return SERVERS[where]
    return where.rstrip("/") if urlsplit(where).scheme in ("http", "https") else None


def deposit(
    archive: Archive,
    files: Mapping[str, Path],
    metadata: Mapping[str, Any],
    concept: str | None,
    tell: Tell,
) -> Deposited:
    """Put the files of a version in the archive, and publish them under a DOI.

    A draft that was left halfway is gone on with; a version that is published is only compared.

    Args:
        metadata: as InvenioRDM has it, with `version`.
        concept: the DOI of all versions together, where an earlier one was deposited.

    Raises:
        OpendataError: what `_records` raises, `PUSHED_OTHERWISE`, `PUSH_FAILED` or `PUSH_DIFFERS`;
            nobody sees anything of the version then.
    """
    try:
        return _deposited(archive, files, metadata, concept, tell)
    except (KeyError, TypeError, AttributeError) as error:
        problem = f"its answers have another form than the records API gives: {error!r}"
        raise archive.failed(problem) from error


def _deposited(
    archive: Archive,
    files: Mapping[str, Path],
    metadata: Mapping[str, Any],
    concept: str | None,
    tell: Tell,
) -> Deposited:
    sums = {name: _md5(path) for name, path in files.items()}
    mine = _records(archive, metadata, concept)
    version = metadata["version"]
    for record in mine:
        if record["is_published"] and record["metadata"].get("version") == version:
            return _compared(archive, record, sums, version)
    draft = next((r for r in mine if not r["is_published"]), None)
    if draft is None:
        published = [record for record in mine if record["is_published"]]
        path = f"records/{published[0]['id']}/versions" if published else "records"
        draft = archive.change("POST", path, json=None if published else _body(metadata))
    identifier = draft.get("id", "NEW")
    base = f"records/{identifier}/draft"
    archive.change("PUT", base, json=_body(metadata))
    put, there = _filled(archive, base, files, sums, tell, is_new=identifier == "NEW")
    record = archive.change("POST", f"{base}/actions/publish")
    if archive.is_trial:
        return Deposited(doi=None, concept=concept, put=put, there=there)
    _refuse_unless_same(archive, record, sums)
    return Deposited(doi=_doi(record), concept=_concept(record), put=put, there=there)


def _records(
    archive: Archive, metadata: Mapping[str, Any], concept: str | None
) -> list[dict[str, Any]]:
    """The versions and drafts of this publication, the newest first.

    Before there is a DOI of all versions, only one with the same title and version is one; in an
    archive to try things in, whose DOIs lead nowhere, every one with the same title.

    Raises:
        OpendataError: `CONCEPT_UNNAMED` or `CONCEPT_UNKNOWN`: a publication has one DOI of all its
            versions, and what is published there cannot be taken back; or `PUSH_FAILED`.
    """
    found: dict[str, dict[str, Any]] = {}
    for page in itertools.count(1):
        answer = archive.get(f"user/records?allversions=true&sort=newest&size={_PAGE}&page={page}")
        before, hits = len(found), answer["hits"]["hits"]
        found |= {each["id"]: each for each in hits}
        if len(hits) < _PAGE or len(found) == before:
            break
    every = tuple(found.values())
    if archive.is_to_try:
        return [each for each in every if each["metadata"].get("title") == metadata["title"]]
    if concept is not None:
        mine = [record for record in every if _concept(record) == concept]
        if not mine:
            raise OpendataError(CONCEPT_UNKNOWN, target=archive.address, concept=concept)
        return mine
    titled = [each for each in every if each["metadata"].get("title") == metadata["title"]]
    same = [each for each in titled if each["metadata"].get("version") == metadata["version"]]
    other = [each for each in titled if each["is_published"]]
    if other and not same:
        raise OpendataError(
            CONCEPT_UNNAMED,
            target=archive.address,
            title=metadata["title"],
            concept=_concept(other[0]),
        )
    return same


def _filled(
    archive: Archive,
    base: str,
    files: Mapping[str, Path],
    sums: Mapping[str, str],
    tell: Tell,
    *,
    is_new: bool,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Bring the files of the draft to what they should be."""
    entries = [] if is_new else archive.get(f"{base}/files")["entries"]
    found = {each["key"]: each.get("checksum") for each in entries}
    there = tuple(name for name in files if found.get(name) == f"md5:{sums[name]}")
    for name in found:
        if name not in there:
            archive.change("DELETE", f"{base}/files/{quote(name)}")
    put = tuple(name for name in files if name not in there)
    for name in put:
        tell(f"put  {name}  {files[name].stat().st_size:,} bytes  md5 {sums[name][:12]}")
        path = f"{base}/files/{quote(name)}"
        archive.change("POST", f"{base}/files", json=[{"key": name}])
        archive.change("PUT", f"{path}/content", file=files[name])
        done = archive.change("POST", f"{path}/commit")
        if not archive.is_trial and done.get("checksum") != f"md5:{sums[name]}":
            raise _differs(archive, name, sums[name], done.get("checksum"))
    return put, there


def _compared(
    archive: Archive, record: dict[str, Any], sums: Mapping[str, str], version: str
) -> Deposited:
    """A version that is published already, which must have these files."""
    entries = archive.get(f"records/{record['id']}/files")["entries"]
    found = {each["key"]: each["checksum"] for each in entries}
    mine = {name: f"md5:{digest}" for name, digest in sums.items()}
    names = sorted(n for n in {*found, *mine} if found.get(n) != mine.get(n))
    if names:
        raise OpendataError(
            PUSHED_OTHERWISE, target=archive.address, version=version, files=", ".join(names[:5])
        )
    return Deposited(doi=_doi(record), concept=_concept(record), put=(), there=tuple(sums))


def _refuse_unless_same(archive: Archive, record: dict[str, Any], sums: Mapping[str, str]) -> None:
    entries = archive.get(f"records/{record['id']}/files")["entries"]
    found = {each["key"]: each["checksum"] for each in entries}
    for name, digest in sums.items():
        if found.get(name) != f"md5:{digest}":
            raise _differs(archive, name, digest, found.get(name))


def _body(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "access": {"record": "public", "files": "public"},
        "files": {"enabled": True},
        "metadata": dict(metadata),
    }


def _doi(record: Mapping[str, Any]) -> str | None:
    return _identifier(record)


def _concept(record: Mapping[str, Any]) -> str | None:
    return _identifier(record.get("parent", {}))


def _identifier(of: Mapping[str, Any]) -> str | None:
    found = of.get("pids", {}).get("doi", {}).get("identifier")
    return None if found is None else str(found)


def _differs(archive: Archive, name: str, mine: str, theirs: object) -> OpendataError:
    return OpendataError(
        PUSH_DIFFERS,
        target=archive.address,
        file=name,
        expected=f"md5:{mine}",
        observed=theirs or "nothing",
    )


def _said(answer: httpx.Response) -> str:
    """What the archive says is wrong, field by field where it does."""
    try:
        raw = answer.json()
        errors = [f"{e['field']}: {', '.join(e['messages'])}" for e in raw.get("errors", ())]
        return "; ".join([str(raw.get("message", answer.reason_phrase)), *errors])
    except (ValueError, KeyError, TypeError, AttributeError):
        return answer.reason_phrase


def _md5(path: Path) -> str:
    """The sum that the archive itself keeps of each file; ours of the release are sha256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
