"""The secret of a publication: made once, kept from others, never written over."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from inburgering_opendata.outcomes.disclosure.errors import (
    ANOTHER_SECRET,
    SECRET_EXISTS,
    SECRET_MISSING,
    SECRET_UNREADABLE,
)
from inburgering_opendata.outcomes.disclosure.perturbation import perturbation_table
from inburgering_opendata.outcomes.disclosure.secret import (
    new_secret,
    protection_key,
    read_secret,
    secret_for,
    write_secret,
)
from inburgering_opendata.outcomes.disclosure.settings import Settings
from inburgering_opendata.toolkit.ground.errors import OpendataError

TABLE = perturbation_table(Settings())


def test_a_new_secret_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        secret = new_secret(tmp_path / "store" / "secret.key")
    finally:
        os.umask(before)
    path = tmp_path / "store" / "secret.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert read_secret(path) == secret and len(secret) == 32
    assert new_secret(tmp_path / "other.key") != secret
    assert [each.name for each in path.parent.iterdir()] == ["secret.key"], "nothing half-written"


def test_a_secret_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    secret = new_secret(path)
    with pytest.raises(OpendataError) as caught:
        write_secret(path, bytes(32))
    assert caught.value.kind is SECRET_EXISTS
    assert read_secret(path) == secret
    assert [each.name for each in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("text", ["", "0" * 63, "x" * 64, "0" * 64 + "\n\n", "é" * 64])
def test_what_is_no_secret_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secret.key"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OpendataError) as caught:
        read_secret(path)
    assert caught.value.kind is SECRET_UNREADABLE
    assert not text or text.strip() not in caught.value.message


def test_no_secret_is_missing_and_only_the_first_count_makes_one(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    with pytest.raises(OpendataError) as caught:
        read_secret(path)
    assert caught.value.kind is SECRET_MISSING
    with pytest.raises(OpendataError) as caught:
        secret_for(path, TABLE, frozenset({"0123456789abcdef"}))
    assert caught.value.kind is ANOTHER_SECRET
    assert not path.exists()
    secret = secret_for(path, TABLE, frozenset())
    own = protection_key(secret, TABLE)
    assert secret_for(path, TABLE, frozenset({own})) == secret
    with pytest.raises(OpendataError) as caught:
        secret_for(path, TABLE, frozenset({own, "0123456789abcdef"}))
    assert caught.value.kind is ANOTHER_SECRET


def test_another_secret_or_table_has_another_fingerprint() -> None:
    wider = perturbation_table(Settings(variance=Decimal("2.5")))
    keys = {
        protection_key(secret, table)
        for secret in (bytes(32), bytes(range(32)))
        for table in (TABLE, wider)
    }
    assert len(keys) == 4
