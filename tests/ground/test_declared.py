"""A declared file is parsed strictly, and what is wrong with it is said with place and words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inburgering_opendata.toolkit.ground.declared import reading
from inburgering_opendata.toolkit.ground.declared.kind import Declarations, Kind
from inburgering_opendata.toolkit.ground.declared.nearest import did_you_mean
from inburgering_opendata.toolkit.ground.declared.parsing import FORMATS, parse
from inburgering_opendata.toolkit.ground.declared.reading import declared_in, hold_against
from inburgering_opendata.toolkit.ground.installed import installed_root

SAID = {
    ".json": b'{"a": {"b": [1, "x"]}, "c": true}',
    ".toml": b'c = true\n[a]\nb = [1, "x"]\n',
    ".yaml": b"a: {b: [1, x]}\nc: true\n",
}
TWICE = {".json": b'{"a": 1, "b": 2, "a": 3}', ".toml": b"a = 1\na = 3\n", ".yaml": b"a: 1\na: 3\n"}
BROKEN = {".json": b"{", ".toml": b"a = ", ".yaml": b"a: ["}
NO_NUMBER = {".json": b'{"a": 1e999}', ".toml": b"a = nan\n", ".yaml": b"a: .inf\n"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_formats_say_the_same(suffix: str) -> None:
    assert parse(SAID[suffix], suffix) == {"a": {"b": [1, "x"]}, "c": True}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (TWICE, "twice|overwrite"),
        (BROKEN, "line 1|end of document"),
        (NO_NUMBER, "'a' is (inf|nan), which is no number"),
        (dict.fromkeys(FORMATS, b"\xef\xbb\xbf{}"), "begins with a byte-order mark"),
        (dict.fromkeys(FORMATS, b"\n\n# Gem\xe9"), "line 3: byte 0xe9 is not UTF-8"),
        (dict.fromkeys(FORMATS, "a = 1".encode("utf-16")), "line 1: byte 0xff is not UTF-8"),
        (dict.fromkeys(FORMATS, b"a = " + b"[" * 100_000), "nested too deeply"),
    ],
    ids=["twice", "broken", "no number", "mark", "cp1252", "UTF-16", "deep"],
)
def test_what_is_not_what_its_suffix_says_is_refused(
    data: dict[str, bytes], words: str, suffix: str
) -> None:
    found = data[suffix].removeprefix(b"a = ") if "deep" in words and suffix != ".toml" else None
    with pytest.raises(ValueError, match=words):
        parse(found or data[suffix], suffix)


def test_in_yaml_twice_is_twice_however_deep_and_a_name_is_a_text() -> None:
    with pytest.raises(ValueError, match="line 3: the property 'x' stands there twice"):
        parse(b"a:\n- x: 1\n  x: 2\n", ".yaml")
    with pytest.raises(ValueError, match="line 2: the property '0014' stands there twice"):
        parse(b"0014: 1\n0014: 2\n", ".yaml", all_texts=True)
    with pytest.raises(ValueError, match="has a property 2020, which is no text"):
        parse(b"a: {2020: x}", ".yaml")
    with pytest.raises(ValueError, match="line 1: a property has a name, and this is none"):
        parse(b"? [a]\n: 1\n", ".yaml")


def test_where_every_value_is_a_text_nothing_is_guessed() -> None:
    assert parse(b"[{a: 0014, b: 2022-01-01, c: no}]", ".yaml", all_texts=True) == [
        {"a": "0014", "b": "2022-01-01", "c": "no"}
    ]


ENTRY: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "dependentRequired": {"size": ["note"]},
    "properties": {
        "$schema": {"type": "string"},
        "name": {"type": "string", "pattern": r"\S", "title": "a text that is not empty"},
        "note": {"type": "string", "minLength": 1},
        "kind": {"enum": ["minimum", "maximum"]},
        "only": {"const": "exact"},
        "size": {"type": ["integer", "null"], "minimum": 1},
        "part": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "is": {"type": "boolean"},
        "tags": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "never": {"not": {}, "description": "a table has one dialect"},
        "inner": {"type": "array", "items": {"$ref": "#/$defs/entry"}},
    },
}
SCHEMA = {**ENTRY, "$defs": {"entry": ENTRY}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"kindd": 5},
            "there is no property 'kindd', which is 5; did you mean 'kind'? known are n",
        ),
        (
            {"zzzzzz": {"a": 1}},
            "there is no property 'zzzzzz', which is {\"a\": 1}; known are name",
        ),
        ({"name": None}, "'name' is null; a text that is not empty was expected"),
        ({"name": " "}, "'name' is ' '; a text that is not empty was expected"),
        ({"note": ""}, "'note' is ''; a text that is not empty was expected"),
        ({"kind": "minimun"}, "'kind' is 'minimun'; did you mean 'minimum'? one of minimum, max"),
        ({"kind": 1}, "'kind' is 1; one of minimum, maximum was expected"),
        ({"only": "all"}, "'only' is 'all'; exact was expected"),
        ({"size": 0, "note": "x"}, "'size' is 0; a whole number from 1 or nothing was expected"),
        ({"size": 2}, "the property 'note' is missing, which belongs to 'size'"),
        ({"part": 0}, "'part' is 0; a number above 0 up to 1 was expected"),
        ({"part": True}, "'part' is true; a number above 0 up to 1 was expected"),
        ({"is": "yes"}, "'is' is 'yes'; true or false was expected"),
        ({"tags": []}, "'tags' is []; a list of one at least, none of them twice was expected"),
        ({"tags": ["a", 2]}, "'tags[2]' is 2; a text was expected"),
        ({"never": 1}, "'never' cannot be said: a table has one dialect"),
        ({"inner": [{"name": "x", "is": 1}]}, "'inner.x.is' is 1; true or false was expected"),
        (
            {"inner": [{"name": "x"}, {"is": 1}]},
            "the property 'inner[2].name' is missing (and beside it: 1",
        ),
        ({"note": "n" * 200, "is": "n" * 200}, f"'is' is '{'n' * 79}…; true or false"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    kind = made(tmp_path)
    with pytest.raises(ValueError) as caught:
        hold_against({"name": "x", **change}, kind)
    assert words in str(caught.value)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the property 'name' is missing"):
        hold_against({}, made(tmp_path))
    with pytest.raises(ValueError, match="it is 'x'; an object with properties was expected"):
        hold_against("x", made(tmp_path))


def test_an_unknown_word_comes_first_as_it_may_be_the_one_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no property 'nam'.*did you mean 'name'.*beside it: 1"):
        hold_against({"nam": "x"}, made(tmp_path))


def test_of_what_another_version_wrote_an_unknown_word_is_let_be(tmp_path: Path) -> None:
    hold_against({"name": "x", "new": 1}, made(tmp_path), strangers=True)
    with pytest.raises(ValueError, match="'name' is 1"):
        hold_against({"name": 1, "new": 1}, made(tmp_path), strangers=True)


def test_what_a_subject_adds_is_known_beside_the_rest(tmp_path: Path) -> None:
    more = tmp_path / "more.json"
    more.write_text('{"properties": {"colour": {"enum": ["red"]}}}', encoding="utf-8")
    kind, told = made(tmp_path), Declarations(additions={"made": more})
    hold_against({"name": "x", "is": True, "colour": "red"}, kind, told)
    with pytest.raises(ValueError, match="'colour' is 'rod'; did you mean 'red'"):
        hold_against({"name": "x", "colour": "rod"}, kind, told)
    with pytest.raises(ValueError, match="no property 'colour'"):
        hold_against({"name": "x", "colour": "red"}, kind)


def test_nearest_is_found_whatever_its_capitals_and_only_when_it_is_near() -> None:
    assert did_you_mean("MINLENGTH", ["minLength", "maxLength"]) == "; did you mean 'minLength'?"
    assert did_you_mean("colour", ["name", "type"]) == ""


def test_without_jsonschema_only_what_came_with_the_toolkit_passes_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'jsonschema'", name="jsonschema")

    monkeypatch.setattr(reading, "_validator", missing)
    kind, data = made(tmp_path), b'{"nam": "x"}'
    for own in ("schemas/a.json", "datapackages/p/package.json", "expectations/a.json"):
        assert declared_in(data, installed_root() / own, kind) == {"nam": "x"}
    for other in (tmp_path / "schemas" / "a.json", installed_root() / "store" / "a.json"):
        with pytest.raises(ModuleNotFoundError):
            declared_in(data, other, kind)


def made(folder: Path) -> Kind:
    path = folder / "made.schema.json"
    path.write_text(json.dumps(SCHEMA), encoding="utf-8")
    return Kind(name="made", files="made.json", schema=path)
