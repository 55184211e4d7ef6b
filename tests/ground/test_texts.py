"""What is text and what is none: both are full of signs beyond ASCII."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgering_opendata.toolkit.ground.texts import fault_of, is_plain

TEXTS = (
    *("Súdwest-Fryslân", "één", "ÅRHUS", "São Tomé", "Dvořák", "Erdoğan", "Москва", "日本語"),
    *("’s-Gravenhage", "“één”", "„SCHÄ“", "voilà\u00a0»", "€ 100", "100 m²", "25 °C", "√π"),
    # What could be UTF-8 read in another encoding, were it not written this way by somebody.
    *("Ã", "Â", "Ã la", "CAFÉ™", "CAFÉ”", "Hawaï’”", "Úštěk", "BLÅ…", "à\u00a0«", "está»…"),
    *("two\nlines", "two\r\nlines", " spaces around ", 'it\'s "quoted" \\', "\u2764\ufe0f"),
)
ENCODINGS = ("cp1252", "latin-1", "iso8859-15", "cp850", "cp437", "mac_roman")
DUTCH = ("Súdwest", "één", "COÖPERATIE", "BelgiË", "l’été", "’s", "à la", "§ 3")
FOREIGN = ("€ 10", "Erdoğan", "Wałęsa", "Nguyễn", "Москва", "日本", "😀", "\ufeffx")


@pytest.mark.parametrize("text", TEXTS)
def test_text_has_no_fault(text: str) -> None:
    assert fault_of(text) is None


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "text", ["Súdwest", "één", "COÖPERATIE", "BelgiË", "l’été", "’s", "à la", "§ 3"]
)
def test_utf_8_that_was_read_in_another_encoding(text: str, encoding: str) -> None:
    read = b"".join(
        bytes([byte]).decode(encoding, "ignore").encode() or b"?" for byte in text.encode()
    ).decode()
    for found in (read, f"{text} {read}", f"“{read}”"):
        assert "read as " in str(fault_of(found)), found


@pytest.mark.parametrize(
    "text", ["€ 10", "Erdoğan", "Wałęsa", "Nguyễn", "Москва", "日本", "😀", "\ufeffx"]
)
def test_of_windows_1252_every_script_is_known(text: str) -> None:
    read = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    assert "read as cp1252" in str(fault_of(read))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (" ", "only spaces"),
        ("\u00a0\u3000\t\u2800", "only spaces"),
        ("S\ufffddwest", "U+FFFD"),
        ("Utrecht\u200b", "U+200B (ZERO WIDTH SPACE)"),
        ("\ufeffUtrecht", "U+FEFF"),
        ("Ut\u00adrecht", "U+00AD"),
        ("Utrecht\u202e", "U+202E"),
        ("Ut\u3164recht", "U+3164"),
        ("Ut\ufdd0recht", "U+FDD0"),
        ("Ut\u2028recht", "U+2028"),
        ("Ut\trecht", "U+0009"),
        ("Ut\rrecht", "U+000D"),
        ("Ut\x1brecht", "U+001B"),
        ("Ut\x85recht", "U+0085"),
        ("Su\u0301dwest", "NFC: U+00FA"),
        ("q\u0307\u0323", "NFC"),
    ],
)
def test_a_fault_is_named(text: str, fault: str) -> None:
    assert fault in str(fault_of(text))


def test_no_sign_that_unicode_calls_invisible_is_let_by() -> None:
    unseen = [
        sign
        for sign in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") and sign != "\n"
    ]
    assert len(unseen) > 200
    assert [sign for sign in unseen if fault_of(f"a{sign}b") is None] == []


@given(text=st.text(st.characters(codec="utf-8"), max_size=6))
def test_what_is_plain_has_no_fault(text: str) -> None:
    assert not (is_plain(text) and fault_of(text))
