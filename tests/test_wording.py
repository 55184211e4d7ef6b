"""A computed share is never called a receipt.

What readers are told is gone through sentence by sentence: the README, the words of pages and of
explanations, the titles and descriptions of tables, and the notes on streams.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inburgering_opendata.toolkit.assemble.assembly import Assembly
from inburgering_opendata.toolkit.describe.data_package import load_data_packages
from inburgering_opendata.toolkit.ground.project import Project

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "inburgering_opendata"

RECEIPT = re.compile(
    r"\b(kreeg|kregen|krijgt?|krijgen|gekregen|ontving\w*|ontvang\w*|uitbetaald\w*"
    r"|received?|receives|receipts?|gets?|got|paid)\b",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"€|\beuros?\b|amount|money|share|introduction|bedrag|geld|deel|invoering|kosten|\{amount\}",
    re.IGNORECASE,
)
REPORTED = re.compile(
    r"report|gemeld|meldde|says it received|zegt .*ontvangen"  # it is said that they reported it
    r"|\bnot?\b|\bnor\b|\bniet\b|\bgeen\b|unpaid"  # it is said that it is no receipt
    r"|how often the amount is paid",
    re.IGNORECASE,
)


def calls_it_a_receipt(sentence: str) -> bool:
    about = RECEIPT.search(sentence) and MONEY.search(sentence)
    return bool(about) and not REPORTED.search(sentence)


def sentences_of(text: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.:;?!])\s+|\n", re.sub(r"“[^”]*”", "“…”", text))


def words_in(told: Any) -> Iterator[str]:
    """Every text of a document, wherever it stands in it."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for value in told.values():
            yield from words_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from words_in(value)


def told_to_readers(project: Project) -> Iterator[tuple[str, str]]:
    yield "README.md", (ROOT / "README.md").read_text(encoding="utf-8")
    for room in ("pages", "explain"):
        words = tomllib.loads((SOURCE / room / "words.toml").read_text(encoding="utf-8"))
        for text in words_in(words):
            yield f"{room}/words.toml", text
    [funding] = [p for p in load_data_packages(project) if p.name == "funding"]
    for text in words_in({k: v for k, v in funding.descriptor.items() if "description" in k}):
        yield "funding", text
    for table in funding.tables:
        schema = json.loads((project.schemas / f"{table}.schema.json").read_text(encoding="utf-8"))
        for text in words_in(schema):
            yield f"{table}.schema.json", text
    for row in Assembly(project).table("stream").to_pylist():
        for name in ("title", "title_nl", "note", "note_nl"):
            yield f"stream, {row['stream']}", row[name]


def test_no_sentence_calls_a_computed_share_a_receipt(project: Project) -> None:
    found = list(told_to_readers(project))
    assert len({where for where, _ in found}) > 10
    wrong = [
        (where, sentence)
        for where, text in found
        for sentence in sentences_of(text)
        if calls_it_a_receipt(sentence)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_explanation_calls_a_computed_share_a_receipt(
    opendata: Callable[..., Result], pristine_build: Path, language: str
) -> None:
    said = opendata("explain", "Moerdijk", "--from", pristine_build, "--lang", language).stdout
    said = said.partition("\nBronnen")[0].partition("\nSources")[0]
    assert [s for s in sentences_of(said) if calls_it_a_receipt(s)] == []
    received = {
        "nl": "gemeld als ontvangen voor 2020: € 73.581",
        "en": "reported as received for 2020: € 73,581",
    }
    assert received[language] in said


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("Utrecht kreeg 749.805 euro voor de invoering", True),
        ("{first} krijgt het grootste bedrag: {most}", True),
        ("What a municipality gets of the money", True),
        ("Utrecht received € 702,479", True),
        ("The middle municipality was paid {amount}", True),
        ("Moerdijk reported as received € 73,581", False),
        ("gemeld als ontvangen: {amount}", False),
        ("The same persons get the same figure everywhere", False),
        ("These are computed amounts, not receipts", False),
    ],
)
def test_what_is_called_a_receipt(sentence: str, wrong: bool) -> None:
    assert calls_it_a_receipt(sentence) is wrong
