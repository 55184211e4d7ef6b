"""From a template to a page: escaping on, words and numbers in one language, links that work from
disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from inburgering_opendata.toolkit.describe.addresses import host_of, is_front_page, is_web_address
from inburgering_opendata.toolkit.describe.language import Language, Words, load_words
from inburgering_opendata.toolkit.describe.pages import PLACES, Address, Place, root_of
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.catalogue.schema_org import of_page, script_text

_ROOM = Path(__file__).parent

# No inline script or style, nothing from elsewhere. Pictures are drawn to a data: address before
# they are saved as PNG.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'"
)


def shared_script() -> str:
    """The script that every page has; a subject's own script, which takes its place, begins with
    it."""
    return (_ROOM / "assets" / "share.js").read_text(encoding="utf-8")


@cache
def words_of_site(language: Language, *more: Path) -> Words:
    """The words that every page uses, and those of the files in `more`, which come first."""
    sentences: dict[str, str] = {}
    for path in (_ROOM / "words.toml", *more):
        sentences |= load_words(path, language).sentences
    return Words(sentences)


def _nothing(_: Language) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True, eq=False)
class Look:
    """What the pages of one site are made from, beside the templates and words of this room."""

    title: Mapping[str, Any]
    """title and description of the whole, in each language: name and tagline of the site, where
    `words` has no others."""
    languages: tuple[Language, ...]
    """Those of the project."""
    templates: Path | None = None
    """A folder whose templates come before those of the same name here."""
    words: Path | None = None
    places: tuple[Place, ...] = ()
    names: Callable[[Language], Mapping[str, Any]] = _nothing
    """What else its templates know."""
    _words: dict[str, Words] = field(default_factory=dict)
    _environments: dict[str, Environment] = field(default_factory=dict)

    def words_in(self, language: Language) -> Words:
        """Every sentence in one language."""
        if language.code not in self._words:
            own = {
                "site.name": language.of(self.title, "title"),
                "site.tagline": language.of(self.title, "description"),
            }
            found = words_of_site(language, *([self.words] if self.words else ()))
            self._words[language.code] = Words({**own, **found.sentences})
        return self._words[language.code]

    def environment(self, language: Language) -> Environment:
        """The templates, set up for one language."""
        if language.code not in self._environments:
            self._environments[language.code] = _environment(self, language)
        return self._environments[language.code]


def render(look: Look, template: str, language: Language, address: Address, **values: Any) -> bytes:
    """The page at `address`, from a template and its values."""
    path = address.path(language)
    root = root_of(path)
    others = [each for each in look.languages if each.code != language.code]
    text = (
        look.environment(language)
        .get_template(template)
        .render(
            here=address,
            root=root,
            switches=[(each, root + address.path(each)) for each in others],
            **values,
        )
    )
    return text.encode()


def structured_data(edition: Edition | None, address: Address, language: Language) -> Markup | None:
    """What the page is about, in JSON-LD for a script element; None where it is about no data."""
    found = of_page(edition, address, language) if edition else None
    # Escaped by `script_text`: entities of HTML would not be read in a script.
    return Markup(script_text(found)) if found else None  # noqa: S704


@lru_cache(maxsize=4096)
def prose(text: str) -> Markup:
    """Escaped text in which a word between backticks becomes code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704


def kept(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """A macro that remembers what it wrote for the same words: pages repeat them hundreds of times.

    The types count, as escaped text is not the same as text that is still to be escaped.
    """
    return lru_cache(maxsize=4096, typed=True)(macro)


# Without what ends a sentence or a clause behind it.
_ADDRESS = re.compile(r"(https?://[^\s<>\"“”]*[^\s<>\"“”.,;:)])")


@lru_cache(maxsize=4096)
def linked(text: str) -> Markup:
    """Escaped text in which each address of the web is a link, but that of a front page."""
    if "://" not in text:
        return escape(text)
    parts = _ADDRESS.split(text)
    link = Markup('<a href="{0}" rel="noreferrer">{0}</a>')
    return Markup("").join(
        link.format(part) if at % 2 and not is_front_page(part) else escape(part)
        for at, part in enumerate(parts)
    )


def _labels(field: Mapping[str, Any], language: Language) -> str:
    """The label of each value of a closed list, as JSON for an attribute that a script reads."""
    labels = {each["value"]: language.of(each, "label") for each in field["categories"]}
    return json.dumps(labels, ensure_ascii=False, separators=(",", ":"))


def kind_of_cell(field: Mapping[str, Any], text: str) -> Markup:
    """How a cell is set, as an attribute of its element."""
    if field["type"] in ("integer", "number"):
        return Markup(' class="number"')
    if field["type"] in ("date", "datetime"):
        return Markup(' class="day"')
    return Markup(' class="long"') if len(text) > 36 else Markup("")


def size(number: int, language: Language) -> str:
    """Bytes for people: `12 kB`, `1,2 MB`."""
    if number < 1000:
        return f"{number} B"
    if number < 1_000_000:
        return f"{(number + 500) // 1000} kB"
    return f"{number // 1_000_000}{language.decimal}{number % 1_000_000 // 100_000} MB"


class _Compiled(BytecodeCache):
    """Templates as code: compiled once in a process, for both languages and every site."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def _environment(look: Look, language: Language) -> Environment:
    folders = [*([look.templates] if look.templates else ()), _ROOM / "templates"]
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
        # Else a filter of a constant, such as a number, would be in the code in one language.
        optimized=False,
    )
    words = look.words_in(language)
    places = {place.kind: place for place in (*PLACES, *look.places)}
    environment.globals.update(
        language=language,
        t=words,
        policy=POLICY,
        euros=lambda value: language.euros(int(value)),
        number=lambda value: language.number(int(value)),
        path_of=lambda kind, name="": Address(places[kind], name).path(language),
        kind_of_cell=kind_of_cell,
        **look.names(language),
    )
    environment.filters.update(
        number=lambda value: language.number(int(value)),
        euros=lambda value: language.euros(int(value)),
        cents=lambda value: language.cents(int(value)),
        difference=lambda value: language.difference(int(value)),
        decimals=language.decimals,
        day=language.day,
        of=lambda descriptor, name: language.of(descriptor, name),
        size=lambda value: size(value, language),
        labels=lambda field: _labels(field, language),
        # A unit that has no words of its own, such as %, is shown as it is.
        unit=lambda name: words.sentences.get(f"unit.{name}", name),
        prose=prose,
        host=host_of,
        linked=linked,
        kept=kept,
        initial=lambda text: text[:1].upper() + text[1:],
        paragraphs=lambda text: [part.strip() for part in text.split("\n\n")],
    )
    environment.tests["web_address"] = is_web_address
    environment.tests["front_page"] = is_front_page
    return environment
