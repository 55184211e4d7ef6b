"""The signature of a release, in the format of minisign: who knows the key knows who made it.

`minisign -Sm SHA256SUMS` makes `SHA256SUMS.minisig` beside it. The key is the one that the reader
trusts: that of the project file (`[signature] key`), or one that was given; never one that comes
with the release. https://jedisct1.github.io/minisign/ describes the format.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inburgering_opendata.toolkit.ground.errors import OpendataError
from inburgering_opendata.toolkit.ground.sums import SIGNATURE, SUMS
from inburgering_opendata.toolkit.releases.verify.checksums import RELEASE
from inburgering_opendata.toolkit.releases.verify.errors import KEY_UNREADABLE
from inburgering_opendata.toolkit.validate.package_checks import result
from inburgering_opendata.toolkit.validate.result import CheckResult, Outcome

_WHY = (
    "Checksums say that nothing changed since they were written; a signature says who wrote them."
)
_WHOLE, _HASHED = b"Ed", b"ED"
_KEY_ID, _KEY, _SIGNED = 8, 32, 64
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "


@dataclass(frozen=True)
class PublicKey:
    """A key of minisign: its number, and the key of Ed25519."""

    number: bytes
    key: bytes

    @property
    def name(self) -> str:
        """The number as minisign shows it."""
        return self.number[::-1].hex().upper()


@dataclass(frozen=True)
class Signature:
    """What a file of minisign holds."""

    algorithm: bytes
    number: bytes
    signed: bytes
    comment: str
    """The trusted comment: what who signed said of it."""
    comment_signed: bytes


def read_public_key(text: str) -> PublicKey:
    """A key as minisign writes it: a line of 56 signs, a comment before it or not.

    Raises:
        ValueError: it is something else.
    """
    raw = _decoded(text.strip().splitlines()[-1] if text.strip() else "", "the key")
    if len(raw) != 2 + _KEY_ID + _KEY or raw[:2] != _WHOLE:
        raise ValueError("the key is no public key of minisign, which begins with RW")
    return PublicKey(raw[2 : 2 + _KEY_ID], raw[2 + _KEY_ID :])


def read_signature(text: str) -> Signature:
    """A signature as minisign writes it, of four lines.

    Raises:
        ValueError: it is something else.
    """
    lines = text.splitlines()
    if len(lines) != 4 or not (lines[0].startswith(_UNTRUSTED) and lines[2].startswith(_TRUSTED)):
        raise ValueError("it has not the four lines of a signature of minisign")
    raw, of_comment = _decoded(lines[1], "line 2"), _decoded(lines[3], "line 4")
    if len(raw) != 2 + _KEY_ID + _SIGNED or len(of_comment) != _SIGNED:
        raise ValueError("a signature in it is too long or too short")
    if raw[:2] not in (_WHOLE, _HASHED):
        raise ValueError(f"it is made by the way {raw[:2]!r}, which is not known")
    return Signature(
        algorithm=raw[:2],
        number=raw[2 : 2 + _KEY_ID],
        signed=raw[2 + _KEY_ID :],
        comment=lines[2].removeprefix(_TRUSTED),
        comment_signed=of_comment,
    )


def is_signed_by(data: bytes, signature: Signature, key: PublicKey) -> bool:
    """Whether the holder of `key` signed `data`, and the comment with it."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    holder = Ed25519PublicKey.from_public_bytes(key.key)
    what = hashlib.blake2b(data).digest() if signature.algorithm == _HASHED else data
    try:
        holder.verify(signature.signed, what)
        holder.verify(signature.comment_signed, signature.signed + signature.comment.encode())
    except InvalidSignature:
        return False
    return signature.number == key.number


def trusted_key(named: str | None) -> PublicKey | None:
    """The key that a project or a reader names: the key itself, or a file with it.

    Raises:
        OpendataError: `KEY_UNREADABLE`.
    """
    if named is None:
        return None
    try:
        path = Path(named)
        return read_public_key(path.read_text(encoding="utf-8") if path.is_file() else named)
    except (OSError, ValueError) as error:
        raise OpendataError(KEY_UNREADABLE, key=named, problem=error) from error


def check_signature(path: Path, key: PublicKey | None) -> Iterator[CheckResult]:
    """That `SHA256SUMS` was signed with the trusted key, where one is trusted.

    Args:
        path: a release folder, or a package or zip with `SHA256SUMS` beside it.
        key: the trusted one. Without one a signature is named that nobody could check.
    """
    folder = path if path.is_dir() else path.parent
    file = folder / SIGNATURE
    if not file.is_file():
        if key is not None:
            observed = f"there is no {SIGNATURE}, and key {key.name} is trusted"
            yield _result(Outcome.UNPROVEN, observed)
        return
    if key is None:
        yield _result(Outcome.WARNING, f"there is a {SIGNATURE}, and no key that is trusted")
        return
    try:
        signature = read_signature(file.read_text(encoding="utf-8"))
        signed = is_signed_by((folder / SUMS).read_bytes(), signature, key)
    except (OSError, ValueError) as error:
        yield _result(Outcome.FAILED, f"{SIGNATURE} cannot be read: {error}")
        return
    if signed:
        yield _result(Outcome.PASSED, f"key {key.name} signed it: {signature.comment}")
    elif signature.number != key.number:
        other = PublicKey(signature.number, b"").name
        yield _result(Outcome.FAILED, f"it was signed with key {other}, and {key.name} is trusted")
    else:
        yield _result(Outcome.FAILED, f"it is not what key {key.name} signed")


def _decoded(text: str, what: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"{what} is not base64: {error}") from error


def _result(outcome: Outcome, observed: str) -> CheckResult:
    hints = {
        Outcome.PASSED: None,
        Outcome.WARNING: "Name the key of the publisher, from a place you trust, with --key.",
        Outcome.UNPROVEN: f"Ask the publisher for the signature of {SUMS}.",
    }
    return result(
        RELEASE,
        RELEASE,
        "signature",
        outcome,
        _WHY,
        expected=f"{SUMS} signed with the key that is trusted",
        observed=observed,
        failures=(),
        hint=hints.get(outcome, "Do not use it; ask the publisher what was released."),
    )
