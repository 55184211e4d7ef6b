"""How a page is cited: a sentence for a list of references, and BibTeX."""

from __future__ import annotations

from dataclasses import dataclass

from inburgering_opendata.toolkit.describe.language import Language
from inburgering_opendata.toolkit.describe.pages import Address
from inburgering_opendata.toolkit.publish.catalogue.citation import bibtex, cite_page, sentence
from inburgering_opendata.toolkit.publish.site.contents import Json
from inburgering_opendata.toolkit.publish.site.pages import Site


@dataclass(frozen=True)
class Cited:
    """The citation of a page in one language."""

    sentence: str
    bibtex: str
    """Empty for pages of a build, which has no date and no address."""


def cited(site: Site, language: Language, place: Address, name: str, about: Json) -> Cited:
    """The citation of the page at `place`.

    Args:
        site: with the release that the page is of.
        language: of the sentence.
        place: of the page.
        name: a short one, for BibTeX.
        about: by the code of each language, how the page is called in it.
    """
    if site.edition is None:
        imprint = site.imprint(language)
        told = imprint.words(
            "picture.citation",
            who=imprint.words("site.name"),
            title=about[language.code],
            version=imprint.version,
            licence=site.licence,
            address=place.path(language),
        )
        return Cited(told, "")
    words = {"name": name, language.key("title"): about[language.code]}
    packages = [package.descriptor for package in site.contents.packages]
    citation = cite_page(site.catalog, site.edition.version, packages, words, place)
    return Cited(sentence(citation, language), bibtex(citation, language))
