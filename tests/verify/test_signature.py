"""Who made a release is known by its signature, in the format of minisign.

The signatures are made here, line by line as the format is described.
"""

from __future__ import annotations

import hashlib
import shutil
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.describe.catalog import load_catalog
from inburgering_opendata.toolkit.ground.project import Project
from inburgering_opendata.toolkit.ground.sums import SIGNATURE, SUMS
from inburgering_opendata.toolkit.releases.verify.signature import (
    PublicKey,
    check_signature,
    is_signed_by,
    read_public_key,
    read_signature,
)
from inburgering_opendata.toolkit.validate.result import Outcome
from tests.whole import first

Run = Callable[..., Result]

NUMBER = b"\x01\x02\x03\x04\x05\x06\x07\x08"
HOLDER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def public(holder: Ed25519PrivateKey = HOLDER, number: bytes = NUMBER) -> str:
    return b64encode(b"Ed" + number + holder.public_key().public_bytes_raw()).decode()


def sign(
    data: bytes,
    holder: Ed25519PrivateKey = HOLDER,
    *,
    number: bytes = NUMBER,
    hashed: bool = True,
    comment: str = "timestamp:1790000000\tfile:SHA256SUMS",
) -> str:
    signed = holder.sign(hashlib.blake2b(data).digest() if hashed else data)
    of_comment = holder.sign(signed + comment.encode())
    return (
        "untrusted comment: signature from a made-up key\n"
        f"{b64encode((b'ED' if hashed else b'Ed') + number + signed).decode()}\n"
        f"trusted comment: {comment}\n{b64encode(of_comment).decode()}\n"
    )


@pytest.mark.parametrize("hashed", [True, False])
@given(data=st.binary())
def test_what_was_signed_holds_and_nothing_else(hashed: bool, data: bytes) -> None:
    key = read_public_key(f"untrusted comment: x\n{public()}\n")
    signature = read_signature(sign(data, hashed=hashed))
    assert is_signed_by(data, signature, key)
    assert not is_signed_by(data + b"x", signature, key)
    assert not is_signed_by(data, signature, read_public_key(public(STRANGER)))
    assert not is_signed_by(data, signature, PublicKey(b"another!", key.key))
    other = sign(data, hashed=hashed).replace("timestamp:1790000000", "timestamp:1790000001")
    assert not is_signed_by(data, read_signature(other), key), "the comment is signed as well"


@pytest.mark.parametrize(
    "text", ["", "x", "RW", "RW" + "A" * 53, "RX" + "A" * 54, "RW" + "é" * 54, public()[:-4]]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"the key"):
        read_public_key(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text.replace("untrusted", "trusted"),
        lambda text: text.replace("\ntrusted comment", "\ncomment"),
        lambda text: "\n".join(text.splitlines()[:3]),
        lambda text: text.replace("RUQ", "RUX", 1),
        lambda text: text.replace("RUQ", "!!!", 1),
    ],
)
def test_what_is_no_signature_is_refused(change: Callable[[str], str]) -> None:
    text = change(sign(b"x"))
    with pytest.raises(ValueError, match=r"."):
        read_signature(text)


@pytest.fixture
def slim(slim_release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(slim_release, tmp_path / "release"))


@pytest.mark.parametrize(
    ("signed", "key", "outcome", "words"),
    first(
        4,
        [
            (None, None, None, ""),
            (None, public(), Outcome.UNPROVEN, "is trusted"),
            (sign, None, Outcome.WARNING, "no key that is trusted"),
            (sign, public(), Outcome.PASSED, "timestamp:1790000000"),
            (
                lambda data: sign(data + b"x"),
                public(),
                Outcome.FAILED,
                "not what key 0807060504030201",
            ),
            (lambda data: sign(data, STRANGER), public(), Outcome.FAILED, "not what key"),
            (
                lambda data: sign(data, STRANGER, number=b"stranger"),
                public(),
                Outcome.FAILED,
                "it was signed with key",
            ),
            (lambda data: "x\n", public(), Outcome.FAILED, "cannot be read"),
        ],
        "It is another key.",
    ),
)
def test_a_signature_is_checked_with_the_key_that_is_trusted(
    signed: Callable[[bytes], str] | None,
    key: str | None,
    outcome: Outcome | None,
    words: str,
    slim: Path,
) -> None:
    if signed is not None:
        (slim / SIGNATURE).write_text(signed((slim / SUMS).read_bytes()), encoding="utf-8")
    found = list(check_signature(slim, read_public_key(key) if key else None))
    assert [check.outcome for check in found] == ([outcome] if outcome else [])
    assert all(words in check.observed for check in found)


def test_the_command_takes_the_key_of_the_project_or_that_of_the_reader(
    slim: Path, own_small_project: Project, monkeypatch: pytest.MonkeyPatch, opendata: Run
) -> None:
    monkeypatch.setenv("OPENDATA_PROJECT", str(own_small_project.root))
    (slim / SIGNATURE).write_text(sign((slim / SUMS).read_bytes()), encoding="utf-8")
    package = slim / "municipalities.zip"
    assert opendata("verify", package, "--fail-on", "warning").exit_code == 1
    assert opendata("verify", package, "--key", public()).exit_code == 0
    refused = opendata("verify", package, "--key", "RWx")
    assert (refused.exit_code, "key-unreadable" in refused.stderr) == (2, True)
    file = slim.parent / "minisign.pub"
    file.write_text(f"untrusted comment: a stranger\n{public(STRANGER)}\n", encoding="utf-8")
    assert opendata("verify", package, "--key", file).exit_code == 1
    declared = own_small_project.file.read_text(encoding="utf-8")
    own_small_project.file.write_text(
        f'{declared}\n[signature]\nkey = "{public()}"\n', encoding="utf-8"
    )
    load_catalog.cache_clear()
    assert opendata("verify", package).exit_code == 0
    (slim / SIGNATURE).unlink()
    assert opendata("verify", package).exit_code == 4
