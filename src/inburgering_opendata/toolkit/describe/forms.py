r"""How the cells of a field are written, where its schema says it is not the usual way.

Table Schema lets a file say which texts stand for no value (`missingValues`), for true and false
(`trueValues`, `falseValues`), how a number is written (`decimalChar`, `groupChar`) and how a day is
(`format`). All of that is one `Form`: from the text of a cell to the text that the usual form has.
The readers of every engine are made of it, and the writer of CSV goes the other way; what a form
cannot say exactly is refused when the schema is loaded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inburgering_opendata.toolkit.ground.files import Json

_DATED = ("date", "datetime")
_NUMERIC = ("integer", "number")
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    "decimalChar": ("number",),
    # Version 2 has it for integers too, but frictionless 5 and others that check do not read them.
    "groupChar": ("number",),
    "bareNumber": _NUMERIC,
    "trueValues": ("boolean",),
    "falseValues": ("boolean",),
    "format": ("string", *_NUMERIC, *_DATED, "boolean"),
}
"""Of which types a field may have a property that says how it is written."""

TEXT_FORMATS: Mapping[str, str] = {
    "email": (
        r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
        r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$"
    ),
    "uri": (
        r"^[A-Za-z][A-Za-z0-9+.-]*:"
        r"(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})+$"
    ),
    "uuid": (r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"),
    "binary": r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
}
"""What a text of a format looks like: an address as browsers have it, a URI of RFC 3986, a UUID of
RFC 9562, and base64 of RFC 4648."""

_PARTS: Mapping[str, tuple[str, str]] = {
    "%Y": ("year", "([0-9]{4})"),
    "%m": ("month", "([0-9]{2})"),
    "%d": ("day", "([0-9]{2})"),
    "%H": ("hour", "([0-9]{2})"),
    "%M": ("minute", "([0-9]{2})"),
    "%S": ("second", "([0-9]{2})"),
}
_DAY = ("year", "month", "day")


@dataclass(frozen=True, kw_only=True)
class Form:
    """How the text of a cell becomes the text that the usual form has.

    First it may stand for no value, then it is one of `words`, or it matches `pattern` and is
    rewritten. What is none of these is no value of the field.
    """

    missing: tuple[str, ...] = ()
    """Texts that stand for no value, besides that of an empty cell."""
    words: tuple[tuple[str, str], ...] = ()
    """Texts with what they stand for; there are no others."""
    pattern: str = ""
    """What the whole text must match, in groups where it is put together anew."""
    rewritten: str = ""
    """The text anew, with `\\1` where the first group goes; without it the text stays."""
    replaced: tuple[tuple[str, str], ...] = ()
    """What is replaced in the text, in this order."""
    written: str = ""
    """How `strftime` writes it."""
    decimal: str = "."

    @property
    def is_usual(self) -> bool:
        return not (self.words or self.pattern)


USUAL = Form()


def in_usual_form(text: str, form: Form) -> str:
    """A text of the form as the usual form has it; one that stands for no value is empty."""
    if text in form.missing or not text:
        return ""
    if form.words:
        return dict(form.words)[text]
    if form.rewritten:
        return re.sub(form.pattern, form.rewritten, text)
    for old, new in form.replaced:
        text = text.replace(old, new)
    return text


def form_of(descriptor: Json, missing_values: Sequence[str]) -> Form:
    """How a field is written, by its descriptor and the `missingValues` of its schema.

    Raises:
        ValueError: a property is not for a field of this type, or says what cannot be held to.
    """
    type = str(descriptor["type"])
    for name, types in FIELDS_OF.items():
        if name in descriptor and type not in types:
            can = ", ".join(types)
            raise ValueError(f"the property '{name}' is for fields of {can}, not of {type}")
    missing = _missing(descriptor.get("missingValues", missing_values))
    format = str(descriptor.get("format", "default")).removeprefix("fmt:")
    if format != "default" and type not in ("string", *_DATED):
        raise ValueError(f"a field of {type} has no format '{format}'")
    match type:
        case "boolean":
            return Form(missing=missing, words=_words(descriptor))
        case "integer" | "number":
            return _number(descriptor, missing)
        case "string":
            if format not in ("default", *TEXT_FORMATS):
                raise ValueError(f"a text has no format '{format}'; it has {sorted(TEXT_FORMATS)}")
            return Form(missing=missing)
        case _ if format == "default":
            return Form(missing=missing)
        case _:
            return _dated(format, type, missing, descriptor.get("constraints", {}))


def _missing(declared: Any) -> tuple[str, ...]:
    if not isinstance(declared, (list, tuple)) or not all(isinstance(t, str) for t in declared):
        raise ValueError(f"missingValues is {declared!r}, where a list of texts was expected")
    if "" not in declared:
        raise ValueError(
            f"missingValues is {list(declared)!r}, without '': an empty cell is no value in every "
            "format of a release"
        )
    return tuple(dict.fromkeys(text for text in declared if text))


def _words(descriptor: Json) -> tuple[tuple[str, str], ...]:
    if not {"trueValues", "falseValues"} & set(descriptor):
        return ()
    found: dict[str, str] = {}
    for name, means in (("trueValues", "true"), ("falseValues", "false")):
        texts = descriptor.get(name, [means])
        if not isinstance(texts, list) or not texts or not all(map(_is_text, texts)):
            raise ValueError(f"{name} is {texts!r}, where a list of texts was expected")
        for text in texts:
            if found.setdefault(text, means) != means:
                raise ValueError(f"'{text}' is among trueValues and falseValues")
    return tuple(found.items())


def _number(descriptor: Json, missing: tuple[str, ...]) -> Form:
    if descriptor.get("bareNumber", True) is not True:
        raise ValueError(
            "bareNumber is false: what stands beside a number can change it, as in '(3)' or '3 k'; "
            "leave it out, and say the unit in the description"
        )
    decimal, group = descriptor.get("decimalChar", "."), descriptor.get("groupChar", "")
    for name, sign in (("decimalChar", decimal), ("groupChar", group)):
        if name in descriptor and not (_is_text(sign) and len(sign) == 1 and _is_sign(sign)):
            raise ValueError(f"{name} is {sign!r}, where one sign was expected that is no digit")
    if decimal == group:
        raise ValueError(f"decimalChar and groupChar are both {decimal!r}")
    if (decimal, group) == (".", ""):
        return Form(missing=missing)
    grouped = f"[1-9][0-9]{{0,2}}(?:{_literal(group)}[0-9]{{3}})+|" if group else ""
    whole = f"-?(?:{grouped}0|[1-9][0-9]*)"
    part = rf"(?:{_literal(decimal)}[0-9]+)?"
    replaced = [(group, "")] if group else []
    if decimal != ".":
        replaced.append((decimal, "."))
    return Form(
        missing=missing, pattern=f"^{whole}{part}$", replaced=tuple(replaced), decimal=decimal
    )


def _dated(format: str, type: str, missing: tuple[str, ...], constraints: Json) -> Form:
    if format == "any":
        raise ValueError("the format 'any' lets 1-2-2020 be two days; say which, as %d-%m-%Y")
    if bound := {"enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"} & {
        *constraints
    }:
        raise ValueError(
            f"the constraints {sorted(bound)} beside the format '{format}': readers differ in how "
            "their values are written; use the default format, or an expectation of the suite"
        )
    pieces = re.findall(r"%.|[^%]+|%$", format)
    names = [_PARTS[piece][0] for piece in pieces if piece in _PARTS]
    strange = [p for p in pieces if p.startswith("%") and p not in _PARTS]
    needed = [*_DAY, *(("hour", "minute") if type == "datetime" else ())]
    allowed = {*needed, *(("second",) if type == "datetime" else ())}
    if strange or not {*needed} <= {*names} <= allowed or len({*names}) < len(names):
        can = ", ".join(part for part, (name, _) in _PARTS.items() if name in allowed)
        raise ValueError(f"the format '{format}': a {type} has each of {can}, once")
    pattern = "".join(_PARTS[p][1] if p in _PARTS else _literal(p) for p in pieces)
    at = {name: f"\\{number}" for number, name in enumerate(names, 1)}
    rewritten = f"{at['year']}-{at['month']}-{at['day']}"
    if type == "datetime":
        rewritten += f"T{at['hour']}:{at['minute']}:{at.get('second', '00')}Z"
    return Form(missing=missing, pattern=f"^{pattern}$", rewritten=rewritten, written=format)


def _literal(text: str) -> str:
    """A text as a pattern that every engine reads the same."""
    return "".join(f"\\{sign}" if sign in r".^$*+?{}[]\|()" else sign for sign in text)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_sign(sign: str) -> bool:
    # A space that does not break a line stands between thousands in French, and prints as nothing.
    prints = sign.isprintable() or unicodedata.category(sign) == "Zs"
    return not sign.isalnum() and sign not in '-+"\n\r' and prints
