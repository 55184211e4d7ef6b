"""From a template to a page: escaping on, words and numbers in one language, links that work from
disk.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from inburgering_opendata.explain.wording import words_of_explanations
from inburgering_opendata.toolkit.describe.language import LANGUAGES, Language, Words, load_words
from inburgering_opendata.toolkit.describe.pages import Address, root_of
from inburgering_opendata.toolkit.publish.catalogue.edition import Edition
from inburgering_opendata.toolkit.publish.catalogue.schema_org import of_page, script_text

_ROOM = Path(__file__).parent

# No inline script or style, nothing from elsewhere. Pictures are drawn to a data: address before
# they are saved as PNG.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'"
)


def words_of_site(language: Language) -> Words:
    return load_words(_ROOM / "words.toml", language)


def render(template: str, language: Language, address: Address, **values: Any) -> bytes:
    """The page at `address`, from a template and its values."""
    path = address.path(language)
    other = LANGUAGES["en" if language.code == "nl" else "nl"]
    root = root_of(path)
    text = (
        _environment(language)
        .get_template(template)
        .render(
            here=address,
            root=root,
            switch=root + address.path(other),
            other=other,
            **values,
        )
    )
    return text.encode()


def structured_data(edition: Edition | None, address: Address, language: Language) -> Markup | None:
    """What the page is about, in JSON-LD for a script element; None where it is about no data."""
    found = of_page(edition, address, language) if edition else None
    # Escaped by `script_text`: entities of HTML would not be read in a script.
    return Markup(script_text(found)) if found else None  # noqa: S704


def prose(text: str) -> Markup:
    """Escaped text in which a word between backticks becomes code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704


def is_web_address(text: str) -> bool:
    """Whether a text may be made a link: an address of the web, never a script."""
    return text.startswith(("https://", "http://"))


def size(number: int, language: Language) -> str:
    """Bytes for people: `12 kB`, `1,2 MB`."""
    if number < 1000:
        return f"{number} B"
    if number < 1_000_000:
        return f"{(number + 500) // 1000} kB"
    return f"{number // 1_000_000}{language.decimal}{number % 1_000_000 // 100_000} MB"


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    words = words_of_site(language)
    environment.globals.update(
        language=language,
        t=words,
        policy=POLICY,
        explained=words_of_explanations(language),
        path_of=lambda kind, name="": Address(kind, name).path(language),
    )
    environment.filters.update(
        number=lambda value: language.number(int(value)),
        euros=lambda value: language.euros(int(value)),
        cents=lambda value: language.cents(int(value)),
        difference=lambda value: language.difference(int(value)),
        decimals=language.decimals,
        day=language.day,
        of=lambda descriptor, name: language.of(descriptor, name),
        of_or_else=language.of_or_else,
        size=lambda value: size(value, language),
        # A unit that has no words of its own, such as %, is shown as it is.
        unit=lambda name: words.sentences.get(f"unit.{name}", name),
        prose=prose,
        paragraphs=lambda text: [part.strip() for part in text.split("\n\n")],
    )
    environment.tests["web_address"] = is_web_address
    return environment
